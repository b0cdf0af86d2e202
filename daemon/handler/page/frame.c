/* The frame around every page: what is the same on all of them at one moment. Called for every page
 * behind its handler, so that no page can forget it. What is the same for all readers stands here; what
 * differs by reader is in the private stylesheet and never in a page. */
#include "core/look.h"
#include "core/site_icons.h"
#include "handler/handler.h"
#include "page.h"
#include "store/alert.h"
#include "store/box.h"
#include "store/site.h"
#include "text/date.h"
#include "text/number.h"
#include "view/alert.h"
#include "view/article.h"
#include "view/media.h"
#include "view/portal.h"

#include <string.h>

enum lang page_lang(const struct request *request)
{
    /* "/england" is no English page. */
    return strncmp(request->path, "/en", 3) == 0 && (request->path[3] == '/' || !request->path[3]) ? LANG_EN
                                                                                                   : LANG_VI;
}

enum article_kind page_kind(const struct request *request)
{
    /* Behind the language and the slash. */
    const char *path = request->path + (page_lang(request) == LANG_EN ? 3 : 0) + 1;
    return kind_of_word(path, strcspn(path, "/"));
}

const char *page_lang_name(const struct request *request)
{
    return page_lang(request) == LANG_EN ? "en" : "vi";
}

/* For pages that exist in both languages under the same path; others set reply.other_path themselves or
 * leave it NULL. */
const char *page_other_path(const struct request *request)
{
    if (page_lang(request) == LANG_EN)
        return request->path[3] ? request->path + 3 : "/";
    return arena_printf(request->arena, "/en%s", request->path[1] ? request->path : "");
}

/* The second try is the path alone, for a public address that would make the whole too long. */
struct safe_url page_absolute(const struct app *app, struct arena *arena, const char *path)
{
    struct safe_url url;
    bool fits = !safe_url_from(arena_printf(arena, "%s%s", app->portal->base_url, path), URL_LINK, &url) ||
                !safe_url_from(path, URL_LINK, &url);
    return fits ? url : safe_url_trusted("/"); /* the path of an error page is the reader's own */
}

/* For addresses with words of the request in them, which escaping may make longer than an address may
 * be. */
struct safe_url page_link(const struct request *request, const char *address)
{
    struct safe_url url;
    bool fits = !safe_url_from(address, URL_SITE, &url);
    return fits ? url : safe_url_trusted(page_lang(request) == LANG_EN ? "/en" : "/");
}

const char *page_word(const struct app *app, const struct request *request, const char *key)
{
    return json_string_value(json_object_get(app->interface.words[page_lang(request)], key));
}

enum err page_site(struct conn *conn, const struct reply *reply, struct site *ret_site)
{
    enum err err = reply->shown_site ? ERR_OK : site_get(conn, ret_site);
    if (reply->shown_site)
        *ret_site = *reply->shown_site;
    /* Of a picture that is only tried nothing was made yet. */
    return err ? err : site_read_files(conn, ret_site);
}

/* Every member that the frame's template asks for exists from here on, null where a page says nothing of
 * it. */
struct view page_begin(const struct request *request, struct reply *reply, const char *template,
                       const char *title, const char *description)
{
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->page = template;
    view_text(view, "lang", page_lang_name(request));
    view_text(view, "page_title", title);
    view_text(view, "description", description);
    view_null(view, "robots");
    view_null(view, "rel_prev_url");
    view_null(view, "rel_next_url");
    view_flag(view, "is_search", false);
    view_null(view, "sheet_url");
    view_null(view, "preview"); /* the staff's, of what nobody else sees */
    view_null(view, "page_jsonld");
    struct view og = view_object(view, "og");
    view_text(og, "type", "website");
    view_text(og, "title", title);
    view_text(og, "description", description);
    view_null(og, "image");
    view_null(og, "article");
    view_text(og, "locale", page_lang(request) == LANG_EN ? "en_GB" : "vi_VN");
    view_list(view, "feeds");
    return view;
}

/* The widest JPEG, the form that every service can show. */
void page_og_image(struct view og, const char *base, const struct media *media, const char *alt)
{
    const struct media_file *file = media_widest(media, "image/jpeg");
    if (!file)
        return;
    struct view image = view_object(og, "image");
    view_absolute(image, "url", base, media_path(og.arena, file->name));
    view_integer(image, "width", file->width);
    view_integer(image, "height", file->height);
    view_text(image, "alt", alt);
}

