/* Sends one call to the daemon of a data folder, or runs that daemon within this command. Must not know
 * what is sent. */
#include "transfer.h"

#include "base/json_text.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/said.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* ERR_INPUT, since a refusal is nearly always about what was sent. */
enum err transfer_refused(int status, const struct buf *body, struct buf *fault)
{
    const struct control_answer answer = {status, *body};
    control_problem(&answer, fault);
    return ERR_INPUT;
}

void transfer_print_warnings(const json_t *answer, const char *place)
{
    const char *reason = json_string_value(json_object_get(answer, "reason"));
    const json_t *warning;
    size_t index;
    json_array_foreach(json_object_get(answer, "warnings"), index, warning)
    {
        const char *pointer = json_string_value(json_object_get(warning, "pointer"));
        const char *detail = json_string_value(json_object_get(warning, "detail"));
        bool has_place = !reason && pointer && *pointer;
        fprintf(stderr, "congd: %s%s%s%s%s: %s\n", place,
                reason ? SAID("giữ nguyên, ", "kept, ") : SAID("lưu ý", "warning"), reason ? reason : "",
                has_place ? " " : "", has_place ? pointer : "", detail ? detail : "");
    }
}

/* The same daemon, with nobody to hear it but this command. */
static enum err transfer_start(struct transfer *transfer, struct buf *fault)
{
    struct running *running = memory_new(1, sizeof *running);
    struct sandbox_user user = {.uid = geteuid(), .gid = getegid()};
    struct settings *alone = &transfer->alone;
    if (!running)
        return ERR_MEMORY;
    /* A shallow copy; its texts stay the settings'. Nobody on the network is served; certificates need not be
     * readable then. */
    transfer->running = running;
    *alone = *transfer->settings;
    alone->listen.count = alone->redirect_listen.count = 0;
    alone->tls_cert = alone->tls_key = "";
    log_init(LOG_LEVEL_WARNING, LOG_FORMAT_TEXT);
    /* Both ends of the conversation are in this process. */
    signal(SIGPIPE, SIG_IGN);
    /* Forked before there are threads. Not confined, for all that it hears comes from this very command. */
    enum err err = transfer->needs_helper ? running_start_helper(running, &user, alone) : ERR_OK;
    if (!err)
        err = running_start_ordered(running, &user, alone, fault);
    if (!err)
        err = running_bind(running, alone, fault);
    if (!err)
        err = running_open(running, fault);
    if (!err)
        err = running_listen(running, fault);
    return err ? err : running_serve(running, fault);
}

/* Asks something that costs nothing. */
static bool transfer_ignore(void *context, int status, const char *bytes, size_t size)
{
    (void)context, (void)status, (void)bytes, (void)size;
    return true;
}

enum err transfer_begin(struct transfer *transfer, const struct invocation *invocation, struct buf *fault)
{
    struct control_call call = {.method = "GET", .path = "/healthz", .take = transfer_ignore};
    int status;
    enum err err = portal_enter(invocation, transfer->need, fault, &transfer->settings);
    if (!err)
        err = transfer_call(transfer, &call, fault, &status);
    return err == ERR_NOT_FOUND ? transfer_start(transfer, fault) : err;
}

enum err transfer_call(struct transfer *transfer, struct control_call *call, struct buf *fault,
                       int *ret_status)
{
    call->directory = transfer->settings->data;
    return control_send(call, fault, ret_status);
}

void transfer_end(struct transfer *transfer)
{
    if (transfer->running)
        running_close(transfer->running);
    free(transfer->running);
    transfer->running = NULL;
    settings_free(transfer->settings);
    transfer->settings = NULL;
}

/* One call of its own. */
enum err transfer_send(const struct invocation *invocation, enum portal_need need, struct control_call *call,
                       struct buf *fault, int *ret_status)
{
    auto_transfer struct transfer transfer = {.need = need};
    enum err err = transfer_begin(&transfer, invocation, fault);
    if (!err)
        err = transfer_call(&transfer, call, fault, ret_status);
    /* Between two calls. */
    if (err == ERR_NOT_FOUND && !fault->length)
        buf_text(fault, SAID("máy chủ congd đã dừng giữa chừng", "the daemon went away"));
    return err;
}

/* All of the answer, into a buffer. */
static bool transfer_gather(void *context, int status, const char *bytes, size_t size)
{
    (void)status;
    buf_add(context, bytes, size);
    return !buf_failed(context);
}

enum err transfer_json(struct transfer *transfer, const char *method, const char *path, const json_t *body,
                       struct buf *fault, json_t **ret_json)
{
    enum { JSON_ANSWER_MAX = 4 * 1024 * 1024, STATUS_REFUSED = 300 };
    auto_buf struct buf answer = BUF(JSON_ANSWER_MAX), sent = BUF(JSON_ANSWER_MAX);
    auto_free char *text = body ? json_text_write(body, JSON_COMPACT) : NULL;
    int status = 0;
    if (body && !text)
        return ERR_INPUT; /* not UTF-8 */
    buf_text(&sent, text ? text : "");
    struct control_call call = {.method = method,
                                .path = path,
                                .type = body ? "application/json" : NULL,
                                .body = body ? &sent : NULL,
                                .take = transfer_gather,
                                .context = &answer};
    enum err err = transfer_call(transfer, &call, fault, &status);
    if (!err && status >= STATUS_REFUSED)
        err = transfer_refused(status, &answer, fault);
    if (!err && answer.length)
        *ret_json = json_text_read(buf_str(&answer), answer.length, 0, NULL);
    return err || *ret_json || !answer.length ? err : ERR_UNAVAILABLE;
}
