/* The public questions: hits, counts, facets. What is asked of the index, and how hits are ordered, is
 * decided in the stages and scores; here pages are cut out of it and time limits are kept. */
#include "store/search.h"

#include "content/article_row.h"
#include "engine/rows.h"
#include "search_page.h"
#include "search_run.h"
#include "search_score.h"
#include "search_stage.h"
#include "text/keystrokes.h"

#include <string.h>

/* The greatest limit of a page, and how many places of the tail are read at once. */
enum { PAGE_MOST = 100 };

/* A place in the order of time. */
struct place {
    int64_t at_ms;
    int64_t id;
};

/* Behind it lies everything, as the order is newest first. */
static const struct place now_and_later = {INT64_MAX, INT64_MAX};

/* By relevance a cursor's first number is a rank; where the ranked ones have ended and the others follow by
 * time, it is the time below zero. */
static int64_t tail_mark(int64_t at_ms)
{
    /* Its own inverse, and below 0 for the instant 0 too; ranks are never negative, so the sign tells
     * the two parts apart. */
    return -at_ms - 1;
}

/* Whether a ranked candidate comes after the cursor. */
static bool is_behind(const struct article_query *filter, const struct candidate *candidate)
{
    int64_t rank = score_rank(candidate);
    return !filter->after || rank < filter->after_ms ||
           (rank == filter->after_ms && candidate->id < filter->after_id);
}

/* Binds everything of a statement of the index that needs no weights. */
static void bind_strict(struct query *q, const struct run *run, const struct expression *expression, int scan,
                        int most)
{
    /* A phrase of no words, which nothing holds, where there is nothing to ask for. */
    bind_text(q, expression->text.length ? buf_str(&expression->text) : "\"\"");
    /* Without weights every phrase counts the same, which is of no matter where nothing is ranked. */
    bind_text(q, NULL);
    run_bind_filter(q, run);
    bind_integer(q, scan);
    bind_integer(q, most);
}

