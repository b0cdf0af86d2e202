/* What programs ask a site for by name: robots.txt, the search description, the manifest, icons,
 * llms.txt. Small documents, each at an address that a convention gave it. They say what the pages say,
 * in the portal's words. */
#include "core/look.h"
#include "core/site_icons.h"
#include "handler/handler.h"
#include "page/page.h"
#include "store/category.h"
#include "store/site.h"
#include "text/date.h"
#include "text/excerpt.h"
#include "view/article.h"
#include "view/portal.h"

#include <string.h>

/* Greatest lengths of names, in characters, by OpenSearch 1.1. */
enum { SHORT_NAME = 16, LONG_NAME = 48 };

/* Titles; enough to show what the portal writes about. */
enum { LLMS_LATEST = 20 };

/* Begins a document of this type, made by the template or (NULL) as JSON. */
static struct view machine_document_begin(struct reply *reply, const char *template, const char *type)
{
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->page = template;
    reply->text_type = type;
    return view;
}

/* An address as text, where the template's place wants no link. */
static void view_address(struct view view, const char *name, const struct app *app, const char *path)
{
    /* Without a public address the path alone. */
    view_text(view, name, arena_printf(view.arena, "%s%s", app->portal->base_url, path));
}

/* All but robots.txt need the site's name, so the two calls are one. */
static enum err lease_site(struct app *app, struct reply *reply, struct conn **conn, struct site *site)
{
    enum err err = store_lease(app->portal->store, reply->arena, conn);
    return err ? err : site_get(*conn, site);
}

enum err machine_robots(struct app *app, const struct request *request, struct reply *reply)
{
    /* The whole address of the sitemap is left out while the portal does not know its own. */
    struct view view = machine_document_begin(reply, "pages/robots.txt", "text/plain; charset=utf-8");
    (void)request;
    /* A sitemap must be named by its whole address (RFC 9309 leaves it to sitemaps.org). */
    view_flag(view, "has_sitemap", *app->portal->base_url);
    view_address(view, "sitemap", app, "/sitemap.xml");
    return ERR_OK;
}

/* By which a browser offers the portal's search among others. Names are cut to what the format allows,
 * at a word where that is possible. */
enum err machine_opensearch(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct site site;
    bool is_english = page_lang(request) == LANG_EN;
    enum err err = lease_site(app, reply, &conn, &site);
    if (err)
        return err;
    struct view view =
        machine_document_begin(reply, "pages/opensearch.xml", "application/opensearchdescription+xml");
    const char *name = site_name_in(&site, page_lang_name(request), NULL);
    view_text(view, "short_name", site_short_name(name, SHORT_NAME, view.arena));
    view_text(view, "long_name", text_excerpt(name, LONG_NAME, view.arena));
    /* Who speaks, as a reader chooses by that. */
    view_text(view, "description", site_speaker(&site));
    view_text(view, "lang", page_lang_name(request));
    view_address(view, "search", app, is_english ? "/en/tim-kiem" : "/tim-kiem");
    /* A browser looks there for a newer description. */
    view_address(view, "self", app, request->own);
    view_address(view, "icon", app, "/favicon.ico");
    return ERR_OK;
}

/* ---- the manifest (W3C Web Application Manifest) */

/* One icon; "maskable" is one that a system may cut to its own shape. */
static void add_icon(struct view icons, const char *path, const char *sizes, const char *type,
                     const char *purpose)
{
    struct view icon = view_append(icons);
    view_text(icon, "src", path);
    view_text(icon, "sizes", sizes);
    view_text(icon, "type", type);
    view_text(icon, "purpose", purpose);
}

/* One way that a phone offers from the icon itself. */
static void add_shortcut(const struct app *app, struct view shortcuts, const char *name, const char *path)
{
    struct view shortcut = view_append(shortcuts);
    view_text(shortcut, "name", name);
    view_text(shortcut, "url", path);
    add_icon(view_list(shortcut, "icons"), app->interface.icon_small_url, "192x192", "image/png", "any");
}

