/* The table of emergency lines. What the public sees of one is decided here once, for pages, feeds and the
 * API. Must not know what texts and links may say, nor how one looks. */
#include "store/alert.h"

#include "engine/rows.h"
#include "store/audit.h"

#include <assert.h>
#include <string.h>

const char *const alert_level_names[ALERT_LEVEL_COUNT + 1] = {"info", "warning", "danger", NULL};

/* Who ends a line whose time is over. */
static const char by_time[] = "timer";

bool alert_is_shown(const struct alert *alert, int64_t now_ms)
{
    return alert->version && !alert->ended_ms && alert->from_ms <= now_ms && now_ms < alert->until_ms;
}

/* In the order of ALERT_COLUMNS. */
static void alert_read_row(struct query *q, struct alert *alert)
{
    alert->version = column_integer(q);
    alert->id = column_integer(q);
    alert->level = (enum alert_level)column_integer(q);
    alert->text = column_text(q);
    alert->text_en = column_text(q);
    alert->url = column_text(q);
    alert->from_ms = column_integer(q);
    alert->until_ms = column_integer(q);
    alert->set_ms = column_integer(q);
    alert->set_by = column_text(q);
    alert->ended_ms = column_integer(q);
    alert->ended_by = column_text(q);
    alert->is_known_to_public = column_integer(q);
}

