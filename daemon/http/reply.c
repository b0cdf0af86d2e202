#include "http/reply.h"

void reply_done(struct reply *reply)
{
    json_decref(reply->view);
    reply->view = NULL;
    stream_free(reply->stream);
    reply->stream = NULL;
}

enum err reply_problem(struct reply *reply, enum err err, enum message message,
                       const struct message_args *args)
{
    reply->detail = message_text(reply->arena, reply->lang, message, args);
    return err;
}

static void add_fault(struct reply *reply, const char *pointer, const char *parameter, enum message message,
                      const struct message_args *args)
{
    if (!reply->faults)
        reply->faults = arena_zero(reply->arena, FAULTS_MAX, sizeof *reply->faults);
    if (!reply->faults || reply->fault_count == FAULTS_MAX)
        return;
    reply->faults[reply->fault_count++] = (struct fault){
        .pointer = arena_text(reply->arena, pointer),
        .parameter = arena_text(reply->arena, parameter),
        .detail = message_text(reply->arena, reply->lang, message, args),
    };
}

enum err reply_fault(struct reply *reply, const char *pointer, enum message message,
                     const struct message_args *args)
{
    add_fault(reply, pointer, NULL, message, args);
    return ERR_INPUT;
}

enum err reply_fault_parameter(struct reply *reply, const char *parameter, enum message message,
                               const struct message_args *args)
{
    add_fault(reply, NULL, parameter, message, args);
    return ERR_PARAMETER;
}
