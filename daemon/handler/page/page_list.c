/* /chuyen-muc/{slug}, /the/{slug}, and the list of a kind under its word. All of them walk along an index
 * and count no rows: how many there are is kept beside them (store/list_page.h), so that the last page costs
 * what the first does, however many articles there are. */
#include "core/access.h"
#include "core/cursor.h"
#include "core/query.h"
#include "core/site_icons.h"
#include "handler/handler.h"
#include "page.h"
#include "page_place.h"
#include "store/category.h"
#include "store/site.h"
#include "store/tag.h"
#include "view/article.h"
#include "view/jsonld.h"

#include <string.h>

enum { PAGE_ROWS = 20 };

/* The rows of a page, and how they are asked for. */
struct listing {
    struct article_query query;
    struct place place;
};

/* The page by its number, or by the cursor that addresses had before there were numbers. Leaves
 * reply->location where another address is meant. */
static enum err listing_find(struct app *app, struct conn *conn, const struct request *request,
                             struct reply *reply, struct listing *listing)
{
    struct article_query *query = &listing->query;
    struct place *place = &listing->place;
    query->limit = place->rows = PAGE_ROWS;
    query->with_excerpts = true;
    if (!query->kinds)
        query->kinds = kinds_with(KIND_IS_LISTED);
    query->lang = page_lang_name(request);
    enum err err = query_cursor(request, reply, &query->after, &query->after_ms, &query->after_id);
    if (err)
        return err;
    if (query->after) {
        place->page = 1;
        return list_months(conn, query, &place->months, &place->month_count, &place->total);
    }
    err = place_read(app, conn, request, reply, query, place);
    if (err || reply->location || !place->total)
        return err;
    return list_seek(conn, place->month, (place->page - 1) * PAGE_ROWS, query);
}

/* By cursor there are no numbers: the way on is the next cursor. */
static void listing_view_cursor(const struct request *request, struct view view,
                                const struct article_list *list)
{
    view_null(view, "place");
    view_flag(view, "is_first", false);
    view_flag(view, "has_pager", list->more);
    view_list(view, "pages");
    view_null(view, "newer_url");
    view_null(view, "older_url");
    if (list->more)
        view_url(view, "older_url",
                 page_link(request, query_next(request, view.arena,
                                               cursor_write(view.arena, list->next_ms, list->next_id), 0)));
}

/* Rows and ways on. */
static enum err listing_show(struct app *app, struct conn *conn, const struct request *request,
                             struct view view, const struct listing *listing)
{
    struct article_list list;
    enum err err = article_list(conn, &listing->query, &list);
    if (err)
        return err;
    /* The list's own name stands above it; that of a category below it tells rows apart. */
    for (size_t i = 0; i < list.count; i++)
        if (list.items[i].category && list.items[i].category->id == listing->query.category_id)
            list.items[i].category = NULL;
    page_rows(view, "items", list.items, list.count, page_lang(request));
    view_flag(view, "is_empty", list.count == 0);
    place_view(app, request, view, &listing->place);
    if (listing->query.after)
        listing_view_cursor(request, view, &list);
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

void page_describe_list(const struct app *app, const struct request *request, struct view view,
                        const struct site *site, const char *title, const char *path)
{
    const struct publisher publisher = {app->portal->base_url, site,
                                        site_icons_of(app, site, view.arena).url};
    view_jsonld_list(view_object(view, "page_jsonld"), &publisher, page_lang_name(request), title, path);
    /* Beside those of the portal, which the frame adds. */
    page_feeds(view, path, title);
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
    if (!err)
        err = site_read_files(conn, &site);
    if (err)
        return err;
    page_describe_list(app, request, view, &site, title, path);
    view_url(view, "feed_url", safe_url_trusted(arena_printf(view.arena, "%s/rss.xml", path)));
    fill_description(app, request, view, title, count, site_name_in(&site, page_lang_name(request), NULL));
    return ERR_OK;
}

/* A page of the list, by the names that its template has for it. */
static enum err listing_page(struct app *app, struct conn *conn, const struct request *request,
                             struct reply *reply, struct listing *listing, const char *name,
                             const char *title)
{
    enum err err = listing_find(app, conn, request, reply, listing);
    if (err || reply->location)
        return err;
    const char *template = arena_printf(reply->arena, "pages/%s.html", name);
    struct view view = page_begin(request, reply, template,
                                  place_title(app, request, reply->arena, &listing->place, title), NULL);
    err =
        list_page_fill_term(app, conn, request, view, name, title, listing->place.path, listing->place.total);
    return err ? err : listing_show(app, conn, request, view, listing);
}

enum err category_page_fill(struct app *app, struct conn *conn, const struct request *request,
                            struct reply *reply, const struct category *category)
{
    const char *path = category_path(reply->arena, category->slug, category->lang);
    struct listing listing = {.query = {.category_id = category->id}, .place = {.path = path}};
    return listing_page(app, conn, request, reply, &listing, "category", category->name);
}

enum err tag_page_fill(struct app *app, struct conn *conn, const struct request *request, struct reply *reply,
                       const struct tag *tag)
{
    const char *path = tag_path(reply->arena, tag->slug, tag->lang);
    struct listing listing = {.query = {.tag_id = tag->id}, .place = {.path = path}};
    return listing_page(app, conn, request, reply, &listing, "tag", tag->name);
}

enum err page_category_find(struct conn *conn, const struct request *request, struct reply *reply,
                            const char *part, struct category *ret_category)
{
    enum err err = category_named(conn, request, request->args[0], ret_category);
    if (err == ERR_NOT_FOUND)
        return slug_unknown(conn, reply, TOMBSTONE_CATEGORY, request->args[0], MESSAGE_CATEGORY_UNKNOWN);
    if (err)
        return err;
    /* A slug of the past, or the other language's path. It moves for ever, since slugs are never given to
     * another. */
    if (strcmp(ret_category->slug, request->args[0]) == 0 &&
        strcmp(ret_category->lang, page_lang_name(request)) == 0)
        return ERR_OK;
    /* In the category's own language, whichever was asked for. */
    const char *path = category_path(reply->arena, ret_category->slug, ret_category->lang);
    return page_moved(reply, arena_printf(reply->arena, "%s%s", path, part));
}

enum err page_category_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct category category;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = page_category_find(conn, request, reply, "", &category);
    if (err || reply->location)
        return err;
    return category_page_fill(app, conn, request, reply, &category);
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
    return tag_page_fill(app, conn, request, reply, &tag);
}

/* The list of one kind, under the kind's own word; it exists in both languages, if only empty. */
enum err page_kind_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    enum article_kind kind = page_kind(request);
    const char *title = kind_of(kind)->titles[page_lang(request)];
    struct listing listing = {.query = {.kinds = 1u << kind},
                              .place = {.path = kind_path(reply->arena, kind, page_lang_name(request))}};
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = listing_page(app, conn, request, reply, &listing, "kind", title);
    if (!err)
        reply->other_path = page_other_path(request);
    return err;
}
