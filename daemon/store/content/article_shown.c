/* What the public sees of an article's change: its number in the feed of changes, a tombstone, the sitemap.
 * Knows what is public, not why. */
#include "article_inner.h"
#include "sitemap_note.h"

#include "store/digest.h"
#include "store/feed_ping.h"
#include "store/idempotency.h"
#include "store/webhook.h"

/* Whoever else is to be told of it, and the feeds that it is in. */
static enum err article_tell(struct conn *conn, int64_t id, int64_t sequence, bool was_public, bool is_public)
{
    enum err err = push_note(conn, id, sequence, was_public, is_public);
    return err ? err : feed_ping_note(conn, id);
}

/* Gives a public change its number: the article's own, or a tombstone when the public lost it. */
enum err article_mark_public(struct conn *conn, int64_t id, bool was_public, bool is_public)
{
    int64_t sequence;
    /* Nobody outside can tell the difference. */
    if (!was_public && !is_public)
        return ERR_OK;
    conn_mark_changed(conn);
    enum err err = conn_next_sequence(conn, &sequence);
    if (err)
        return err;
    if (is_public) {
        /* An article stands in the feed once, as itself or as a tombstone. */
        err = run_by(conn, STMT_ARTICLE_TOMBSTONE_DROP, id);
        auto_query struct query q = query_of(conn, STMT_ARTICLE_SEQUENCE_SET);
        bind_integer(&q, sequence);
        bind_integer(&q, id);
        err = err ? err : query_run(&q);
        return err ? err : article_tell(conn, id, sequence, was_public, true);
    }
    auto_query struct query q = query_of(conn, STMT_ARTICLE_TOMBSTONE_ADD);
    bind_integer(&q, id);
    bind_integer(&q, sequence);
    bind_integer(&q, conn->now_ms);
    err = query_run(&q);
    return err ? err : article_tell(conn, id, sequence, was_public, false);
}

enum err article_take_back_words(struct conn *conn, int64_t id)
{
    enum err err = idempotency_take_back(conn, id);
    return err ? err : digest_take_back(conn);
}

struct shown article_shown_of(enum article_status status, enum article_audience audience,
                              enum article_kind kind)
{
    bool public = status == STATUS_PUBLISHED && audience == AUDIENCE_PUBLIC;
    return (struct shown){public, public && kind_has(kind, KIND_IS_MAPPED)};
}

/* A change of the article itself: the feed's number and the sitemap. */
enum err article_mark_changed(struct conn *conn, int64_t id, struct shown was, struct shown is)
{
    enum err err = article_mark_public(conn, id, was.public, is.public);
    return err || !(was.mapped || is.mapped) ? err : sitemap_note(conn, id, is.mapped - was.mapped);
}
