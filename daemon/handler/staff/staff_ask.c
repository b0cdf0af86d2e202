/* Staff pages as clients of the API within the process: a request of their own to the same handler. Must not
 * know what is asked. */
#include "staff.h"

#include "base/json_text.h"
#include "core/write.h"
#include "handler/again.h"
#include "html/body.h"
#include "page/page.h"

#include <string.h>

/* The request as the API's handler is to see it: of the same person, with nothing of the page's own headers.
 */
static enum err question_request(const struct request *request, const struct staff_question *question,
                                 struct request *ret_request)
{
    struct request asked = {.arena = request->arena,
                            .method = question->method,
                            .target = "/api",
                            .path = "/api",
                            .own = "/api",
                            .parameter_count = question->parameter_count,
                            .host = request->host,
                            .user_agent = request->user_agent,
                            .client = request->client,
                            .tls = request->tls,
                            .may_wait = request->may_wait,
                            .actor = request->actor,
                            .session = request->session,
                            .now_ms = request->now_ms};
    asked.parameters = arena_zero(request->arena, STAFF_PARAMETERS_MAX, sizeof *asked.parameters);
    if (!asked.parameters)
        return ERR_MEMORY;
    memcpy(asked.parameters, question->parameters, sizeof question->parameters);
    memcpy(asked.args, question->args, sizeof asked.args);
    memcpy(asked.id, request->id, sizeof asked.id);
    if (question->version)
        asked.if_match = arena_printf(request->arena, "\"%lld\"", (long long)question->version);
    if (question->body) {
        auto_free char *text = json_text_write(question->body, JSON_COMPACT);
        asked.body = text ? arena_text(request->arena, text) : NULL;
        asked.body_size = asked.body ? strlen(asked.body) : 0;
        asked.content_type = "application/json";
        if (!asked.body)
            return ERR_MEMORY;
    }
    if (question->text) {
        asked.body = question->text;
        asked.body_size = strlen(question->text);
        asked.content_type = question->text_type;
    }
    asked.idempotency_key = question->key;
    asked.beside = question->files;
    asked.beside_count = question->file_count;
    *ret_request = asked;
    return arena_failed(request->arena) ? ERR_MEMORY : ERR_OK;
}

/* A member's text in the arena, or NULL. */
static const char *kept_text(struct arena *arena, const json_t *thing, const char *name)
{
    const char *text = json_string_value(json_object_get(thing, name));
    return text ? arena_text(arena, text) : NULL;
}

/* What was to be said beside the answer of then, out of its view: whoever asks again is told no less. */
static enum err kept_warnings(struct reply *reply)
{
    const json_t *list = json_object_get(reply->view, "warnings");
    size_t count = json_array_size(list);
    struct fault *all = count ? arena_zero(reply->arena, count, sizeof *all) : NULL;
    if (count && !all)
        return ERR_MEMORY;
    for (size_t i = 0; all && i < count; i++) {
        const json_t *warning = json_array_get(list, i);
        all[i].pointer = kept_text(reply->arena, warning, "pointer");
        all[i].parameter = kept_text(reply->arena, warning, "parameter");
        all[i].detail = kept_text(reply->arena, warning, "detail");
        all[i].code = kept_text(reply->arena, warning, "code");
        all[i].line = (size_t)json_integer_value(json_object_get(warning, "line"));
    }
    reply->warnings = all;
    reply->warning_count = count;
    return arena_failed(reply->arena) ? ERR_MEMORY : ERR_OK;
}

/* Does it, or finds what was answered when it was done: the same view and warnings, out of the words that
 * were kept. */
static enum err question_do(struct app *app, const struct staff_question *question,
                            const struct request *asked, struct reply *reply)
{
    bool is_replayed = false;
    enum err err = replay(app, asked, reply, &is_replayed);
    if (err || !is_replayed)
        return err ? err : question->handle(app, asked, reply);
    reply->view = json_text_read(reply->text, strlen(reply->text), 0, NULL);
    reply->version = json_integer_value(json_object_get(reply->view, "version"));
    return reply->view ? kept_warnings(reply) : ERR_MEMORY;
}