void page_feeds(struct view view, const char *path, const char *title)
{
    static const struct {
        const char *file;
        const char *type;
        const char *name;
    } forms[] = {
        {"rss.xml", "application/rss+xml", "RSS"},
        {"atom.xml", "application/atom+xml", "Atom"},
        {"feed.json", "application/feed+json", "JSON Feed"},
    };
    struct view feeds = {view.arena, json_object_get(view.json, "feeds")};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct view feed = view_append(feeds);
        view_text(feed, "title",
                  title ? arena_printf(view.arena, "%s: %s", forms[i].name, title) : forms[i].name);
        view_text(feed, "type", forms[i].type);
        /* `path` is "" for the portal's own, so that no slash is doubled. */
        view_absolute(feed, "url", path, arena_printf(view.arena, "/%s", forms[i].file));
    }
}

void page_rows(struct view view, const char *name, const struct article *items, size_t count, enum lang lang)
{
    struct view list = view_list(view, name);
    for (size_t i = 0; i < count; i++)
        view_page_row(view_append(list), &items[i], lang);
}

/* Of the kinds that stand in lists; standing pages are none. */
enum err page_latest(struct conn *conn, const char *lang, int limit, struct article_list *ret_list)
{
    struct article_query query = {.limit = limit, .lang = lang, .kinds = kinds_with(KIND_IS_LISTED)};
    return article_list(conn, &query, ret_list);
}

const char *page_count(const struct app *app, struct arena *arena, enum lang lang, const char *key,
                       int64_t count)
{
    char number[NUMBER_TEXT_SIZE];
    /* Vietnamese has one form, English two. */
    const char *form = number_plural(count, lang) == PLURAL_ONE ? "one" : "other";
    const json_t *words = app->interface.words[lang];
    const char *text = json_string_value(json_object_get(words, arena_printf(arena, "%s_%s", key, form)));
    /* Words without the hole, as a translator may leave them, still show the number. */
    const char *hole = text ? strstr(text, "{0}") : NULL;
    number_grouped(count, lang, number);
    return hole ? arena_printf(arena, "%.*s%s%s", (int)(hole - text), text, number, hole + 3)
                : arena_text(arena, number);
}

enum err page_moved(struct reply *reply, const char *path)
{
    reply->status = 301;
    reply->location = path;
    return ERR_OK;
}

/* One row of hreflang. Languages are named by themselves. */
static void add_alternate(const struct app *app, struct view list, const char *lang, const char *path)
{
    struct view view = view_append(list);
    bool is_english = strcmp(lang, "en") == 0;
    view_text(view, "lang", lang);
    view_text(view, "title", is_english ? "English" : "Tiếng Việt");
    view_url(view, "url", page_absolute(app, list.arena, path));
}

/* The readers' link to the other language: where the page exists in it. From an English page there is always
 * a way back, if only to the home page. */
static void fill_other(struct view view, const char *other, bool is_english)
{
    if (!other && !is_english) {
        view_null(view, "other");
        return;
    }
    struct view link = view_object(view, "other");
    view_url(link, "url", safe_url_trusted(other ? other : "/"));
    view_text(link, "lang", is_english ? "vi" : "en");
}

/* The other language, for readers and machines. */
static void fill_languages(struct app *app, const struct request *request, const struct reply *reply,
                           struct view view)
{
    bool is_english = page_lang(request) == LANG_EN;
    /* Machines are told of pairs of whole pages only. An error or a page further down a list has no
     * counterpart that is the same. */
    bool is_known = reply->other_path && reply->status < 400 && !strchr(request->own, '?');
    const char *other = reply->other_path;
    struct view alternates = view_list(view, "alternates");
    fill_other(view, other, is_english);
    if (!is_known)
        return;
    add_alternate(app, alternates, is_english ? "en" : "vi", request->own);
    add_alternate(app, alternates, is_english ? "vi" : "en", other);
    /* For all other languages the Vietnamese page, which is the original. */
    add_alternate(app, alternates, "x-default", is_english ? other : request->own);
}

/* Everything that the frame links to. `own` and not what was sent, or parameters that nobody knows would
 * multiply canonical addresses. */
