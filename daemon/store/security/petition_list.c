/* Petitions in lists and counts, and the clock that erases who sent them. */
#include "engine/rows.h"
#include "petition_inner.h"

#include "store/petition.h"

#include <assert.h>
#include <stdlib.h>

/* The rows of a bound query. */
static enum err petition_rows(struct query *q, struct petition **items, size_t *count)
{
    enum err err;
    while (!(err = query_row(q))) {
        struct petition *item = array_add(q->conn->arena, items, count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        petition_read_row(q, item);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Those on an article, whatever their states. */
static enum err petition_list_of(struct conn *conn, const struct petition_query *query,
                                 struct petition **items, size_t *count)
{
    auto_query struct query q = query_of(conn, STMT_PETITION_LIST_OF);
    bind_integer(&q, query->article_id);
    bind_integer(&q, query->is_suspect);
    bind_integer(&q, query->before ? query->before : INT64_MAX);
    bind_integer(&q, query->states);
    bind_integer(&q, query->limit);
    return petition_rows(&q, items, count);
}

/* Adds those of one state. */
static enum err petition_list_state(struct conn *conn, const struct petition_query *query, int64_t state,
                                    struct petition **items, size_t *count)
{
    auto_query struct query q = query_of(conn, STMT_PETITION_LIST);
    bind_integer(&q, (int64_t)query->purpose);
    bind_integer(&q, query->is_suspect);
    bind_integer(&q, state);
    bind_integer(&q, query->before ? query->before : INT64_MAX);
    bind_integer(&q, query->limit);
    return petition_rows(&q, items, count);
}

/* Newest first. */
static int compare_petitions(const void *a, const void *b)
{
    const struct petition *x = a, *y = b;
    return x->id > y->id ? -1 : x->id < y->id;
}

enum err petition_list(struct conn *conn, const struct petition_query *query, struct petition **ret_items,
                       size_t *ret_count)
{
    struct petition *items = NULL;
    size_t count = 0;
    enum err err = ERR_OK;
    assert(query->limit >= 1 && query->limit <= 1000);
    if (query->article_id)
        err = petition_list_of(conn, query, &items, &count);
    else
        for (int64_t state = 0; !err && state < PETITION_STATES; state++)
            if (query->states >> state & 1U)
                err = petition_list_state(conn, query, state, &items, &count);
    if (count)
        qsort(items, count, sizeof *items, compare_petitions);
    *ret_items = items;
    *ret_count = count < (size_t)query->limit ? count : (size_t)query->limit;
    return err;
}

enum err petition_count_open(struct conn *conn, enum petition_purpose purpose, int64_t *ret_open,
                             int64_t *ret_suspect)
{
    auto_query struct query q = query_of(conn, STMT_PETITION_COUNT_OPEN);
    bind_integer(&q, (int64_t)purpose);
    enum err err = query_row(&q);
    if (err)
        return err;
    *ret_open = column_integer(&q);
    *ret_suspect = column_integer(&q);
    return ERR_OK;
}

/* ---- erasing */

enum err petition_erase(struct conn *conn, int64_t id)
{
    struct petition petition;
    assert(conn->is_writer);
    enum err err = petition_find(conn, id, &petition);
    /* By themselves, for no reference is followed where an entry of a log is applied. */
    if (!err)
        err = run_by(conn, STMT_PETITION_FILES_ERASE, id);
    if (!err)
        err = run_by(conn, STMT_PETITION_LETTER_DONE, id);
    if (!err)
        err = run_by(conn, STMT_PETITION_PERSON_ERASE, id);
    if (!err)
        err = run_pair(conn, STMT_PETITION_ERASED, conn->now_ms, id);
    return err ? err : petition_audit(conn, &petition, "erase", petition.version + 1);
}

enum err petition_forget(struct conn *conn, int64_t until_ms, int limit, int *ret_count)
{
    int64_t *ids = NULL;
    size_t count = 0;
    enum err err = ids_above(conn, STMT_PETITION_TO_ERASE, until_ms, limit, &ids, &count);
    for (size_t i = 0; !err && i < count; i++)
        err = petition_erase(conn, ids[i]);
    *ret_count = (int)count;
    return err;
}
