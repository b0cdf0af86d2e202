/* /quan-tri/webhook: which other machines are told what becomes of articles, and what they were told. A
 * secret is shown once, in the answer that made it. */
#include "page/page.h"
#include "staff_show.h"
#include "store/webhook.h"

#include <string.h>

static const struct staff_field fields[] = {
    {"ten", "/name", STAFF_TEXT, "name", true, WEBHOOK_NAME_MAX, "off"},
    {"dia-chi", "/url", STAFF_TEXT, "url", true, WEBHOOK_URL_MAX, "off"},
    {"su-kien", "/events", STAFF_CHECKS, "events", true, 0, NULL},
    {"phien-ban", NULL, STAFF_HIDDEN, "version", false, 0, NULL},
    {"bat", "/is_on", STAFF_FLAG, "on", false, 0, NULL},
};
enum { FIELDS = sizeof fields / sizeof *fields, NEW_FIELDS = 3 };

static const struct staff_form new_form = {"webhooks", fields, NEW_FIELDS};
static const struct staff_form own_form = {"webhooks", fields, FIELDS};

static void webhooks_choices(const struct app *app, const struct request *request, struct view shown)
{
    static const char *const events[] = {"article.published", "article.changed", "article.withdrawn",
                                         "article.deleted"};
    for (size_t i = 0; i < sizeof events / sizeof *events; i++)
        staff_form_choice(
            shown, "su-kien", events[i],
            staff_word(app, request,
                       arena_printf(request->arena, "webhook_event.%s", strchr(events[i], '.') + 1)));
}

/* On, off and why, or in trouble. */
static const char *webhooks_state(const struct app *app, const struct request *request, const json_t *item)
{
    long long failures = json_integer_value(json_object_get(item, "failures"));
    if (!json_is_true(json_object_get(item, "is_on")))
        return staff_named(app, request, "webhook_off", json_object_get(item, "off_reason"));
    if (failures)
        return staff_says(app, request, "webhooks.is_failing", arena_printf(request->arena, "%lld", failures),
                          NULL);
    return staff_word(app, request, "webhooks.is_on");
}

static void webhooks_facts(const struct app *app, const struct request *request, struct view view,
                           const json_t *item)
{
    long long id = json_integer_value(json_object_get(item, "id"));
    const json_t *taken = json_object_get(item, "last_taken_at");
    staff_text(view, "name", json_object_get(item, "name"));
    staff_text(view, "target", json_object_get(item, "url"));
    view_text(view, "state", webhooks_state(app, request, item));
    view_flag(view, "is_bad",
              !json_is_true(json_object_get(item, "is_on")) ||
                  json_integer_value(json_object_get(item, "failures")) > 0);
    view_text(view, "taken", json_is_string(taken) ? staff_moment(app, request, taken) : NULL);
    staff_number(request, view, "waiting", json_object_get(item, "waiting"));
    view_url(view, "url", safe_url_trusted(staff_path(request, "/webhook/%lld", id)));
}

static enum err webhooks_page(struct app *app, const struct request *request, struct reply *reply,
                              const struct staff_answer *refusal, const char *fault)
{
    auto_answer struct staff_answer webhooks = {.view = NULL};
    const json_t *item;
    size_t index;
    enum err err = staff_read(app, request, api_webhook_list, NULL, &webhooks);
    if (err)
        return err;
    struct view view =
        staff_begin(request, reply, "staff/webhooks.html", staff_word(app, request, "webhooks.title"));
    struct view list = view_list(view, "items");
    json_array_foreach(json_object_get(webhooks.view, "items"), index, item)
    {
        webhooks_facts(app, request, view_append(list), item);
    }
    view_flag(view, "is_allowed", app->post_rules && app->sends_webhooks);
    json_auto_t *values = json_pack("{s:[s,s,s,s]}", "events", "article.published", "article.changed",
                                    "article.withdrawn", "article.deleted");
    struct view shown =
        staff_form_show(app, request, view, &new_form, staff_path(request, "/webhook"), values, refusal);
    view_text(shown, "mark", staff_press_mark(view.arena));
    webhooks_choices(app, request, shown);
    if (fault)
        staff_form_fault(shown, NULL, fault);
    staff_form_end(app, request, reply, shown);
    return ERR_OK;
}

