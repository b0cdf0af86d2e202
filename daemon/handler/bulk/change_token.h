/* The change feed's token, EPOCH.SEQUENCE: what its bearer has seen. While somebody still reads the present
 * state from the beginning a third number stands behind, the last one given when they began: deletions up to
 * there are none of theirs. */
#ifndef HANDLER_CHANGE_TOKEN_H
#define HANDLER_CHANGE_TOKEN_H

#include "base/arena.h"
#include "store/change.h"

struct change_token {
    int64_t sequence;
    int64_t floor; /* 0 once the beginning is behind */
};

/* The token of somebody who knows nothing yet. */
struct change_token change_token_first(const struct change_state *state);

/* Errors: PARAMETER (no token at all), RESYNC (of another epoch, older than the horizon, or from the future).
 */
enum err change_token_read(const char *text, const struct change_state *state,
                           struct change_token *ret_token);

const char *change_token_write(struct arena *arena, const struct change_state *state,
                               const struct change_token *token);

#endif
