/* Sends one call to the daemon of a data folder, or runs that daemon within this command. Must not know
 * what is sent. */
#include "transfer.h"

#include "base/log.h"
#include "privilege.h"
#include "running.h"

#include <signal.h>
#include <stdio.h>

/* Takes the one file and hands the settings' child its input. */
error_t transfer_parse(int key, char *text, struct argp_state *state, struct invocation *invocation,
                       const char **file, const char *what)
{
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = invocation;
        return 0;
    case ARGP_KEY_ARG:
        if (*file)
            argp_error(state, "one %s at a time", what);
        *file = text;
        return 0;
    case ARGP_KEY_END:
        if (!*file)
            argp_error(state, "%s is needed", what);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

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
        fprintf(stderr, "congd: %s%s%s%s%s: %s\n", place, reason ? "kept, " : "warning", reason ? reason : "",
                has_place ? " " : "", has_place ? pointer : "", detail ? detail : "");
    }
}

/* The same daemon, with nobody to hear it but this command. */
static enum err send_alone(const struct settings *settings, const struct control_call *call,
                           struct buf *fault, int *ret_status)
{
    /* A shallow copy; its texts stay the settings'. */
    struct settings alone = *settings;
    struct running running = {.settings = NULL};
    /* Nobody on the network is served; certificates need not be readable then. */
    alone.listen.count = alone.redirect_listen.count = 0;
    alone.tls_cert = alone.tls_key = "";
    log_init(LOG_LEVEL_WARNING, LOG_FORMAT_TEXT);
    /* Both ends of the conversation are in this process. */
    signal(SIGPIPE, SIG_IGN);
    /* Without a helper, so no picture can be taken this way. Not confined, for all that it hears comes
     * from this very command. */
    enum err err = running_bind(&running, &alone, fault);
    if (!err)
        err = running_open(&running, fault);
    if (!err)
        err = running_listen(&running, fault);
    if (!err)
        err = running_serve(&running, fault);
    if (!err)
        err = control_send(call, fault, ret_status);
    /* Whatever came of it; the answer is complete by then. */
    running_close(&running);
    return err;
}

/* Asks whoever serves the folder; its own daemon only where nobody does. */
enum err transfer_send(const struct invocation *invocation, struct control_call *call, struct buf *fault,
                       int *ret_status)
{
    auto_settings struct settings *settings = NULL;
    enum err err = invocation_settings(invocation, fault, &settings);
    if (!err)
        err = privilege_take_owner(settings->user, settings->data, fault);
    if (err)
        return err;
    /* Known only when the settings are. */
    call->directory = settings->data;
    err = control_send(call, fault, ret_status);
    return err == ERR_NOT_FOUND ? send_alone(settings, call, fault, ret_status) : err;
}
