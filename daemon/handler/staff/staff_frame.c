/* The frame of staff pages: who is signed in, the menu of what that one may do, notices, words. Called for
 * each behind its handler. Must not know what stands in the page. */
#include "core/look.h"
#include "core/site_icons.h"
#include "page/page.h"
#include "staff_gate.h"
#include "store/article.h"
#include "store/site.h"
#include "view/portal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A place of the menu: shown when its row is there and the role suffices. */
struct place {
    const char *path; /* below /quan-tri */
    const char *word; /* of "menu" */
    const char *icon; /* what a pen draws in 24 by 24 */
};

/* Groups are divided by rows without a path, whose word is their heading. */
static const struct place places[] = {
    {NULL, "work", NULL},
    {"", "desk", "M3.500 11.500 12 4.500l8.500 7M6 9.800V19.500h12V9.800"},
    {"/bai", "articles", "M14 3.500H6v17h12V7.500zM14 3.500v4h4M9 12h6M9 15.500h6"},
    {"/duyet", "review", "m4.500 12.500 5 5 10-11"},
    {"/hoi-dap", "questions", "M4 5h16v11h-9l-4 3.500V16H4zM8 9h8M8 12h5"},
    {"/gop-y", "consultations", "M4 5h16v11H11l-4.500 4V16H4zM8 9h8M8 12.500h5"},
    {"/lich", "calendar", "M4 6h16v14H4zM4 10.500h16M8 3.500v4M16 3.500v4"},
    {NULL, "stock", NULL},
    {"/tep", "media", "M3.500 5h17v14h-17zM7 9.500h3m-6 7.500 5-4.500 3.500 3 3-2.500 4.500 4"},
    {"/van-ban/nhap", "register", "M4 5h16v14H4zM4 10h16M4 14.500h16M10 5v14"},
    {NULL, "portal", NULL},
    {"/cong", "portal_all",
     "M12 21c-4-4.600-6.500-8-6.500-11a6.500 6.500 0 0 1 13 0c0 3-2.500 6.400-6.500 11z"},
    {"/nguoi", "people",
     "M12 4.200a3.800 3.800 0 1 0 0 7.600 3.800 3.800 0 0 0 0-7.600M4.500 20c.8-4 3.500-6 7.500-6s6.700 2 "
     "7.500 6"},
    {"/ma-truy-cap", "tokens",
     "M8 9.500a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7M10.500 10.500 19 3.500m-3 2.500 2.500 3"},
    {"/webhook", "webhooks",
     "M6 9.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5M8.500 12h6m-2.500-3 3 3-3 3M18 6v12"},
    {"/so-lieu", "figures", "M4 20h16M6.500 20v-7M12 20V5.500M17.500 20v-11"},
    {"/nhat-ky", "audit", "M4 12a8 8 0 1 0 2.500-5.800L4 8.500M4 4v4.500h4.500M12 7.500V12l3 2"},
    {"/thung-rac", "trash", "M5 7h14M9 7V4.500h6V7M7 7l1 13h8l1-13M10.500 11v5M13.500 11v5"},
    {"/xoa-chu", "taken", "M4 20h16M6 15l8.500-9.500 4 3.500L10 18.500H7.500z"},
    {"/sao-luu", "backups", "M4 6h16v4H4zM5.500 10v9.500h13V10M10 13.500h4"},
    {"/suc-khoe", "check", "M3.500 12h4l2.500-6 4 12 2.500-6h4"},
};

const char *staff_path(const struct request *request, const char *format, ...)
{
    char rest[512];
    va_list args;
    va_start(args, format);
    vsnprintf(rest, sizeof rest, format, args);
    va_end(args);
    return arena_printf(request->arena, "%s/quan-tri%s", page_lang(request) == LANG_EN ? "/en" : "", rest);
}

const char *staff_word(const struct app *app, const struct request *request, const char *key)
{
    const json_t *part = json_object_get(app->interface.words[page_lang(request)], "staff");
    const char *dot = strchr(key, '.');
    const char *name = dot ? arena_copy(request->arena, key, (size_t)(dot - key)) : key;
    const char *text = json_string_value(json_object_get(json_object_get(part, name), dot ? dot + 1 : ""));
    return text ? text : "";
}