/* Asks; the reply is the caller's to release. */
static enum err question_put(struct app *app, const struct request *request,
                             const struct staff_question *question, struct reply *reply)
{
    struct request asked;
    struct again again = again_begin();
    bool is_repeated = false;
    enum role needed = app->routes.role_of ? app->routes.role_of(question->handle) : ROLE_COUNT;
    *reply = (struct reply){.arena = request->arena, .lang = page_lang(request)};
    /* Also where the page's own row asks for less. */
    if (request->actor.role < needed)
        return ERR_FORBIDDEN;
    enum err err = question_request(request, question, &asked);
    if (!err)
        err = question_do(app, question, &asked, reply);
    /* It rested on the work of others, which was lost. */
    err = reply->unsure ? reply->unsure : err;
    /* The same came twice at once, and the other did it meanwhile: what it was told is there now. Or another
     * machine was first, and this question alone begins anew: what the page saved before it stays. */
    while ((err == ERR_IDEMPOTENCY_RUNNING && !is_repeated) || again_is_due(app, &again, &err)) {
        is_repeated = is_repeated || err == ERR_IDEMPOTENCY_RUNNING;
        reply_done(reply);
        *reply = (struct reply){.arena = request->arena, .lang = page_lang(request)};
        err = question_do(app, question, &asked, reply);
        err = reply->unsure ? reply->unsure : err;
    }
    again_end(app, &again);
    return err;
}

/* What a reply says, without its view. */
static struct staff_answer answer_of_reply(enum err err, const struct reply *reply)
{
    return (struct staff_answer){
        .status = err             ? err_status(err)
                  : reply->status ? reply->status
                                  : 200,
        .location = reply->location,
        .detail = reply->detail,
        .faults = reply->faults,
        .fault_count = reply->fault_count,
        .warnings = reply->warnings,
        .warning_count = reply->warning_count,
        .version = reply->version,
        .current_version = reply->current_version,
    };
}

enum err staff_ask(struct app *app, const struct request *request, const struct staff_question *question,
                   struct staff_answer *ret_answer)
{
    struct reply reply;
    enum err err = question_put(app, request, question, &reply);
    *ret_answer = answer_of_reply(err, &reply);
    ret_answer->view = err ? NULL : json_incref(reply.view);
    reply_done(&reply);
    return err;
}

enum err staff_lend(struct app *app, const struct request *request, const struct staff_question *question,
                    struct reply *reply, struct staff_answer *ret_answer)
{
    struct reply lent;
    enum err err = question_put(app, request, question, &lent);
    *ret_answer = answer_of_reply(err, &lent);
    /* A refusal is for the form to show. */
    if (err)
        reply_done(&lent);
    else
        *reply = lent;
    return err;
}

enum err staff_hand_on(struct app *app, const struct request *request, const struct staff_question *question,
                       struct reply *reply, const char *file_name)
{
    struct reply own;
    enum err err = question_put(app, request, question, &own);
    reply->detail = own.detail;
    reply->faults = own.faults;
    reply->fault_count = own.fault_count;
    if (!err) {
        reply->text = own.text;
        reply->text_type = own.text_type;
        reply->stream = TAKE(own.stream);
        reply->stream_coding = own.stream_coding;
        reply->disposition = file_name ? arena_printf(reply->arena, "attachment; filename=\"%s\"", file_name)
                                       : own.disposition;
    }
    reply_done(&own);
    return err;
}

void staff_answer_done(struct staff_answer *answer)
{
    json_decref(answer->view);
    answer->view = NULL;
}

enum err staff_read(struct app *app, const struct request *request, handler *handle, const char *arg,
                    struct staff_answer *ret_answer)
{
    const struct staff_question question = {.handle = handle, .method = METHOD_GET, .args = {arg}};
    return staff_ask(app, request, &question, ret_answer);
}

enum err staff_tell_script(struct reply *reply, const json_t *view, int status)
{
    auto_buf struct buf out = BUF((size_t)2 * BODY_HTML_SIZE_MAX + 64 * 1024);
    if (view_write(view, &out))
        return ERR_MEMORY;
    reply->status = status;
    reply->text = arena_copy(reply->arena, buf_str(&out), out.length);
    reply->text_type = "application/json";
    return ERR_OK;
}

bool staff_is_of_form(enum err err)
{
    return err == ERR_INPUT || err == ERR_CONFLICT || err == ERR_TRANSITION || err == ERR_UTF8 ||
           err == ERR_PARAMETER || err == ERR_SECOND_PERSON || err == ERR_TOO_LARGE || err == ERR_MEDIA_TYPE;
}
