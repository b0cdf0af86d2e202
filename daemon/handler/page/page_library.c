/* /thu-vien: albums, films and sound, the newest first, of all kinds or one. */
#include "handler/handler.h"
#include "kind_page.h"
#include "page.h"
#include "page_place.h"
#include "store/home.h"
#include "store/roster.h"
#include "store/site.h"
#include "view/article.h"
#include "view/media.h"

#include <string.h>

enum { LIBRARY_ROWS = 24 };

/* The kind that is asked for; KIND_COUNT: all. */
static enum article_kind library_kind(const struct request *request)
{
    const char *name = request_parameter(request, "loai");
    enum article_kind kind = name ? kind_named(name) : KIND_COUNT;
    return kind < KIND_COUNT && kinds_of_word(KIND_ALBUM) & 1u << kind ? kind : KIND_COUNT;
}

/* A way to the list of one kind, or of all (KIND_COUNT). */
static void library_fill_kind(const struct app *app, const struct request *request, struct view list,
                              enum article_kind kind, const char *path, bool is_current)
{
    struct view item = view_append(list);
    bool is_all = kind == KIND_COUNT;
    view_text(item, "name",
              is_all ? page_word(app, request, "search_any") : kind_of(kind)->titles[page_lang(request)]);
    view_url(
        item, "url",
        safe_url_trusted(is_all ? path : arena_printf(list.arena, "%s?loai=%s", path, kind_of(kind)->name)));
    view_flag(item, "is_current", is_current);
}

/* Of an album without a picture of its own the first that is in it. */
static enum err library_picture(struct conn *conn, struct view view, const struct article *article)
{
    int64_t *ids;
    size_t count = 0;
    struct media media;
    struct view image;
    if (article->image || article->kind != KIND_ALBUM)
        return ERR_OK;
    enum err err = home_pictures(conn, article->id, 1, &ids, &count);
    if (!err && count)
        err = media_by_id(conn, ids[0], &media);
    if (!err && count)
        view_page_picture(view, "image", &media, media.alt, &image);
    return err;
}

static enum err library_rows(struct conn *conn, const struct request *request, struct view view,
                             const struct article_list *list)
{
    struct view rows = view_list(view, "items");
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < list->count; i++) {
        const struct article *article = &list->items[i];
        struct view row = view_append(rows);
        view_page_row(row, article, page_lang(request));
        view_text(row, "kind_name", kind_of(article->kind)->titles[page_lang(request)]);
        view_text(row, "duration", article_duration(article));
        err = library_picture(conn, row, article);
    }
    view_flag(view, "is_empty", list->count == 0);
    return err;
}

/* What stands around the rows. */
static enum err library_frame(struct app *app, struct conn *conn, const struct request *request,
                              struct reply *reply, const struct place *place, enum article_kind chosen)
{
    struct view view = {reply->arena, reply->view};
    const char *path = kind_path(reply->arena, KIND_ALBUM, page_lang_name(request));
    struct site site;
    struct view kinds = view_list(view, "kinds");
    library_fill_kind(app, request, kinds, KIND_COUNT, path, chosen == KIND_COUNT);
    for (enum article_kind kind = 0; kind < KIND_COUNT; kind++)
        if (kinds_of_word(KIND_ALBUM) & 1u << kind)
            library_fill_kind(app, request, kinds, kind, path, kind == chosen);
    view_url(view, "sheet_url", safe_url_trusted(app->interface.kinds_url));
    view_text(view, "kind_title", kind_list_name(app, request, KIND_ALBUM));
    view_url(view, "feed_url", safe_url_trusted(arena_printf(reply->arena, "%s/rss.xml", path)));
    place_view(app, request, view, place);
    enum err err = page_site(conn, reply, &site);
    if (!err)
        page_describe_list(app, request, view, &site, kind_list_name(app, request, KIND_ALBUM), path);
    return err;
}

enum err page_library_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct article_list list = {.count = 0};
    enum article_kind kind = library_kind(request);
    const char *path = kind_path(reply->arena, KIND_ALBUM, page_lang_name(request));
    struct article_query query = {.limit = LIBRARY_ROWS,
                                  .lang = page_lang_name(request),
                                  .kinds = kind == KIND_COUNT ? kinds_of_word(KIND_ALBUM) : 1u << kind};
    struct place place = {.path = kind == KIND_COUNT
                                      ? path
                                      : arena_printf(reply->arena, "%s?loai=%s", path, kind_of(kind)->name),
                          .rows = LIBRARY_ROWS};
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = place_read(app, conn, request, reply, &query, &place);
    if (!err && !reply->location && place.total)
        err = list_seek(conn, place.month, (place.page - 1) * LIBRARY_ROWS, &query);
    if (!err && !reply->location)
        err = article_list(conn, &query, &list);
    if (err || reply->location)
        return err;
    const char *title =
        place_title(app, request, reply->arena, &place, kind_list_name(app, request, KIND_ALBUM));
    struct view view = page_begin(request, reply, "pages/library.html", title, NULL);
    reply->other_path = strchr(request->own, '?') ? NULL : page_other_path(request);
    err = library_frame(app, conn, request, reply, &place, kind);
    return err ? err : library_rows(conn, request, view, &list);
}
