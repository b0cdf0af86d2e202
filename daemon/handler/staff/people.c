/* /quan-tri/nguoi: who works on the portal, with which role, and where each is signed in. */
#include "people.h"
#include "page/page.h"
#include "staff_show.h"
#include "text/mail_address.h"

#include <string.h>

static const struct staff_field fields[] = {
    {"ten", "/name", STAFF_TEXT, "name", true, ACCOUNT_NAME_MAX, "off"},
    {"ho-ten", "/display_name", STAFF_TEXT, "shown", false, ACCOUNT_DISPLAY_MAX, "off"},
    {"vai", "/role", STAFF_CHOICE, "role", true, 0, NULL},
    {"bat-buoc-ma", "/needs_totp", STAFF_FLAG, "needs_totp", false, 0, NULL},
    {"gioi-han", "/is_limited", STAFF_FLAG, "limited", false, 0, NULL},
    {"chuyen-muc", "/categories", STAFF_NUMBERS, "categories", false, 0, NULL},
    {"thu", "/email", STAFF_TEXT, "email", false, MAIL_ADDRESS_MAX, "off"},
};

/* An address is asked for where mail is set up. */
static struct staff_form people_form(const struct app *app)
{
    const bool has_mail = app->mail_from && *app->mail_from;
    return (struct staff_form){"people", fields, sizeof fields / sizeof *fields - !has_mail};
}

enum err people_choices(struct app *app, const struct request *request, struct view shown)
{
    static const char *const roles[] = {"reader", "author", "editor", "admin"};
    auto_answer struct staff_answer categories = {0};
    const json_t *item;
    size_t index;
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        staff_form_choice(shown, "vai", roles[i],
                          staff_word(app, request, arena_printf(request->arena, "role.%s", roles[i])));
    enum err err = staff_read(app, request, api_category_list, NULL, &categories);
    json_array_foreach(json_object_get(categories.view, "items"), index, item) staff_form_choice(
        shown, "chuyen-muc",
        arena_printf(request->arena, "%lld", (long long)json_integer_value(json_object_get(item, "id"))),
        json_string_value(json_object_get(item, "name")));
    return err;
}

/* A row of the list. */
static void people_row(struct app *app, const struct request *request, struct view view, const json_t *item)
{
    const char *role = json_string_value(json_object_get(item, "role"));
    bool is_disabled = json_is_true(json_object_get(item, "is_disabled"));
    bool has_password = json_is_true(json_object_get(item, "has_password"));
    view_text(view, "name", json_string_value(json_object_get(item, "name")));
    view_text(view, "shown", json_string_value(json_object_get(item, "display_name")));
    view_text(view, "role", staff_word(app, request, arena_printf(view.arena, "role.%s", role ? role : "")));
    view_text(view, "state",
              staff_word(app, request,
                         is_disabled     ? "people.is_disabled"
                         : !has_password ? "people.is_new"
                                         : "people.is_used"));
    view_flag(view, "is_disabled", is_disabled);
    view_flag(view, "has_totp", json_is_true(json_object_get(item, "has_totp")));
    view_url(view, "url",
             safe_url_trusted(staff_path(request, "/nguoi/%lld",
                                         (long long)json_integer_value(json_object_get(item, "id")))));
}

static enum err people_page(struct app *app, const struct request *request, struct reply *reply,
                            const struct staff_answer *refusal)
{
    auto_answer struct staff_answer accounts = {0};
    const json_t *item;
    size_t index;
    enum err err = staff_read(app, request, api_account_list, NULL, &accounts);
    if (err)
        return err;
    struct view view =
        staff_begin(request, reply, "staff/people.html", staff_word(app, request, "people.title"));
    struct view list = view_list(view, "items");
    json_array_foreach(json_object_get(accounts.view, "items"), index, item)
        people_row(app, request, view_append(list), item);
    json_auto_t *values = json_pack("{s:s}", "role", "author");
    const struct staff_form form = people_form(app);
    struct view shown =
        staff_form_show(app, request, view, &form, staff_path(request, "/nguoi"), values, refusal);
    view_text(shown, "submit", staff_word(app, request, "people.add_submit"));
    err = people_choices(app, request, shown);
    staff_form_end(app, request, reply, shown);
    return err;
}

enum err staff_people_show(struct app *app, const struct request *request, struct reply *reply)
{
    return people_page(app, request, reply, NULL);
}

enum err people_show_link(struct app *app, const struct request *request, struct reply *reply, const char *id)
{
    auto_answer struct staff_answer link = {0};
    const struct staff_question question = {.handle = api_account_link, .method = METHOD_POST, .args = {id}};
    enum err err = staff_ask(app, request, &question, &link);
    if (err)
        return err;
    const char *path = json_string_value(json_object_get(link.view, "path"));
    struct view view =
        staff_begin(request, reply, "staff/link.html", staff_word(app, request, "people.link_title"));
    view_text(view, "address", staff_address(app, request, path));
    view_url(view, "people_url", safe_url_trusted(staff_path(request, "/nguoi")));
    return ERR_OK;
}

/* POST: a new account, and the link by which its owner chooses a password. */
enum err staff_people_add(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {0};
    const struct staff_form form = people_form(app);
    json_auto_t *body = staff_form_body(request, &form);
    const struct staff_question question = {
        .handle = api_account_create, .method = METHOD_POST, .body = body};
    enum err err = staff_ask(app, request, &question, &answer);
    if (err)
        return staff_is_of_form(err) ? people_page(app, request, reply, &answer) : err;
    const char *id =
        arena_printf(reply->arena, "%lld", (long long)json_integer_value(json_object_get(answer.view, "id")));
    return people_show_link(app, request, reply, id);
}
