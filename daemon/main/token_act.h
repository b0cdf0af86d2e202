/* What the actions of congd token share: their arguments, and how they reach the daemon or the store. */
#ifndef MAIN_TOKEN_ACT_H
#define MAIN_TOKEN_ACT_H

#include "control.h"
#include "invocation.h"
#include "store/token.h"

#include <jansson.h>

enum { STATUS_OK = 200, STATUS_CREATED = 201, STATUS_NO_CONTENT = 204, STATUS_NOT_FOUND = 404 };

/* Zeroed, a token never expires and comes from anywhere. */
struct token_arguments {
    struct invocation invocation;
    struct token token; /* to be created; of rotate only its expiry */
    bool has_expiry;    /* it was given */
    int64_t grace_ms;   /* of rotate */
    int64_t id;         /* to be revoked or rotated */
};

/* What an action needs, and the line that it leaves when it fails. */
struct token_work {
    const struct token_arguments *arguments;
    const char *directory;
    struct arena *arena;
    struct buf *fault;
};

/* Asks the daemon; *ret_json is the answer when its status is the wanted one, or NULL when it has no body.
 * Errors: NOT_FOUND (none runs), UNAVAILABLE (it refused; the fault says what it said). */
enum err token_ask(struct token_work *work, const char *method, const char *path, const char *json,
                   int wanted, json_t **ret_json);

/* The action of `congd token list`. */
enum err token_list_print(struct token_work *work);

#endif
