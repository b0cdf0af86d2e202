/* The stage that asks the index of pages, and hits: what they say of their article, or of the file they are
 * in. Ranking is search_score.c's. */
#include "search_page.h"

#include "content/article_row.h"
#include "media/media_text.h"
#include "search_snippet.h"
#include "search_stage.h"

#include <stdlib.h>

/* The newest pages that are looked at, each with the articles that show its file; and articles that are
 * given. */
enum { PAGES_SCANNED = 1000, PAGES_FOUND = 60 };

bool candidate_is_file(const struct candidate *candidate)
{
    return candidate->page && !candidate->is_whole;
}

/* Runs the statement; *ret_found is how many articles it gave, those that were candidates already among them.
 */
static enum err stage_pages_gather(struct run *run, const struct expression *expression, size_t *ret_found)
{
    auto_query struct query q = query_of(run->conn, STMT_SEARCH_MATCH_PAGE);
    enum err err;
    bind_text(&q, buf_str(&expression->text));
    bind_blob(&q, expression->weights, expression->count * sizeof *expression->weights);
    run_bind_filter(&q, run);
    bind_integer(&q, PAGES_SCANNED);
    bind_integer(&q, PAGES_FOUND);
    while (!(err = query_row(&q))) {
        struct candidate *candidate = find_candidate(run, column_integer(&q));
        if (!candidate)
            return ERR_OK;
        candidate->listed_ms = column_integer(&q);
        candidate->page = column_integer(&q);
        ++*ret_found;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err stage_pages(struct run *run)
{
    /* With the marks that were typed, or are restored; then without any. */
    const enum plan_keys keys[] = {run->plan.is_marked ? KEYS_TYPED : KEYS_RESTORED, KEYS_FOLD};
    enum err err = ERR_OK;
    size_t found = 0;
    if (!run->plan.count || run->strict >= STAGE_ENOUGH)
        return ERR_OK;
    for (size_t i = 0; !err && !found && i < sizeof keys / sizeof *keys && run_has_time(run); i++) {
        auto_expression struct expression expression = EXPRESSION;
        plan_all(&run->plan, keys[i], LAST_WHOLE, &expression);
        if (buf_failed(&expression.text))
            return ERR_MEMORY;
        int64_t former_ms = run_limit(run, run->until_ms);
        err = run_unlimit(run, former_ms, stage_pages_gather(run, &expression, &found));
    }
    return err;
}

/* Which file and page it is, with a snippet of the page. */
static enum err search_page_hit(const struct run *run, int64_t id, struct search_hit *hit)
{
    struct media_page page;
    enum err err = media_page_read(run->conn, id, &page);
    if (err)
        return err;
    auto_query struct query q = query_of(run->conn, STMT_SEARCH_PAGE_FILE);
    bind_integer(&q, page.media_id);
    bind_integer(&q, hit->article.id);
    err = query_row(&q);
    if (err)
        return err;
    hit->file = (struct search_file){.page = page.page};
    hit->file.name = column_text(&q);
    hit->file.type = column_text(&q);
    hit->file.title = column_text(&q);
    hit->snippet = snippet_of_text(run->conn->arena, &run->plan, page.text);
    return ERR_OK;
}

bool search_is_full(const struct run *run, const struct search_result *result)
{
    return result->count == (size_t)run->filter->limit;
}

enum err search_add_hit(const struct run *run, int64_t id, int64_t page, struct search_result *result)
{
    struct search_hit *hit = &result->hits[result->count++];
    *hit = (struct search_hit){.snippet = NULL};
    /* In full, for the snippet is taken from its body. */
    enum err err = article_read(run->conn, id, true, &hit->article);
    if (!err && page)
        return search_page_hit(run, page, hit);
    if (!err)
        hit->snippet = snippet_of(run->conn->arena, &run->plan, &hit->article);
    return err;
}

/* Newest first, and of one moment by id. */
static int candidate_by_time(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->listed_ms != y->listed_ms)
        return x->listed_ms < y->listed_ms ? 1 : -1;
    return x->id < y->id ? 1 : x->id > y->id ? -1 : 0;
}

enum err search_pages_by_time(struct run *run, struct search_result *result)
{
    const struct article_query *filter = run->filter;
    const struct candidate place = {.listed_ms = filter->after_ms, .id = filter->after_id};
    enum err err = stage_pages(run);
    run->is_near = !run->count;
    if (run->count)
        qsort(run->candidates, run->count, sizeof *run->candidates, candidate_by_time);
    for (size_t i = 0; !err && i < run->count && !result->more; i++) {
        const struct candidate *candidate = &run->candidates[i];
        if (filter->after && candidate_by_time(candidate, &place) <= 0)
            continue;
        result->more = search_is_full(run, result);
        if (result->more)
            break;
        err = search_add_hit(run, candidate->id, candidate->page, result);
        result->next_ms = candidate->listed_ms;
        result->next_id = candidate->id;
    }
    return err;
}
