/* The request's target (RFC 9112 section 3.2.1, origin form): path and query, decoded strictly. */
#ifndef SERVER_TARGET_H
#define SERVER_TARGET_H

#include "http/request.h"

enum { TARGET_SIZE_MAX = 4096, TARGET_PARAMETERS_MAX = 64 };

/* Fills target, path and parameters of the request. Errors: URI_TOO_LONG; BAD_REQUEST (not origin form, a
 * broken escape, %00 or another control character, more than 64 parameters), UTF8; MEMORY. */
enum err target_read(struct request *request, const char *target);

#endif
