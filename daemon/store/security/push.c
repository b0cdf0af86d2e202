/* The journal of what webhooks are to be told. Must not know how anything is sent, nor what an article says.
 */
#include "engine/rows.h"
#include "engine/store_state.h"
#include "webhook_inner.h"

#include "store/audit.h"

#include <assert.h>
#include <string.h>

/* The secret as it was given; NULL: of another key. */
static const char *webhook_secret_of(struct query *q)
{
    size_t size;
    const void *sealed = column_blob(q, &size);
    return secret_unseal(q->conn, WEBHOOK_SEAL, sealed, size);
}

static const char *const event_names[PUSH_EVENTS] = {
    [PUSH_PUBLISHED] = "article.published", [PUSH_CHANGED] = "article.changed",
    [PUSH_WITHDRAWN] = "article.withdrawn", [PUSH_DELETED] = "article.deleted",
    [PUSH_TRIAL] = "webhook.test",
};

const char *push_event_name(enum push_event event)
{
    return event_names[event];
}

enum push_event push_event_of(const char *name)
{
    int event = 0;
    while (event < PUSH_EVENTS && strcmp(event_names[event], name) != 0)
        event++;
    return (enum push_event)event;
}

static void push_read_row(struct query *q, struct push *push)
{
    push->id = column_integer(q);
    push->webhook_id = column_integer(q);
    push->sequence = column_integer(q);
    push->article_id = column_integer(q);
    push->event = (enum push_event)column_integer(q);
    push->state = (enum push_state)column_integer(q);
    push->made_ms = column_integer(q);
    push->attempts = column_integer(q);
    push->next_ms = column_integer(q);
    push->tried_ms = column_integer(q);
    push->status = (int)column_integer(q);
    push->fault = (int)column_integer(q);
    push->message = column_text(q);
}

enum err push_note(struct conn *conn, int64_t article_id, int64_t sequence, bool was_public, bool is_public)
{
    assert(conn->is_writer);
    auto_query struct query q = query_of(conn, is_public ? STMT_PUSH_NOTE_SHOWN : STMT_PUSH_NOTE_LOST);
    bind_integer(&q, sequence);
    if (is_public)
        bind_integer(&q, was_public ? PUSH_CHANGED : PUSH_PUBLISHED);
    bind_integer(&q, article_id);
    bind_integer(&q, conn->now_ms);
    return query_run(&q);
}

enum err push_list(struct conn *conn, int64_t webhook_id, int64_t before, int limit, struct push **ret_items,
                   size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_PUSH_LIST);
    struct push *items = NULL;
    size_t count = 0;
    enum err err;
    bind_integer(&q, webhook_id);
    bind_integer(&q, before ? before : INT64_MAX);
    bind_integer(&q, limit);
    while (!(err = query_row(&q))) {
        struct push *push = array_add(conn->arena, &items, &count, sizeof *push);
        if (!push)
            return ERR_MEMORY;
        push_read_row(&q, push);
    }
    *ret_items = items;
    *ret_count = count;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err push_by_id(struct conn *conn, int64_t webhook_id, int64_t id, struct push *ret_push)
{
    auto_query struct query q = query_of(conn, STMT_PUSH_BY_ID);
    bind_integer(&q, id);
    bind_integer(&q, webhook_id);
    enum err err = query_row(&q);
    if (!err)
        push_read_row(&q, ret_push);
    return err;
}

enum err push_again(struct conn *conn, int64_t webhook_id, int64_t id)
{
    assert(conn->is_writer);
    enum err err = run_by(conn, STMT_WEBHOOK_QUIET_END, webhook_id);
    auto_query struct query q = query_of(conn, STMT_PUSH_AGAIN);
    bind_integer(&q, conn->now_ms);
    bind_integer(&q, id);
    if (!err)
        err = query_run(&q);
    return err ? err : audit_add(conn, "webhook.again", "webhook", webhook_id, 0, 0, NULL);
}

