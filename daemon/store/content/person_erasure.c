/* The list of persons' requests, and all that was ever taken back. It knows none of their words, nor what
 * they took: erased_part.c does. */
#include "engine/rows.h"
#include "redaction_list.h"
#include "store/redaction.h"

#include <assert.h>

enum { ROWS_AT_ONCE = 1000 };

enum err person_erasure_add(struct conn *conn, int64_t *ret_id)
{
    assert(conn->is_writer);
    auto_query struct query q = query_of(conn, STMT_PERSON_ERASURE_ADD);
    bind_integer(&q, conn->now_ms);
    enum err err = query_row(&q);
    if (err)
        return err;
    *ret_id = column_integer(&q);
    redaction_note(conn);
    return query_run(&q);
}

enum err person_erasure_again(struct conn *conn, int64_t id, int64_t at_ms, bool *ret_is_new)
{
    assert(conn->is_writer);
    auto_query struct query q = query_of(conn, STMT_PERSON_ERASURE_AGAIN);
    bind_integer(&q, id);
    bind_integer(&q, at_ms);
    enum err err = query_run(&q);
    *ret_is_new = !err && conn_changes(conn) > 0;
    if (*ret_is_new)
        redaction_note(conn);
    return err;
}

static void person_erasure_read_row(struct query *q, struct person_erasure *erasure)
{
    erasure->id = column_integer(q);
    erasure->at_ms = column_integer(q);
    erasure->erased_ms = column_integer(q);
}

enum err person_erasure_by_id(struct conn *conn, int64_t id, struct person_erasure *ret_erasure)
{
    auto_query struct query q = query_of(conn, STMT_PERSON_ERASURE_BY_ID);
    bind_integer(&q, id);
    enum err err = query_row(&q);
    if (!err)
        person_erasure_read_row(&q, ret_erasure);
    return err;
}

/* What a statement with an id and a limit gives, in the arena. */
static enum err person_erasures_read(struct conn *conn, enum statement statement, int64_t id, int64_t limit,
                                     struct arena *arena, struct person_erasure **ret_items,
                                     size_t *ret_count)
{
    auto_query struct query q = query_of(conn, statement);
    enum err err;
    bind_integer(&q, id);
    bind_integer(&q, limit);
    while (!(err = query_row(&q))) {
        struct person_erasure *item = array_add(arena, ret_items, ret_count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        person_erasure_read_row(&q, item);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err person_erasure_list(struct conn *conn, int64_t before, int limit, struct person_erasure **ret_items,
                             size_t *ret_count)
{
    struct person_erasure *items = NULL;
    size_t count = 0;
    enum err err = person_erasures_read(conn, STMT_PERSON_ERASURE_NEWEST, before ? before : INT64_MAX, limit,
                                        conn_arena(conn), &items, &count);
    *ret_items = items;
    *ret_count = count;
    return err;
}

/* The list gives the newest first; here the oldest is. */
static enum err taken_back_redactions(struct conn *conn, struct arena *arena, struct taken_back *taken)
{
    int64_t before = 0;
    size_t count = ROWS_AT_ONCE;
    while (count == ROWS_AT_ONCE) {
        struct redaction *rows;
        enum err err = redaction_list(conn, before, ROWS_AT_ONCE, &rows, &count);
        if (err)
            return err;
        for (size_t i = 0; i < count; i++) {
            struct redaction *item =
                array_add(arena, &taken->redactions, &taken->redaction_count, sizeof *item);
            if (!item)
                return ERR_MEMORY;
            *item = rows[i];
        }
        before = count ? rows[count - 1].id : 0;
    }
    for (size_t i = 0; i < taken->redaction_count / 2; i++) {
        struct redaction *far = &taken->redactions[taken->redaction_count - 1 - i];
        const struct redaction near = taken->redactions[i];
        taken->redactions[i] = *far;
        *far = near;
    }
    return ERR_OK;
}

enum err taken_back_read(struct store *store, struct arena *arena, struct taken_back *ret_taken)
{
    auto_conn struct conn *conn = NULL;
    struct taken_back taken = {NULL};
    enum err err = store_lease(store, arena, &conn);
    if (!err)
        err = taken_back_redactions(conn, arena, &taken);
    if (!err)
        err = person_erasures_read(conn, STMT_PERSON_ERASURE_LIST, 0, INT64_MAX, arena, &taken.erasures,
                                   &taken.erasure_count);
    if (!err)
        *ret_taken = taken;
    return err;
}