enum err staff_webhooks_show(struct app *app, const struct request *request, struct reply *reply)
{
    return webhooks_page(app, request, reply, NULL, NULL);
}

enum err staff_webhooks_make(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    json_auto_t *body = staff_form_body(request, &new_form);
    if (!body)
        return ERR_MEMORY;
    const struct staff_question question = {.handle = api_webhook_create,
                                            .method = METHOD_POST,
                                            .body = body,
                                            .key = staff_press_key(request, body)};
    enum err err = staff_ask(app, request, &question, &answer);
    /* The page that showed it was loaded anew: there is one, and its secret is seen once. */
    if (err == ERR_SECRET_SHOWN)
        return webhooks_page(app, request, reply, NULL, staff_word(app, request, "webhooks.made_before"));
    if (err == ERR_CONFLICT)
        return webhooks_page(app, request, reply, NULL, answer.detail);
    if (err)
        return staff_is_of_form(err) ? webhooks_page(app, request, reply, &answer, NULL) : err;
    const char *name = json_string_value(json_object_get(answer.view, "name"));
    struct view view = staff_begin(request, reply, "staff/webhook-secret.html",
                                   staff_says(app, request, "webhooks.shown", name, NULL));
    staff_text(view, "secret", json_object_get(answer.view, "secret"));
    view_url(view, "back_url", safe_url_trusted(staff_path(request, "/webhook")));
    return ERR_OK;
}

/* ---- one of them */

/* What was answered, or why nothing was. */
static const char *webhooks_answer(const struct app *app, const struct request *request, const json_t *item)
{
    const json_t *status = json_object_get(item, "status"), *fault = json_object_get(item, "fault");
    if (json_is_integer(status))
        return arena_printf(request->arena, "HTTP %lld", (long long)json_integer_value(status));
    return json_is_string(fault) ? staff_named(app, request, "webhook_fault", fault) : NULL;
}

static void webhooks_delivery(const struct app *app, const struct request *request, struct view view,
                              const json_t *item)
{
    const char *event = json_string_value(json_object_get(item, "event"));
    const json_t *article = json_object_get(item, "article_id");
    const json_t *next = json_object_get(item, "next_try_at");
    view_integer(view, "id", json_integer_value(json_object_get(item, "id")));
    view_text(view, "at", staff_moment(app, request, json_object_get(item, "created_at")));
    view_text(
        view, "event",
        staff_word(app, request,
                   arena_printf(request->arena, "webhook_event.%s", event ? strchr(event, '.') + 1 : "")));
    view_text(view, "article",
              json_is_integer(article)
                  ? arena_printf(request->arena, "%lld", (long long)json_integer_value(article))
                  : NULL);
    view_url(view, "article_url",
             safe_url_trusted(staff_path(request, "/bai/%lld", (long long)json_integer_value(article))));
    view_text(view, "state", staff_named(app, request, "webhook_state", json_object_get(item, "state")));
    view_flag(view, "is_bad",
              strcmp(json_string_value(json_object_get(item, "state")), "taken") != 0 &&
                  json_integer_value(json_object_get(item, "attempts")) > 0);
    view_text(view, "answer", webhooks_answer(app, request, item));
    staff_number(request, view, "attempts", json_object_get(item, "attempts"));
    view_text(view, "next", json_is_string(next) ? staff_moment(app, request, next) : NULL);
}

