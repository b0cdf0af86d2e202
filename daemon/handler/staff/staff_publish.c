/* /quan-tri/bai/{id}/dang: the step between what was saved and the public, where something was found that
 * shuts readers out, misleads them or needs a reason. It shows what was found beside the preview, and asks
 * for what publishing asks; what was typed before is in it already. */
#include "staff_findings.h"
#include "staff_show.h"
#include "staff_write.h"

#include "http/url.h"
#include "page/page.h"

#include <stdlib.h>
#include <string.h>

/* Of publishing, as the API calls it. The reasons are shown where they are asked for. */
static const struct staff_field always[] = {
    {"day", "/at", STAFF_TEXT, "day", false, 0, NULL},
    {"time", "/time", STAFF_TEXT, "time", false, 0, NULL},
    {"change_note", "/change_note", STAFF_TEXT, "change_note", false, 0, NULL},
};
static const struct staff_field reason_field = {"check_reason", "/check_reason",  STAFF_AREA, "check_reason",
                                                true,           ARTICLE_NOTE_MAX, NULL};
static const struct staff_field force_field = {"force_reason", "/force_reason",  STAFF_AREA, "force_reason",
                                               true,           ARTICLE_NOTE_MAX, NULL};
enum { ALWAYS = sizeof always / sizeof *always, FIELDS_MOST = ALWAYS + 2 };

/* One article before it is public. */
struct publishing {
    struct staff_answer article, list, review;
    long long id;
    bool needs_reason, needs_force;
};

static void publishing_done(struct publishing *publishing)
{
    staff_answer_done(&publishing->article);
    staff_answer_done(&publishing->list);
    staff_answer_done(&publishing->review);
}
#define auto_publishing CLEANUP(publishing_done)

static enum err publishing_read(struct app *app, const struct request *request, int64_t id,
                                struct publishing *publishing)
{
    const char *name = arena_printf(request->arena, "%lld", (long long)id);
    publishing->id = id;
    enum err err = staff_read(app, request, api_article_show, name, &publishing->article);
    if (!err)
        err = staff_read(app, request, api_article_check, name, &publishing->list);
    if (!err)
        err = staff_read(app, request, api_article_review, name, &publishing->review);
    publishing->needs_reason = staff_findings_need_reason(publishing->list.view);
    publishing->needs_force = json_is_true(json_object_get(publishing->review.view, "needs_force"));
    return err;
}

/* Whether it can become public at all. */
static bool publishing_waits(const struct publishing *publishing)
{
    const char *status = json_string_value(json_object_get(publishing->article.view, "status"));
    return status && strcmp(status, "published") != 0 && strcmp(status, "trashed") != 0;
}

/* What stands in the form before anybody typed here: the moment that was typed at the article, and the note
 * of the version that was saved. A new reference. */
static json_t *publishing_values(const struct publishing *publishing, const char *day, const char *time)
{
    json_t *values = json_object();
    json_object_set_new(values, "at", json_string(day ? day : ""));
    json_object_set_new(values, "time", json_string(time ? time : ""));
    json_object_set(values, "change_note", json_object_get(publishing->article.view, "change_note"));
    return values;
}

/* The page; `refusal` (or NULL) is why it was not published. */
static enum err publishing_page(struct app *app, const struct request *request, struct reply *reply,
                                const struct publishing *publishing, const json_t *values,
                                const struct staff_answer *refusal)
{
    struct staff_field fields[FIELDS_MOST];
    struct staff_form form = {"write", fields, ALWAYS};
    const char *title = json_string_value(json_object_get(publishing->article.view, "title"));
    const char *write_url = staff_path(request, "/bai/%lld", publishing->id);
    memcpy(fields, always, sizeof always);
    if (publishing->needs_reason)
        fields[form.count++] = reason_field;
    if (publishing->needs_force)
        fields[form.count++] = force_field;
    struct view view = staff_begin(request, reply, "staff/publish.html",
                                   staff_says(app, request, "publish.title", title, NULL));
    view_integer(view, "version", write_integer(publishing->article.view, "version"));
    view_flag(view, "needs_reason", publishing->needs_reason);
    view_flag(view, "needs_force", publishing->needs_force);
    view_url(view, "write_url", safe_url_trusted(write_url));
    view_url(view, "preview_url",
             safe_url_trusted(staff_path(request, "/bai/%lld/xem-truoc", publishing->id)));
    write_show_warnings(app, request, view, publishing->article.view);
    staff_findings_show(app, request, view, publishing->list.view, write_url);
    struct view shown = staff_form_show(
        app, request, view, &form, staff_path(request, "/bai/%lld/dang", publishing->id), values, refusal);
    struct view day = {shown.arena, json_object_get(json_object_get(shown.json, "by"), "day")};
    view_text(day, "type", "date");
    staff_form_end(app, request, reply, shown);
    return ERR_OK;
}

