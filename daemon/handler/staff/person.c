/* /quan-tri/nguoi/{id}: one of the staff: role, categories, sessions, and help for who cannot sign in. */
#include "own_password.h"
#include "page/page.h"
#include "people.h"
#include "text/date.h"
#include "text/mail_address.h"

#include <string.h>

static const struct staff_field fields[] = {
    {"ho-ten", "/display_name", STAFF_TEXT, "shown", false, ACCOUNT_DISPLAY_MAX, "off"},
    {"vai", "/role", STAFF_CHOICE, "role", true, 0, NULL},
    {"bat-buoc-ma", "/needs_totp", STAFF_FLAG, "needs_totp", false, 0, NULL},
    {"gioi-han", "/is_limited", STAFF_FLAG, "limited", false, 0, NULL},
    {"chuyen-muc", "/categories", STAFF_NUMBERS, "categories", false, 0, NULL},
    {"khoa", "/is_disabled", STAFF_FLAG, "disabled", false, 0, NULL},
    {"phien-ban", NULL, STAFF_HIDDEN, "version", false, 0, NULL},
    {"thu", "/email", STAFF_TEXT, "email", false, MAIL_ADDRESS_MAX, "off"},
};

/* An address is asked for where mail is set up. */
static struct staff_form person_form(const struct app *app)
{
    const bool has_mail = app->mail_from && *app->mail_from;
    return (struct staff_form){"people", fields, sizeof fields / sizeof *fields - !has_mail};
}

/* A row of sessions, as the API shows them. */
static void show_sessions(const struct request *request, struct view view, const json_t *items)
{
    struct view list = view_list(view, "sessions");
    const json_t *item;
    size_t index;
    char text[DATE_TEXT_SIZE];
    json_array_foreach(items, index, item)
    {
        struct view session = view_append(list);
        const char *seen = json_string_value(json_object_get(item, "seen_at"));
        int64_t seen_ms = 0;
        view_integer(session, "id", json_integer_value(json_object_get(item, "id")));
        view_text(session, "device", json_string_value(json_object_get(item, "device")));
        if (seen && date_parse(seen, &seen_ms) == ERR_OK)
            seen = date_long(seen_ms, page_lang(request), text);
        view_text(session, "seen", seen);
    }
    view_flag(view, "has_sessions", json_array_size(items) > 0);
}

static enum err person_page(struct app *app, const struct request *request, struct reply *reply,
                            const struct staff_answer *refusal)
{
    auto_answer struct staff_answer account = {0}, sessions = {0};
    enum err err = staff_read(app, request, api_account_show, request->args[0], &account);
    if (!err)
        err = staff_read(app, request, api_account_session_list, request->args[0], &sessions);
    if (err)
        return err;
    const json_t *shown_account = account.view;
    struct view view = staff_begin(request, reply, "staff/person.html",
                                   json_string_value(json_object_get(shown_account, "display_name")));
    view_text(view, "name", json_string_value(json_object_get(shown_account, "name")));
    view_flag(view, "has_totp", json_is_true(json_object_get(shown_account, "has_totp")));
    show_sessions(request, view, json_object_get(sessions.view, "items"));
    view_url(view, "people_url", safe_url_trusted(staff_path(request, "/nguoi")));
    const char *own = staff_path(request, "/nguoi/%s", request->args[0]);
    view_url(view, "link_url", safe_url_trusted(arena_printf(reply->arena, "%s/lien-ket", own)));
    view_url(view, "end_url", safe_url_trusted(arena_printf(reply->arena, "%s/phien", own)));
    view_url(view, "totp_url", safe_url_trusted(arena_printf(reply->arena, "%s/ma-mot-lan", own)));
    const struct staff_form form = person_form(app);
    struct view shown = staff_form_show(app, request, view, &form, own, shown_account, refusal);
    struct view version = {view.arena, json_object_get(json_object_get(shown.json, "by"), "phien-ban")};
    view_text(version, "value",
              arena_printf(reply->arena, "%lld",
                           (long long)json_integer_value(json_object_get(shown_account, "version"))));
    err = people_choices(app, request, shown);
    if (refusal && refusal->current_version)
        staff_form_fault(shown, NULL, staff_word(app, request, "people.changed"));
    staff_form_end(app, request, reply, shown);
    return err;
}

enum err staff_person_show(struct app *app, const struct request *request, struct reply *reply)
{
    return person_page(app, request, reply, NULL);
}

enum err staff_person_change(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {0};
    const char *version = staff_sent(request, "phien-ban");
    const struct staff_form form = person_form(app);
    json_auto_t *body = staff_form_body(request, &form);
    const struct staff_question question = {.handle = api_account_change,
                                            .method = METHOD_PATCH,
                                            .args = {request->args[0]},
                                            .body = body,
                                            .version = version ? strtoll(version, NULL, 10) : 0};
    enum err err = staff_ask(app, request, &question, &answer);
    if (err && (staff_is_of_form(err) || err == ERR_PRECONDITION_FAILED))
        return person_page(app, request, reply, &answer);
    return err ? err
               : staff_done(request, reply, staff_path(request, "/nguoi/%s", request->args[0]),
                            "person_saved");
}

enum err staff_person_link(struct app *app, const struct request *request, struct reply *reply)
{
    return people_show_link(app, request, reply, request->args[0]);
}

/* A DELETE of the API that concerns this account. */
static enum err remove_of(struct app *app, const struct request *request, struct reply *reply,
                          handler *handle, const char *second, const char *notice)
{
    auto_answer struct staff_answer answer = {0};
    const struct staff_question question = {
        .handle = handle, .method = METHOD_DELETE, .args = {request->args[0], second}};
    enum err err = staff_ask(app, request, &question, &answer);
    /* It was over already. */
    if (err && !(second && err == ERR_NOT_FOUND))
        return err;
    return staff_done(request, reply, staff_path(request, "/nguoi/%s", request->args[0]), notice);
}

enum err staff_person_end(struct app *app, const struct request *request, struct reply *reply)
{
    const char *one = staff_sent(request, "phien");
    bool is_one = one && *one;
    return remove_of(app, request, reply, is_one ? api_account_session_end : api_account_sessions_end,
                     is_one ? one : NULL, "session_ended");
}

enum err staff_person_totp(struct app *app, const struct request *request, struct reply *reply)
{
    return remove_of(app, request, reply, api_account_totp_remove, NULL, "totp_ended");
}
