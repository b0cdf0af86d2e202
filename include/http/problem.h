/* Problem documents (RFC 9457): the one form in which the API says what went wrong. */
#ifndef HTTP_PROBLEM_H
#define HTTP_PROBLEM_H

#include "http/reply.h"
#include "http/request.h"

/* The document as a new reference: type, title, status, detail, instance, errors, current_version.
 * NULL when out of memory. */
json_t *problem_document(struct request *request, const struct reply *reply, enum err err);

#endif
