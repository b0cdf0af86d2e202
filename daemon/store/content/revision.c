/* Revisions: the whole state as written, one a version. */
#include "article_inner.h"
#include "fact.h"
#include "seal_inner.h"

#include "store/revision.h"
#include "store/tag.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* "12 7 30", "" for none, in the article's order. */
static const char *joined_ids(struct conn *conn, const int64_t *ids, size_t count)
{
    auto_buf struct buf out = BUF(4096);
    for (size_t i = 0; i < count; i++)
        buf_printf(&out, i ? " %lld" : "%lld", (long long)ids[i]);
    return arena_copy(conn->arena, buf_str(&out), out.length);
}

/* Of the article as it is saved, in its order. */
static const char *tag_ids(struct conn *conn, const struct article *a)
{
    int64_t ids[ARTICLE_TAGS_MAX];
    /* The caller has bounded it; a second look costs nothing and keeps the array whole. */
    size_t count = a->tag_count < ARTICLE_TAGS_MAX ? a->tag_count : ARTICLE_TAGS_MAX;
    for (size_t i = 0; i < count; i++)
        ids[i] = a->tags[i].id;
    return joined_ids(conn, ids, count);
}

/* The same of its attachments. */
static const char *attachment_ids(struct conn *conn, const struct article *a)
{
    int64_t ids[ARTICLE_ATTACHMENTS_MAX];
    size_t count =
        a->attachment_count < ARTICLE_ATTACHMENTS_MAX ? a->attachment_count : ARTICLE_ATTACHMENTS_MAX;
    for (size_t i = 0; i < count; i++)
        ids[i] = a->attachments[i].media.id;
    return joined_ids(conn, ids, count);
}

/* One a line: a title is one line itself. */
static const char *attachment_titles(struct conn *conn, const struct article *a)
{
    /* Thirty titles of four hundred bytes at most. */
    auto_buf struct buf out = BUF(32 * 1024);
    for (size_t i = 0; i < a->attachment_count; i++)
        buf_printf(&out, i ? "\n%s" : "%s", a->attachments[i].title);
    return arena_copy(conn->arena, buf_str(&out), out.length);
}

enum err revision_add(struct conn *conn, const struct article *a, int64_t version, enum article_action action)
{
    assert(conn->is_writer);
    /* Before the statement is taken, as arena texts are made here. */
    const char *tags = tag_ids(conn, a), *attachments = attachment_ids(conn, a);
    const char *titles = attachment_titles(conn, a), *facts = facts_write(conn->arena, a);
    auto_query struct query q = query_of(conn, STMT_REVISION_ADD);
    bind_integer(&q, a->id);
    bind_integer(&q, version);
    bind_integer(&q, conn->now_ms);
    bind_integer(&q, actor_number(&conn->actor));
    bind_text(&q, conn->actor.name);
    bind_text(&q, article_action_name(action));
    bind_text(&q, a->slug);
    bind_text(&q, a->lang);
    bind_integer(&q, (int64_t)a->kind);
    bind_integer(&q, (int64_t)a->status);
    bind_integer(&q, (int64_t)a->audience);
    bind_text(&q, facts);
    bind_text(&q, a->title);
    bind_text(&q, a->lead);
    bind_text(&q, a->body_format);
    /* As written; its HTML can be made again and is not kept. */
    bind_text(&q, a->body);
    bind_id(&q, a->category ? a->category->id : 0);
    bind_text(&q, tags);
    bind_id(&q, a->image ? a->image->media.id : 0);
    bind_text(&q, a->image ? a->image->alt : NULL);
    bind_text(&q, a->image ? a->image->caption : NULL);
    bind_text(&q, a->image ? a->image->credit : NULL);
    bind_integer(&q, a->image && a->image->decorative);
    bind_text(&q, attachments);
    bind_text(&q, titles);
    bind_text(&q, a->author);
    bind_text(&q, a->source_name);
    bind_text(&q, a->source_url);
    bind_integer(&q, a->pinned);
    bind_integer(&q, a->published_ms);
    bind_integer(&q, a->expires_ms);
    bind_text(&q, a->change_note);
    enum err err = query_run(&q);
    /* Of what was saved, as it can be read again. */
    return err ? err : seal_add(conn, a->id, version);
}

/* What hangs on the row, by the ids that are kept with it. */
struct parts {
    struct picture words;
    int64_t image_id;
    const char *tags, *attachments, *titles, *facts;
};

/* Who, when and why, which a redaction leaves. */
static void revision_read_head(struct query *q, struct revision *revision)
{
    revision->version = column_integer(q);
    revision->at_ms = column_integer(q);
    revision->token_id = column_integer(q);
    revision->actor = column_text(q);
    revision->action = column_text(q);
    revision->redacted_ms = column_integer(q);
    revision->redaction_note = column_text(q);
    revision->erased_ms = column_integer(q);
}