/* The row that nobody has ended, its time over or not; version 0 without one. */
static enum err alert_open(struct conn *conn, struct alert *ret_alert)
{
    auto_query struct query q = query_of(conn, STMT_ALERT_OPEN);
    *ret_alert = (struct alert){.version = 0};
    enum err err = query_row(&q);
    if (!err)
        alert_read_row(&q, ret_alert);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* One whose time is over stands no more, though the timer has not come by. */
enum err alert_standing(struct conn *conn, struct alert *ret_alert)
{
    enum err err = alert_open(conn, ret_alert);
    if (!err && ret_alert->version && ret_alert->until_ms <= conn->now_ms)
        *ret_alert = (struct alert){.version = 0};
    return err;
}

enum err alert_live(struct conn *conn, struct alert *ret_alert, int64_t *until_ms)
{
    enum err err = alert_standing(conn, ret_alert);
    if (err || !ret_alert->version)
        return err;
    bool is_shown = alert_is_shown(ret_alert, conn->now_ms);
    int64_t turn_ms = is_shown ? ret_alert->until_ms : ret_alert->from_ms;
    if (!*until_ms || turn_ms < *until_ms)
        *until_ms = turn_ms;
    if (!is_shown)
        *ret_alert = (struct alert){.version = 0};
    return ERR_OK;
}

enum err alert_history(struct conn *conn, int64_t before, int limit, struct alert **ret_items,
                       size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_ALERT_LIST);
    struct alert *items = NULL;
    size_t count = 0;
    enum err err;
    bind_integer(&q, before ? before : INT64_MAX);
    bind_integer(&q, limit);
    while (!(err = query_row(&q))) {
        struct alert *item = array_add(conn->arena, &items, &count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        alert_read_row(&q, item);
    }
    *ret_items = items;
    *ret_count = count;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Gives what became of the line its number in the change feed, and has every page made anew. */
static enum err alert_mark_public(struct conn *conn)
{
    int64_t sequence;
    conn_mark_changed(conn);
    enum err err = conn_next_sequence(conn, &sequence);
    return err ? err : run_by(conn, STMT_ALERT_SEQUENCE_SET, sequence);
}

/* Ends the row that is open. */
static enum err alert_close(struct conn *conn, int64_t at_ms, const char *by)
{
    auto_query struct query q = query_of(conn, STMT_ALERT_END);
    bind_integer(&q, at_ms);
    bind_text(&q, by);
    return query_run(&q);
}

/* The new row; id 0 gives it a number of its own. *ret_alert is completed by the numbers. */
static enum err alert_insert(struct conn *conn, struct alert *alert)
{
    auto_query struct query q = query_of(conn, STMT_ALERT_ADD);
    bind_id(&q, alert->id);
    bind_integer(&q, alert->level);
    bind_text(&q, alert->text);
    bind_text(&q, alert->text_en);
    bind_text(&q, alert->url);
    bind_integer(&q, alert->from_ms);
    bind_integer(&q, alert->until_ms);
    bind_integer(&q, conn->now_ms);
    bind_text(&q, conn->actor.name);
    bind_integer(&q, alert->is_known_to_public);
    enum err err = query_row(&q);
    if (err)
        return err;
    alert->version = column_integer(&q);
    alert->id = column_integer(&q);
    /* RETURNING gives its row before the statement is finished. */
    return query_run(&q);
}

enum err alert_set(struct conn *conn, const struct alert *alert)
{
    assert(conn->is_writer && alert->text && alert->until_ms > alert->from_ms);
    struct alert former, next = *alert;
    enum err err = alert_open(conn, &former);
    if (err)
        return err;
    /* A line that is prolonged is the same to whoever has read it; another text is news. */
    bool is_same = former.version && former.until_ms > conn->now_ms && strcmp(former.text, next.text) == 0;
    next.id = is_same ? former.id : 0;
    next.is_known_to_public = next.from_ms <= conn->now_ms;
    if (former.version)
        err = former.until_ms > conn->now_ms ? alert_close(conn, conn->now_ms, conn->actor.name)
                                             : alert_close(conn, former.until_ms, by_time);
    if (!err)
        err = alert_insert(conn, &next);
    if (!err && (former.is_known_to_public || next.is_known_to_public))
        err = alert_mark_public(conn);
    /* Pages that were made say nothing of when this one begins. */
    conn_mark_changed(conn);
    return err ? err
               : audit_add(conn, "alert.set", "alert", next.id, former.version, next.version, next.text);
}

enum err alert_end(struct conn *conn)
{
    assert(conn->is_writer);
    struct alert alert;
    enum err err = alert_standing(conn, &alert);
    if (err || !alert.version)
        return err ? err : ERR_NOT_FOUND;
    err = alert_close(conn, conn->now_ms, conn->actor.name);
    if (!err && alert.is_known_to_public)
        err = alert_mark_public(conn);
    conn_mark_changed(conn);
    return err ? err : audit_add(conn, "alert.end", "alert", alert.id, alert.version, 0, alert.text);
}

enum err alert_by_version(struct conn *conn, int64_t version, struct alert *ret_alert)
{
    auto_query struct query q = query_of(conn, STMT_ALERT_BY_VERSION);
    bind_integer(&q, version);
    enum err err = query_row(&q);
    if (!err)
        alert_read_row(&q, ret_alert);
    return err;
}

enum err alert_reword(struct conn *conn, const struct alert *alert)
{
    assert(conn->is_writer && alert->text);
    struct alert present;
    enum err err = alert_by_version(conn, alert->version, &present);
    if (err)
        return err;
    {
        auto_query struct query q = query_of(conn, STMT_ALERT_REWORD);
        bind_text(&q, alert->text);
        bind_text(&q, alert->text_en);
        bind_text(&q, alert->url);
        bind_integer(&q, alert->version);
        err = query_run(&q);
    }
    /* The one that stands is on every page, and in the feeds of whoever follows. */
    return err || present.ended_ms || !present.is_known_to_public ? err : alert_mark_public(conn);
}

enum err alert_next(struct conn *conn, int64_t *ret_due_ms)
{
    return integer_by(conn, STMT_ALERT_NEXT, INT64_MAX, ret_due_ms);
}

enum err alert_run(struct conn *conn, int64_t *ret_due_ms)
{
    assert(conn->is_writer);
    struct alert alert;
    enum err err = alert_open(conn, &alert);
    *ret_due_ms = 0;
    if (err || !alert.version)
        return err;
    bool is_over = alert.until_ms <= conn->now_ms, is_due = alert.from_ms <= conn->now_ms;
    /* Whoever slept through all of it is told nothing: it never showed. */
    bool is_public = alert.is_known_to_public || (is_due && !is_over);
    if (!is_over && (alert.is_known_to_public || !is_due))
        return ERR_OK;
    *ret_due_ms = is_over ? alert.until_ms : alert.from_ms;
    err = is_over ? alert_close(conn, alert.until_ms, by_time) : run_by(conn, STMT_ALERT_SHOW, alert.version);
    if (!err && is_public)
        err = alert_mark_public(conn);
    conn_mark_changed(conn);
    return err || !is_over ? err : audit_add(conn, "alert.end", "alert", alert.id, alert.version, 0, NULL);
}

enum err alert_sequence(struct conn *conn, int64_t *ret_sequence)
{
    auto_query struct query q = query_of(conn, STMT_ALERT_SEQUENCE);
    enum err err = query_row(&q);
    if (!err)
        *ret_sequence = column_integer(&q);
    return err;
}
