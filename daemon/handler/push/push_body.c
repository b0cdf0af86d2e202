/* A message as JSON. What was taken back since it was noted is in none: it is read when it is sent, as the
 * public would. */
#include "push_body.h"

#include "base/json_text.h"
#include "helper/post.h"
#include "view/article.h"

#include <string.h>

/* The article as the public sees it now, or NULL. Who is told that one is lost learns no more of it, though
 * it may be back already. */
static enum err push_article(struct conn *conn, const struct push *push, struct article *article,
                             const struct article **ret_article)
{
    *ret_article = NULL;
    if (push->event != PUSH_PUBLISHED && push->event != PUSH_CHANGED)
        return ERR_OK;
    enum err err = article_by_id(conn, push->article_id, article);
    if (!err && article_is_public(article))
        *ret_article = article;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* The envelope, and below `data` the article, unless it is left out. */
static struct view push_view(struct arena *arena, const struct push *push, const char *base_url,
                             const struct article *article, bool is_whole)
{
    struct view view = view_new(arena);
    view_text(view, "id", push->message);
    view_text(view, "type", push_event_name(push->event));
    view_time(view, "timestamp", push->made_ms);
    view_integer(view, "sequence", push->sequence);
    struct view data = view_object(view, "data");
    if (push->article_id)
        view_integer(data, "article_id", push->article_id);
    else
        view_null(data, "article_id");
    if (article)
        view_absolute(data, "url", base_url, article_path(arena, article));
    else
        view_null(data, "url");
    if (article && is_whole)
        view_article_row(view_object(data, "article"), article);
    else
        view_null(data, "article");
    return view;
}

enum err push_body(struct conn *conn, const struct push *push, const char *base_url, struct buf *ret_body)
{
    struct arena *arena = conn_arena(conn);
    const struct article *shown;
    struct article article;
    enum err err = push_article(conn, push, &article, &shown);
    /* One with facts without end is told by its address alone. */
    for (int is_whole = 1; !err && is_whole >= 0 && !ret_body->length; is_whole--) {
        struct view view = push_view(arena, push, base_url, shown, is_whole);
        auto_free char *text = view.json ? json_text_write(view.json, JSON_COMPACT) : NULL;
        json_decref(view.json);
        if (!text || arena_failed(arena))
            return ERR_MEMORY;
        if (strlen(text) <= POST_BODY_MAX)
            buf_text(ret_body, text);
    }
    return err ? err : buf_failed(ret_body) ? ERR_MEMORY : ERR_OK;
}
