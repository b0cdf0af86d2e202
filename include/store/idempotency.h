/* Idempotency keys: the answer to a POST, kept 24 hours in the transaction that did the work. */
#ifndef STORE_IDEMPOTENCY_H
#define STORE_IDEMPOTENCY_H

#include "store/store.h"

#include <stddef.h>

enum { IDEMPOTENCY_KEY_MAX = 255, IDEMPOTENCY_HASH_SIZE = 32 };

struct kept_answer {
    int status;
    const char *location; /* or NULL */
    const char *etag;     /* or NULL */
    const char *body;
};

/* Looks up a token's key. NOT_FOUND: not seen (or older than 24 hours).
 * IDEMPOTENCY_MISMATCH: seen with another request hash. */
enum err idempotency_find(struct conn *conn, int64_t token_id, const char *key,
                          const unsigned char hash[IDEMPOTENCY_HASH_SIZE], struct kept_answer *ret_answer);

/* Keeps the answer in this transaction, for the key of its actor's token. */
enum err idempotency_keep(struct conn *conn, const char *key, const unsigned char hash[IDEMPOTENCY_HASH_SIZE],
                          const struct kept_answer *answer);

#endif
