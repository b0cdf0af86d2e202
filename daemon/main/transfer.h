/* What the commands post, import and export have in common. */
#ifndef MAIN_TRANSFER_H
#define MAIN_TRANSFER_H

#include "base/buf.h"
#include "control.h"
#include "invocation.h"

/* What a refusal said, as one line at the end of `fault`. */
enum err transfer_refused(int status, const struct buf *body, struct buf *fault);

/* The settings of the invocation, then control_send() on its data folder, as its owner; that no daemon runs
 * there is a fault in words. */
enum err transfer_send(const struct invocation *invocation, struct control_call *call, struct buf *fault,
                       int *ret_status);

#endif
