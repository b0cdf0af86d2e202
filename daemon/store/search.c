#include "store/search.h"

#include "article_inner.h"
#include "search_run.h"
#include "search_snippet.h"

#include <string.h>

/* By relevance the cursor's first number is the score in millionths, upside down, as a later page has lower
 * scores. */
static int64_t rank_of(double score)
{
    return (int64_t)(score * 1e6);
}

static bool is_behind(const struct article_query *filter, const struct candidate *candidate)
{
    int64_t rank = rank_of(candidate->score);
    return !filter->after || rank < filter->after_ms ||
           (rank == filter->after_ms && candidate->id < filter->after_id);
}

static enum err add_hit(const struct run *run, int64_t id, struct search_result *result)
{
    struct search_hit *hit = &result->hits[result->count++];
    enum err err = article_read(run->conn, id, true, &hit->article);
    if (!err)
        hit->snippet = snippet_of(run->conn->arena, &run->plan, &hit->article);
    return err;
}

static enum err by_relevance(struct run *run, struct search_result *result)
{
    enum err err = run_relevance(run);
    for (size_t i = 0; !err && i < run->count; i++) {
        const struct candidate *candidate = &run->candidates[i];
        if (!is_behind(run->filter, candidate))
            continue;
        if (result->count == (size_t)run->filter->limit) {
            result->more = true;
            break;
        }
        err = add_hit(run, candidate->id, result);
        result->next_ms = rank_of(candidate->score);
        result->next_id = candidate->id;
    }
    if (!err)
        err = run_suggestion(run, &result->suggestion);
    result->is_vain = !run->strict && !result->suggestion;
    return err;
}

/* Binds everything of a statement of the index that needs no weights. */
static void bind_strict(struct query *q, const struct run *run, const struct expression *expression, int scan,
                        int most)
{
    bind_text(q, buf_str(&expression->text));
    bind_text(q, NULL);
    run_bind_filter(q, run);
    bind_integer(q, scan);
    bind_integer(q, most);
}

/* The ids of a page, newest first, one more than is shown. */
static enum err newest_ids(const struct run *run, const struct expression *expression, int64_t *ids,
                           int64_t *times, size_t *count)
{
    auto_query struct query q = query_of(run->conn, STMT_SEARCH_NEWEST);
    const struct article_query *filter = run->filter;
    enum err err;
    bind_strict(&q, run, expression, filter->limit + 1, filter->limit + 1);
    bind_integer(&q, filter->after ? filter->after_ms : INT64_MAX);
    bind_integer(&q, filter->after ? filter->after_id : INT64_MAX);
    for (*count = 0; !(err = query_row(&q)); ++*count) {
        ids[*count] = column_integer(&q);
        times[*count] = column_integer(&q);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum { PAGE_MOST = 100 };

static enum err by_time(struct run *run, struct search_result *result)
{
    int64_t ids[PAGE_MOST + 1], times[PAGE_MOST + 1];
    size_t count = 0;
    auto_expression struct expression expression = EXPRESSION;
    enum err err = run_strictest(run, &expression);
    if (err || !expression.text.length)
        return err;
    err = newest_ids(run, &expression, ids, times, &count);
    result->more = count > (size_t)run->filter->limit;
    for (size_t i = 0; !err && i < count && i < (size_t)run->filter->limit; i++) {
        err = add_hit(run, ids[i], result);
        result->next_ms = times[i];
        result->next_id = ids[i];
    }
    return err;
}

enum err search_articles(struct conn *conn, const char *query, const struct article_query *filter,
                         enum search_sort sort, struct search_result *ret_result)
{
    struct search_result result = {.count = 0};
    struct run *run = arena_zero(conn->arena, 1, sizeof *run);
    result.hits = arena_zero(conn->arena, (size_t)filter->limit, sizeof *result.hits);
    if (!run || !result.hits)
        return ERR_MEMORY;
    enum err err = run_begin(conn, query, filter, run);
    if (!err)
        err = sort == SEARCH_BY_TIME ? by_time(run, &result) : by_relevance(run, &result);
    if (!err)
        *ret_result = result;
    return err;
}

/* A run that asks for the strictest expression that finds something; empty when none does. */
static enum err begin_strict(struct conn *conn, const char *query, const struct article_query *filter,
                             struct run **ret_run, struct expression *expression)
{
    struct run *run = *ret_run = arena_zero(conn->arena, 1, sizeof *run);
    if (!run)
        return ERR_MEMORY;
    enum err err = run_begin(conn, query, filter, run);
    return err ? err : run_strictest(run, expression);
}

enum err search_count(struct conn *conn, const char *query, const struct article_query *filter,
                      int64_t *ret_count)
{
    auto_expression struct expression expression = EXPRESSION;
    struct run *run;
    *ret_count = 0;
    enum err err = begin_strict(conn, query, filter, &run, &expression);
    if (err || !expression.text.length)
        return err;
    auto_query struct query q = query_of(conn, STMT_SEARCH_COUNT);
    bind_strict(&q, run, &expression, 1, 1);
    err = query_row(&q);
    if (!err)
        *ret_count = column_integer(&q);
    return err;
}

static enum err read_facets(struct run *run, enum statement statement, const struct expression *expression,
                            struct search_facet **ret_facets, size_t *ret_count)
{
    enum { SCAN_MOST = 5000 };
    auto_query struct query q = query_of(run->conn, statement);
    struct search_facet *facets = NULL;
    size_t count = 0;
    enum err err;
    bind_strict(&q, run, expression, SCAN_MOST, SEARCH_FACETS_MAX);
    while (!(err = query_row(&q))) {
        struct search_facet *facet = array_add(run->conn->arena, &facets, &count, sizeof *facet);
        if (!facet)
            return ERR_MEMORY;
        facet->key = column_text(&q);
        facet->name = column_text(&q);
        facet->count = column_integer(&q);
    }
    *ret_facets = facets;
    *ret_count = count;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err search_facets(struct conn *conn, const char *query, const struct article_query *filter,
                       struct search_facets *ret_facets)
{
    auto_expression struct expression expression = EXPRESSION;
    struct run *run;
    *ret_facets = (struct search_facets){.category_count = 0};
    enum err err = begin_strict(conn, query, filter, &run, &expression);
    if (err || !expression.text.length)
        return err;
    err = read_facets(run, STMT_SEARCH_BY_CATEGORY, &expression, &ret_facets->categories,
                      &ret_facets->category_count);
    return err ? err
               : read_facets(run, STMT_SEARCH_BY_MONTH, &expression, &ret_facets->months,
                             &ret_facets->month_count);
}
