/* The request's target (RFC 9112 section 3.2): path and query of an origin or absolute form, decoded
 * strictly, or the asterisk of OPTIONS. */
#ifndef SERVER_TARGET_H
#define SERVER_TARGET_H

#include "http/request.h"

/* As long as RFC 9112 section 3 recommends. */
enum { TARGET_SIZE_MAX = 8000, TARGET_PARAMETERS_MAX = 64 };

/* Fills target, path and parameters of the request, whose method and host are known; `target` must live as
 * long as the request. The authority of an absolute form takes the place of the host. An escaped slash
 * divides nothing: it stays %2F in the path. Errors: URI_TOO_LONG; BAD_REQUEST (none of these forms, an
 * authority that is no host, a broken escape, %00 or another control character, more than 64 parameters),
 * UTF8; MEMORY. */
enum err target_read(struct request *request, const char *target);

#endif