const char *staff_says(const struct app *app, const struct request *request, const char *key,
                       const char *first, const char *second)
{
    return message_fill(request->arena, staff_word(app, request, key), MESSAGE_ARGS(first, second));
}

struct view staff_begin(const struct request *request, struct reply *reply, const char *template,
                        const char *title)
{
    struct view view = view_new(reply->arena);
    json_decref(reply->view);
    reply->view = view.json;
    reply->page = template;
    reply->is_staff = true;
    view_text(view, "lang", page_lang_name(request));
    view_text(view, "title", title);
    view_text(view, "page_title", title);
    view_null(view, "sheet_url");
    view_null(view, "module_url");
    return view;
}

enum err staff_done(const struct request *request, struct reply *reply, const char *path, const char *notice)
{
    reply->status = 303;
    reply->location =
        !notice ? path
                : arena_printf(request->arena, "%s%cxong=%s", path, strchr(path, '?') ? '&' : '?', notice);
    return ERR_OK;
}

/* Whether the page's path is the place's or below it. */
static bool is_at(const struct request *request, const struct place *place)
{
    const char *path = request->path + (page_lang(request) == LANG_EN ? 3 : 0) + strlen("/quan-tri");
    size_t length = strlen(place->path);
    return strncmp(path, place->path, length) == 0 && (!path[length] || (length && path[length] == '/'));
}

/* How many articles wait to be judged; 0 for who judges none. */
static enum err menu_waiting(const struct request *request, struct conn *conn, int64_t *ret_count)
{
    const struct article_query review = {.statuses = 1u << STATUS_REVIEW,
                                         .audiences = (1u << AUDIENCE_COUNT) - 1};
    *ret_count = 0;
    return request->actor.role < ROLE_EDITOR ? ERR_OK : article_count(conn, &review, ret_count);
}

static void fill_menu(const struct app *app, const struct request *request, struct view view, int64_t waiting)
{
    struct view groups = view_list(view, "groups"), list = {view.arena, NULL};
    const char *heading = NULL;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const struct place *place = &places[i];
        if (!place->path) {
            heading = place->word;
            continue;
        }
        const char *path = arena_printf(view.arena, "/quan-tri%s", place->path);
        if (!app->routes.role_at || app->routes.role_at(path) > request->actor.role)
            continue;
        /* A group without a place is none. */
        if (heading) {
            struct view group = view_append(groups);
            view_text(group, "heading",
                      staff_word(app, request, arena_printf(view.arena, "menu.%s", heading)));
            list = view_list(group, "places");
            heading = NULL;
        }
        struct view entry = view_append(list);
        view_url(entry, "url", safe_url_trusted(staff_path(request, "%s", place->path)));
        view_text(entry, "label", staff_word(app, request, arena_printf(view.arena, "menu.%s", place->word)));
        view_text(entry, "icon", place->icon);
        view_text(entry, "count",
                  waiting && strcmp(place->word, "review") == 0
                      ? arena_printf(view.arena, "%lld", (long long)waiting)
                      : NULL);
        view_flag(entry, "is_current", is_at(request, place));
    }
}

/* Who is signed in, or nobody yet. */
static void fill_person(const struct app *app, const struct request *request, struct view view,
                        int64_t waiting)
{
    bool is_in = request->actor.account_id != 0;
    struct view person = is_in ? view_object(view, "person") : (struct view){view.arena, NULL};
    struct view groups;
    if (!is_in) {
        view_null(view, "person");
        view_list(view, "groups");
        return;
    }
    view_text(person, "name", request->actor.name);
    view_text(person, "role",
              staff_word(app, request, arena_printf(view.arena, "role.%s", role_name(request->actor.role))));
    bool has_page = app->routes.role_at && app->routes.role_at("/quan-tri/toi") <= request->actor.role;
    view_url(person, "url",
             has_page ? safe_url_trusted(staff_path(request, "/toi")) : (struct safe_url){NULL});
    view_url(person, "sign_out_url", safe_url_trusted(staff_path(request, "/dang-xuat")));
    (void)groups;
    fill_menu(app, request, view, waiting);
}

