/* Saving articles: version, revision, slugs, tags, change feed and audit in one transaction. Whether a
 * save is allowed, and what its texts hold, was decided before: this file knows no rights, no forms and
 * no HTML. */
#include "article_inner.h"
#include "erased_name.h"
#include "fact.h"
#include "seal_inner.h"
#include "search/search_index.h"

#include "store/audit.h"
#include "store/feed_ping.h"
#include "store/petition.h"
#include "text/excerpt.h"

#include <assert.h>
#include <string.h>

/* The place in lists: drafts, which have no publication yet, stand by their making. */
static int64_t listed_ms(const struct article *a)
{
    return a->published_ms ? a->published_ms : a->created_ms;
}

/* What INSERT and UPDATE have in common, as the first parameters of both. */
static void article_write_bind_texts(struct query *q, const struct article *a)
{
    const char *facts = facts_write(q->conn->arena, a);
    bind_text(q, a->slug);
    bind_text(q, a->lang);
    bind_integer(q, (int64_t)a->kind);
    bind_integer(q, (int64_t)a->status);
    bind_integer(q, (int64_t)a->audience);
    bind_text(q, facts);
    bind_text(q, a->title);
    bind_text(q, a->lead);
    bind_text(q, a->body_format);
    bind_id(q, a->category ? a->category->id : 0);
    bind_id(q, a->image ? a->image->media.id : 0);
    bind_text(q, a->image ? a->image->alt : NULL);
    bind_text(q, a->image ? a->image->caption : NULL);
    bind_text(q, a->image ? a->image->credit : NULL);
    bind_integer(q, a->image && a->image->decorative);
    bind_text(q, a->author);
    bind_text(q, a->source_name);
    bind_text(q, a->source_url);
    bind_text(q, a->external_id);
    bind_text(q, a->change_note);
    bind_text(q, a->withdrawn_reason);
    bind_integer(q, a->pinned);
    bind_integer(q, a->pinned ? a->pinned_until_ms : 0);
}

/* How long the body is, for who is paid by that (store/byline.h): counted here, so that no figure reads
 * texts. */
static enum err save_words(struct conn *conn, const struct article *a)
{
    auto_query struct query q = query_of(conn, STMT_ARTICLE_WORDS_SAVE);
    bind_integer(&q, a->id);
    bind_integer(&q, (int64_t)text_word_count(a->body_text, strlen(a->body_text)));
    return query_run(&q);
}

/* The body has a row of its own, so lists never read through it; body_text and the facts' words are what
 * is searched. */
static enum err save_body(struct conn *conn, const struct article *a)
{
    auto_query struct query q = query_of(conn, STMT_ARTICLE_BODY_SAVE);
    bind_integer(&q, a->id);
    bind_text(&q, a->body);
    bind_text(&q, a->body_html);
    bind_text(&q, a->body_text);
    bind_text(&q, facts_words(conn->arena, a));
    enum err err = query_run(&q);
    return err ? err : save_words(conn, a);
}

/* `i` is the place among the tags. What lists filter by is copied into the row, so that a list by tag
 * need not look at articles. */
static enum err save_tag(struct conn *conn, const struct article *a, size_t i)
{
    auto_query struct query q = query_of(conn, STMT_ARTICLE_TAG_ADD);
    bind_integer(&q, a->id);
    bind_integer(&q, (int64_t)i);
    bind_integer(&q, a->tags[i].id);
    bind_integer(&q, (int64_t)a->audience);
    bind_integer(&q, (int64_t)a->status);
    bind_integer(&q, (int64_t)a->kind);
    bind_text(&q, a->lang);
    bind_integer(&q, listed_ms(a));
    bind_id(&q, a->category ? a->category->id : 0);
    return query_run(&q);
}

/* `i` is its place in the list that readers see. */
static enum err save_attachment(struct conn *conn, const struct article *a, size_t i)
{
    auto_query struct query q = query_of(conn, STMT_ARTICLE_ATTACHMENT_ADD);
    bind_integer(&q, a->id);
    bind_integer(&q, (int64_t)i);
    bind_integer(&q, a->attachments[i].media.id);
    bind_text(&q, a->attachments[i].title);
    return query_run(&q);
}

