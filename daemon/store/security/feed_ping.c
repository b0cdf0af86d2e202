/* Feeds that changed, for a hub. Must not know what their addresses are. */
#include "engine/rows.h"
#include "engine/store_state.h"

#include "store/feed_ping.h"

#include <assert.h>

/* In a transaction of its own, when they are others than before. */
static enum err feed_ping_change_ways(struct store *store, struct arena *arena, bool has_webhooks,
                                      bool has_hub)
{
    static const struct actor system = {.role = ROLE_ADMIN, .name = "system"};
    auto_conn struct conn *conn = NULL;
    enum err err = store_begin(store, arena, &system, &conn);
    if (err)
        return err;
    {
        auto_query struct query q = query_of(conn, STMT_TOLD_SET);
        bind_integer(&q, has_webhooks);
        bind_integer(&q, has_hub);
        err = query_run(&q);
    }
    if (!err && !has_webhooks)
        err = run_by(conn, STMT_PUSHES_END, conn->now_ms);
    if (!err && !has_hub)
        err = run_plain(conn, STMT_FEED_PINGS_CLEAR);
    return err ? err : store_commit(&conn);
}

enum err feed_ping_set_ways(struct store *store, bool has_webhooks, bool has_hub)
{
    enum { ARENA_SIZE = 16 * 1024 };
    auto_arena struct arena *arena = arena_new(ARENA_SIZE);
    bool had_webhooks = false, had_hub = false;
    enum err err = arena ? ERR_OK : ERR_MEMORY;
    if (!err) {
        auto_conn struct conn *conn = NULL;
        err = store_lease(store, arena, &conn);
        if (!err) {
            auto_query struct query q = query_of(conn, STMT_TOLD_READ);
            err = query_row(&q);
            had_webhooks = !err && column_integer(&q);
            had_hub = !err && column_integer(&q);
        }
    }
    if (err || (had_webhooks == has_webhooks && had_hub == has_hub))
        return err;
    return feed_ping_change_ways(store, arena, has_webhooks, has_hub);
}

enum err feed_ping_note(struct conn *conn, int64_t article_id)
{
    assert(conn->is_writer);
    auto_query struct query q = query_of(conn, STMT_FEED_PING_NOTE);
    bind_integer(&q, article_id);
    bind_integer(&q, conn->now_ms);
    return query_run(&q);
}

enum err feed_ping_find_due(struct conn *conn, int64_t now_ms, struct feed_ping *ret_ping)
{
    auto_query struct query q = query_of(conn, STMT_FEED_PING_DUE);
    bind_integer(&q, now_ms);
    enum err err = query_row(&q);
    if (err)
        return err;
    ret_ping->kind = (enum feed_kind)column_integer(&q);
    ret_ping->thing_id = column_integer(&q);
    ret_ping->changes = column_integer(&q);
    ret_ping->attempts = column_integer(&q);
    ret_ping->changed_ms = column_integer(&q);
    return ERR_OK;
}

enum err feed_ping_next_ms(struct conn *conn, int64_t *ret_ms)
{
    auto_query struct query q = query_of(conn, STMT_FEED_PING_NEXT);
    enum err err = query_row(&q);
    if (!err)
        *ret_ms = column_integer(&q);
    return err;
}

enum err feed_ping_done(struct conn *conn, const struct feed_ping *ping, int64_t next_ms)
{
    auto_query struct query q = query_of(conn, STMT_FEED_PING_DONE);
    bind_integer(&q, ping->changes);
    bind_integer(&q, next_ms);
    bind_integer(&q, conn->now_ms);
    bind_integer(&q, ping->kind);
    bind_integer(&q, ping->thing_id);
    return query_run(&q);
}

enum err feed_ping_failed(struct conn *conn, const struct feed_ping *ping, int64_t next_ms)
{
    auto_query struct query q = query_of(conn, STMT_FEED_PING_FAILED);
    bind_integer(&q, next_ms);
    bind_integer(&q, ping->kind);
    bind_integer(&q, ping->thing_id);
    return query_run(&q);
}