enum err write_before_public(struct app *app, const struct request *request, struct reply *reply,
                             const struct staff_answer *saved, bool *ret_is_asked)
{
    static const char *const reasons[] = {"check_reason", "force_reason"};
    auto_publishing struct publishing publishing = {.id = 0};
    const char *day = staff_sent(request, "day"), *time = staff_sent(request, "time");
    *ret_is_asked = false;
    /* They are asked for beside the list alone: whoever typed one has it before them. */
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        const char *typed = staff_sent(request, reasons[i]);
        if (typed && typed[strspn(typed, " \t\r\n")])
            return ERR_OK;
    }
    enum err err = publishing_read(app, request, write_integer(saved->view, "id"), &publishing);
    if (err || !staff_findings_need_answer(publishing.list.view))
        return err;
    *ret_is_asked = true;
    return staff_done(request, reply, write_public_path(request, publishing.id, day, time), NULL);
}

const char *write_public_path(const struct request *request, int64_t id, const char *day, const char *time)
{
    auto_buf struct buf path = BUF(4096);
    const char *const typed[][2] = {{"day", day}, {"time", time}};
    const char *mark = "?";
    buf_text(&path, staff_path(request, "/bai/%lld/dang", (long long)id));
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        if (!typed[i][1] || !*typed[i][1])
            continue;
        buf_printf(&path, "%s%s=", mark, typed[i][0]);
        url_escape(&path, typed[i][1], "");
        mark = "&";
    }
    return arena_copy(request->arena, buf_str(&path), path.length);
}

enum err staff_publish_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_publishing struct publishing publishing = {.id = 0};
    int64_t id;
    if (!writing_id(request, &id))
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_PATH_UNKNOWN, MESSAGE_ARGS(request->path));
    enum err err = publishing_read(app, request, id, &publishing);
    if (err)
        return err;
    /* Somebody was faster, or came back to the page. */
    if (!publishing_waits(&publishing))
        return staff_done(request, reply, staff_path(request, "/bai/%lld", publishing.id), NULL);
    json_auto_t *values =
        publishing_values(&publishing, request_parameter(request, "day"), request_parameter(request, "time"));
    return publishing_page(app, request, reply, &publishing, values, NULL);
}

/* The page again with why it was not published; all that was typed is in it. */
static enum err publishing_refused(struct app *app, const struct request *request, struct reply *reply,
                                   const struct publishing *publishing, struct staff_answer *refusal,
                                   enum err err)
{
    if (err == ERR_MEMORY || err == ERR_NOT_FOUND)
        return err;
    if (err == ERR_PRECONDITION_FAILED)
        refusal->detail = staff_word(app, request, "publish.changed");
    if (!refusal->detail && !refusal->fault_count)
        refusal->detail = staff_word(app, request, "publish.not_done");
    enum err shown = publishing_page(app, request, reply, publishing, NULL, refusal);
    reply->status = err_status(err);
    return shown;
}

enum err staff_publish_send(struct app *app, const struct request *request, struct reply *reply)
{
    auto_publishing struct publishing publishing = {.id = 0};
    auto_answer struct staff_answer published = {.view = NULL};
    const char *version = staff_sent(request, "version");
    int64_t id;
    if (!writing_id(request, &id))
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_PATH_UNKNOWN, MESSAGE_ARGS(request->path));
    enum err err = publishing_read(app, request, id, &publishing);
    if (err)
        return err;
    if (!write_moment_is_fine(request)) {
        const struct fault fault = {.pointer = "/at",
                                    .detail = staff_word(app, request, "write.moment_wrong")};
        struct staff_answer refusal = {.faults = &fault, .fault_count = 1};
        return publishing_refused(app, request, reply, &publishing, &refusal, ERR_INPUT);
    }
    int64_t seen = version ? strtoll(version, NULL, 10) : 0;
    err = write_publish(app, request, id, seen > 0 ? seen : 1, &published);
    auto_publishing struct publishing now = {.id = 0};
    /* Pressed twice: the other press has published it. */
    if (err && !publishing_read(app, request, id, &now) && write_is_out(err, now.article.view))
        return write_after(app, request, reply, &now.article, NULL);
    return err ? publishing_refused(app, request, reply, &publishing, &published, err)
               : write_after(app, request, reply, &published, &published);
}
