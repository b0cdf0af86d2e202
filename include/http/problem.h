/* Problem documents (RFC 9457): the one form in which the API says what went wrong. */
#ifndef HTTP_PROBLEM_H
#define HTTP_PROBLEM_H

#include "base/buf.h"
#include "http/reply.h"
#include "http/request.h"

/* The document as a new reference: type, title, status, detail, instance, errors, current_version.
 * NULL when out of memory. */
json_t *problem_document(struct request *request, const struct reply *reply, enum err err);

/* The same for a person at a terminal: title, what is wrong at which place, a line each, and what to do about
 * it. Errors: MEMORY. */
enum err problem_text(struct request *request, const struct reply *reply, enum err err, struct buf *out);

/* An entry of its `errors`, or of an answer's `warnings`: code, pointer or parameter, line, detail. One
 * without a place points at the whole body, "" in RFC 6901. A new reference, NULL when out of memory. */
json_t *fault_document(const struct fault *fault);

#endif
