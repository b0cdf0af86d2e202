/* A child of the helper as its work sees it: the way to answer, memory, and the way to give up. Private to
 * this floor; a child has one thread. */
#ifndef HELPER_CHILD_ANSWER_H
#define HELPER_CHILD_ANSWER_H

#include "protocol.h"

#include <stddef.h>

/* Why a child ends before its work is done; its exit status. */
enum surrender {
    SURRENDER_DAMAGED = 1, /* the picture cannot be decoded */
    SURRENDER_MEMORY,      /* not within the memory it has */
    SURRENDER_CONFINEMENT, /* it could not be locked in */
    SURRENDER_ANSWER,      /* nobody takes the result */
    SURRENDER_OUT,         /* nobody is there to go out; said by the helper */
    SURRENDER_CONVERTER,   /* the program that converts pictures is missing, or could not be started */
    SURRENDER_ORDER,       /* what was asked for may not be; said by the process that goes out */
    SURRENDER_STOPPED,     /* the machine had no time or memory for it now */
};

/* Where answers go from now on. */
void child_answer_on(int socket);

/* Sends one frame with the bytes behind it, or ends the child. */
void child_answer(const struct frame *frame, const void *bytes);

/* Ends the child. */
_Noreturn void give_up(enum surrender why);

/* Zeroed memory, or the end of the child. It is released with the process. */
void *child_memory(size_t size);

/* Ends the child unless the picture has the size that its order says. */
void check_size(const struct order *order, long width, long height);

#endif
