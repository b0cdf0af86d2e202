#include "store/search.h"

#include "article_inner.h"
#include "search_run.h"
#include "search_snippet.h"

#include <string.h>

/* By relevance the cursor's first number is the score in millionths, upside down, as a later page has lower scores. */
static int64_t rank_of(double score)
{
    return (int64_t)(score * 1e6);
}

static bool is_behind(const struct article_query *filter, const struct candidate *candidate)
{
    int64_t rank = rank_of(candidate->score);
    return !filter->after || rank < filter->after_ms || (rank == filter->after_ms && candidate->id < filter->after_id);
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
        result->suggestion = run_suggestion(run);
    result->is_vain = !run->strict && !result->suggestion;
    return err;
}

/* The ids of a page, newest first, one more than is shown. */
static enum err newest_ids(const struct run *run, const char *looked_for, int64_t *ids, int64_t *times, size_t *count)
{
    auto_query struct query q = query_of(run->conn, STMT_SEARCH_NEWEST);
    const struct article_query *filter = run->filter;
    enum err err;
    bind_text(&q, looked_for);
    bind_text(&q, NULL);
    run_bind_filter(&q, run);
    bind_integer(&q, filter->limit + 1);
    bind_integer(&q, filter->limit + 1);
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
    err = newest_ids(run, buf_str(&expression.text), ids, times, &count);
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

enum err search_count(struct conn *conn, const char *query, const struct article_query *filter, int64_t *ret_count)
{
    auto_expression struct expression expression = EXPRESSION;
    struct run *run = arena_zero(conn->arena, 1, sizeof *run);
    *ret_count = 0;
    if (!run)
        return ERR_MEMORY;
    enum err err = run_begin(conn, query, filter, run);
    if (!err)
        err = run_strictest(run, &expression);
    if (err || !expression.text.length)
        return err;
    auto_query struct query q = query_of(conn, STMT_SEARCH_COUNT);
    bind_text(&q, buf_str(&expression.text));
    bind_text(&q, NULL);
    run_bind_filter(&q, run);
    bind_integer(&q, 1);
    bind_integer(&q, 1);
    err = query_row(&q);
    if (!err)
        *ret_count = column_integer(&q);
    return err;
}
