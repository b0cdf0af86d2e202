/* Writes the problem document from what a reply holds. Must not know which route failed, nor how the
 * answer is sent. */
#include "http/problem.h"

#include "http/help.h"

#include <stdio.h>
#include <string.h>

/* Code and line are left out where there is none. */
json_t *fault_document(const struct fault *fault)
{
    bool is_parameter = fault->parameter != NULL;
    const char *place = is_parameter ? fault->parameter : fault->pointer ? fault->pointer : "";
    json_t *line = fault->line ? json_integer((json_int_t)fault->line) : NULL;
    return json_pack("{s:s*, s:s, s:o*, s:s}", "code", fault->code, is_parameter ? "parameter" : "pointer",
                     place, "line", line, "detail", fault->detail);
}

/* NULL without memory; then "errors" is left out, and the document still says what is wrong. */
static json_t *fault_list(const struct reply *reply)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < reply->fault_count; i++)
        if (json_array_append_new(list, fault_document(&reply->faults[i]))) {
            json_decref(list);
            return NULL;
        }
    return list;
}

json_t *problem_document(struct request *request, const struct reply *reply, enum err err)
{
    char type[64], instance[64];
    const char *title = err_title(err, reply->lang);
    /* Whoever shows but one sentence to a person gets the most particular one there is. */
    const char *detail = reply->detail ? reply->detail : reply->fault_count ? reply->faults[0].detail : title;
    /* A relative reference (RFC 9457 section 3.1.1), which leads to help.c's explanation on this very
     * portal. */
    snprintf(type, sizeof type, "/problems/%s", err_type(err));
    /* The id that the log has too, so that an editor can name it to the technician. */
    snprintf(instance, sizeof instance, "urn:uuid:%s", request_id(request));
    json_t *document = json_pack("{s:s, s:s, s:i, s:s, s:s}", "type", type, "title", title, "status",
                                 err_status(err), "detail", detail, "instance", instance);
    if (document && reply->fault_count)
        json_object_set_new(document, "errors", fault_list(reply));
    /* Of a 412 the client can tell at once whether it is far behind. */
    if (document && reply->current_version)
        json_object_set_new(document, "current_version", json_integer(reply->current_version));
    return document;
}

/* One fault as a line: its place, if it has one, and its sentence. */
static const char *fault_line(const struct reply *reply, const struct fault *fault)
{
    const char *place = fault->parameter ? fault->parameter : fault->pointer ? fault->pointer : "";
    const char *line = arena_printf(reply->arena, "%zu", fault->line);
    /* A line is of what the pointer names, or of the body as a whole. */
    enum message message = fault->line && *place ? MESSAGE_FAULT_PLACE_LINE
                           : fault->line         ? MESSAGE_FAULT_LINE
                           : *place              ? MESSAGE_FAULT_PLACE
                                                 : MESSAGE_FAULT_ALONE;
    return message_text(reply->arena, reply->lang, message, MESSAGE_ARGS(fault->detail, place, line));
}

enum err problem_text(struct request *request, const struct reply *reply, enum err err, struct buf *out)
{
    buf_printf(out, "%d %s\n", err_status(err), err_title(err, reply->lang));
    if (reply->detail)
        buf_printf(out, "%s\n", reply->detail);
    for (size_t i = 0; i < reply->fault_count; i++) {
        /* Said above already, by who refused for this one. */
        bool is_said = reply->detail && strcmp(reply->detail, reply->faults[i].detail) == 0;
        if (!is_said)
            buf_printf(out, "%s\n", fault_line(reply, &reply->faults[i]));
    }
    const char *hint = message_text(reply->arena, reply->lang, MESSAGE_PROBLEM_HINT,
                                    MESSAGE_ARGS(help_text(err, reply->lang), request_id(request)));
    buf_printf(out, "%s\n", hint);
    return buf_failed(out) || arena_failed(reply->arena) ? ERR_MEMORY : ERR_OK;
}
