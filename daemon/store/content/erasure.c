/* An article taken back whole. Which rows go, and in which order; that nothing of them stays in the files is
 * redaction_list.c's. */
#include "article_inner.h"
#include "erase_part.h"
#include "erased_name.h"
#include "redaction_list.h"
#include "seal_inner.h"
#include "search/search_index.h"

#include "store/audit.h"
#include "store/redaction.h"
#include "store/working_copy.h"

#include <assert.h>

/* What hangs on it, to be looked at when its own rows are gone. */
struct erase_hangs {
    int64_t *tags, *media;
    size_t tag_count, media_count;
};

static enum err erase_read_hangs(struct conn *conn, int64_t id, struct erase_hangs *hangs)
{
    enum err err = erase_tags_of(conn, id, 0, &hangs->tags, &hangs->tag_count);
    if (err)
        return err;
    auto_query struct query q = query_of(conn, STMT_ERASE_MEDIA_OF);
    bind_integer(&q, id);
    return query_integers(&q, &hangs->media, &hangs->media_count);
}

/* What others say of it, while its rows still tell who they are. */
static enum err erase_around(struct conn *conn, const struct article *article)
{
    struct shown was = article_shown_of(article->status, article->audience, article->kind);
    enum err err = erase_misses(conn, article->id, 0);
    if (!err && was.public)
        err = article_touch_translations(conn, article->id);
    if (!err)
        err = article_mark_changed(conn, article->id, was, (struct shown){false, false});
    if (!err)
        err = run_by(conn, STMT_ERASE_BOXES_RAISE, article->id);
    if (!err && article->external_id)
        err = erased_name_add(conn, ERASED_EXTERNAL, article->external_id);
    /* Before the row: its triggers keep the slugs and addresses that are there then. */
    if (!err)
        err = erase_old_addresses(conn, article->id);
    return err ? err : erase_article_slugs(conn, article->id);
}

/* Its rows: all that refers to them goes by the schema. */
static enum err erase_rows(struct conn *conn, int64_t id, size_t *ret_copies)
{
    enum err err = working_copy_take_back(conn, id, INT64_MAX, ret_copies);
    if (!err)
        err = search_forget(conn, id);
    if (!err)
        err = seal_take_back(conn, id, 0);
    if (!err)
        err = run_by(conn, STMT_ARTICLE_DELETE, id);
    if (!err)
        err = audit_remove_notes(conn, "article", id, 0);
    return err ? err : article_take_back_words(conn, id);
}

enum err article_erase(struct conn *conn, int64_t id, const char *note, struct redacted *ret_redacted)
{
    assert(conn->is_writer && note);
    struct article article;
    struct erase_hangs hangs = {0};
    struct redacted redacted = {0};
    enum err err = article_by_id(conn, id, &article);
    if (!err)
        err = erase_read_hangs(conn, id, &hangs);
    if (!err)
        err = erase_around(conn, &article);
    if (!err)
        err = erase_rows(conn, id, &redacted.copy_count);
    if (!err)
        err = erase_tags(conn, hangs.tags, hangs.tag_count);
    if (!err)
        err = erase_media(conn, hangs.media, hangs.media_count, &redacted);
    if (!err)
        err = redaction_add(conn, id, 0, &redacted.id);
    conn_mark_changed(conn);
    if (!err)
        *ret_redacted = redacted;
    return err ? err : audit_add(conn, "article.erase", "article", id, article.version, 0, note);
}
