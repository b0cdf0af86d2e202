#include "transfer.h"

#include "privilege.h"

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

enum err transfer_refused(int status, const struct buf *body, struct buf *fault)
{
    const struct control_answer answer = {status, *body};
    control_problem(&answer, fault);
    return ERR_INPUT;
}

enum err transfer_send(const struct invocation *invocation, struct control_call *call, struct buf *fault,
                       int *ret_status)
{
    auto_settings struct settings *settings = NULL;
    enum err err = invocation_settings(invocation, fault, &settings);
    if (!err)
        err = privilege_drop(settings->data, fault);
    if (err)
        return err;
    call->directory = settings->data;
    err = control_send(call, fault, ret_status);
    if (err == ERR_NOT_FOUND)
        buf_printf(fault, "no daemon runs on %s; start it with `congd serve`", settings->data);
    return err;
}
