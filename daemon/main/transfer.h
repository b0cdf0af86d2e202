/* What the commands post, import and export have in common. */
#ifndef MAIN_TRANSFER_H
#define MAIN_TRANSFER_H

#include "base/buf.h"
#include "control.h"
#include "invocation.h"

#include <jansson.h>

/* A parser's part for the child of settings and the one argument FILE, called `what` in faults. */
error_t transfer_parse(int key, char *text, struct argp_state *state, struct invocation *invocation,
                       const char **file, const char *what);

/* What a refusal said, as one line at the end of `fault`. */
enum err transfer_refused(int status, const struct buf *body, struct buf *fault);

/* The `warnings` of an answer, one a line on stderr, behind `place`: what was left out, changed or guessed.
 * Of what was kept out of an import, why. */
void transfer_print_warnings(const json_t *answer, const char *place);

/* The settings of the invocation, then control_send() on its data folder, as its owner. When no daemon runs
 * there, one runs within this command for as long as it takes, and listens on the control socket alone. */
enum err transfer_send(const struct invocation *invocation, struct control_call *call, struct buf *fault,
                       int *ret_status);

#endif
