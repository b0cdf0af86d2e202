/* The answer to a GET over HTTP/1.1 (RFC 9112), read from outside with bounds on everything. Private to this
 * floor.
 */
#ifndef HELPER_FETCH_ANSWER_H
#define HELPER_FETCH_ANSWER_H

#include "helper/fetch.h"

#include <stdbool.h>
#include <sys/types.h>

enum { ANSWER_HEAD_MAX = 32 * 1024, ANSWER_BUFFER = 16 * 1024 };

/* Gives up to `room` further bytes: 0 at the end, < 0 when the connection broke. */
struct answer_source {
    ssize_t (*pull)(void *context, void *bytes, size_t room);
    void *context;
};

struct answer {
    int status;
    char location[FETCH_ADDRESS_MAX + 1]; /* of a redirect, "" none */
    unsigned char *bytes;                 /* of a 200: the body; released by the caller with free() */
    size_t size;
};

/* Reads the answer. A 200 must be a picture by its first bytes, of at most `most` bytes; of others, and with
 * `most` 0, no body is read. FETCH_OK, with the answer's status, for every answer that is well-formed so far.
 */
enum fetch_fault answer_read(const struct answer_source *source, size_t most, struct answer *ret_answer);

/* Whether this status sends on to Location. */
bool answer_is_redirect(int status);

#endif