/* The slug joins those that lead here for ever. CONFLICT when it ever was another's, or was taken back. */
static enum err article_write_save_slug(struct conn *conn, const struct article *a)
{
    bool is_erased = false;
    enum err err = erased_name_known(conn, ERASED_ARTICLE, a->slug, &is_erased);
    if (err || is_erased)
        return err ? err : ERR_CONFLICT;
    auto_query struct query q = query_of(conn, STMT_ARTICLE_SLUG_ADD);
    bind_text(&q, a->slug);
    bind_integer(&q, a->id);
    err = query_run(&q);
    return !err && conn_changes(conn) == 0 ? ERR_CONFLICT : err;
}

/* Nobody was ever led by a former slug of what was never published. Given up by an author it is free for
 * others: whoever changes a draft's slug again and again takes no address away. */
static enum err article_write_free_slug(struct conn *conn, const struct article *a, const char *former)
{
    bool is_author = conn->actor.role < ROLE_EDITOR;
    if (!is_author || strcmp(former, a->slug) == 0 || a->published_ms || a->once_public)
        return ERR_OK;
    auto_query struct query q = query_of(conn, STMT_ARTICLE_SLUG_FREE);
    bind_text(&q, former);
    bind_integer(&q, a->id);
    return query_run(&q);
}

/* Puts the article and the one it translates into one group, named by whichever came first. 0: the group
 * stays as it is. */
static enum err save_group(struct conn *conn, const struct article *a, int64_t translation_of)
{
    int64_t group;
    if (!translation_of)
        return ERR_OK;
    {
        auto_query struct query q = query_of(conn, STMT_ARTICLE_GROUP_OF);
        bind_integer(&q, translation_of);
        enum err err = query_row(&q);
        if (err)
            return err;
        group = column_integer(&q);
    }
    const int64_t members[] = {translation_of, a->id};
    for (size_t i = 0; i < 2; i++) {
        auto_query struct query q = query_of(conn, STMT_ARTICLE_GROUP_SET);
        bind_integer(&q, group);
        bind_integer(&q, members[i]);
        enum err err = query_run(&q);
        if (err)
            return err;
    }
    return ERR_OK;
}

/* An import must not bring back what was taken back. */
static enum err article_write_check_external(struct conn *conn, const struct article *a)
{
    bool is_erased = false;
    enum err err =
        a->external_id ? erased_name_known(conn, ERASED_EXTERNAL, a->external_id, &is_erased) : ERR_OK;
    return is_erased ? ERR_CONFLICT : err;
}

/* All that hangs on the article's row, replaced whole: nothing of a former state can be left over. */
static enum err save_parts(struct conn *conn, const struct article *a, int64_t translation_of)
{
    enum err err = article_write_check_external(conn, a);
    if (!err)
        err = save_body(conn, a);
    if (!err)
        err = article_write_save_slug(conn, a);
    if (!err)
        err = run_by(conn, STMT_ARTICLE_TAGS_CLEAR, a->id);
    for (size_t i = 0; !err && i < a->tag_count; i++)
        err = save_tag(conn, a, i);
    if (!err)
        err = run_by(conn, STMT_ARTICLE_ATTACHMENTS_CLEAR, a->id);
    for (size_t i = 0; !err && i < a->attachment_count; i++)
        err = save_attachment(conn, a, i);
    if (!err)
        err = article_touch_section(conn, a);
    if (!err)
        err = facts_index(conn, a, listed_ms(a));
    if (!err)
        err = article_save_media(conn, a);
    return err ? err : save_group(conn, a, translation_of);
}

/* `before` 0 is one that was not there. */
static enum err audit_article(struct conn *conn, enum article_action action, int64_t id, int64_t before,
                              int64_t after, const char *note)
{
    const char *name = arena_printf(conn->arena, "article.%s", article_action_name(action));
    return audit_add(conn, name, "article", id, before, after, note);
}

