/* /api/webhooks: whom else what becomes of articles is told. The secret is in one answer and nowhere else;
 * where one may lead is judged when it is set, and anew by who goes out. */
#include "view/webhook.h"
#include "core/access.h"
#include "core/input.h"
#include "core/list.h"
#include "core/write.h"
#include "handler/handler.h"
#include "helper/post.h"
#include "text/number.h"

#include <sodium.h>
#include <string.h>

static const char *const members[] = {"name", "url", "events", "is_on", NULL};

/* Asked for a target that is there while nothing goes out. */
static enum err webhook_allowed(const struct app *app, struct reply *reply)
{
    return app->post_rules && app->sends_webhooks
               ? ERR_OK
               : reply_problem(reply, ERR_CONFLICT, MESSAGE_WEBHOOKS_OFF, NULL);
}

/* Which events; at least one. */
static void webhook_take_events(const struct input *input, unsigned *events)
{
    const json_t *item;
    size_t index;
    json_t *list = input_list(input, "events", PUSH_TRIAL);
    if (!input_has(input, "events"))
        return;
    unsigned wanted = 0;
    json_array_foreach(list, index, item)
    {
        const char *name = json_string_value(item);
        enum push_event event = name ? push_event_of(name) : PUSH_EVENTS;
        if (event < PUSH_TRIAL)
            wanted |= 1u << event;
        else
            input_fault(input, "events", MESSAGE_WEBHOOK_EVENT,
                        MESSAGE_ARGS(input_shown(input->reply, item)));
    }
    if (!wanted)
        input_fault(input, "events", MESSAGE_WEBHOOK_EVENTS_NONE, NULL);
    *events = wanted;
}

static enum err webhook_apply(const struct app *app, const struct submission *submission, struct reply *reply,
                              struct webhook *webhook)
{
    static const enum message faults[POST_ADDRESSES] = {[POST_NO_ADDRESS] = MESSAGE_WEBHOOK_URL,
                                                        [POST_PLAIN] = MESSAGE_WEBHOOK_PLAIN,
                                                        [POST_PRIVATE] = MESSAGE_WEBHOOK_PRIVATE};
    struct input input = input_of(submission, reply);
    input_only(&input, members);
    input_text(&input, "name", TEXT_LINE, WEBHOOK_NAME_MAX, &webhook->name);
    input_require(&input, "name", webhook->name);
    input_text(&input, "url", TEXT_LINE, WEBHOOK_URL_MAX, &webhook->url);
    input_require(&input, "url", webhook->url);
    enum post_address judged =
        webhook->url && app->post_rules ? post_address_judge(app->post_rules, webhook->url) : POST_GOOD;
    /* One that was good when it was set can still be switched off. */
    if (judged != POST_GOOD && input_has(&input, "url"))
        input_fault(&input, "url", faults[judged], MESSAGE_ARGS(webhook->url));
    webhook_take_events(&input, &webhook->events);
    input_flag(&input, "is_on", &webhook->is_on);
    return input_end(&input);
}

static void webhook_reply(struct reply *reply, const struct webhook *webhook)
{
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->version = webhook->version;
    view_webhook(view, webhook);
}

/* The one of the address. */
static enum err webhook_named(struct conn *conn, const struct request *request, struct reply *reply,
                              struct webhook *ret_webhook)
{
    int64_t id;
    enum err err = id_named(request, reply, &id);
    return err ? err
               : thing_unknown(reply, webhook_by_id(conn, id, ret_webhook), MESSAGE_THING_WEBHOOK,
                               "/api/webhooks");
}

enum err api_webhook_list(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct webhook *items = NULL;
    size_t count = 0;
    (void)request;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = webhook_list(conn, &items, &count);
    if (err)
        return err;
    struct view view, list = list_begin(reply, &view);
    for (size_t i = 0; i < count; i++)
        view_webhook(view_append(list), &items[i]);
    view_null(view, "next");
    return ERR_OK;
}

enum err api_webhook_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct webhook webhook;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = webhook_named(conn, request, reply, &webhook);
    if (!err)
        webhook_reply(reply, &webhook);
    return err;
}

