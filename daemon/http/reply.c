/* What a reply says of faults. Must not know what a request's members mean. */
#include "http/reply.h"

#include "text/excerpt.h"
#include "text/number.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* Everything else of a reply lies in the request's arena and goes with it. */
void reply_done(struct reply *reply)
{
    json_decref(reply->view);
    reply->view = NULL;
    stream_free(reply->stream);
    reply->stream = NULL;
    buf_done(&reply->body);
    buf_done(&reply->packed);
}

/* For `return`: the error passes through, so that a refusal is one line in a handler. A later call
 * replaces the detail. */
enum err reply_problem(struct reply *reply, enum err err, enum message message,
                       const struct message_args *args)
{
    reply->detail = message_text(reply->arena, reply->lang, message, args);
    return err;
}

/* Copies a fault into its list, which is made at the first. Beyond FAULTS_MAX, or without memory, the
 * fault is left out; the error that goes with it is not. */
static void reply_add(struct reply *reply, struct fault **faults, size_t *count, const struct fault *fault)
{
    /* Room for all at once; a request with one fault mostly has more, and the arena goes soon. */
    if (!*faults)
        *faults = arena_zero(reply->arena, FAULTS_MAX, sizeof **faults);
    if (!*faults || *count == FAULTS_MAX)
        return;
    (*faults)[(*count)++] = (struct fault){
        .pointer = arena_text(reply->arena, fault->pointer),
        .parameter = arena_text(reply->arena, fault->parameter),
        .detail = fault->detail,
        .code = fault->code,
        .line = fault->line,
    };
}

static void reply_add_fault(struct reply *reply, const char *pointer, const char *parameter,
                            enum message message, const struct message_args *args)
{
    /* Before the sentence is made, or a body with a million faults would cost a million sentences. */
    if (reply->fault_count == FAULTS_MAX)
        return;
    const struct fault fault = {
        .pointer = pointer,
        .parameter = parameter,
        .detail = message_text(reply->arena, reply->lang, message, args),
    };
    reply_add(reply, &reply->faults, &reply->fault_count, &fault);
}

/* A warning changes nothing of what is done; it is shown beside the result. `warning` is at a place; its
 * words are made here. */
static void add_warning(struct reply *reply, struct fault warning, enum warning_code code,
                        const struct message_args *args)
{
    if (reply->warning_count == FAULTS_MAX) {
        reply->warnings_unnamed++;
        return;
    }
    warning.code = warning_name(code);
    warning.detail = message_fill(reply->arena, warning_sentence(code, reply->lang), args);
    reply_add(reply, &reply->warnings, &reply->warning_count, &warning);
}

void reply_warn(struct reply *reply, const char *pointer, enum warning_code code,
                const struct message_args *args)
{
    add_warning(reply, (struct fault){.pointer = pointer}, code, args);
}

void reply_warn_parameter(struct reply *reply, const char *parameter, enum warning_code code,
                          const struct message_args *args)
{
    add_warning(reply, (struct fault){.parameter = parameter}, code, args);
}

void reply_warnings(struct reply *reply, const char *pointer, const struct warnings *warnings)
{
    for (size_t i = 0; i < warnings->count; i++) {
        const struct warning *warning = &warnings->items[i];
        char number[NUMBER_TEXT_SIZE];
        number_grouped((int64_t)warning->count, reply->lang, number);
        add_warning(reply, (struct fault){.pointer = pointer, .line = warning->line}, warning->code,
                    MESSAGE_ARGS(warning->shown, number));
    }
    reply->warnings_unnamed += warnings->unnamed;
}

/* PDFs and word processors leave characters in a text that nobody sees; it is taken without them. */
void reply_warn_removed(struct reply *reply, const char *pointer, const struct text_fault *fault)
{
    struct warning warning = {.code = WARNING_CONTROL_CHARACTERS, .line = fault->line, .count = fault->count};
    struct warnings warnings = {.arena = reply->arena, .items = &warning, .count = 1};
    assert(fault->kind == TEXT_FAULT_REMOVED);
    snprintf(warning.shown, sizeof warning.shown, "%s", text_fault_words(fault, reply->lang, reply->arena));
    reply_warnings(reply, pointer, &warnings);
}

/* With their codes, so that a client can tell these faults from its own mistakes. */
enum err reply_refuse_warnings(struct reply *reply)
{
    if (!reply->warning_count)
        return ERR_OK;
    for (size_t i = 0; i < reply->warning_count; i++)
        reply_add(reply, &reply->faults, &reply->fault_count, &reply->warnings[i]);
    return reply_problem(reply, ERR_INPUT, MESSAGE_STRICT, NULL);
}

enum err reply_length(const struct request *request, struct reply *reply, size_t size)
{
    /* dispatch_try() sees it and hands the request to the slow pool, so nobody ever reads this
     * ERR_UNAVAILABLE. */
    reply->is_long = size > REPLY_LONG && !request->may_wait;
    return reply->is_long ? ERR_UNAVAILABLE : ERR_OK;
}

/* A place in the body and what is wrong with it. Handlers note all faults before they refuse, so that an
 * editor need not send again for each. */
enum err reply_fault(struct reply *reply, const char *pointer, enum message message,
                     const struct message_args *args)
{
    reply_add_fault(reply, pointer, NULL, message, args);
    return ERR_INPUT;
}

/* A body can bring thousands of names that nobody knows, and each would be repeated to its sender. */
bool reply_names_unknown(size_t *count)
{
    return ++*count <= UNKNOWN_NAMED_MAX;
}

void reply_fault_unnamed(struct reply *reply, const char *pointer, const char *parameter, size_t count)
{
    char number[NUMBER_TEXT_SIZE];
    if (count <= UNKNOWN_NAMED_MAX)
        return;
    /* As readers of the language write numbers, since the sentence is for people. */
    number_grouped((int64_t)(count - UNKNOWN_NAMED_MAX), reply->lang, number);
    reply_add_fault(reply, pointer, parameter, MESSAGE_UNKNOWN_MORE, MESSAGE_ARGS(number));
}

/* Cut and made UTF-8: a name from a form may be any bytes of any length. */
const char *reply_name(struct reply *reply, const char *name)
{
    return text_shown(name, strlen(name), NAME_SHOWN_MAX, reply->arena);
}

/* ERR_PARAMETER rather than ERR_INPUT, since the mistake is in the address and not in the body. */
enum err reply_fault_parameter(struct reply *reply, const char *parameter, enum message message,
                               const struct message_args *args)
{
    reply_add_fault(reply, NULL, parameter, message, args);
    return ERR_PARAMETER;
}
