/* Former states of the site, one row a version. What is in a state only handlers know; here it is a text. A
 * state that was there before anybody noted changes, or after something was taken out of it, is noted when
 * the next change comes. */
#include "site_history.h"

#include "engine/rows.h"

#include <assert.h>

static enum err site_revision_add(struct conn *conn, const struct site_revision *revision)
{
    auto_query struct query q = query_of(conn, STMT_SITE_REVISION_ADD);
    bind_integer(&q, revision->version);
    bind_integer(&q, revision->at_ms);
    bind_integer(&q, revision->token_id);
    bind_text(&q, revision->actor);
    bind_text(&q, revision->action);
    bind_integer(&q, revision->reverted);
    bind_text(&q, revision->state);
    return query_run(&q);
}

enum err site_history_keep(struct conn *conn, int64_t from, const struct site_change *change)
{
    assert(conn->is_writer);
    const struct site_revision before = {.version = from, .action = "before", .state = change->before};
    const struct site_revision after = {.version = from + 1,
                                        .at_ms = conn->now_ms,
                                        .token_id = actor_number(&conn->actor),
                                        .actor = conn->actor.name,
                                        .action = change->reverted ? "revert" : "edit",
                                        .reverted = change->reverted,
                                        .state = change->after};
    /* One that is noted stays as it is, also where its words were taken back. */
    enum err err = site_revision_add(conn, &before);
    return err ? err : site_revision_add(conn, &after);
}

static void site_revision_read_row(struct query *q, struct site_revision *revision)
{
    revision->version = column_integer(q);
    revision->at_ms = column_integer(q);
    revision->token_id = column_integer(q);
    revision->actor = column_text(q);
    revision->action = column_text(q);
    revision->reverted = column_integer(q);
    revision->state = column_text(q);
}

enum err site_revision_list(struct conn *conn, int64_t before, int limit, struct site_revision **ret_items,
                            size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_SITE_REVISION_LIST);
    enum err err;
    bind_integer(&q, before ? before : INT64_MAX);
    bind_integer(&q, limit);
    *ret_items = NULL;
    *ret_count = 0;
    while (!(err = query_row(&q))) {
        struct site_revision *item = array_add(conn->arena, ret_items, ret_count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        site_revision_read_row(&q, item);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err site_revision_by_version(struct conn *conn, int64_t version, struct site_revision *ret_revision)
{
    auto_query struct query q = query_of(conn, STMT_SITE_REVISION_BY_VERSION);
    bind_integer(&q, version);
    enum err err = query_row(&q);
    if (!err)
        site_revision_read_row(&q, ret_revision);
    return err;
}
