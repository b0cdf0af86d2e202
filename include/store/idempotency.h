/* Idempotency keys: the answer to a POST, kept 24 hours in the transaction that did the work. An answer that
 * shows a secret is never kept, and one that holds the words of an article goes with them; what stays is that
 * the work was done, so that the same request does it no second time. */
#ifndef STORE_IDEMPOTENCY_H
#define STORE_IDEMPOTENCY_H

#include "store/store.h"

#include <stddef.h>

enum { IDEMPOTENCY_KEY_MAX = 255, IDEMPOTENCY_HASH_SIZE = 32, IDEMPOTENCY_KEPT_HOURS = 24 };

/* In place of an article's id: the answer holds the words of more than one. */
enum { WORDS_OF_SEVERAL = -1 };

struct kept_answer {
    int status;
    const char *location; /* or NULL */
    const char *etag;     /* or NULL */
    const char *body;
    bool is_secret;   /* only that it was done is kept */
    int64_t words_of; /* the article whose words the body holds, WORDS_OF_SEVERAL, or 0 */
};

/* Looks up a token's key. NOT_FOUND: not seen (or older than 24 hours). IDEMPOTENCY_MISMATCH: seen with
 * another request hash. SECRET_SHOWN, ANSWER_GONE: the work was done, and the answer is not to be had again.
 */
enum err idempotency_find(struct conn *conn, int64_t token_id, const char *key,
                          const unsigned char hash[IDEMPOTENCY_HASH_SIZE], struct kept_answer *ret_answer);

/* Keeps the answer in this transaction, for the key of its actor's token. */
enum err idempotency_keep(struct conn *conn, const char *key, const unsigned char hash[IDEMPOTENCY_HASH_SIZE],
                          const struct kept_answer *answer);

/* Of the answers that hold an article's words, only that the work was done stays. Writer only. */
enum err idempotency_take_back(struct conn *conn, int64_t article_id);

/* Removes what is older than 24 hours. Writer only. */
enum err idempotency_forget(struct conn *conn);

#endif