static enum err webhook_page(struct app *app, const struct request *request, struct reply *reply,
                             const struct staff_answer *refusal, const char *fault)
{
    auto_answer struct staff_answer webhook = {.view = NULL}, deliveries = {.view = NULL};
    const json_t *item;
    size_t index;
    enum err err = staff_read(app, request, api_webhook_show, request->args[0], &webhook);
    if (!err)
        err = staff_read(app, request, api_webhook_deliveries, request->args[0], &deliveries);
    if (err)
        return err;
    struct view view = staff_begin(request, reply, "staff/webhook.html",
                                   json_string_value(json_object_get(webhook.view, "name")));
    webhooks_facts(app, request, view, webhook.view);
    view_flag(view, "is_on", json_is_true(json_object_get(webhook.view, "is_on")));
    struct view list = view_list(view, "rows");
    json_array_foreach(json_object_get(deliveries.view, "items"), index, item)
    {
        webhooks_delivery(app, request, view_append(list), item);
    }
    view_flag(view, "has_rows", json_array_size(json_object_get(deliveries.view, "items")) > 0);
    const char *own = staff_path(request, "/webhook/%s", request->args[0]);
    view_url(view, "back_url", safe_url_trusted(staff_path(request, "/webhook")));
    view_url(view, "try_url", safe_url_trusted(arena_printf(reply->arena, "%s/thu", own)));
    view_url(view, "again_url", safe_url_trusted(arena_printf(reply->arena, "%s/gui-lai", own)));
    view_url(view, "remove_url", safe_url_trusted(arena_printf(reply->arena, "%s/xoa", own)));
    struct view shown = staff_form_show(app, request, view, &own_form, own, webhook.view, refusal);
    struct view version = {view.arena, json_object_get(json_object_get(shown.json, "by"), "phien-ban")};
    view_text(version, "value",
              arena_printf(reply->arena, "%lld",
                           (long long)json_integer_value(json_object_get(webhook.view, "version"))));
    view_text(shown, "submit", staff_word(app, request, "webhooks.save"));
    webhooks_choices(app, request, shown);
    if (refusal && refusal->current_version)
        staff_form_fault(shown, NULL, staff_word(app, request, "people.changed"));
    if (fault)
        staff_form_fault(shown, NULL, fault);
    staff_form_end(app, request, reply, shown);
    return ERR_OK;
}

enum err staff_webhook_show(struct app *app, const struct request *request, struct reply *reply)
{
    return webhook_page(app, request, reply, NULL, NULL);
}

enum err staff_webhook_change(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    const char *version = staff_sent(request, "phien-ban");
    json_auto_t *body = staff_form_body(request, &own_form);
    const struct staff_question question = {.handle = api_webhook_change,
                                            .method = METHOD_PATCH,
                                            .args = {request->args[0]},
                                            .body = body,
                                            .version = version ? strtoll(version, NULL, 10) : 0};
    enum err err = staff_ask(app, request, &question, &answer);
    if (err && (staff_is_of_form(err) || err == ERR_PRECONDITION_FAILED))
        return webhook_page(app, request, reply, &answer, NULL);
    return err ? err
               : staff_done(request, reply, staff_path(request, "/webhook/%s", request->args[0]),
                            "webhook_saved");
}

/* A press that sends something; a refusal is told above the page. */
static enum err webhook_press(struct app *app, const struct request *request, struct reply *reply,
                              const struct staff_question *question, const char *notice)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    enum err err = staff_ask(app, request, question, &answer);
    if (err == ERR_CONFLICT)
        return webhook_page(app, request, reply, NULL, answer.detail);
    return err ? err
               : staff_done(request, reply, staff_path(request, "/webhook/%s", request->args[0]), notice);
}

enum err staff_webhook_try(struct app *app, const struct request *request, struct reply *reply)
{
    const struct staff_question question = {
        .handle = api_webhook_test, .method = METHOD_POST, .args = {request->args[0]}};
    return webhook_press(app, request, reply, &question, "webhook_tried");
}

enum err staff_webhook_again(struct app *app, const struct request *request, struct reply *reply)
{
    const char *delivery = staff_sent(request, "lan");
    const struct staff_question question = {.handle = api_webhook_again,
                                            .method = METHOD_POST,
                                            .args = {request->args[0], delivery ? delivery : ""}};
    return webhook_press(app, request, reply, &question, "webhook_again");
}

enum err staff_webhook_remove(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    const struct staff_question question = {
        .handle = api_webhook_remove, .method = METHOD_DELETE, .args = {request->args[0]}};
    enum err err = staff_ask(app, request, &question, &answer);
    if (err)
        return reply->detail = answer.detail, err;
    return staff_done(request, reply, staff_path(request, "/webhook"), "webhook_removed");
}
