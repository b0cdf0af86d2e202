/* /chuyen-muc/{slug}, /the/{slug}, and the list of a kind under its word. All of them walk along an index
 * and count no rows, so that they cost the same however many articles there are. */
#include "core/access.h"
#include "core/cursor.h"
#include "core/query.h"
#include "handler/handler.h"
#include "page.h"
#include "store/category.h"
#include "store/site.h"
#include "store/tag.h"
#include "view/article.h"
#include "view/jsonld.h"

#include <string.h>

enum { PAGE_ROWS = 20 };

/* A page of a list by cursor, for a category or a tag. */
static enum err fill_list(struct conn *conn, const struct request *request, struct reply *reply,
                          struct view view, struct article_query query)
{
    struct article_list list;
    query.limit = PAGE_ROWS;
    if (!query.kinds)
        query.kinds = kinds_with(KIND_IS_LISTED);
    query.lang = page_lang_name(request);
    /* A damaged cursor is the one error of a list's page; the route has refused all other parameters. */
    enum err err = query_cursor(request, reply, &query.after, &query.after_ms, &query.after_id);
    if (!err)
        err = article_list(conn, &query, &list);
    if (err)
        return err;
    page_rows(view, "items", list.items, list.count, page_lang(request));
    view_flag(view, "is_empty", list.count == 0);
    view_flag(view, "is_first", !query.after);
    /* A link to the next page only where there is one. */
    if (list.more)
        view_url(view, "next_url",
                 page_link(request, query_next(request, reply->arena,
                                               cursor_write(reply->arena, list.next_ms, list.next_id), 0)));
    else
        view_null(view, "next_url");
    return ERR_OK;
}

/* What a search engine says of the list: its name, how much there is, and where. */
static void fill_description(const struct app *app, const struct request *request, struct view view,
                             const char *title, int64_t count, const char *site)
{
    struct view og = {view.arena, json_object_get(view.json, "og")};
    const char *articles = page_count(app, view.arena, page_lang(request), "count_articles", count);
    const char *text = arena_printf(view.arena, "%s: %s – %s", title, articles, site);
    view_text(view, "description", text);
    view_text(og, "description", text);
}

/* The category or tag that the list is of, for people and for machines. */
static enum err list_page_fill_term(struct app *app, struct conn *conn, const struct request *request,
                                    struct view view, const char *name, const char *title, const char *path,
                                    int64_t count)
{
    struct site site;
    struct view term = view_object(view, name);
    view_text(term, "name", title);
    view_url(term, "url", safe_url_trusted(path));
    enum err err = site_get(conn, &site);
    if (err)
        return err;
    const struct publisher publisher = {app->portal->base_url, &site, app->interface.icon_url};
    view_jsonld_list(view_object(view, "page_jsonld"), &publisher, page_lang_name(request), title, path);
    /* Beside those of the portal, which the frame adds. */
    page_feeds(view, path, title);
    fill_description(app, request, view, title, count, site_name_in(&site, page_lang_name(request), NULL));
    return ERR_OK;
}

enum err page_category_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct category category;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = category_named(conn, request, request->args[0], &category);
    if (err == ERR_NOT_FOUND)
        return slug_unknown(conn, reply, TOMBSTONE_CATEGORY, request->args[0], MESSAGE_CATEGORY_UNKNOWN);
    if (err)
        return err;
    /* In the category's own language, whichever was asked for. */
    const char *path = category_path(reply->arena, category.slug, category.lang);
    /* A slug of the past, or the other language's path. The page moves for ever, since slugs are never
     * given to another. */
    if (strcmp(category.slug, request->args[0]) != 0 || strcmp(category.lang, page_lang_name(request)) != 0)
        return page_moved(reply, path);
    struct view view = page_begin(request, reply, "pages/category.html", category.name, NULL);
    int64_t articles = 0;
    /* The sum that triggers keep, over the categories below. */
    err = category_count_below(conn, category.id, &articles);
    if (!err)
        err = list_page_fill_term(app, conn, request, view, "category", category.name, path, articles);
    return err ? err
               : fill_list(conn, request, reply, view, (struct article_query){.category_id = category.id});
}

/* As the category's, but that tags have none below them. */
enum err page_tag_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct tag tag;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = tag_named(conn, request, request->args[0], &tag);
    if (err == ERR_NOT_FOUND)
        return slug_unknown(conn, reply, TOMBSTONE_TAG, request->args[0], MESSAGE_TAG_UNKNOWN);
    if (err)
        return err;
    const char *path = tag_path(reply->arena, tag.slug, tag.lang);
    if (strcmp(tag.slug, request->args[0]) != 0 || strcmp(tag.lang, page_lang_name(request)) != 0)
        return page_moved(reply, path);
    struct view view = page_begin(request, reply, "pages/tag.html", tag.name, NULL);
    err = list_page_fill_term(app, conn, request, view, "tag", tag.name, path, tag.count);
    return err ? err : fill_list(conn, request, reply, view, (struct article_query){.tag_id = tag.id});
}

/* The list of one kind, under the kind's own word; it exists in both languages, if only empty. */
enum err page_kind_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    enum article_kind kind = page_kind(request);
    const char *title = kind_of(kind)->titles[page_lang(request)];
    struct article_query query = {.kinds = 1u << kind, .lang = page_lang_name(request)};
    int64_t articles = 0;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = article_count(conn, &query, &articles);
    if (err)
        return err;
    struct view view = page_begin(request, reply, "pages/kind.html", title, NULL);
    reply->other_path = page_other_path(request);
    err = list_page_fill_term(app, conn, request, view, "kind", title,
                              kind_path(reply->arena, kind, query.lang), articles);
    return err ? err : fill_list(conn, request, reply, view, query);
}
