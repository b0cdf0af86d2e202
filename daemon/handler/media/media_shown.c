/* What shows a medium, and where a lasting address leads. */
#include "core/access.h"
#include "core/list.h"
#include "core/query.h"
#include "handler/handler.h"
#include "media_exchange.h"
#include "store/box.h"
#include "store/media.h"
#include "view/article.h"
#include "view/media.h"

/* The articles of a page, with what an editor has to know of each. */
static enum err shown_articles(struct conn *conn, struct reply *reply, const int64_t *ids, size_t count,
                               struct view items)
{
    for (size_t i = 0; i < count; i++) {
        struct article article;
        enum err err = article_by_id(conn, ids[i], &article);
        if (err)
            return err;
        struct view item = view_append(items);
        view_integer(item, "id", article.id);
        view_text(item, "title", article.title);
        view_text(item, "status", article_status_name(article.status));
        view_text(item, "url", article_path(reply->arena, &article));
    }
    return ERR_OK;
}

static enum err shown_boxes(struct conn *conn, int64_t media_id, struct view boxes)
{
    int64_t *ids;
    size_t count = 0;
    enum err err = media_boxes(conn, media_id, &ids, &count);
    for (size_t i = 0; !err && i < count; i++) {
        struct box box;
        err = box_by_id(conn, ids[i], &box);
        if (err)
            return err;
        struct view item = view_append(boxes);
        view_integer(item, "id", box.id);
        view_text(item, "title", box.title);
    }
    return err;
}

enum err api_media_uses(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct media media;
    struct media_uses uses;
    int64_t id = 0, limit, after, *ids;
    size_t count = 0;
    enum err err = id_named(request, reply, &id);
    if (!err)
        err = list_by_number(request, reply, &limit, &after);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = thing_unknown(reply, media_by_id(conn, id, &media), MESSAGE_THING_MEDIA, "/api/media");
    if (!err)
        err = media_uses(conn, id, &uses);
    if (!err)
        err = media_shown_in(conn, id, after, (int)limit, &ids, &count);
    if (err)
        return err;
    struct view view, items = list_begin(reply, &view);
    err = shown_articles(conn, reply, ids, count, items);
    if (!err)
        err = shown_boxes(conn, id, view_list(view, "boxes"));
    view_media_uses(view, &uses);
    query_end_by_number(request, reply, view, count == (size_t)limit, count ? ids[count - 1] : 0, limit);
    return err;
}

/* The address stays, the file behind it may be exchanged any day: so nobody keeps where it leads. */
enum err file_media_lasting(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct media media;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = media_by_slug(conn, request->args[0], &media);
    if (err)
        return thing_unknown(reply, err, MESSAGE_THING_MEDIA, "/api/media");
    const struct media_exchange only = {reply->arena, &media, &media};
    const char *name = media_exchange_file(&only);
    if (!name)
        return thing_unknown(reply, ERR_NOT_FOUND, MESSAGE_THING_MEDIA, "/api/media");
    reply->status = 302;
    reply->location = media_path(reply->arena, name);
    return ERR_OK;
}
