/* Revisions: the whole state as written, one a version. */
#include "article_inner.h"

#include <stdlib.h>

static const char *joined_ids(struct conn *conn, const int64_t *ids, size_t count)
{
    auto_buf struct buf out = BUF(4096);
    for (size_t i = 0; i < count; i++)
        buf_printf(&out, i ? " %lld" : "%lld", (long long)ids[i]);
    return arena_copy(conn->arena, buf_str(&out), out.length);
}

static const char *tag_ids(struct conn *conn, const struct article *a)
{
    int64_t ids[ARTICLE_TAGS_MAX];
    size_t count = a->tag_count < ARTICLE_TAGS_MAX ? a->tag_count : ARTICLE_TAGS_MAX;
    for (size_t i = 0; i < count; i++)
        ids[i] = a->tags[i].id;
    return joined_ids(conn, ids, count);
}

static const char *attachment_ids(struct conn *conn, const struct article *a)
{
    int64_t ids[ARTICLE_ATTACHMENTS_MAX];
    size_t count =
        a->attachment_count < ARTICLE_ATTACHMENTS_MAX ? a->attachment_count : ARTICLE_ATTACHMENTS_MAX;
    for (size_t i = 0; i < count; i++)
        ids[i] = a->attachments[i].media.id;
    return joined_ids(conn, ids, count);
}

enum err revision_add(struct conn *conn, const struct article *a, int64_t version, enum article_action action)
{
    const char *tags = tag_ids(conn, a), *attachments = attachment_ids(conn, a);
    auto_query struct query q = query_of(conn, STMT_REVISION_ADD);
    bind_integer(&q, a->id);
    bind_integer(&q, version);
    bind_integer(&q, conn->now_ms);
    bind_integer(&q, conn->actor.token_id);
    bind_text(&q, conn->actor.name);
    bind_text(&q, article_action_name(action));
    bind_text(&q, a->slug);
    bind_text(&q, a->lang);
    bind_integer(&q, (int64_t)a->kind);
    bind_integer(&q, (int64_t)a->status);
    bind_text(&q, a->title);
    bind_text(&q, a->lead);
    bind_text(&q, a->body_format);
    bind_text(&q, a->body);
    bind_id(&q, a->category ? a->category->id : 0);
    bind_text(&q, tags);
    bind_id(&q, a->image ? a->image->media.id : 0);
    bind_text(&q, a->image ? a->image->alt : NULL);
    bind_text(&q, a->image ? a->image->caption : NULL);
    bind_text(&q, a->image ? a->image->credit : NULL);
    bind_integer(&q, a->image && a->image->decorative);
    bind_text(&q, attachments);
    bind_text(&q, a->author);
    bind_text(&q, a->source_name);
    bind_text(&q, a->source_url);
    bind_integer(&q, a->pinned);
    bind_integer(&q, a->published_ms);
    bind_integer(&q, a->expires_ms);
    bind_text(&q, a->change_note);
    return query_run(&q);
}

static void read_words(struct query *q, struct picture *words)
{
    words->alt = column_text(q);
    words->caption = column_text(q);
    words->credit = column_text(q);
    words->decorative = column_integer(q);
}

/* The row itself; names of tags are those of today, so only their ids are kept with a revision. */
static enum err read_row(struct conn *conn, int64_t id, int64_t version, struct article *a,
                         struct picture *words, int64_t *image_id)
{
    auto_query struct query q = query_of(conn, STMT_REVISION_BY_VERSION);
    bind_integer(&q, id);
    bind_integer(&q, version);
    enum err err = query_row(&q);
    if (err)
        return err;
    *a = (struct article){.id = column_integer(&q)};
    a->version = column_integer(&q);
    a->updated_ms = column_integer(&q);
    a->slug = column_text(&q);
    a->lang = column_text(&q);
    a->kind = (enum article_kind)column_integer(&q);
    a->status = (enum article_status)column_integer(&q);
    a->title = column_text(&q);
    a->lead = column_text(&q);
    a->body_format = column_text(&q);
    a->body = column_text(&q);
    read_words(&q, words);
    a->author = column_text(&q);
    a->source_name = column_text(&q);
    a->source_url = column_text(&q);
    a->pinned = column_integer(&q);
    a->published_ms = column_integer(&q);
    a->expires_ms = column_integer(&q);
    a->change_note = column_text(&q);
    struct term *category = arena_zero(conn->arena, 1, sizeof *category);
    if (!category)
        return ERR_MEMORY;
    category->id = column_integer(&q);
    category->slug = column_text(&q);
    category->name = column_text(&q);
    a->category = category->slug ? category : NULL;
    *image_id = column_integer(&q);
    return ERR_OK;
}

enum err article_revision(struct conn *conn, int64_t id, int64_t version, struct article *ret_article)
{
    struct article article;
    struct picture words = {0};
    int64_t image_id;
    enum err err = read_row(conn, id, version, &article, &words, &image_id);
    if (!err)
        err = article_read_image(conn, image_id, &words, &article.image);
    if (!err)
        *ret_article = article;
    return err;
}
