/* Problem documents (RFC 9457): the one form in which the API says what went wrong. */
#ifndef HTTP_PROBLEM_H
#define HTTP_PROBLEM_H

#include "http/reply.h"
#include "http/request.h"

/* The document as a new reference: type, title, status, detail, instance, errors, current_version.
 * NULL when out of memory. */
json_t *problem_document(struct request *request, const struct reply *reply, enum err err);

/* An entry of its `errors`, or of an answer's `warnings`: code, pointer or parameter, line, detail. One
 * without a place points at the whole body, "" in RFC 6901. A new reference, NULL when out of memory. */
json_t *fault_document(const struct fault *fault);

#endif
