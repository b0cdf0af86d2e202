/* /api/alert: the emergency line above every page, which an editor puts there, changes and takes away; and
 * what stood there before. How it comes onto pages is page/frame.c's, when it ends by itself the timer's. */
#include "store/alert.h"
#include "core/access.h"
#include "core/input.h"
#include "core/list.h"
#include "core/write.h"
#include "handler/handler.h"
#include "text/date.h"
#include "view/alert.h"

#include <string.h>

/* Bytes of a text that is longer than ALERT_TEXT_MAX letters in any case. */
enum { TEXT_BYTES_MAX = 4 * ALERT_TEXT_MAX };

static const int64_t hour_ms = INT64_C(3600) * 1000;

/* The answer of all that show it, and of a change, read back in its transaction. */
static void alert_show(struct reply *reply, const struct alert *alert)
{
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->version = alert->version;
    view_alert_member(view, alert);
}

enum err api_alert_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct alert alert;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (err)
        return err;
    /* Whoever may change it sees one that waits for its time too. */
    reply->widened = sees_drafts(request);
    err = reply->widened ? alert_standing(conn, &alert) : alert_live(conn, &alert, &reply->until_ms);
    if (!err)
        alert_show(reply, &alert);
    return err;
}

/* Counted as people count, by code points of what is normalised: in bytes Vietnamese would have half the
 * room. */
static void alert_read_text(const struct input *input, const char *name, const char **text)
{
    struct arena *arena = input->reply->arena;
    size_t letters = 0;
    input_text(input, name, TEXT_LINE, TEXT_BYTES_MAX, text);
    for (const char *p = *text; p && *p; p++)
        letters += ((unsigned char)*p & 0xC0) != 0x80;
    if (letters > ALERT_TEXT_MAX)
        input_fault(
            input, name, MESSAGE_ALERT_LETTERS,
            MESSAGE_ARGS(arena_printf(arena, "%d", ALERT_TEXT_MAX), arena_printf(arena, "%zu", letters)));
}

/* From now on, for a day, unless it is told; at most a month, beginning within a month. */
static void alert_read_times(const struct input *input, int64_t now_ms, struct alert *alert)
{
    struct arena *arena = input->reply->arena;
    char text[DATE_TEXT_SIZE];
    int64_t from_ms = 0, until_ms = 0, most_ms = (int64_t)ALERT_DAYS_MAX * DATE_DAY_MS;
    input_time(input, "from", &from_ms);
    input_until(input, "until", &until_ms);
    if (from_ms > now_ms + most_ms)
        input_fault(input, "from", MESSAGE_ALERT_FAR,
                    MESSAGE_ARGS(arena_text(arena, date_rfc3339_local(now_ms + most_ms, text))));
    /* One that was to begin already begins now. */
    alert->from_ms = from_ms > now_ms ? from_ms : now_ms;
    alert->until_ms = until_ms ? until_ms : alert->from_ms + ALERT_USUAL_HOURS * hour_ms;
    if (alert->until_ms <= alert->from_ms)
        input_fault(input, "until", MESSAGE_ALERT_OVER,
                    MESSAGE_ARGS(arena_text(arena, date_rfc3339_local(alert->from_ms, text))));
    if (alert->until_ms > alert->from_ms + most_ms)
        input_fault(input, "until", MESSAGE_ALERT_FAR,
                    MESSAGE_ARGS(arena_text(arena, date_rfc3339_local(alert->from_ms + most_ms, text))));
}

/* All of it is replaced; what was not sent is as if nothing stood there. */
static enum err alert_read(const struct submission *submission, struct reply *reply, int64_t now_ms,
                           struct alert *alert)
{
    static const char *const members[] = {"level", "text", "text_en", "url", "from", "until", NULL};
    struct input input = input_of(submission, reply);
    int level = ALERT_WARNING;
    input_only(&input, members);
    input_choice(&input, "level", alert_level_names, &level);
    alert_read_text(&input, "text", &alert->text);
    input_require(&input, "text", alert->text);
    alert_read_text(&input, "text_en", &alert->text_en);
    input_url(&input, "url", URL_LINK, ALERT_URL_MAX, &alert->url);
    alert_read_times(&input, now_ms, alert);
    alert->level = (enum alert_level)level;
    return input_end(&input);
}

/* Begins a write on what stands or waits, its version checked; *standing has version 0 where there is
 * nothing. */
static enum err alert_write_begin(struct app *app, const struct request *request, struct reply *reply,
                                  struct conn **ret_conn, struct alert *standing)
{
    enum err err = write_begin(app, request, reply, ret_conn);
    if (!err)
        err = alert_standing(*ret_conn, standing);
    return err ? err : version_check(request, reply, standing->version, 0, PRECONDITION_OPTIONAL);
}

enum err api_alert_replace(struct app *app, const struct request *request, struct reply *reply)
{
    auto_submission struct submission submission = {0};
    auto_conn struct conn *conn = NULL;
    struct alert standing = {.version = 0}, alert = {.version = 0};
    enum err err = submission_read(request, reply, &submission);
    if (!err)
        err = alert_write_begin(app, request, reply, &conn, &standing);
    if (!err)
        err = alert_read(&submission, reply, conn_now_ms(conn), &alert);
    /* One that goes on showing began when it began. */
    if (!err && alert_is_shown(&standing, conn_now_ms(conn)) && strcmp(standing.text, alert.text) == 0 &&
        alert.from_ms == conn_now_ms(conn))
        alert.from_ms = standing.from_ms;
    if (!err)
        err = alert_set(conn, &alert);
    if (!err)
        err = alert_standing(conn, &alert);
    if (err)
        return err;
    alert_show(reply, &alert);
    return write_commit(&conn, request, reply);
}

enum err api_alert_remove(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct alert standing = {.version = 0};
    enum err err = alert_write_begin(app, request, reply, &conn, &standing);
    if (!err)
        err = alert_end(conn);
    if (err == ERR_NOT_FOUND)
        return reply_problem(reply, err, MESSAGE_ALERT_NONE, NULL);
    reply->status = 204;
    return err ? err : write_commit(&conn, request, reply);
}

/* The cursor is the version. */
enum err api_alert_history(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct alert *items;
    size_t count;
    struct number_list list;
    enum err err = number_list_begin(app, request, reply, &conn, &list);
    if (!err)
        err = alert_history(conn, list.after, (int)list.limit, &items, &count);
    if (err)
        return err;
    for (size_t i = 0; i < count; i++)
        view_alert_row(number_list_add(&list, items[i].version), &items[i]);
    return number_list_end(&list);
}