enum err push_find_due(struct conn *conn, int64_t now_ms, struct push_due *ret_due)
{
    auto_query struct query q = query_of(conn, STMT_PUSH_DUE);
    bind_integer(&q, now_ms);
    enum err err = query_row(&q);
    if (err)
        return err;
    push_read_row(&q, &ret_due->push);
    ret_due->failures = column_integer(&q);
    ret_due->url = column_text(&q);
    ret_due->secret = webhook_secret_of(&q);
    return arena_failed(conn->arena) ? ERR_MEMORY : ERR_OK;
}

enum err push_next_ms(struct conn *conn, int64_t *ret_ms)
{
    auto_query struct query q = query_of(conn, STMT_PUSH_NEXT);
    enum err err = query_row(&q);
    if (!err)
        *ret_ms = column_integer(&q);
    return err;
}

/* Two numbers to a statement about one webhook. */
static enum err push_mark_webhook(struct conn *conn, enum statement statement, int64_t value, int64_t id)
{
    auto_query struct query q = query_of(conn, statement);
    bind_integer(&q, value);
    bind_integer(&q, id);
    return query_run(&q);
}

enum err push_note_taken(struct conn *conn, const struct push_due *due, int status)
{
    assert(conn->is_writer);
    enum err err = push_mark_webhook(conn, STMT_WEBHOOK_TAKEN, conn->now_ms, due->push.webhook_id);
    if (!err && due->failures)
        err = push_mark_webhook(conn, STMT_WEBHOOK_HURRY, conn->now_ms, due->push.webhook_id);
    auto_query struct query q = query_of(conn, STMT_PUSH_TAKEN);
    bind_integer(&q, conn->now_ms);
    bind_integer(&q, status);
    bind_integer(&q, due->push.id);
    return err ? err : query_run(&q);
}

enum err push_note_failed(struct conn *conn, const struct push_due *due, int status, int fault,
                          int64_t next_ms, int64_t quiet_ms)
{
    assert(conn->is_writer);
    enum err err = push_mark_webhook(conn, STMT_WEBHOOK_FAILED, quiet_ms, due->push.webhook_id);
    auto_query struct query q = query_of(conn, STMT_PUSH_FAILED);
    bind_integer(&q, next_ms ? PUSH_WAITS : PUSH_GIVEN_UP);
    bind_integer(&q, next_ms);
    bind_integer(&q, conn->now_ms);
    bind_integer(&q, status);
    bind_integer(&q, fault);
    bind_integer(&q, due->push.id);
    return err ? err : query_run(&q);
}

/* Switched off, unless it leads elsewhere since it was asked. */
static enum err push_end_webhook(struct conn *conn, const struct push_due *due, bool *ret_same)
{
    auto_query struct query q = query_of(conn, STMT_WEBHOOK_GONE);
    bind_integer(&q, due->push.webhook_id);
    bind_text(&q, due->url);
    enum err err = query_run(&q);
    *ret_same = !err && conn_changes(conn) > 0;
    return err;
}

enum err push_note_gone(struct conn *conn, const struct push_due *due, int status)
{
    bool is_same = false;
    enum err err = push_end_webhook(conn, due, &is_same);
    if (err || !is_same)
        return err ? err : push_note_failed(conn, due, status, 0, conn->now_ms, 0);
    err = push_note_failed(conn, due, status, 0, 0, 0);
    if (!err)
        err = webhook_drop_waiting(conn, due->push.webhook_id);
    return err ? err : audit_add(conn, "webhook.gone", "webhook", due->push.webhook_id, 0, 0, NULL);
}

enum err push_forget(struct conn *conn)
{
    static const int64_t day_ms = INT64_C(86400000);
    return run_by(conn, STMT_PUSH_FORGET, conn->now_ms - PUSH_KEPT_DAYS * day_ms);
}

enum err push_count(struct conn *conn, struct push_counts *ret_counts)
{
    static const int64_t week_ms = INT64_C(7) * 86400000;
    auto_query struct query q = query_of(conn, STMT_PUSH_COUNTS);
    bind_integer(&q, conn_now_ms(conn) - week_ms);
    enum err err = query_row(&q);
    if (err)
        return err;
    ret_counts->webhooks = column_integer(&q);
    ret_counts->waiting = column_integer(&q);
    ret_counts->given_up = column_integer(&q);
    ret_counts->off = column_integer(&q);
    return ERR_OK;
}