/* What the article said, in the order of the statement. */
static void revision_read_state(struct query *q, struct article *a, struct parts *parts)
{
    a->slug = column_text(q);
    a->lang = column_text(q);
    a->kind = (enum article_kind)column_integer(q);
    a->status = (enum article_status)column_integer(q);
    a->audience = (enum article_audience)column_integer(q);
    parts->facts = column_text(q);
    a->title = column_text(q);
    a->lead = column_text(q);
    a->body_format = column_text(q);
    a->body = column_text(q);
    parts->words.alt = column_text(q);
    parts->words.caption = column_text(q);
    parts->words.credit = column_text(q);
    parts->words.decorative = column_integer(q);
    a->author = column_text(q);
    a->source_name = column_text(q);
    a->source_url = column_text(q);
    a->pinned = column_integer(q);
    a->published_ms = column_integer(q);
    a->expires_ms = column_integer(q);
    a->change_note = column_text(q);
}

static enum err revision_read_row(struct conn *conn, int64_t id, int64_t version, struct revision *revision,
                                  struct parts *parts)
{
    auto_query struct query q = query_of(conn, STMT_REVISION_BY_VERSION);
    bind_integer(&q, id);
    bind_integer(&q, version);
    enum err err = query_row(&q);
    if (err)
        return err;
    revision_read_head(&q, revision);
    revision_read_state(&q, &revision->article, parts);
    revision->article.category = read_term(&q);
    parts->image_id = column_integer(&q);
    parts->tags = column_text(&q);
    parts->attachments = column_text(&q);
    parts->titles = column_text(&q);
    /* What is read further on goes by these texts. */
    return arena_failed(conn->arena) ? ERR_MEMORY : ERR_OK;
}

/* Two tags that were merged since are one. */
static bool has_tag(const struct article *a, int64_t id)
{
    for (size_t i = 0; i < a->tag_count; i++)
        if (a->tags[i].id == id)
            return true;
    return false;
}

/* The tags as they are now: those that were merged are one, those that were deleted none. */
static enum err revision_read_tags(struct conn *conn, const char *ids, struct article *a)
{
    struct term *terms = arena_zero(conn->arena, ARTICLE_TAGS_MAX, sizeof *terms);
    char *next = NULL;
    if (!terms)
        return ERR_MEMORY;
    a->tags = terms;
    /* strtoll() passes over the space before each number and gives the place behind it. */
    for (const char *p = ids; *p && a->tag_count < ARTICLE_TAGS_MAX; p = next) {
        struct tag tag;
        enum err err = tag_present(conn, strtoll(p, &next, 10), &tag);
        if (err && err != ERR_NOT_FOUND)
            return err;
        if (!err && !has_tag(a, tag.id))
            terms[a->tag_count++] = (struct term){tag.id, tag.slug, tag.name};
    }
    return ERR_OK;
}

/* Each id with the title at the same place. Media of a revision are kept as long as the article is, so a
 * missing one is an error. */
static enum err revision_read_attachments(struct conn *conn, const struct parts *parts, struct article *a)
{
    struct attachment *items = arena_zero(conn->arena, ARTICLE_ATTACHMENTS_MAX, sizeof *items);
    const char *title = parts->titles;
    char *next = NULL;
    if (!items)
        return ERR_MEMORY;
    a->attachments = items;
    for (const char *p = parts->attachments; *p && a->attachment_count < ARTICLE_ATTACHMENTS_MAX; p = next) {
        struct attachment *item = &items[a->attachment_count++];
        enum err err = media_by_id(conn, strtoll(p, &next, 10), &item->media);
        if (err)
            return err;
        size_t length = strcspn(title, "\n");
        /* After a redaction the titles are gone; the file's name stands in. */
        item->title = length ? arena_copy(conn->arena, title, length) : item->media.name;
        title += length + (title[length] == '\n');
    }
    return ERR_OK;
}

enum err revision_by_version(struct conn *conn, int64_t article_id, int64_t version,
                             struct revision *ret_revision)
{
    /* The article's version is the revision's number, as articles show it. */
    struct revision revision = {.article = {.id = article_id, .version = version}};
    struct parts parts = {0};
    enum err err = revision_read_row(conn, article_id, version, &revision, &parts);
    if (!err)
        err = article_read_image(conn, parts.image_id, &parts.words, &revision.article.image);
    if (!err)
        err = revision_read_tags(conn, parts.tags, &revision.article);
    if (!err)
        err = revision_read_attachments(conn, &parts, &revision.article);
    if (!err)
        err = facts_read(conn, parts.facts, &revision.article);
    /* As far as the past goes, the revision is the last edit. */
    revision.article.updated_ms = revision.at_ms;
    if (!err)
        *ret_revision = revision;
    return err;
}

/* Numbers alone; who wants the states reads them one by one. */
enum err revision_versions(struct conn *conn, int64_t article_id, int64_t before, enum revision_kind kind,
                           int limit, int64_t **ret_versions, size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_REVISION_VERSIONS);
    bind_integer(&q, article_id);
    bind_integer(&q, before);
    bind_integer(&q, kind == REVISION_PUBLISHED);
    bind_integer(&q, limit);
    return query_integers(&q, ret_versions, ret_count);
}
