/* A code, and what became of the version that it is of. */
#ifndef HANDLER_SEAL_STATE_H
#define HANDLER_SEAL_STATE_H

#include "handler/app.h"
#include "http/reply.h"
#include "http/request.h"
#include "store/revision.h"
#include "store/seal.h"
#include "text/word_match.h"

/* Its words are the present ones; were changed since; are not public any more; were taken back. */
enum seal_state { SEAL_IS_CURRENT, SEAL_IS_CHANGED, SEAL_IS_WITHDRAWN, SEAL_IS_TAKEN, SEAL_STATE_COUNT };

/* "current", "changed", "withdrawn", "taken_back". */
const char *seal_state_name(enum seal_state state);

struct seal_found {
    enum seal_state state;
    struct seal seal;
    struct article present; /* what became of its article; of one that was taken back nothing is there … */
    struct revision revision; /* … nor here */
};

/* What is compared at most, in bytes. */
enum { SEAL_TEXT_MAX = 200 * 1000, SEAL_CODE_TYPED_MAX = 100 };

/* Fewer words than that are not compared with what was withdrawn; and of the comparison is told only whether
 * they are the same. */
enum { SEAL_WITHDRAWN_WORDS = 20 };

/* Errors: NOT_FOUND (the text is no code, or nobody's). */
enum err seal_look_up(struct conn *conn, const char *text, struct seal_found *ret_found);

/* The same with a detail in `reply`. */
enum err seal_find(struct conn *conn, struct reply *reply, const char *text, struct seal_found *ret_found);

/* The budget of comparisons of one household, which take longer than other questions. Errors: TOO_MANY. */
enum err seal_throttle(struct app *app, const struct request *request, struct reply *reply);

/* Compares words with those that the version said, on paper and elsewhere. Not of one that was taken back.
 * Errors: INPUT (there is no word in them, or too few), for which seal_input_fault() has the message. */
enum err seal_compare(const struct app *app, struct conn *conn, struct seal_found *found, const char *given,
                      struct word_match *ret_match);
enum message seal_input_fault(const struct seal_found *found);

#endif