static void fill_addresses(struct app *app, const struct request *request, struct view view)
{
    struct arena *arena = view.arena;
    view_text(view, "path", request->own);
    view_url(view, "canonical_url", page_absolute(app, arena, request->own));
    view_url(view, "script_url", safe_url_trusted(app->interface.script_url));
    const char *prefix = page_lang(request) == LANG_EN ? "/en" : "";
    view_url(view, "home_url", safe_url_trusted(*prefix ? prefix : "/"));
    view_absolute(view, "find_url", prefix, "/tim-kiem");
    view_absolute(view, "manifest_url", prefix, "/manifest.webmanifest");
    view_absolute(view, "opensearch_url", prefix, "/opensearch.xml");
    view_url(view, "stats_url", safe_url_trusted(*prefix ? "/en/thong-ke" : "/thong-ke"));
    view_url(view, "map_url", safe_url_trusted(*prefix ? "/en/so-do" : "/so-do"));
    view_url(view, "accessibility_url", safe_url_trusted(*prefix ? "/en/tro-nang" : "/tro-nang"));
    struct safe_url offline = {NULL};
    if (app->is_kept_offline)
        offline = safe_url_trusted(*prefix ? "/en/ngoai-tuyen" : "/ngoai-tuyen");
    view_url(view, "offline_url", offline);
    const char *digest = *prefix ? "/en/dang-ky-nhan-tin" : "/dang-ky-nhan-tin";
    view_url(view, "digest_url", app->sends_digests ? safe_url_trusted(digest) : (struct safe_url){NULL});
    view_url(view, "options_url", safe_url_trusted("/tuy-chon.css"));
}

/* A page without a title of its own is called by the site's name; the others name the site behind theirs. */
static void frame_fill_titles(struct view view, const struct site *site, const char *lang)
{
    /* As page_begin() put them there. */
    const char *title = json_string_value(json_object_get(view.json, "page_title"));
    const char *description = json_string_value(json_object_get(view.json, "description"));
    const char *name = site_name_in(site, lang, NULL);
    struct view og = {view.arena, json_object_get(view.json, "og")};
    if (!title)
        view_text(og, "title", name);
    if (!description) {
        description = site->agency ? arena_printf(view.arena, "%s – %s", name, site->agency) : name;
        view_text(view, "description", description);
        view_text(og, "description", description);
    }
    view_text(view, "page_title", title ? arena_printf(view.arena, "%s – %s", title, name) : name);
}

/* What is shared without a picture of its own has the portal's: the one that is for this, its banner, or its
 * icon. */
static void fill_og(struct app *app, struct view view, const struct site *site, const char *lang)
{
    const char *name = site_name_in(site, lang, NULL);
    const struct media *own = site->images[SITE_SHARE] ? site->images[SITE_SHARE] : site->images[SITE_BANNER];
    struct view og = {view.arena, json_object_get(view.json, "og")};
    view_text(og, "site_name", name);
    /* A page with a picture has set it by now. */
    if (json_is_null(json_object_get(og.json, "image")) && own)
        page_og_image(og, app->portal->base_url, own, own->alt ? own->alt : name);
    if (!json_is_null(json_object_get(og.json, "image")))
        return;
    struct view image = view_object(og, "image");
    view_absolute(image, "url", app->portal->base_url, site_icons_of(app, site, view.arena).url);
    view_integer(image, "width", ICON_PIXELS);
    view_integer(image, "height", ICON_PIXELS);
    view_text(image, "alt", name);
}

static void fill_icon(const struct app *app, struct view view, const struct site *site,
                      const struct look *look)
{
    const struct site_icons icons = site_icons_of(app, site, view.arena);
    const char *url = site_favicon_url(app, &icons, view.arena, look);
    if (!arena_failed(view.arena))
        view_url(view, "favicon_url", safe_url_trusted(url));
    view_text(view, "favicon_type", icons.favicon_type);
}

/* The address of the category that the page is of or shows an article of, as its handler left it; NULL: none.
 */
static const char *frame_section(struct view view)
{
    const json_t *article = json_object_get(view.json, "article");
    const json_t *category = json_object_get(article ? article : view.json, "category");
    return json_string_value(json_object_get(category, "url"));
}

