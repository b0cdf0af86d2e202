/* The child of the helper process that works on one picture, and ends with it. Private to this floor. */
#ifndef HELPER_CHILD_H
#define HELPER_CHILD_H

#include "protocol.h"

#include <stddef.h>

/* Why a child ends before its work is done; its exit status. */
enum surrender {
    SURRENDER_DAMAGED = 1, /* the picture cannot be decoded */
    SURRENDER_MEMORY,      /* not within the memory it has */
    SURRENDER_CONFINEMENT, /* it could not be locked in */
    SURRENDER_ANSWER,      /* nobody takes the result */
};

/* Confines itself, decodes, scales, encodes, answers on `socket`, and ends. `input` holds the picture. */
_Noreturn void child_run(const struct order *order, int input, int socket);

/* Sends one frame with the bytes behind it, or ends the child. */
void child_answer(const struct frame *frame, const void *bytes);

/* Ends the child. */
_Noreturn void give_up(enum surrender why);

/* Zeroed memory, or the end of the child. It is released with the process. */
void *child_memory(size_t size);

#endif
