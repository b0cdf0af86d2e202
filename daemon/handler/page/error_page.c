/* Error pages: what happened, in words for a citizen, and a way on. */
#include "handler/handler.h"
#include "page.h"
#include "store/search.h"

#include <ctype.h>
#include <string.h>

/* Titles offered as a way on; and the longest last part of a path that is taken for words. */
enum { LATEST = 5, NEAREST = 3, WORDS_MAX = 100 };

/* The words for this failure itself, else those for its status, else for the hundred of that. */
static const char *error_page_word(const struct app *app, enum lang lang, struct arena *arena, enum err err,
                                   const char *part)
{
    const json_t *words = app->interface.words[lang];
    int status = err_status(err);
    /* Most failures share the words of their status; only what a citizen can do something about has
     * words of its own. */
    const char *keys[] = {arena_printf(arena, "error_%s_%s", err_type(err), part),
                          arena_printf(arena, "error_%d_%s", status, part),
                          arena_printf(arena, "error_%d_%s", status / 100 * 100, part)};
    const char *text = NULL;
    for (size_t i = 0; !text && i < sizeof keys / sizeof *keys; i++)
        text = json_string_value(json_object_get(words, keys[i]));
    return text;
}

/* Says that there are none when the store cannot be read: an error page must not fail for want of
 * titles, though the caller learns of it. */
static enum err error_page_fill_latest(struct app *app, const struct request *request, struct view view)
{
    auto_conn struct conn *conn = NULL;
    struct article_list list = {0};
    enum err err = store_lease(app->portal->store, view.arena, &conn);
    if (!err)
        err = page_latest(conn, page_lang_name(request), LATEST, &list);
    page_rows(view, "latest", list.items, err ? 0 : list.count, page_lang(request));
    /* Likewise none where they cannot be read. */
    if (err || page_popular(conn, request, view)) {
        view_list(view, "popular");
        view_flag(view, "has_popular", false);
    }
    view_flag(view, "has_latest", !err && list.count > 0);
    return err;
}

/* The words of an address that leads nowhere, for the search box: "/tin/hoi-nghi-xa.html" is "hoi nghi xa".
 */
static const char *error_page_words_of(struct arena *arena, const char *path)
{
    char words[WORDS_MAX + 1];
    const char *name = strrchr(path, '/');
    size_t length = strcspn(name ? name + 1 : path, "."), letters = 0;
    name = name ? name + 1 : path;
    if (length > WORDS_MAX)
        return NULL;
    for (size_t i = 0; i < length; i++) {
        /* What addresses of other portals put between words. */
        bool parts = strchr("-_+ ", name[i]);
        words[i] = name[i];
        if (parts)
            words[i] = ' ';
        letters += !parts && !isdigit((unsigned char)name[i]);
    }
    /* A number alone, as of an old system's articles, would find nothing. */
    return letters > 1 ? arena_copy(arena, words, length) : NULL;
}

/* The titles nearest to the words of an address of the kind that is asked for. Their want is no fault: the
 * page has other ways on. */
static void error_page_fill_nearest(struct app *app, const struct request *request, struct view view,
                                    const char *words)
{
    auto_conn struct conn *conn = NULL;
    const struct article_query filter = {.limit = NEAREST, .lang = page_lang_name(request)};
    struct article *items = NULL;
    size_t count = 0;
    if (!words || page_kind(request) == KIND_COUNT || store_lease(app->portal->store, view.arena, &conn) ||
        search_nearest(conn, words, &filter, &items, &count))
        count = 0;
    page_rows(view, "nearest", items, count, page_lang(request));
    view_flag(view, "has_nearest", count > 0);
}

enum err error_page_view(struct app *app, struct request *request, struct reply *reply, enum err err)
{
    int status = err_status(err);
    enum lang lang = page_lang(request);
    const char *heading = error_page_word(app, lang, reply->arena, err, "heading");
    if (!heading)
        heading = err_title(err, lang);
    /* The handler may have begun a view before it failed. */
    json_decref(reply->view);
    struct view view = page_begin(request, reply, "pages/error.html", heading, NULL);
    reply->status = status;
    view_text(view, "robots", "noindex");
    /* The page has a search box of its own, which knows what was looked for. */
    view_flag(view, "is_search", true);
    const char *words =
        status == 404 || status == 410 ? error_page_words_of(reply->arena, request->path) : NULL;
    view_text(view, "query", words);
    error_page_fill_nearest(app, request, view, words);
    view_flag(view, "is_gone", status == 410);
    view_integer(view, "status", status);
    view_text(view, "heading", heading);
    /* A parameter that is refused is named with the reason. */
    view_text(view, "explanation",
              err == ERR_PARAMETER && reply->detail
                  ? reply->detail
                  : error_page_word(app, lang, reply->arena, err, "explanation"));
    view_text(view, "advice", error_page_word(app, lang, reply->arena, err, "advice"));
    struct view instead = reply->other_title ? view_object(view, "instead") : (struct view){view.arena, NULL};
    if (reply->other_title) {
        view_text(instead, "title", reply->other_title);
        view_url(instead, "url", safe_url_trusted(reply->other_path));
    } else {
        view_null(view, "instead");
    }
    struct view way = reply->way_title ? view_object(view, "way") : (struct view){view.arena, NULL};
    if (reply->way_title) {
        view_text(way, "title", reply->way_title);
        view_url(way, "url", safe_url_trusted(reply->way_path));
    } else {
        view_null(view, "way");
    }
    /* Shown where somebody may want to ask the technicians, whose log has the same id. */
    view_text(view, "request_id", status >= 500 ? request_id(request) : NULL);
    return error_page_fill_latest(app, request, view);
}
