/* Reading what is needed to tell that something comes in twice. Must not know what is done about it. */
#include "article_inner.h"

#include "store/twice.h"
#include "text/slug.h"

#include <assert.h>

enum err twice_edited(struct conn *conn, int64_t id, int64_t *ret_version, int64_t *ret_at_ms)
{
    auto_query struct query q = query_of(conn, STMT_TWICE_EDITED);
    bind_integer(&q, id);
    enum err err = query_row(&q);
    if (err)
        return err;
    *ret_version = column_integer(&q);
    *ret_at_ms = column_integer(&q);
    return ERR_OK;
}

enum err twice_same(struct conn *conn, const struct article *article, struct article *ret_other)
{
    assert(article->status == STATUS_PUBLISHED && article->title && article->body_text);
    const char *stem = slug_from_title(article->title, conn->arena);
    auto_query struct query q = query_of(conn, STMT_TWICE_SAME);
    bind_integer(&q, article->id);
    bind_text(&q, stem);
    bind_integer(&q, (int64_t)article->audience);
    bind_integer(&q, (int64_t)article->status);
    bind_integer(&q, (int64_t)article->kind);
    bind_text(&q, article->lang);
    /* One that is published by this very write has no instant yet. */
    bind_integer(&q, article->published_ms ? article->published_ms : conn->now_ms);
    bind_text(&q, article->title);
    bind_text(&q, article->body_text);
    enum err err = query_row(&q);
    if (err)
        return err;
    *ret_other = (struct article){.lang = article->lang, .kind = article->kind};
    ret_other->id = column_integer(&q);
    ret_other->slug = column_text(&q);
    return ret_other->slug ? ERR_OK : ERR_MEMORY;
}

enum err twice_titled(struct conn *conn, const struct article *article, struct article *ret_other)
{
    auto_query struct query q = query_of(conn, STMT_TWICE_TITLED);
    bind_integer(&q, article->id);
    bind_text(&q, slug_from_title(article->title, conn->arena));
    bind_text(&q, article->lang);
    bind_text(&q, article->title);
    enum err err = query_row(&q);
    if (err)
        return err;
    *ret_other = (struct article){.lang = article->lang};
    ret_other->id = column_integer(&q);
    ret_other->slug = column_text(&q);
    ret_other->kind = (enum article_kind)column_integer(&q);
    return ret_other->slug ? ERR_OK : ERR_MEMORY;
}
