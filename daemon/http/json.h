/* Reading JSON that strangers sent (RFC 8259): no duplicate keys, no NUL, at most 32 levels. */
#ifndef HTTP_JSON_H
#define HTTP_JSON_H

#include "http/reply.h"

/* *ret_value is a new reference to an object. Errors: JSON, with the place in `reply`; MEMORY. */
enum err json_read_object(const char *text, size_t size, struct reply *reply, json_t **ret_value);

#endif
