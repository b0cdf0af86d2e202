/* Writes the problem document from what a reply holds. Must not know which route failed, nor how the
 * answer is sent. */
#include "http/problem.h"

#include <stdio.h>

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
