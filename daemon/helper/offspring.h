/* The children that work on orders: a table of them, from the fork to the word that tells how each ended.
 * Private to this floor. Thread: of a process with but one. */
#ifndef HELPER_OFFSPRING_H
#define HELPER_OFFSPRING_H

#include "protocol.h"

#include <stdbool.h>
#include <sys/types.h>

/* Orders held by children at once. */
enum { OFFSPRING_MAX = 32 };

/* Zeroed: nobody. Of each child the parent keeps the socket for the answer open, for FRAME_DIED. */
struct offspring {
    struct offspring_child {
        pid_t pid; /* 0: free */
        int socket;
    } children[OFFSPRING_MAX];
};

/* What a child does from its first instruction to its last. `input` holds what is worked on. */
typedef void offspring_work(const struct order *order, int input, int socket, const void *context);

/* Forks a child for the order; `input` and `socket` are taken over. Where no place is left or no process to
 * be had, the socket is told SURRENDER_MEMORY. */
void offspring_start(struct offspring *offspring, const struct order *order, int input, int socket,
                     offspring_work *work, const void *context);

/* Frees the places of all that have ended, and tells their sockets FRAME_DIED. Never waits. */
void offspring_reap(struct offspring *offspring);

/* Whether another child has a place. */
bool offspring_has_room(const struct offspring *offspring);

/* One frame without bytes behind it; never waits. */
void offspring_tell(int socket, enum frame_kind kind, int status);

#endif
