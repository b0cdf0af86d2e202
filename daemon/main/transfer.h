/* What the commands post, import and export have in common. */
#ifndef MAIN_TRANSFER_H
#define MAIN_TRANSFER_H

#include "base/buf.h"
#include "control.h"
#include "offline.h"
#include "running.h"

#include <jansson.h>

/* What a refusal said, as one line at the end of `fault`. */
enum err transfer_refused(int status, const struct buf *body, struct buf *fault);

/* The `warnings` of an answer, one a line on stderr, behind `place`: what was left out, changed or guessed.
 * Of what was kept out of an import, why. */
void transfer_print_warnings(const json_t *answer, const char *place);

/* Several calls to one daemon: the one that serves the folder, or one that runs within this command until the
 * end. */
struct transfer {
    struct settings *settings;
    struct settings alone;
    struct running *running; /* NULL: another process serves the folder */
    bool needs_helper;       /* pictures will be sent; set before transfer_begin() */
    enum portal_need need;   /* likewise */
};

/* The settings of the invocation; becomes the owner of the data folder, and makes sure that a daemon answers.
 * Ended by transfer_end(), also after an error. */
enum err transfer_begin(struct transfer *transfer, const struct invocation *invocation, struct buf *fault);
enum err transfer_call(struct transfer *transfer, struct control_call *call, struct buf *fault,
                       int *ret_status);
/* A call that is answered by JSON; `body` may be NULL. *ret_json is the answer, the caller's; NULL of one
 * without. A refusal is told. */
enum err transfer_json(struct transfer *transfer, const char *method, const char *path, const json_t *body,
                       struct buf *fault, json_t **ret_json);
void transfer_end(struct transfer *transfer);
#define auto_transfer CLEANUP(transfer_end)

/* The settings of the invocation, then control_send() on its data folder, as its owner. When no daemon runs
 * there, one runs within this command for as long as it takes, and listens on the control socket alone. */
enum err transfer_send(const struct invocation *invocation, enum portal_need need, struct control_call *call,
                       struct buf *fault, int *ret_status);

#endif
