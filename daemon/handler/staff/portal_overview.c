/* /quan-tri/cong: what surrounds articles, at a glance; /quan-tri/cong/trang: the standing pages. */
#include "page/page.h"
#include "staff.h"

#include <string.h>

/* Places below /quan-tri/cong, in the order in which an office sets up its portal; words of "overview". */
static const struct {
    const char *path, *word;
} places[] = {
    {"/cong/khan", "alert"},
    {"/cong/nhan-dien", "identity"},
    {"/cong/menu", "nav"},
    {"/cong/trang-chu", "home"},
    {"/cong/khoi", "box"},
    {"/cong/chuyen-muc", "category"},
    {"/cong/the", "tag"},
    {"/cong/trang", "page"},
    {"/cong/viet-tat", "abbreviation"},
    {"/cong/ngay-lam-viec", "days"},
    {"/cong/thoi-han", "terms"},
};

enum err staff_portal_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    enum err err = staff_read(app, request, api_alert_show, NULL, &answer);
    struct view view =
        staff_begin(request, reply, "staff/portal.html", staff_word(app, request, "overview.title"));
    struct view list = view_list(view, "places");
    struct arena *arena = reply->arena;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        /* What this person may not do is not offered. */
        if (app->routes.role_at &&
            app->routes.role_at(arena_printf(arena, "/quan-tri%s", places[i].path)) > request->actor.role)
            continue;
        struct view place = view_append(list);
        view_url(place, "url", safe_url_trusted(staff_path(request, "%s", places[i].path)));
        view_text(place, "label",
                  staff_word(app, request, arena_printf(arena, "overview.%s", places[i].word)));
        view_text(place, "lead",
                  staff_word(app, request, arena_printf(arena, "overview.%s_lead", places[i].word)));
    }
    const json_t *alert = json_object_get(answer.view, "alert");
    view_text(view, "alert_text", arena_text(arena, json_string_value(json_object_get(alert, "text"))));
    return err;
}

static void standing_row(const struct app *app, const struct request *request, struct view list,
                         const json_t *item)
{
    struct arena *arena = list.arena;
    struct view view = view_append(list);
    const char *status = json_string_value(json_object_get(item, "status"));
    const char *url = json_string_value(json_object_get(item, "url"));
    const char *lang = json_string_value(json_object_get(item, "lang"));
    bool is_public = status && strcmp(status, "published") == 0;
    long long id = (long long)json_integer_value(json_object_get(item, "id"));
    view_text(view, "label", arena_text(arena, json_string_value(json_object_get(item, "title"))));
    view_url(view, "url", safe_url_trusted(staff_path(request, "/bai/%lld", id)));
    view_text(view, "state",
              staff_word(app, request, arena_printf(arena, "standing.%s", status ? status : "")));
    view_flag(view, "is_public", is_public);
    view_flag(view, "is_english", lang && strcmp(lang, "en") == 0);
    view_url(view, "page_url",
             is_public && url ? safe_url_trusted(arena_text(arena, url)) : (struct safe_url){NULL});
}

enum err staff_standing_list(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    const struct staff_question question = {
        .handle = api_article_list,
        .method = METHOD_GET,
        .parameters = {{"kind", "page"}, {"limit", "100"}, {"status", "all"}},
        .parameter_count = 3};
    enum err err = staff_ask(app, request, &question, &answer);
    struct view view =
        staff_begin(request, reply, "staff/standing.html", staff_word(app, request, "standing.title"));
    struct view list = view_list(view, "pages");
    const json_t *item;
    size_t index;
    json_array_foreach(json_object_get(answer.view, "items"), index, item)
    {
        standing_row(app, request, list, item);
    }
    view_url(view, "add_url", safe_url_trusted(staff_path(request, "/bai/moi?kind=page")));
    view_url(view, "menu_url", safe_url_trusted(staff_path(request, "/cong/menu")));
    view_url(view, "up_url", safe_url_trusted(staff_path(request, "/cong")));
    return err;
}
