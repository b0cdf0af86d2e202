/* Fibers: requests that take turns in one thread. A fiber runs until it would wait; the simulator says which
 * goes on. The linker puts pthread_cond_wait() and pthread_cond_timedwait() here, so that the store's own way
 * to wait for the writer and for a commit is what gives the turn away. */
#ifndef SIMULATE_FIBER_H
#define SIMULATE_FIBER_H

#include <stdbool.h>

struct fiber;

/* A fiber that will call run(argument); it does not run yet. */
struct fiber *fiber_new(void (*run)(void *argument), void *argument);

/* Runs it until it waits or ends. */
void fiber_resume(struct fiber *fiber);

bool fiber_is_done(const struct fiber *fiber);

/* It is done. */
void fiber_free(struct fiber *fiber);

/* Within a fiber: gives the turn away. Nothing outside of one. */
void fiber_yield(void);

/* Who waits for the writer has no more patience: the next wait of the fiber that has the turn is over. */
void fiber_lose_patience(struct fiber *fiber);

#endif