enum err api_webhook_create(struct app *app, const struct request *request, struct reply *reply)
{
    auto_submission struct submission submission = {0};
    auto_conn struct conn *conn = NULL;
    struct webhook webhook = {.events = PUSH_EVENTS_ALL, .is_on = true};
    char secret[WEBHOOK_SECRET_SIZE];
    int64_t id = 0;
    enum err err = webhook_allowed(app, reply);
    if (!err)
        err = submission_read(request, reply, &submission);
    if (!err)
        err = webhook_apply(app, &submission, reply, &webhook);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (err)
        return err;
    webhook_secret_draw(secret);
    err = webhook_insert(conn, &webhook, secret, &id);
    if (err == ERR_TOO_LARGE)
        err = reply_problem(reply, ERR_CONFLICT, MESSAGE_WEBHOOKS_FULL,
                            MESSAGE_ARGS(arena_printf(reply->arena, "%d", WEBHOOKS_MOST)));
    if (!err)
        err = webhook_by_id(conn, id, &webhook);
    if (!err) {
        webhook_reply(reply, &webhook);
        view_text((struct view){reply->arena, reply->view}, "secret", secret);
        reply->status = 201;
        reply->is_secret = true;
        reply->location = arena_printf(reply->arena, "/api/webhooks/%lld", (long long)id);
        err = write_commit(&conn, request, reply);
    }
    sodium_memzero(secret, sizeof secret);
    return err;
}

enum err api_webhook_change(struct app *app, const struct request *request, struct reply *reply)
{
    auto_submission struct submission submission = {0};
    auto_conn struct conn *conn = NULL;
    struct webhook webhook;
    enum err err = submission_read(request, reply, &submission);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (!err)
        err = webhook_named(conn, request, reply, &webhook);
    if (!err)
        err = version_check(request, reply, webhook.version, 0, PRECONDITION_OPTIONAL);
    if (!err)
        err = webhook_apply(app, &submission, reply, &webhook);
    if (!err)
        err = webhook_update(conn, &webhook);
    if (!err)
        err = webhook_by_id(conn, webhook.id, &webhook);
    if (err)
        return err;
    webhook_reply(reply, &webhook);
    return write_commit(&conn, request, reply);
}

enum err api_webhook_remove(struct app *app, const struct request *request, struct reply *reply)
{
    return write_removal(app, request, reply, webhook_delete, MESSAGE_THING_WEBHOOK, "/api/webhooks");
}

/* ---- what was sent, and is */

/* Something can be sent to one that is on alone. */
static enum err webhook_sending(struct app *app, struct conn *conn, const struct request *request,
                                struct reply *reply, struct webhook *ret_webhook)
{
    enum err err = webhook_named(conn, request, reply, ret_webhook);
    if (!err)
        err = webhook_allowed(app, reply);
    return err || ret_webhook->is_on ? err : reply_problem(reply, ERR_CONFLICT, MESSAGE_WEBHOOK_IS_OFF, NULL);
}

static enum err delivery_reply(struct conn *conn, struct reply *reply, int64_t webhook_id, int64_t id)
{
    struct push push;
    enum err err = push_by_id(conn, webhook_id, id, &push);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    view_push(view, &push);
    return ERR_OK;
}

enum err api_webhook_test(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct webhook webhook;
    int64_t id = 0;
    enum err err = write_begin(app, request, reply, &conn);
    if (!err)
        err = webhook_sending(app, conn, request, reply, &webhook);
    if (!err)
        err = webhook_try(conn, webhook.id, &id);
    if (!err)
        err = delivery_reply(conn, reply, webhook.id, id);
    if (err)
        return err;
    reply->status = 201;
    return write_commit(&conn, request, reply);
}

enum err api_webhook_deliveries(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct number_list page;
    struct webhook webhook;
    struct push *items = NULL;
    size_t count = 0;
    enum err err = number_list_begin(app, request, reply, &conn, &page);
    if (!err)
        err = webhook_named(conn, request, reply, &webhook);
    if (!err)
        err = push_list(conn, webhook.id, page.after, (int)page.limit, &items, &count);
    for (size_t i = 0; !err && i < count; i++)
        view_push(number_list_add(&page, items[i].id), &items[i]);
    return err ? err : number_list_end(&page);
}

enum err api_webhook_again(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct webhook webhook;
    struct push push;
    int64_t id = 0;
    bool is_number = number_parse(request->args[1], 1, INT64_MAX, &id) == ERR_OK;
    enum err err = write_begin(app, request, reply, &conn);
    if (!err)
        err = webhook_sending(app, conn, request, reply, &webhook);
    if (!err)
        err =
            thing_unknown(reply, is_number ? push_by_id(conn, webhook.id, id, &push) : ERR_NOT_FOUND,
                          MESSAGE_THING_DELIVERY,
                          arena_printf(reply->arena, "/api/webhooks/%lld/deliveries", (long long)webhook.id));
    if (!err)
        err = push_again(conn, webhook.id, id);
    if (!err)
        err = delivery_reply(conn, reply, webhook.id, id);
    return err ? err : write_commit(&conn, request, reply);
}