/* What of the frame stands in the database, on one snapshot. */
static enum err fill_from_store(struct app *app, const struct request *request, struct reply *reply,
                                const struct look *look, struct view view)
{
    auto_conn struct conn *conn = NULL;
    struct site site;
    struct box *boxes = NULL;
    struct alert alert;
    size_t count = 0;
    int64_t until_ms = 0;
    enum lang lang = page_lang(request);
    /* The home page has placed them itself. */
    bool has_boxes = json_object_get(view.json, "boxes");
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = page_site(conn, reply, &site);
    if (!err)
        err = site_read_images(conn, &site);
    if (!err && !has_boxes)
        err = box_list_live(conn, page_lang_name(request), &boxes, &count, &until_ms);
    if (!err)
        err = alert_live(conn, &alert, &until_ms);
    if (err)
        return err;
    view_page_site(view, &site, lang);
    fill_icon(app, view, &site, look);
    view_page_alert(view, &alert, lang, page_word(app, request, alert_label_key(alert.level)));
    /* A banner of lettering, which nothing may be cut off, has room at home alone. */
    view_flag(view, "is_home", strcmp(request->path, lang == LANG_EN ? "/en" : "/") == 0);
    const struct page_place place = {request->path, frame_section(view)};
    view_page_menu(view, &site, &place, lang);
    if (!has_boxes)
        view_page_boxes(view, boxes, count);
    frame_fill_titles(view, &site, page_lang_name(request));
    fill_og(app, view, &site, page_lang_name(request));
    page_feeds(view, lang == LANG_EN ? "/en" : "", NULL);
    /* The page is kept until the first of its parts changes by itself. */
    if (until_ms && (!reply->until_ms || until_ms < reply->until_ms))
        reply->until_ms = until_ms;
    return ERR_OK;
}

/* What the page is drawn with today, in the arena. */
static enum err frame_look(struct app *app, const struct request *request, const struct reply *reply,
                           struct look **ret_look)
{
    struct look *look = *ret_look = arena_zero(reply->arena, 1, sizeof *look);
    if (!look)
        return ERR_MEMORY;
    return reply->shown_site ? look_tried(app, &reply->shown_site->look, request->now_ms, look)
                             : look_now(app, reply->arena, request->now_ms, look);
}

/* Likewise what a browser shows around it. */
static void fill_look(const struct app *app, const struct look *look, struct view view)
{
    view_url(view, "style_url", safe_url_trusted(look_url(app, view.arena, look, LOOK_SHEET)));
    view_text(view, "theme_light", look_colour(view.arena, look, PALETTE_LIGHT, PALETTE_HEAD));
    view_text(view, "theme_dark", look_colour(view.arena, look, PALETTE_DARK, PALETTE_HEAD));
}

/* Today, as the head says it. Nobody is shown yesterday's page: app_page_until_ms() ends each at midnight. */
static void frame_fill_day(struct view view, int64_t now_ms, enum lang lang)
{
    char text[DATE_TEXT_SIZE];
    view_text(view, "year", arena_printf(view.arena, "%d", civil_local(now_ms).year));
    view_text(view, "today", day_iso(day_of(now_ms), text));
    view_text(view, "today_text", date_day(now_ms, lang, text));
}

enum err frame_fill(struct app *app, const struct request *request, struct reply *reply)
{
    struct view view = {reply->arena, reply->view};
    enum lang lang = page_lang(request);
    struct stats stats;
    struct look *look;
    enum err err = frame_look(app, request, reply, &look);
    if (!err)
        err = fill_from_store(app, request, reply, look, view);
    if (err)
        return err;
    fill_look(app, look, view);
    visits_stats(app->portal->visits, &stats);
    view_page_stats(view, &stats, lang);
    /* Shared by reference, as words are never changed after they are loaded. */
    view_json(view, "t", json_incref(app->interface.words[lang]));
    fill_addresses(app, request, view);
    fill_languages(app, request, reply, view);
    frame_fill_day(view, request->now_ms, lang);
    /* The statistics box is on every page, so none is kept longer than that may be old, nor beyond the day.
     */
    int64_t until_ms = app_page_until_ms(app, request->now_ms);
    if (!reply->until_ms || until_ms < reply->until_ms)
        reply->until_ms = until_ms;
    return ERR_OK;
}
