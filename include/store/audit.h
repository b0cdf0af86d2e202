/* The audit: an append-only, hash-chained table with one line a write, from the first row on. The
 * store's own modules add to it inside their transactions; no API can change it.
 *
 * A line's hash is BLAKE2b-256 over the former line's hash and the line's fields in a fixed encoding
 * (documented in audit.c). Addresses stand outside the chain; a salted hash of them inside. */
#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H

#include "store/store.h"

struct audit_line {
    int64_t number;
    int64_t at_ms;
    const char *actor; /* name */
    int64_t token_id;
    const char *action; /* "article.create" … */
    const char *object; /* "article", "box", … */
    int64_t object_id;
    int64_t before_version; /* 0: none */
    int64_t after_version;
    const char *request_id;
};

/* Adds a line for the connection's actor. `note` may be NULL. Writer only. */
enum err audit_add(struct conn *conn, const char *action, const char *object, int64_t object_id,
                   int64_t before_version, int64_t after_version, const char *note);

/* Checks the whole chain. *ret_bad is the number of the first line that is wrong, 0 when all is well. */
enum err audit_verify(struct conn *conn, int64_t *ret_lines, int64_t *ret_bad);

#endif
