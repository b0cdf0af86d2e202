/* /healthz, /readyz, /metrics and the entrance of the API. For those who watch the daemon. Alive and able are
 * two questions: one who is not ready is left alone by a balancer, one who is not alive is restarted. */
#include "condition.h"
#include "handler/handler.h"
#include "helper/converter.h"
#include "media/attachment.h"
#include "metrics_inner.h"
#include "store/health.h"
#include "view/exposition.h"
#include "view/view.h"
#include "work/follow_log.h"

enum { METRICS_MAX = 8 * 1024 * 1024 };

/* Touches nothing, so it answers as long as this thread does. */
enum err service_health(struct app *app, const struct request *request, struct reply *reply)
{
    (void)app, (void)request;
    reply->text = "ok\n";
    reply->text_type = "text/plain; charset=utf-8";
    return ERR_OK;
}

/* Why nobody should be sent here, in the order in which it matters; `word` is for programs. */
struct unreadiness {
    const char *word;
    enum message message;
};

/* NULL word: ready, as far as memory knows. */
static struct unreadiness service_unreadiness(const struct app *app)
{
    struct store_health health;
    store_health(app->portal->store, &health);
    /* First, so that nobody is sent here any more while the last answers are given. */
    if (atomic_load(&app->stopping))
        return (struct unreadiness){"stopping", MESSAGE_STOPPING};
    if (health.is_damaged)
        return (struct unreadiness){"database-damaged", MESSAGE_DATABASE_DAMAGED};
    if (health.is_full)
        return (struct unreadiness){"disk-full", MESSAGE_READY_DISK_FULL};
    return (struct unreadiness){NULL, MESSAGE_NONE};
}

bool service_is_ready(const struct app *app)
{
    return !service_unreadiness(app).word;
}

/* One of several machines says whether it can write, too: it is sent readers in any case. */
static const char *ready_words(const struct app *app, const struct reply *reply)
{
    if (!app->ordered)
        return "ready\n";
    if (follow_log_may_write(app->ordered))
        return "ready\nwrites: yes\n";
    return arena_printf(reply->arena, "ready\nwrites: no: %s\n",
                        message_text(reply->arena, reply->lang, MESSAGE_LOG_AWAY, NULL));
}

/* A few words and no page, which would need the very database that may be the reason. */
enum err service_ready(struct app *app, const struct request *request, struct reply *reply)
{
    if (request_parameter(request, "verbose"))
        return tell_condition(app, request, reply);
    struct unreadiness why = service_unreadiness(app);
    enum err err = why.word ? ERR_OK : store_ping(app->portal->store);
    /* Damage may have been found just now. */
    if (err)
        why = service_unreadiness(app);
    if (err && !why.word)
        why = (struct unreadiness){"database-unavailable", MESSAGE_DATABASE_UNAVAILABLE};
    reply->text = ready_words(app, reply);
    reply->text_type = "text/plain; charset=utf-8";
    if (!why.word)
        return ERR_OK;
    reply->status = err_status(ERR_UNAVAILABLE);
    reply->retry_after_s = 5;
    reply->text = arena_printf(request->arena, "%s: %s\n", why.word,
                               message_text(request->arena, reply->lang, why.message, NULL));
    return ERR_OK;
}

/* Numbers alone, of no person and no article; whoever may read with a token may read them. */
enum err service_metrics(struct app *app, const struct request *request, struct reply *reply)
{
    auto_buf struct buf out = BUF(METRICS_MAX);
    metrics_show_process(app, &out);
    metrics_show_requests(app, &out);
    metrics_show_kept(app, &out);
    if (buf_failed(&out))
        return ERR_MEMORY;
    reply->text = arena_copy(request->arena, buf_str(&out), out.length);
    reply->text_type = EXPOSITION_TYPE;
    return ERR_OK;
}

/* The kinds of files that are taken at this moment, as a client has to know them: pictures by their type,
 * what else may be attached by the ends of names. */
static void show_accepted(const struct app *app, struct view view)
{
    struct view accepted = view_object(view, "accepts"), pictures = view_list(accepted, "pictures"),
                attachments = view_list(accepted, "attachments");
    bool converts = converter_path(app->picture_converter) != NULL;
    for (enum picture_kind kind = 0; kind < PICTURE_KINDS; kind++)
        if (converts || !picture_needs_converter(kind))
            view_append_text(pictures, picture_type(kind));
    for (size_t i = 0; attachment_extension(i); i++)
        view_append_text(attachments, attachment_extension(i));
}

enum err api_root_show(struct app *app, const struct request *request, struct reply *reply)
{
    /* Where everything begins, so that a client needs no address but this one. */
    static const struct {
        const char *name, *path;
    } addresses[] = {
        {"articles_url", "/api/articles"}, {"categories_url", "/api/categories"},
        {"tags_url", "/api/tags"},         {"boxes_url", "/api/boxes"},
        {"site_url", "/api/site"},         {"alert_url", "/api/alert"},
        {"media_url", "/api/media"},       {"stats_url", "/api/stats"},
        {"changes_url", "/api/changes"},   {"events_url", "/api/events"},
        {"snapshot_url", "/api/snapshot"}, {"openapi_url", "/api/openapi.json"},
        {"docs_url", "/api/docs"},         {"me_url", "/api/me"},
        {"tokens_url", "/api/tokens"},
    };
    enum { ACCEPTED_MS = 60 * 1000 };
    (void)request;
    /* What is accepted changes with what is installed. */
    reply->until_ms = clock_now_ms(app->clock) + ACCEPTED_MS;
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
    show_accepted(app, view);
    return ERR_OK;
}
