/* A call: one order to the helper process and what comes back, seen from the daemon. Private to this
 * floor. */
#ifndef HELPER_HELPER_CALL_H
#define HELPER_HELPER_CALL_H

#include "base/err.h"
#include "protocol.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Set by helper_call_send() but for until_ms and stopping; lives on the caller's stack. */
struct helper_call {
    int socket;                  /* where the answer comes from */
    int64_t until_ms;            /* by the monotonic clock; nothing is waited for longer */
    const atomic_bool *stopping; /* NULL, or: nothing is waited for once it is set */
    bool is_orphaned;            /* the answer just ended: the helper died, and another will take the order */
};

/* Sends the order out with `size` bytes for the child to work on; `until_ms` is set by the caller, who closes
 * call->socket after ERR_OK. Errors: UNAVAILABLE (nobody takes orders). */
enum err helper_call_send(int orders, const struct order *order, const void *bytes, size_t size,
                          struct helper_call *call);

/* Waits for the next frame. Errors: UNAVAILABLE (the deadline, or is_orphaned). */
enum err helper_call_next(struct helper_call *call, struct frame *ret_frame);

/* Exactly `size` bytes behind a frame. False at the end, at the deadline, and when the other side is gone. */
bool helper_call_receive(const struct helper_call *call, void *to, size_t size);

#endif
