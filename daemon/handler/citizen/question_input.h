/* A question as a citizen sends it, by the page's form or by the API: read, judged, taken in. One source of
 * truth for both; what differs are the names of the members. */
#ifndef HANDLER_QUESTION_INPUT_H
#define HANDLER_QUESTION_INPUT_H

#include "handler/app.h"
#include "http/reply.h"
#include "http/request.h"
#include "http/submission.h"
#include "store/petition.h"

/* Names of members; those of one audience. A trap is a member that nobody sees. NULL: there is no such
 * member, and nothing of it is asked for; `part` and `consultation` are a comment's (opinion_input.h), which
 * reads them. */
struct question_names {
    const char *name, *mail, *phone, *field, *subject, *text, *consent, *may_publish, *mark, *trap, *part,
        *consultation, *files;
};

/* What was sent, judged. */
struct question_sent {
    struct petition petition; /* what of it can be used; its files come when it is taken */
    const struct submission *submission;
    const char *mark; /* NULL: none was sent, or it is over */
    bool has_consent;
    int64_t until_ms; /* from this moment on it is not kept any more; 0: always */
};

/* A form may be sent so soon after it was given out, and until then. */
enum { QUESTION_SOON_MS = 3000, QUESTION_LATE_MS = 24 * 3600 * 1000 };

/* Reads it; what is wrong with it are faults of `reply`, whose pointers are the members. `needs_mark`: it
 * must bear the mark of a form. Errors: MEMORY. */
enum err question_judge(struct app *app, const struct request *request, struct reply *reply,
                        const struct submission *submission, const struct question_names *names,
                        bool needs_mark, struct question_sent *ret_sent);

/* Keeps it, for whoever sent it: nobody to the portal. A question is due by the terms of its field
 * (store/office_day.h). Its files are looked into first, which takes seconds, and stand in *ret_taken.
 * Errors: TOO_MANY (reply has the detail), INPUT (another was sent with this mark already, or a file cannot
 * be taken: a fault), TRANSITION (it is past until_ms), the store's. */
enum err question_take(struct app *app, const struct request *request, struct reply *reply,
                       const struct question_sent *sent, const struct question_names *names,
                       char ret_code[RECEIPT_SIZE], struct petition *ret_taken);

/* Whether what the staff say can reach who sent it: nothing can once they are erased. `is_due`: they must be
 * told why. Errors: INPUT (a fault at /reply). */
enum err petition_reply_check(struct reply *reply, const struct petition *petition, const char *words,
                              bool is_due);

#endif
