/* What the timer and the cleaner do to articles, through the same functions as an editor's request. Must
 * not know how often it is called: each call does a limited amount and can be repeated. */
#include "article_inner.h"

#include "store/alert.h"
#include "store/audit.h"
#include "store/schedule.h"

static const int64_t day_ms = INT64_C(24) * 3600 * 1000;

enum err schedule_next(struct conn *conn, int64_t *ret_due_ms)
{
    int64_t alert_ms = INT64_MAX;
    enum err err = integer_by(conn, STMT_SCHEDULE_NEXT, INT64_MAX, ret_due_ms);
    if (!err)
        err = alert_next(conn, &alert_ms);
    if (!err && alert_ms < *ret_due_ms)
        *ret_due_ms = alert_ms;
    return err;
}

/* For the log: how late the latest was. */
static void note_due(struct schedule_done *done, int64_t due_ms)
{
    if (!done->first_due_ms || due_ms < done->first_due_ms)
        done->first_due_ms = due_ms;
}

static enum err publish(struct conn *conn, int64_t id, struct schedule_done *done)
{
    struct article article;
    int64_t version;
    enum err err = article_by_id(conn, id, &article);
    if (err)
        return err;
    note_due(done, article.due_ms);
    /* The moment that was promised, not the one at which the timer came by. */
    if (!article.published_ms)
        article.published_ms = article.due_ms;
    article.due_ms = 0;
    article.status = STATUS_PUBLISHED;
    /* It may have been withdrawn before it was scheduled again. */
    article.withdrawn_reason = NULL;
    done->published++;
    return article_update(conn, &article, ACTION_PUBLISH, 0, &version);
}

/* Withdrawn without a reason, as nobody gave one. It can be published again with a later end. */
static enum err expire(struct conn *conn, int64_t id, struct schedule_done *done)
{
    struct article article;
    int64_t version;
    enum err err = article_by_id(conn, id, &article);
    if (err)
        return err;
    /* By the end of its time. */
    note_due(done, article.expires_ms);
    article.status = STATUS_WITHDRAWN;
    article.change_note = NULL;
    done->withdrawn++;
    return article_update(conn, &article, ACTION_EXPIRE, 0, &version);
}

/* A pin is no content: as with a tag that is renamed the version rises, and nothing is kept of before. */
static enum err schedule_unpin(struct conn *conn, int64_t id, struct schedule_done *done)
{
    int64_t version;
    bool is_public;
    {
        auto_query struct query q = query_of(conn, STMT_SCHEDULE_UNPIN);
        bind_integer(&q, id);
        enum err err = query_row(&q);
        if (err)
            return err;
        version = column_integer(&q);
        is_public = column_integer(&q);
        err = query_run(&q);
        if (err)
            return err;
    }
    done->unpinned++;
    enum err err = is_public ? article_mark_public(conn, id, true, true) : ERR_OK;
    return err ? err : audit_add(conn, "article.unpin", "article", id, version - 1, version, NULL);
}

/* Pins whose time is over. */
static enum err schedule_unpin_due(struct conn *conn, int limit, struct schedule_done *done)
{
    int64_t *ids;
    size_t count;
    enum err err = ids_above(conn, STMT_SCHEDULE_PINNED, conn->now_ms, limit, &ids, &count);
    for (size_t i = 0; !err && i < count; i++)
        err = schedule_unpin(conn, ids[i], done);
    if (!err && count)
        note_due(done, conn->now_ms);
    return err;
}

/* The emergency line begins or ends. */
static enum err schedule_turn_alert(struct conn *conn, struct schedule_done *done)
{
    int64_t due_ms;
    enum err err = alert_run(conn, &due_ms);
    if (err || !due_ms)
        return err;
    note_due(done, due_ms);
    done->alerts++;
    return ERR_OK;
}

enum err schedule_run(struct conn *conn, int limit, struct schedule_done *ret_done)
{
    struct schedule_done done = {0};
    int64_t *due, *expired = NULL;
    size_t due_count, expired_count = 0;
    /* "Above" is the helper's name; here the number is an instant that rows are at or before. */
    enum err err = ids_above(conn, STMT_SCHEDULE_DUE, conn->now_ms, limit, &due, &due_count);
    for (size_t i = 0; !err && i < due_count; i++)
        err = publish(conn, due[i], &done);
    if (!err)
        err = ids_above(conn, STMT_SCHEDULE_EXPIRED, conn->now_ms, limit, &expired, &expired_count);
    for (size_t i = 0; !err && i < expired_count; i++)
        err = expire(conn, expired[i], &done);
    if (!err)
        err = schedule_unpin_due(conn, limit, &done);
    if (!err)
        err = schedule_turn_alert(conn, &done);
    if (!err)
        *ret_done = done;
    return err;
}

/* The tombstone stays, so its address goes on saying 410. */
enum err schedule_empty_trash(struct conn *conn, int limit, int *ret_count)
{
    int64_t *ids;
    size_t count;
    enum err err =
        ids_above(conn, STMT_SCHEDULE_TRASH, conn->now_ms - TRASH_KEPT_DAYS * day_ms, limit, &ids, &count);
    for (size_t i = 0; !err && i < count; i++)
        err = article_purge(conn, ids[i]);
    if (!err)
        *ret_count = (int)count;
    return err;
}

/* The salted hash of the address stays, as the chain would break without it. */
enum err schedule_forget_addresses(struct conn *conn)
{
    return run_by(conn, STMT_SCHEDULE_ADDRESSES, conn->now_ms - ADDRESS_KEPT_DAYS * day_ms);
}