/* What of the frame stands in the database, and how much waits there. */
static enum err fill_site(struct app *app, const struct request *request, struct reply *reply,
                          struct view view, int64_t *ret_waiting)
{
    auto_conn struct conn *conn = NULL;
    struct site site;
    struct look *look = arena_zero(reply->arena, 1, sizeof *look);
    enum lang lang = page_lang(request);
    if (!look)
        return ERR_MEMORY;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = site_get(conn, &site);
    if (!err)
        err = site_read_files(conn, &site);
    if (!err)
        err = look_now(app, reply->arena, request->now_ms, look);
    if (!err)
        err = menu_waiting(request, conn, ret_waiting);
    if (err)
        return err;
    const struct site_icons icons = site_icons_of(app, &site, reply->arena);
    view_url(view, "favicon_url", safe_url_trusted(site_favicon_url(app, &icons, view.arena, look)));
    view_text(view, "favicon_type", icons.favicon_type);
    view_url(view, "style_url", safe_url_trusted(look_url(app, view.arena, look, LOOK_SHEET)));
    const char *name = staff_says(app, request, "frame.name",
                                  site_name_in(&site, lang == LANG_EN ? "en" : "vi", NULL), NULL);
    view_text(view, "portal_name", name);
    view_text(view, "page_title",
              arena_printf(reply->arena, "%s – %s",
                           json_string_value(json_object_get(view.json, "page_title")), name));
    return ERR_OK;
}

/* This page in the other language, with what was asked of it: which copy, which list, how far. */
static const char *staff_other_address(const struct request *request)
{
    const char *query = strchr(request->own, '?');
    return arena_printf(request->arena, "%s%s", page_other_path(request), query ? query : "");
}

enum err staff_frame_fill(struct app *app, const struct request *request, struct reply *reply)
{
    struct view view = {reply->arena, reply->view};
    enum lang lang = page_lang(request);
    int64_t waiting;
    enum err err = fill_site(app, request, reply, view, &waiting);
    if (err)
        return err;
    const char *notice = request_parameter(request, "xong");
    const char *said = notice && strlen(notice) < 60
                           ? staff_word(app, request, arena_printf(reply->arena, "notice.%s", notice))
                           : "";
    view_text(view, "notice", *said ? said : NULL);
    view_json(view, "t", json_incref(app->interface.words[lang]));
    view_url(view, "staff_style_url", safe_url_trusted(app->interface.staff_style_url));
    view_url(view, "staff_script_url", safe_url_trusted(app->interface.staff_script_url));
    view_url(view, "options_url", safe_url_trusted("/tuy-chon.css"));
    view_url(view, "home_url", safe_url_trusted(lang == LANG_EN ? "/en" : "/"));
    view_url(view, "desk_url", safe_url_trusted(staff_path(request, "%s", "")));
    view_text(view, "form_token", staff_form_token(app, request, reply));
    /* The page of a POST has no address of its own to go to. */
    bool has_other = request->method != METHOD_POST;
    struct view other = has_other ? view_object(view, "other") : (struct view){view.arena, NULL};
    if (has_other) {
        view_url(other, "url", page_link(request, staff_other_address(request)));
        view_text(other, "lang", lang == LANG_EN ? "vi" : "en");
    } else {
        view_null(view, "other");
    }
    fill_person(app, request, view, waiting);
    return ERR_OK;
}

enum err staff_error_view(struct app *app, struct request *request, struct reply *reply, enum err err)
{
    const char *detail = reply->detail;
    int status = err_status(err);
    const char *key = status == 404   ? "error.unknown"
                      : status == 401 ? "error.signed_out"
                      : status == 403 ? "error.forbidden"
                      : status == 412 ? "error.changed"
                      : status < 500  ? "error.refused"
                                      : "error.failed";
    struct view view = staff_begin(request, reply, "staff/error.html", staff_word(app, request, key));
    struct view faults = view_list(view, "faults");
    reply->status = status;
    view_text(view, "detail", detail ? detail : err_title(err, page_lang(request)));
    for (size_t i = 0; i < reply->fault_count; i++)
        view_append_text(faults, reply->faults[i].detail);
    view_text(view, "request_id", status >= 500 ? request_id(request) : NULL);
    view_flag(view, "is_signed_out", status == 401);
    view_url(view, "sign_in_url", safe_url_trusted(staff_path(request, "/dang-nhap")));
    return ERR_OK;
}