/* The row alone; a->id is the new one's. */
static enum err article_write_insert_row(struct conn *conn, struct article *a)
{
    auto_query struct query q = query_of(conn, STMT_ARTICLE_INSERT);
    article_write_bind_texts(&q, a);
    bind_integer(&q, a->created_ms);
    bind_integer(&q, a->published_ms);
    bind_integer(&q, a->updated_ms);
    bind_integer(&q, a->expires_ms);
    bind_integer(&q, a->deleted_ms);
    bind_integer(&q, a->due_ms);
    bind_integer(&q, listed_ms(a));
    bind_integer(&q, a->created_by);
    enum err err = query_row(&q);
    if (err)
        return err;
    a->id = column_integer(&q);
    return query_run(&q);
}

enum err article_insert(struct conn *conn, const struct article *article, int64_t translation_of,
                        int64_t *ret_id)
{
    struct article a = *article;
    bool is_published = a.status == STATUS_PUBLISHED;
    struct shown is = article_shown_of(a.status, a.audience, a.kind);
    assert(conn->is_writer && a.body && a.body_html && a.body_text);
    a.created_ms = a.updated_ms = conn->now_ms;
    /* An import brings its own day of publication. */
    if (is_published && !a.published_ms)
        a.published_ms = conn->now_ms;
    /* The row, its parts, then the index, which takes the text of the parts. */
    enum err err = article_write_insert_row(conn, &a);
    if (!err)
        err = save_parts(conn, &a, translation_of);
    if (!err)
        err = search_note(conn, a.id);
    if (!err)
        err = revision_add(conn, &a, 1, ACTION_CREATE);
    if (!err)
        err = article_mark_changed(conn, a.id, (struct shown){false, false}, is);
    /* After save_parts(), which put it into its group; before, nobody would be found. */
    if (!err && is.public)
        err = article_touch_translations(conn, a.id);
    if (!err)
        err = audit_article(conn, ACTION_CREATE, a.id, 0, 1, a.change_note);
    if (!err)
        *ret_id = a.id;
    return err;
}

/* What saving needs of the state before, without the texts. */
struct present {
    int64_t version;
    enum article_status status;
    enum article_audience audience;
    enum article_kind kind;
    int64_t published_ms;
    int64_t created_ms;
    int64_t updated_ms;
    const char *slug;
};

/* NOT_FOUND when there is no such article; MEMORY when its slug is none for want of it. */
static enum err read_present(struct conn *conn, int64_t id, struct present *present)
{
    auto_query struct query q = query_of(conn, STMT_ARTICLE_PRESENT);
    bind_integer(&q, id);
    enum err err = query_row(&q);
    if (err)
        return err;
    present->version = column_integer(&q);
    present->status = (enum article_status)column_integer(&q);
    present->audience = (enum article_audience)column_integer(&q);
    present->kind = (enum article_kind)column_integer(&q);
    present->published_ms = column_integer(&q);
    present->created_ms = column_integer(&q);
    present->updated_ms = column_integer(&q);
    present->slug = column_text(&q);
    return arena_failed(conn->arena) ? ERR_MEMORY : ERR_OK;
}

/* The version is raised by the statement and comes back in *ret_version. */
static enum err article_write_update_row(struct conn *conn, const struct article *a, int64_t *ret_version)
{
    auto_query struct query q = query_of(conn, STMT_ARTICLE_UPDATE);
    article_write_bind_texts(&q, a);
    bind_integer(&q, a->published_ms);
    bind_integer(&q, a->updated_ms);
    bind_integer(&q, a->expires_ms);
    bind_integer(&q, a->deleted_ms);
    bind_integer(&q, a->due_ms);
    bind_integer(&q, listed_ms(a));
    bind_integer(&q, a->id);
    enum err err = query_row(&q);
    if (err)
        return err;
    *ret_version = column_integer(&q);
    return query_run(&q);
}

