/* /quan-tri/ma-truy-cap: tokens, by which programs come. A secret is shown once, in the answer that made it.
 */
#include "page/page.h"
#include "staff_show.h"
#include "store/token.h"
#include "text/date.h"

#include <string.h>

static const struct staff_field fields[] = {
    {"ten", "/name", STAFF_TEXT, "name", true, TOKEN_NAME_MAX, "off"},
    {"vai", "/role", STAFF_CHOICE, "role", true, 0, NULL},
    {"het-han", "/expires_at", STAFF_TEXT, "expires", false, 0, NULL},
    {"tu", "/from", STAFF_TEXT, "from", false, TOKEN_FROM_MAX, "off"},
};
static const struct staff_form form = {"tokens", fields, sizeof fields / sizeof *fields};

/* What it is about a token that one has to know: over, revoked, used when. */
static const char *token_state(const struct app *app, const struct request *request, const json_t *item)
{
    int64_t until_ms = 0;
    const char *until = json_string_value(json_object_get(item, "expires_at"));
    const json_t *used = json_object_get(item, "last_used_at");
    if (json_is_string(json_object_get(item, "revoked_at")))
        return staff_word(app, request, "tokens.is_revoked");
    if (until && date_parse(until, &until_ms) == ERR_OK && until_ms <= request->now_ms)
        return staff_word(app, request, "tokens.is_over");
    return json_is_string(used)
               ? staff_says(app, request, "tokens.is_used", staff_moment(app, request, used), NULL)
               : staff_word(app, request, "tokens.is_new");
}

static void token_row(const struct app *app, const struct request *request, struct view view,
                      const json_t *item)
{
    long long id = json_integer_value(json_object_get(item, "id"));
    const json_t *until = json_object_get(item, "expires_at");
    staff_text(view, "name", json_object_get(item, "name"));
    view_text(view, "role", staff_named(app, request, "role", json_object_get(item, "role")));
    staff_text(view, "from", json_object_get(item, "from"));
    view_text(view, "until", json_is_string(until) ? staff_day(request, until) : NULL);
    view_text(view, "state", token_state(app, request, item));
    bool is_revoked = json_is_string(json_object_get(item, "revoked_at"));
    view_flag(view, "is_revoked", is_revoked);
    view_url(view, "rotate_url", safe_url_trusted(staff_path(request, "/ma-truy-cap/%lld/doi", id)));
    view_url(view, "revoke_url", safe_url_trusted(staff_path(request, "/ma-truy-cap/%lld/thu-hoi", id)));
}

/* The list, and the form for one more; `fault` (or NULL) is told above both. */
static enum err tokens_page(struct app *app, const struct request *request, struct reply *reply,
                            const struct staff_answer *refusal, const char *fault)
{
    static const char *const roles[] = {"reader", "author", "editor", "admin"};
    auto_answer struct staff_answer tokens = {.view = NULL};
    const json_t *item;
    size_t index;
    enum err err = staff_read(app, request, api_token_list, NULL, &tokens);
    if (err)
        return err;
    struct view view =
        staff_begin(request, reply, "staff/tokens.html", staff_word(app, request, "tokens.title"));
    struct view list = view_list(view, "items");
    json_array_foreach(json_object_get(tokens.view, "items"), index, item)
    {
        token_row(app, request, view_append(list), item);
    }
    json_auto_t *values = json_pack("{s:s}", "role", "author");
    struct view shown =
        staff_form_show(app, request, view, &form, staff_path(request, "/ma-truy-cap"), values, refusal);
    view_text(shown, "mark", staff_press_mark(view.arena));
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        staff_form_choice(shown, "vai", roles[i],
                          staff_word(app, request, arena_printf(request->arena, "role.%s", roles[i])));
    struct view day = {shown.arena, json_object_get(json_object_get(shown.json, "by"), "het-han")};
    view_text(day, "type", "date");
    if (fault)
        staff_form_fault(shown, NULL, fault);
    staff_form_end(app, request, reply, shown);
    return ERR_OK;
}

/* The page that shows a secret, which no other does. */
static enum err token_shown(const struct app *app, const struct request *request, struct reply *reply,
                            const json_t *token)
{
    const char *name = json_string_value(json_object_get(token, "name"));
    struct view view =
        staff_begin(request, reply, "staff/token.html", staff_says(app, request, "tokens.shown", name, NULL));
    staff_text(view, "token", json_object_get(token, "token"));
    view_url(view, "tokens_url", safe_url_trusted(staff_path(request, "/ma-truy-cap")));
    return ERR_OK;
}

enum err staff_tokens_show(struct app *app, const struct request *request, struct reply *reply)
{
    return tokens_page(app, request, reply, NULL, NULL);
}

enum err staff_tokens_make(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    json_auto_t *body = staff_form_body(request, &form);
    if (!body)
        return ERR_MEMORY;
    const struct staff_question question = {.handle = api_token_create,
                                            .method = METHOD_POST,
                                            .body = body,
                                            .key = staff_press_key(request, body)};
    enum err err = staff_ask(app, request, &question, &answer);
    /* The page that showed it was loaded anew: there is one token, and its secret is seen once. */
    if (err == ERR_SECRET_SHOWN)
        return tokens_page(app, request, reply, NULL, staff_word(app, request, "tokens.made_before"));
    if (err)
        return staff_is_of_form(err) ? tokens_page(app, request, reply, &answer, NULL) : err;
    return token_shown(app, request, reply, answer.view);
}

/* Another secret at once: the former one is of no use from now on. */
enum err staff_token_rotate(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    const struct staff_question question = {
        .handle = api_token_rotate, .method = METHOD_POST, .args = {request->args[0]}};
    enum err err = staff_ask(app, request, &question, &answer);
    if (err == ERR_CONFLICT)
        return tokens_page(app, request, reply, NULL, answer.detail);
    if (err)
        return reply->detail = answer.detail, err;
    return token_shown(app, request, reply, answer.view);
}

enum err staff_token_revoke(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    const struct staff_question question = {
        .handle = api_token_remove, .method = METHOD_DELETE, .args = {request->args[0]}};
    enum err err = staff_ask(app, request, &question, &answer);
    if (err)
        return reply->detail = answer.detail, err;
    return staff_done(request, reply, staff_path(request, "/ma-truy-cap"), "token_revoked");
}