/* What matches behind a place, newest first, at most `most`. */
static enum err read_newest_places(const struct run *run, const struct expression *expression,
                                   struct place behind, int most, struct place *places, int *count)
{
    auto_query struct query q = query_of(run->conn, STMT_SEARCH_NEWEST);
    enum err err;
    bind_strict(&q, run, expression, most, most);
    bind_integer(&q, behind.at_ms);
    bind_integer(&q, behind.id);
    for (*count = 0; !(err = query_row(&q)); ++*count) {
        places[*count].id = column_integer(&q);
        places[*count].at_ms = column_integer(&q);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* The same, none when the run's time is over. */
static enum err newest_places(struct run *run, const struct expression *expression, struct place behind,
                              int most, struct place *places, int *count)
{
    /* By the moment at which all of the search is cut, as this is no optional part. */
    int64_t former_ms = run_limit(run, run->cut_ms);
    enum err err = read_newest_places(run, expression, behind, most, places, count);
    /* What was read until then is left out, as the order may have holes. */
    bool is_out = err == ERR_TIMEOUT;
    err = run_unlimit(run, former_ms, err);
    *count = is_out ? 0 : *count;
    return err;
}

static bool is_candidate(const struct run *run, int64_t id)
{
    for (size_t i = 0; i < run->count; i++)
        if (run->candidates[i].id == id)
            return true;
    return false;
}

/* Adds of these what was not among the ranked, until the page is full; *behind moves on. */
static enum err add_unranked(const struct run *run, const struct place *places, int count,
                             struct place *behind, struct search_result *result)
{
    enum err err = ERR_OK;
    for (int i = 0; !err && i < count; i++) {
        *behind = places[i];
        if (is_candidate(run, places[i].id))
            continue;
        /* Asked when there is one more to add, so that `more` is never a guess. */
        result->more = search_is_full(run, result);
        if (result->more)
            break;
        err = search_add_hit(run, places[i].id, 0, result);
        result->next_ms = tail_mark(places[i].at_ms);
        result->next_id = places[i].id;
    }
    return err;
}

/* The best are ranked; all others that hold all words follow them by time, so that nothing is left out. */
static enum err add_tail(struct run *run, struct search_result *result)
{
    const struct article_query *filter = run->filter;
    struct place behind = now_and_later, places[PAGE_MOST];
    auto_expression struct expression expression = EXPRESSION;
    int count = PAGE_MOST;
    enum err err = run_strictest(run, &expression);
    /* The cursor stands in the tail already. */
    if (filter->after && filter->after_ms < 0)
        behind = (struct place){tail_mark(filter->after_ms), filter->after_id};
    while (!err && expression.text.length && count == PAGE_MOST && !result->more) {
        err = newest_places(run, &expression, behind, PAGE_MOST, places, &count);
        if (!err)
            err = add_unranked(run, places, count, &behind, result);
    }
    return err;
}

static enum err by_relevance(struct run *run, struct search_result *result)
{
    /* The whole ranking is made anew for each page; a cursor says how far to pass it over. */
    enum err err = run_relevance(run);
    /* Before the hits, as what was probably meant is marked in them. */
    if (!err)
        err = run_suggestion(run, &result->suggestion);
    for (size_t i = 0; !err && i < run->count && !result->more; i++) {
        const struct candidate *candidate = &run->candidates[i];
        if (!is_behind(run->filter, candidate))
            continue;
        result->more = search_is_full(run, result);
        if (result->more)
            break;
        err = search_add_hit(run, candidate->id, candidate_is_file(candidate) ? candidate->page : 0, result);
        result->next_ms = score_rank(candidate);
        result->next_id = candidate->id;
    }
    /* With fewer all that hold every word are among the candidates, and there is no tail. */
    if (!err && !result->more && run->strict >= STAGE_ENOUGH)
        err = add_tail(run, result);
    /* A suggestion is an answer, and a search that was cut knows nothing. */
    result->is_vain = run->is_near && !result->suggestion && !run->is_cut;
    return err;
}

/* What holds all words by the strictest keys that find anything, and nothing else: in the order of time
 * one loose hit would hide the others. */
static enum err by_time(struct run *run, struct search_result *result)
{
    const struct article_query *filter = run->filter;
    struct place behind = filter->after ? (struct place){filter->after_ms, filter->after_id} : now_and_later;
    struct place places[PAGE_MOST + 1];
    int count = 0;
    auto_expression struct expression expression = EXPRESSION;
    enum err err = run_strictest(run, &expression);
    if (!err && !expression.text.length)
        return search_pages_by_time(run, result);
    if (err)
        return err;
    err = newest_places(run, &expression, behind, filter->limit + 1, places, &count);
    /* One more than shown was asked for. */
    result->more = count > filter->limit;
    for (int i = 0; !err && i < count && i < filter->limit; i++) {
        err = search_add_hit(run, places[i].id, 0, result);
        result->next_ms = places[i].at_ms;
        result->next_id = places[i].id;
    }
    return err;
}

static enum err search_as_typed(struct conn *conn, const char *query, const struct article_query *filter,
                                enum search_sort sort, struct search_result *ret_result)
{
    struct search_result result = {.count = 0};
    /* In the arena, as it is too large for a stack. */
    struct run *run = arena_zero(conn->arena, 1, sizeof *run);
    result.hits = arena_zero(conn->arena, (size_t)filter->limit, sizeof *result.hits);
    if (!run || !result.hits)
        return ERR_MEMORY;
    enum err err = run_begin(conn, query, filter, run);
    if (!err)
        err = sort == SEARCH_BY_TIME ? by_time(run, &result) : by_relevance(run, &result);
    /* Nothing found in time is not the same as nothing there. */
    if (!err && run->is_cut && !result.count)
        err = ERR_SEARCH_CUT;
    result.is_cut = run->is_cut;
    result.is_near = run->is_near;
    result.unread = run->plan.unread;
    result.run = run;
    result.sort = sort;
    if (!err)
        *ret_result = result;
    return err;
}

/* Where nothing holds what was typed: what it says if it was typed with the keyboard's program off. What is
 * found so is said by the suggestion, which is never silent. */
static enum err search_by_keystrokes(struct conn *conn, const char *query, const struct article_query *filter,
                                     struct search_result *result)
{
    enum err err = ERR_OK;
    for (enum keystrokes k = 0; !err && result->is_near && !result->is_cut && k < KEYSTROKES_COUNT; k++) {
        struct search_result other;
        const char *meant = keystrokes_read(query, k, conn->arena);
        if (!meant)
            continue;
        err = search_as_typed(conn, meant, filter, result->sort, &other);
        if (!err && !other.is_near) {
            *result = other;
            result->suggestion = meant;
        }
        err = err == ERR_SEARCH_CUT ? ERR_OK : err;
    }
    return err;
}

enum err search_articles(struct conn *conn, const char *query, const struct article_query *filter,
                         enum search_sort sort, struct search_result *ret_result)
{
    enum err err = search_as_typed(conn, query, filter, sort, ret_result);
    return err ? err : search_by_keystrokes(conn, query, filter, ret_result);
}

/* What of a statement that counts was cut says nothing. */
static enum err end_strict(struct run *run, int64_t former_ms, enum err err)
{
    err = run_unlimit(run, former_ms, err);
    return !err && run->is_cut ? ERR_SEARCH_CUT : err;
}

/* The ids of the candidates as a JSON list. */
static const char *search_candidate_ids(struct run *run)
{
    auto_buf struct buf json = BUF(RUN_CANDIDATES_MAX * 24);
    for (size_t i = 0; i < run->count; i++)
        buf_printf(&json, "%c%lld", i ? ',' : '[', (long long)run->candidates[i].id);
    buf_text(&json, run->count ? "]" : "[]");
    return arena_copy(run->conn->arena, buf_str(&json), json.length);
}

/* How many hold all words by the strictest keys that find anything, and how many of them are candidates. */
static enum err search_count_strict(struct run *run, int64_t *ret_all, int64_t *ret_ranked)
{
    auto_expression struct expression expression = EXPRESSION;
    *ret_all = *ret_ranked = 0;
    enum err err = run_strictest(run, &expression);
    if (err || run->is_cut || !expression.text.length)
        return !err && run->is_cut ? ERR_SEARCH_CUT : err;
    auto_query struct query q = query_of(run->conn, STMT_SEARCH_COUNT);
    /* The last two are of no use to a statement that counts. */
    bind_strict(&q, run, &expression, 1, 1);
    bind_text(&q, search_candidate_ids(run));
    int64_t former_ms = run_limit(run, run->cut_ms);
    err = end_strict(run, former_ms, query_row(&q));
    if (!err) {
        *ret_all = column_integer(&q);
        *ret_ranked = column_integer(&q);
    }
    return err;
}

/* Whether all that is listed was ranked: fewer hold every word than would make a tail. By time nothing was.
 */
static bool search_is_all_ranked(const struct search_result *result)
{
    return result->sort == SEARCH_BY_RELEVANCE && result->run->strict < STAGE_ENOUGH;
}

/* The ranked, and behind them the tail; a search by time has ranked nothing. */
const struct search_signs *search_signs(const struct search_result *result, size_t *ret_count)
{
    *ret_count = result->run ? result->run->sign_count : 0;
    return result->run ? result->run->signs : NULL;
}

enum err search_total(const struct search_result *result, int64_t *ret_total)
{
    struct run *run = result->run;
    int64_t strict, ranked;
    *ret_total = (int64_t)run->count;
    if (search_is_all_ranked(result))
        return ERR_OK;
    /* What the page's own search had no time for is asked again, with a time of its own. */
    run_restart(run);
    enum err err = search_count_strict(run, &strict, &ranked);
    *ret_total += strict - ranked;
    return err;
}

/* Of a run: `expression` finds what was not ranked, and is empty where that is nothing. */
static enum err read_facets(struct run *run, enum statement statement, const struct expression *expression,
                            struct search_facet **ret_facets, size_t *ret_count)
{
    /* Articles that are grouped, the newest, as a very common word stands in most of them. */
    enum { SCAN_MOST = 5000 };
    auto_query struct query q = query_of(run->conn, statement);
    struct search_facet *facets = NULL;
    size_t count = 0;
    enum err err;
    bind_strict(&q, run, expression, SCAN_MOST, SEARCH_FACETS_MAX);
    bind_text(&q, search_candidate_ids(run));
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

/* All by the same expression, under one limit of time. */
enum err search_facets(const struct search_result *result, struct search_facets *ret_facets)
{
    auto_expression struct expression expression = EXPRESSION;
    struct run *run = result->run;
    *ret_facets = (struct search_facets){.category_count = 0};
    run_restart(run);
    enum err err = search_is_all_ranked(result) ? ERR_OK : run_strictest(run, &expression);
    if (err || run->is_cut)
        return err ? err : ERR_SEARCH_CUT;
    int64_t former_ms = run_limit(run, run->cut_ms);
    err = read_facets(run, STMT_SEARCH_BY_CATEGORY, &expression, &ret_facets->categories,
                      &ret_facets->category_count);
    if (!err)
        err = read_facets(run, STMT_SEARCH_BY_MONTH, &expression, &ret_facets->months,
                          &ret_facets->month_count);
    if (!err)
        err = read_facets(run, STMT_SEARCH_BY_KIND, &expression, &ret_facets->kinds, &ret_facets->kind_count);
    return end_strict(run, former_ms, err);
}
