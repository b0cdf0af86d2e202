/* Addresses of the former portal: where each leads now. Whether that may be shown is asked here; how
 * addresses are written, and who is asked when, is the route's. */
#include "access.h"
#include "handler/handler.h"
#include "http/address_key.h"
#include "http/address_variant.h"
#include "store/old_address.h"
#include "view/article.h"
#include "view/media.h"

#include <string.h>

/* One that never was public is not said. */
static enum err former_article(struct conn *conn, struct reply *reply, int64_t id)
{
    struct article article;
    enum err err = article_by_id(conn, id, &article);
    if (!err && article_was_public(&article))
        return ERR_GONE;
    if (!err && !article_is_public(&article))
        return ERR_NOT_FOUND;
    if (!err)
        reply->location = article_path(reply->arena, &article);
    return err;
}

static enum err former_category(struct conn *conn, struct reply *reply, int64_t id)
{
    struct category category;
    enum err err = category_by_id(conn, id, &category);
    if (!err && category.is_hidden)
        return ERR_NOT_FOUND;
    if (!err)
        reply->location = category_path(reply->arena, category.slug, category.lang);
    return err;
}

static enum err former_tag(struct conn *conn, struct reply *reply, int64_t id)
{
    struct tag tag;
    enum err err = tag_by_id(conn, id, &tag);
    if (!err && tag.is_hidden)
        return ERR_NOT_FOUND;
    if (!err)
        reply->location = tag_path(reply->arena, tag.slug, tag.lang);
    return err;
}

/* The file itself, of a picture the widest; while the public may see it. */
static enum err former_media(struct conn *conn, struct reply *reply, int64_t id)
{
    struct media media;
    struct media_served served;
    enum err err = media_by_id(conn, id, &media);
    if (err)
        return err;
    const struct media_file *widest = media_widest(&media, "image/jpeg");
    if (!widest && !media.file_count)
        return ERR_NOT_FOUND;
    const char *name = widest ? widest->name : media.files[0].name;
    err = media_serve(conn, name, &served);
    if (!err && !served.is_public)
        return ERR_NOT_FOUND;
    if (!err)
        reply->location = media_path(reply->arena, name);
    return err;
}

/* Where what was found lies now. */
static enum err former_thing(struct conn *conn, struct reply *reply, const struct old_address *address)
{
    if (address->article_id)
        return former_article(conn, reply, address->article_id);
    if (address->category_id)
        return former_category(conn, reply, address->category_id);
    if (address->media_id)
        return former_media(conn, reply, address->media_id);
    return address->tag_id ? former_tag(conn, reply, address->tag_id) : ERR_GONE;
}

/* Feeds, further pages and the like of what is known, which former portals made by rule. */
static enum err former_variant(struct conn *conn, struct reply *reply, const char *key)
{
    struct address_variant variant;
    struct old_address address;
    if (!address_variant_of(reply->arena, key, &variant))
        return ERR_NOT_FOUND;
    enum err err = old_address_find(conn, variant.key, NULL, &address);
    if (!err)
        err = former_thing(conn, reply, &address);
    /* An article has no feed here; what a reader of feeds finds is the article. */
    if (!err && variant.is_feed && !address.article_id)
        reply->location = arena_printf(reply->arena, "%s/rss.xml", reply->location);
    if (err != ERR_NOT_FOUND || !variant.is_home)
        return err;
    const char *prefix = strncmp(key, "/en", 3) == 0 || strstr(key, "language=en") ? "/en" : "";
    reply->location = variant.is_feed ? arena_printf(reply->arena, "%s/rss.xml", prefix)
                      : *prefix       ? prefix
                                      : "/";
    return ERR_OK;
}

enum err former_address(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct old_address address;
    const char *shorter;
    const char *key =
        address_key(reply->arena, request->path, request->parameters, request->parameter_count, &shorter);
    if (!key || !app->portal)
        return ERR_NOT_FOUND;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = old_address_find(conn, key, shorter, &address);
    if (err == ERR_NOT_FOUND)
        return former_variant(conn, reply, key);
    return err ? err : former_thing(conn, reply, &address);
}
