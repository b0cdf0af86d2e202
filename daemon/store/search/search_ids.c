/* What a search finds as ids alone, in its order, for who filters and counts them otherwise. */
#include "store/search.h"

#include "engine/rows.h"
#include "search_run.h"
#include "search_score.h"
#include "search_stage.h"

#include <string.h>

/* What holds all words by the strictest keys, newest first, at most `most`. */
static enum err search_ids_newest(struct run *run, int most, int64_t **ids, size_t *count)
{
    auto_expression struct expression expression = EXPRESSION;
    enum err err = run_strictest(run, &expression);
    if (err || !expression.text.length)
        return err;
    auto_query struct query q = query_of(run->conn, STMT_SEARCH_NEWEST);
    bind_text(&q, buf_str(&expression.text));
    bind_text(&q, NULL); /* nothing is ranked, so nothing weighs */
    run_bind_filter(&q, run);
    bind_integer(&q, most);
    bind_integer(&q, most);
    bind_integer(&q, INT64_MAX);
    bind_integer(&q, INT64_MAX);
    int64_t former_ms = run_limit(run, run->cut_ms);
    while (!(err = query_row(&q))) {
        int64_t *id = array_add(run->conn->arena, ids, count, sizeof *id);
        if (!id) {
            err = ERR_MEMORY;
            break;
        }
        *id = column_integer(&q);
    }
    return run_unlimit(run, former_ms, err == ERR_NOT_FOUND ? ERR_OK : err);
}

enum err search_ids(struct conn *conn, const char *query, const struct article_query *filter, int most,
                    int64_t **ret_ids, size_t *ret_count, bool *ret_cut)
{
    struct run *run = arena_zero(conn->arena, 1, sizeof *run);
    int64_t *ids = NULL, *newest = NULL;
    size_t count = 0, newest_count = 0;
    enum err err = run ? run_begin(conn, query, filter, run) : ERR_MEMORY;
    if (!err)
        err = run_relevance(run);
    for (size_t i = 0; !err && i < run->count; i++) {
        int64_t *id = array_add(conn->arena, &ids, &count, sizeof *id);
        if (!id)
            return ERR_MEMORY;
        *id = run->candidates[i].id;
    }
    if (!err && run->strict >= STAGE_ENOUGH)
        err = search_ids_newest(run, most, &newest, &newest_count);
    size_t ranked = count;
    for (size_t i = 0; !err && i < newest_count && count < (size_t)most; i++) {
        bool is_there = false;
        for (size_t k = 0; !is_there && k < ranked; k++)
            is_there = ids[k] == newest[i];
        int64_t *id = is_there ? NULL : array_add(conn->arena, &ids, &count, sizeof *id);
        if (!is_there && !id)
            return ERR_MEMORY;
        if (id)
            *id = newest[i];
    }
    if (!err && run->is_cut && !count)
        err = ERR_SEARCH_CUT;
    if (err)
        return err;
    *ret_ids = ids;
    *ret_count = count;
    *ret_cut = run->is_cut || (newest_count >= (size_t)most && count >= (size_t)most);
    return ERR_OK;
}
