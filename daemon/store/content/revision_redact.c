/* The texts of a former version taken out of it, and of whatever else says them. What the article says at
 * present stays as it is; only an address that was made of the words goes too. */
#include "article_inner.h"
#include "erase_part.h"
#include "redaction_list.h"
#include "seal_inner.h"

#include "store/audit.h"
#include "store/link.h"
#include "store/preview_link.h"
#include "store/redaction.h"
#include "store/review.h"
#include "store/revision.h"
#include "store/slug_number.h"
#include "store/working_copy.h"
#include "text/slug.h"

#include <assert.h>
#include <string.h>

/* Overwrites the texts in place. The words of this statement are the list of what personal data may
 * stand in. */
static enum err redact_row(struct conn *conn, int64_t article_id, int64_t version, const char *note)
{
    auto_query struct query q = query_of(conn, STMT_REVISION_REDACT);
    bind_integer(&q, conn->now_ms);
    /* Why, which the public history shows. */
    bind_text(&q, note);
    bind_integer(&q, article_id);
    bind_integer(&q, version);
    return query_run(&q);
}

/* Every version that had the slug says the present one from here on. */
static enum err redact_slug_of_all(struct conn *conn, int64_t article_id, const char *slug,
                                   const char *present)
{
    auto_query struct query q = query_of(conn, STMT_ERASE_REVISION_SLUGS);
    bind_text(&q, present);
    bind_integer(&q, article_id);
    bind_text(&q, slug);
    return query_run(&q);
}

/* Whether a slug is the one that a title gives, with a number behind it or without. */
static bool redact_slug_is_of(struct conn *conn, const char *slug, const char *title)
{
    const char *stem = slug_from_title(title, conn->arena);
    size_t length = strlen(stem);
    if (!length || strncmp(slug, stem, length) != 0)
        return false;
    const char *rest = slug + length;
    return !*rest || (*rest == '-' && rest[1 + strspn(rest + 1, "0123456789")] == '\0');
}

/* The article keeps its address, unless that was made of a title which it no longer has. */
static enum err redact_move(struct conn *conn, const struct article *present, const struct article *past,
                            const char **ret_slug)
{
    struct article moved = *present;
    int64_t version;
    *ret_slug = NULL;
    if (strcmp(present->slug, past->slug) != 0 || !redact_slug_is_of(conn, past->slug, past->title) ||
        redact_slug_is_of(conn, past->slug, present->title))
        return ERR_OK;
    const char *stem = slug_from_title(present->title, conn->arena);
    enum err err = *stem ? slug_free(conn, stem, 0, &moved.slug) : slug_free(conn, "bai", 1, &moved.slug);
    moved.change_note = NULL;
    if (!err)
        err = article_update(conn, &moved, ACTION_EDIT, 0, &version);
    if (!err)
        *ret_slug = moved.slug;
    return err;
}

/* The past's address, when it is not the present one. */
static enum err redact_slug(struct conn *conn, const struct article *present, const struct article *past,
                            struct redacted *redacted)
{
    enum err err = redact_move(conn, present, past, &redacted->new_slug);
    const char *slug = redacted->new_slug ? redacted->new_slug : present->slug;
    if (err || strcmp(slug, past->slug) == 0)
        return err;
    err = redact_slug_of_all(conn, present->id, past->slug, slug);
    return err ? err : erase_article_slug(conn, present->id, past->slug);
}

/* Addresses of the former portal were made of its titles. */
static enum err redact_addresses(struct conn *conn, const struct article *present, const struct article *past,
                                 const struct redacted *redacted)
{
    const char *slug = redacted->new_slug ? redacted->new_slug : present->slug;
    bool is_gone = strcmp(slug, past->slug) != 0;
    return erase_old_addresses_of(conn, present->id, is_gone ? past->slug : NULL,
                                  past->title ? past->title : "", present->title);
}

/* Beside its own row: what hangs on the version, and who else says its words. */
static enum err redact_around(struct conn *conn, const struct article *present,
                              const struct revision *revision, struct redacted *redacted)
{
    int64_t *tags;
    size_t tag_count = 0;
    enum err err = erase_tags_of(conn, present->id, revision->version, &tags, &tag_count);
    if (!err)
        err = erase_misses(conn, present->id, revision->version);
    if (!err)
        err = redact_slug(conn, present, &revision->article, redacted);
    if (!err)
        err = redact_addresses(conn, present, &revision->article, redacted);
    if (!err && strcmp(revision->action, article_action_name(ACTION_WITHDRAW)) == 0)
        err = run_by(conn, STMT_ERASE_WITHDRAWN_REASON, present->id);
    if (!err)
        err = redact_row(conn, present->id, revision->version, revision->redaction_note);
    if (!err)
        err = seal_take_back(conn, present->id, revision->version);
    if (!err)
        err = erase_tags(conn, tags, tag_count);
    /* What was said of a version may repeat its words, and of a later one too. */
    if (!err)
        err = review_comment_drop(conn, present->id);
    /* Who was shown a draft sees nothing of it any more until somebody shows it anew. */
    if (!err)
        err = preview_link_end(conn, present->id);
    if (!err)
        err = erase_media_left(conn, present->id, redacted);
    if (!err)
        err = link_shrink(conn, present);
    /* What was begun on the present version rests on none that went. */
    if (!err)
        err = working_copy_take_back(conn, present->id, present->version, &redacted->copy_count);
    /* The change's note is in the audit too, and answers kept for a repetition may hold the article. */
    if (!err)
        err = audit_remove_notes(conn, "article", present->id, revision->version);
    return err ? err : article_take_back_words(conn, present->id);
}

enum err revision_redact(struct conn *conn, int64_t article_id, int64_t version, const char *note,
                         struct redacted *ret_redacted)
{
    assert(conn->is_writer && note);
    struct redacted redacted = {0};
    struct article present;
    struct revision revision = {0};
    int64_t *newest;
    size_t count = 0;
    enum err err = revision_versions(conn, article_id, INT64_MAX, REVISION_ANY, 1, &newest, &count);
    if (!err && (!count || version > newest[0]))
        return ERR_NOT_FOUND;
    /* The present state is what the article itself shows; it is changed by an edit first. */
    if (!err && version == newest[0])
        return ERR_CONFLICT;
    if (!err)
        err = article_by_id(conn, article_id, &present);
    if (!err)
        err = revision_by_version(conn, article_id, version, &revision);
    revision.redaction_note = note;
    if (!err)
        err = redact_around(conn, &present, &revision, &redacted);
    if (!err)
        err = redaction_add(conn, article_id, version, &redacted.id);
    conn_mark_changed(conn);
    if (!err)
        *ret_redacted = redacted;
    return err ? err : audit_add(conn, "revision.redact", "article", article_id, version, version, note);
}
