/* /healthz, /readyz and the entrance of the API. For those who watch the daemon. Alive and able are two
 * questions: one who is not ready is left alone by a balancer, one who is not alive is restarted. */
#include "handler/handler.h"
#include "view/view.h"

/* Touches nothing, so it answers as long as this thread does. */
enum err service_health(struct app *app, const struct request *request, struct reply *reply)
{
    (void)app, (void)request;
    reply->text = "ok\n";
    reply->text_type = "text/plain; charset=utf-8";
    return ERR_OK;
}

enum err service_ready(struct app *app, const struct request *request, struct reply *reply)
{
    (void)request;
    /* First, so that nobody is sent here any more while the last answers are given. */
    if (atomic_load(&app->stopping))
        return reply_problem(reply, ERR_UNAVAILABLE, MESSAGE_STOPPING, NULL);
    enum err err = store_ping(app->portal->store);
    if (err)
        return err;
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
