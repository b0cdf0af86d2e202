/* The table of former states of small things. */
#include "store/thing_state.h"

#include "engine/rows.h"

#include <assert.h>
#include <string.h>

bool thing_kind_valid(const char *kind)
{
    static const char *const kinds[] = {"category", "tag", "box", "abbreviation"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i], kind) == 0)
            return true;
    return false;
}

/* Those beyond as many as are kept. */
static enum err thing_state_trim(struct conn *conn, const char *kind, int64_t thing_id)
{
    auto_query struct query q = query_of(conn, STMT_THING_STATE_TRIM);
    bind_text(&q, kind);
    bind_integer(&q, thing_id);
    bind_integer(&q, THING_STATES_KEPT);
    return query_run(&q);
}

enum err thing_state_keep(struct conn *conn, const char *kind, int64_t thing_id, int64_t version,
                          const char *state, bool is_before)
{
    assert(conn->is_writer);
    {
        auto_query struct query q = query_of(conn, STMT_THING_STATE_ADD);
        bind_text(&q, kind);
        bind_integer(&q, thing_id);
        bind_integer(&q, version);
        bind_integer(&q, is_before ? 0 : conn->now_ms);
        bind_integer(&q, is_before ? 0 : actor_number(&conn->actor));
        bind_text(&q, is_before ? NULL : conn->actor.name);
        bind_text(&q, state);
        enum err err = query_run(&q);
        if (err)
            return err;
    }
    return thing_state_trim(conn, kind, thing_id);
}

static void thing_state_read_row(struct query *q, struct thing_state *item)
{
    item->version = column_integer(q);
    item->at_ms = column_integer(q);
    item->actor = column_text(q);
    item->state = column_text(q);
    item->is_taken_back = column_integer(q);
}

enum err thing_state_list(struct conn *conn, const char *kind, int64_t thing_id,
                          struct thing_state **ret_items, size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_THING_STATE_LIST);
    enum err err;
    bind_text(&q, kind);
    bind_integer(&q, thing_id);
    *ret_items = NULL;
    *ret_count = 0;
    while (!(err = query_row(&q))) {
        struct thing_state *item = array_add(conn->arena, ret_items, ret_count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        thing_state_read_row(&q, item);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err thing_state_by_version(struct conn *conn, const char *kind, int64_t thing_id, int64_t version,
                                struct thing_state *ret_state)
{
    auto_query struct query q = query_of(conn, STMT_THING_STATE_BY_VERSION);
    bind_text(&q, kind);
    bind_integer(&q, thing_id);
    bind_integer(&q, version);
    enum err err = query_row(&q);
    if (!err)
        thing_state_read_row(&q, ret_state);
    return err;
}

enum err thing_state_erase(struct conn *conn, int64_t number)
{
    return run_by(conn, STMT_THING_STATE_ERASE, number);
}