/* To search, notices, whom to ask, what is kept: each where there is such a thing. */
static enum err add_shortcuts(struct app *app, const struct request *request, struct view view,
                              const struct site *site)
{
    bool is_english = page_lang(request) == LANG_EN;
    const char *prefix = is_english ? "/en" : "";
    struct view list = view_list(view, "shortcuts");
    auto_conn struct conn *conn = NULL;
    struct category notices;
    add_shortcut(app, list, page_word(app, request, "search"),
                 arena_printf(view.arena, "%s/tim-kiem", prefix));
    /* By the address that setup gives it. */
    enum err err = store_lease(app->portal->store, view.arena, &conn);
    if (!err)
        err = category_by_slug(conn, is_english ? "notices" : "thong-bao", &notices);
    if (!err && !notices.is_hidden && strcmp(notices.lang, page_lang_name(request)) == 0)
        add_shortcut(app, list, notices.name, category_path(view.arena, notices.slug, notices.lang));
    if (site->phone || site->hotline || site->email || site->address)
        add_shortcut(app, list, page_word(app, request, "contact"),
                     arena_printf(view.arena, "%s#lien-he", is_english ? prefix : "/"));
    if (app->is_kept_offline)
        add_shortcut(app, list, page_word(app, request, "offline"),
                     arena_printf(view.arena, "%s/ngoai-tuyen", prefix));
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* What a phone needs to put the portal on its home screen. Both languages share the id, or they would be
 * two programs. */
enum err machine_manifest(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct site site;
    bool is_english = page_lang(request) == LANG_EN;
    enum err err = lease_site(app, reply, &conn, &site);
    if (!err)
        err = site_read_files(conn, &site);
    store_end(TAKE(conn));
    struct look *look = arena_zero(reply->arena, 1, sizeof *look);
    if (!err)
        err = look ? look_now(app, reply->arena, request->now_ms, look) : ERR_MEMORY;
    if (err)
        return err;
    const struct site_icons have = site_icons_of(app, &site, reply->arena);
    struct view view = machine_document_begin(reply, NULL, "application/manifest+json");
    const char *name = site_name_in(&site, page_lang_name(request), NULL);
    view_text(view, "name", name);
    view_text(view, "short_name", site_short_name(name, SHORT_NAME, view.arena));
    view_text(view, "description", site_speaker(&site));
    view_text(view, "lang", page_lang_name(request));
    view_text(view, "dir", "ltr");
    view_text(view, "id", "/");
    view_text(view, "start_url", is_english ? "/en" : "/");
    view_text(view, "scope", "/");
    view_text(view, "display", "minimal-ui");
    /* What pages are drawn with today, which a manifest cannot refer to. */
    view_text(view, "theme_color", look_colour(view.arena, look, PALETTE_LIGHT, PALETTE_HEAD));
    view_text(view, "background_color", look_colour(view.arena, look, PALETTE_LIGHT, PALETTE_PAGE));
    reply->until_ms = day_start_ms(day_add(day_of(request->now_ms), 1));
    struct view icons = view_list(view, "icons");
    if (have.has_svg)
        add_icon(icons, site_favicon_url(app, &have, view.arena, look), "any", have.favicon_type, "any");
    add_icon(icons, have.small_url, "192x192", "image/png", "any");
    add_icon(icons, have.url, "512x512", "image/png", "any");
    add_icon(icons, have.maskable_url, "512x512", "image/png", "maskable");
    return add_shortcuts(app, request, view, &site);
}

/* ---- llms.txt (llmstxt.org) */

/* Words within the brackets of a Markdown link. */
static const char *link_words(struct arena *arena, const char *text)
{
    auto_buf struct buf out = BUF(8 * 1024);
    for (; *text; text++) {
        /* All that could end the words; other Markdown within a link is harmless. */
        if (strchr("[]\\", *text))
            buf_char(&out, '\\');
        buf_char(&out, *text);
    }
    return arena_copy(arena, buf_str(&out), out.length);
}

/* Categories that have articles, with how many. */
static enum err add_sections(struct app *app, struct conn *conn, struct view view)
{
    struct category *categories;
    size_t count;
    enum err err = category_list(conn, "vi", CATEGORIES_PUBLIC, &categories, &count);
    struct view list = view_list(view, "sections");
    for (size_t i = 0; !err && i < count; i++) {
        if (!categories[i].count)
            continue;
        struct view row = view_append(list);
        view_text(row, "name", link_words(view.arena, categories[i].name));
        view_address(row, "address", app, category_path(view.arena, categories[i].slug, "vi"));
        view_text(row, "count", page_count(app, view.arena, LANG_VI, "count_articles", categories[i].count));
    }
    return err;
}

/* Articles that were published last, with their days. */
static enum err add_latest(struct app *app, struct conn *conn, struct view view)
{
    struct article_list list;
    char date[DATE_TEXT_SIZE];
    enum err err = page_latest(conn, "vi", LLMS_LATEST, &list);
    struct view rows = view_list(view, "latest");
    /* Titles are escaped for Markdown, as the template escapes nothing in plain text. */
    for (size_t i = 0; !err && i < list.count; i++) {
        struct view row = view_append(rows);
        view_text(row, "title", link_words(view.arena, list.items[i].title));
        view_address(row, "address", app, article_path(view.arena, &list.items[i]));
        view_text(row, "published", date_short(list.items[i].published_ms, LANG_VI, date));
    }
    return err;
}

enum err machine_llms(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct site site;
    /* Where the setting leaves it out there is no such address. */
    if (!app->has_llms)
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_PATH_UNKNOWN, MESSAGE_ARGS(request->path));
    enum err err = lease_site(app, reply, &conn, &site);
    if (err)
        return err;
    struct view view = machine_document_begin(reply, "pages/llms.txt", "text/plain; charset=utf-8");
    /* Documents have no frame, so the words come in here. */
    view_json(view, "t", json_incref(app->interface.words[LANG_VI]));
    view_text(view, "name", site.name);
    view_text(view, "agency", site_speaker(&site));
    view_text(view, "address", site.address);
    view_text(view, "phone", site.phone);
    view_text(view, "email", site.email);
    /* A heading without anything below it would be odd. */
    view_flag(view, "has_contact", site.address || site.phone || site.email);
    view_address(view, "atom", app, "/atom.xml");
    view_address(view, "openapi", app, "/api/openapi.json");
    view_address(view, "sitemap", app, "/sitemap.xml");
    err = add_sections(app, conn, view);
    return err ? err : add_latest(app, conn, view);
}

