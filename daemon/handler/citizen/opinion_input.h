/* A comment on a draft as a citizen sends it, by the page's form or by the API. Who sends it is read and
 * judged as with questions (question_input.h). */
#ifndef HANDLER_OPINION_INPUT_H
#define HANDLER_OPINION_INPUT_H

#include "question_input.h"
#include "view/consultation.h"

/* On what, by whom and when. */
struct opinion_sent {
    struct question_sent sent;
    struct consultation consultation;
};

/* The consultation of an article that the public sees. Errors: NOT_FOUND (there is none, or it has no times),
 * with details in `reply`. */
enum err opinion_consultation(struct reply *reply, const struct article *article,
                              struct consultation *ret_consultation);

/* Reads it; what is wrong with it are faults of `reply` at the members of `names`, whose `part` is the
 * article of the draft. Errors: MEMORY. */
enum err opinion_judge(struct app *app, const struct request *request, struct reply *reply,
                       const struct submission *submission, const struct question_names *names,
                       bool needs_mark, const struct article *article, struct question_sent *ret_sent);

/* Whether comments are taken at this moment. Errors: TRANSITION, with the reason in `reply`. */
enum err opinion_check_open(struct reply *reply, const struct consultation *consultation, int64_t now_ms);

/* Keeps it, unless it is over in the very moment in which it is kept. Errors: TRANSITION and those of
 * question_take().
 */
enum err opinion_take(struct app *app, const struct request *request, struct reply *reply,
                      const struct question_sent *sent, const struct question_names *names,
                      const struct consultation *consultation, char ret_code[RECEIPT_SIZE],
                      struct petition *ret_taken);

#endif
