/* /healthz, /readyz and the entrance of the API. For those who watch the daemon. Alive and able are two
 * questions: one who is not ready is left alone by a balancer, one who is not alive is restarted. */
#include "handler/handler.h"
#include "handler/live_assets.h"
#include "view/check.h"

/* Touches nothing, so it answers as long as this thread does. */
enum err service_health(struct app *app, const struct request *request, struct reply *reply)
{
    (void)app, (void)request;
    reply->text = "ok\n";
    reply->text_type = "text/plain; charset=utf-8";
    return ERR_OK;
}

/* Of the interface, which no floor below knows. */
static void check_templates(struct app *app, struct check_list *list)
{
    const char *fault = live_assets_fault(app);
    if (fault)
        check_add(list, CHECK_FAILURE, "templates", "%s", "%s", fault);
    else if (app->live_assets)
        check_add(list, CHECK_OK, "templates", "từ một thư mục, đúng cả", "from a folder, all right");
    else
        check_add(list, CHECK_OK, "templates", "có sẵn trong chương trình", "built in");
}

/* /readyz?verbose: the condition of everything, for administrators. 503 when anything fails, with the same
 * list. */
static enum err tell_condition(struct app *app, const struct request *request, struct reply *reply)
{
    enum { LIST_MAX = 256 * 1024 };
    struct check_list list = {.arena = reply->arena, .lang = reply->lang};
    auto_buf struct buf out = BUF(LIST_MAX);
    if (request->actor.role == ROLE_NONE)
        return reply_problem(reply, ERR_UNAUTHORIZED, MESSAGE_TOKEN_INVALID, NULL);
    if (request->actor.role < ROLE_ADMIN)
        return reply_problem(reply, ERR_FORBIDDEN, MESSAGE_ROLE_NEEDED,
                             MESSAGE_ARGS(role_name(ROLE_ADMIN), role_name(request->actor.role)));
    if (atomic_load(&app->stopping))
        check_add(&list, CHECK_FAILURE, "daemon", "đang dừng", "is stopping");
    check_portal(app->condition, &list);
    check_templates(app, &list);
    json_auto_t *json = view_check(&list);
    enum err err = request_is_pretty(request) ? view_write_pretty(json, &out) : view_write(json, &out);
    reply->status = check_worst(&list) == CHECK_FAILURE ? err_status(ERR_UNAVAILABLE) : 0;
    reply->text = arena_copy(reply->arena, buf_str(&out), out.length);
    reply->text_type = "application/json";
    return err;
}

/* 503 with the reason, as a line for whoever watches: a page for people would not say it. */
static enum err tell_unready(struct reply *reply, const char *reason)
{
    reply->status = err_status(ERR_UNAVAILABLE);
    reply->text = arena_printf(reply->arena, "%s\n", reason);
    reply->text_type = "text/plain; charset=utf-8";
    return ERR_OK;
}

enum err service_ready(struct app *app, const struct request *request, struct reply *reply)
{
    if (request_parameter(request, "verbose"))
        return tell_condition(app, request, reply);
    /* First, so that nobody is sent here any more while the last answers are given. */
    if (atomic_load(&app->stopping))
        return tell_unready(reply, message_text(reply->arena, reply->lang, MESSAGE_STOPPING, NULL));
    enum err err = store_ping(app->portal->store);
    if (err)
        return tell_unready(reply, err_title(err, reply->lang));
    /* Readers get what can be read; a balancer sends them where all of it can. */
    if (integrity_is_damaged(app->portal->store))
        return tell_unready(reply, message_text(reply->arena, reply->lang, MESSAGE_DATABASE_DAMAGED, NULL));
    reply->text = "ready\n";
    reply->text_type = "text/plain; charset=utf-8";
    return ERR_OK;
}

enum err api_root_show(struct app *app, const struct request *request, struct reply *reply)
{
    /* Where everything begins, so that a client needs no address but this one. */
    static const struct {
        const char *name, *path;
    } addresses[] = {
        {"articles_url", "/api/articles"},
        {"categories_url", "/api/categories"},
        {"tags_url", "/api/tags"},
        {"boxes_url", "/api/boxes"},
        {"site_url", "/api/site"},
        {"media_url", "/api/media"},
        {"stats_url", "/api/stats"},
        {"changes_url", "/api/changes"},
        {"events_url", "/api/events"},
        {"snapshot_url", "/api/snapshot"},
        {"openapi_url", "/api/openapi.json"},
        {"docs_url", "/api/docs"},
        {"me_url", "/api/me"},
        {"tokens_url", "/api/tokens"},
    };
    (void)request;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    /* By RFC 8631, a program that knows only this address finds the description. */
    reply->described = "/api/openapi.json";
    view_text(view, "name", "congd");
    view_text(view, "version", CONG_VERSION);
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++)
        view_text(view, addresses[i].name, addresses[i].path);
    /* So that a client can ask its user for a smaller file before it sends the large one. */
    struct view limits = view_object(view, "limits");
    view_integer(limits, "picture_bytes", PICTURE_SIZE_MAX);
    view_integer(limits, "picture_pixels", PICTURE_PIXELS_MAX);
    view_integer(limits, "picture_pixels_jpeg", PICTURE_PIXELS_MAX_SCALED);
    view_integer(limits, "document_bytes", app->file_limits.document);
    view_integer(limits, "archive_bytes", app->file_limits.archive);
    view_integer(limits, "sound_bytes", app->file_limits.sound);
    view_integer(limits, "film_bytes", app->file_limits.film);
    return ERR_OK;
}