/* ---- icons under the names that browsers guess */

/* One of the interface's own, in the colours of the day. */
static enum err fill_drawing(struct app *app, const struct request *request, struct reply *reply,
                             enum look_file drawing)
{
    struct look *look = arena_zero(reply->arena, 1, sizeof *look);
    enum err err = look ? look_now(app, reply->arena, request->now_ms, look) : ERR_MEMORY;
    if (err)
        return err;
    reply->text = look_text(app, reply->arena, look, drawing);
    reply->etag = look->hash[drawing];
    reply->until_ms = day_start_ms(day_add(day_of(request->now_ms), 1));
    return reply->text ? ERR_OK : ERR_MEMORY;
}

/* Browsers ask for these without being told; a kept answer is cheaper than a 404 each time. */
enum err file_icon(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct site site;
    enum err err = lease_site(app, reply, &conn, &site);
    if (!err)
        err = site_read_files(conn, &site);
    store_end(TAKE(conn));
    if (err)
        return err;
    const struct site_icon icon = site_icon_at(&site, request->path);
    reply->text_type = icon.type;
    if (icon.file.name) {
        reply->media_name = icon.file.name;
        reply->text_type = icon.file.type;
        return ERR_OK;
    }
    if (icon.drawing != LOOK_FILES)
        return fill_drawing(app, request, reply, icon.drawing);
    reply->asset = icon.asset ? assets_find(app->assets, icon.asset) : NULL;
    /* Also when the asset is missing in the folder of a workshop. */
    return reply->asset
               ? ERR_OK
               : reply_problem(reply, ERR_NOT_FOUND, MESSAGE_PATH_UNKNOWN, MESSAGE_ARGS(request->path));
}