/* Times that the store keeps itself: the first publication stays, an edit moves the day of change. */
static void keep_times(struct conn *conn, struct article *a, const struct present *present,
                       enum article_action action)
{
    bool was_published =
        present->published_ms && (present->status == STATUS_PUBLISHED || present->status == STATUS_WITHDRAWN);
    a->created_ms = present->created_ms;
    if (was_published)
        a->published_ms = present->published_ms;
    else if (a->status == STATUS_PUBLISHED && !a->published_ms)
        a->published_ms = conn->now_ms;
    bool is_edit = action == ACTION_EDIT || action == ACTION_REVERT || action == ACTION_IMPORT;
    a->updated_ms = is_edit ? conn->now_ms : present->updated_ms;
}

/* Whether the public's answer for an article of this status is more than "never heard of". */
static bool has_page(enum article_status status)
{
    return status == STATUS_PUBLISHED || status == STATUS_WITHDRAWN || status == STATUS_TRASHED;
}

enum err article_update(struct conn *conn, const struct article *article, enum article_action action,
                        int64_t translation_of, int64_t *ret_version)
{
    struct article a = *article;
    struct present present;
    int64_t version = 0;
    assert(conn->is_writer && a.body && a.body_html && a.body_text);
    /* Within the transaction, so what is compared is what will be replaced. */
    enum err err = read_present(conn, a.id, &present);
    if (err)
        return err;
    /* What the public saw before and sees after; feed, sitemap and links follow from the two. */
    struct shown was = article_shown_of(present.status, present.audience, present.kind);
    struct shown is = article_shown_of(a.status, a.audience, a.kind);
    keep_times(conn, &a, &present, action);
    /* While the former text can still be read; the index has to be told word by word what goes. */
    err = search_forget(conn, a.id);
    /* The feeds that it may be in no more: those that it is in then are noted behind it. */
    if (!err && was.public)
        err = feed_ping_note(conn, a.id);
    if (!err)
        err = article_write_update_row(conn, &a, &version);
    if (!err)
        err = save_parts(conn, &a, translation_of);
    if (!err && !present.published_ms)
        err = article_write_free_slug(conn, &a, present.slug);
    if (!err)
        err = search_note(conn, a.id);
    if (!err)
        err = revision_add(conn, &a, version, action);
    if (!err)
        err = article_mark_changed(conn, a.id, was, is);
    if (!err && is.public && !was.public)
        err = petition_note_published(conn, a.id);
    /* What is kept to be said again must not tell what was withdrawn. */
    if (!err && was.public && !is.public)
        err = article_take_back_words(conn, a.id);
    /* Whether the link that the other languages show appears, vanishes or leads elsewhere. */
    bool moved =
        was.public != is.public || (is.public && (translation_of || strcmp(present.slug, a.slug) != 0));
    if (!err && moved)
        err = article_touch_translations(conn, a.id);
    if (!err)
        err = audit_article(conn, action, a.id, present.version, version,
                            action == ACTION_WITHDRAW ? a.withdrawn_reason : a.change_note);
    /* Pages of what is gone (410) change as well; from draft to draft nobody sees a difference. */
    if (has_page(present.status) || has_page(a.status))
        conn_mark_changed(conn);
    if (!err)
        *ret_version = version;
    return err;
}

enum err article_purge(struct conn *conn, int64_t id)
{
    assert(conn->is_writer);
    struct present present;
    enum err err = read_present(conn, id, &present);
    /* Two steps, so that nothing is lost by one wrong click. */
    if (!err && present.status != STATUS_TRASHED)
        return ERR_TRANSITION;
    if (!err)
        err = search_forget(conn, id);
    if (!err)
        err = seal_take_back(conn, id, 0);
    if (!err)
        err = run_by(conn, STMT_ARTICLE_DELETE, id);
    if (!err)
        err = audit_remove_notes(conn, "article", id, 0);
    if (!err)
        err = article_take_back_words(conn, id);
    conn_mark_changed(conn);
    return err ? err : audit_add(conn, "article.purge", "article", id, present.version, 0, NULL);
}
