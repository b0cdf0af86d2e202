/* What a reply says of faults. Must not know what a request's members mean. */
#include "http/reply.h"

#include "text/excerpt.h"
#include "text/number.h"

#include <string.h>

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

static void reply_add(struct reply *reply, struct fault **faults, size_t *count, const struct fault *fault)
{
    if (!*faults)
        *faults = arena_zero(reply->arena, FAULTS_MAX, sizeof **faults);
    if (!*faults || *count == FAULTS_MAX)
        return;
    (*faults)[(*count)++] = (struct fault){
        .pointer = arena_text(reply->arena, fault->pointer),
        .parameter = arena_text(reply->arena, fault->parameter),
        .detail = fault->detail,
    };
}

static void reply_add_fault(struct reply *reply, const char *pointer, const char *parameter,
                            enum message message, const struct message_args *args)
{
    if (reply->fault_count == FAULTS_MAX)
        return;
    const struct fault fault = {pointer, parameter, message_text(reply->arena, reply->lang, message, args)};
    reply_add(reply, &reply->faults, &reply->fault_count, &fault);
}

void reply_warn(struct reply *reply, const char *pointer, enum message message,
                const struct message_args *args)
{
    if (reply->warning_count == FAULTS_MAX)
        return;
    const struct fault warning = {pointer, NULL, message_text(reply->arena, reply->lang, message, args)};
    reply_add(reply, &reply->warnings, &reply->warning_count, &warning);
}

enum err reply_length(const struct request *request, struct reply *reply, size_t size)
{
    reply->is_long = size > REPLY_LONG && !request->may_wait;
    return reply->is_long ? ERR_UNAVAILABLE : ERR_OK;
}

enum err reply_fault(struct reply *reply, const char *pointer, enum message message,
                     const struct message_args *args)
{
    reply_add_fault(reply, pointer, NULL, message, args);
    return ERR_INPUT;
}

bool reply_names_unknown(size_t *count)
{
    return ++*count <= UNKNOWN_NAMED_MAX;
}

void reply_fault_unnamed(struct reply *reply, const char *pointer, const char *parameter, size_t count)
{
    char number[NUMBER_TEXT_SIZE];
    if (count <= UNKNOWN_NAMED_MAX)
        return;
    number_grouped((int64_t)(count - UNKNOWN_NAMED_MAX), reply->lang, number);
    reply_add_fault(reply, pointer, parameter, MESSAGE_UNKNOWN_MORE, MESSAGE_ARGS(number));
}

const char *reply_name(struct reply *reply, const char *name)
{
    return text_shown(name, strlen(name), NAME_SHOWN_MAX, reply->arena);
}

enum err reply_fault_parameter(struct reply *reply, const char *parameter, enum message message,
                               const struct message_args *args)
{
    reply_add_fault(reply, NULL, parameter, message, args);
    return ERR_PARAMETER;
}
