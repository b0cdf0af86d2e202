/* What the files of this floor know of the helper. */
#ifndef HELPER_HELPER_INNER_H
#define HELPER_HELPER_INNER_H

#include "helper/helper.h"

#include "base/err.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/types.h>

/* What was done since the start (helper_figures.c). */
struct helper_tally {
    atomic_uint_least64_t orders[HELPER_WORKS][HELPER_RESULTS];
    struct histogram time[HELPER_WORKS];
};

struct helper {
    pid_t pid;
    int orders;
    atomic_uint *forks; /* of the helper by its keeper, in memory that both have */
    struct helper_tally tally;
    pthread_mutex_t lock; /* a leaf */
    pthread_cond_t freed;
    unsigned turns;   /* free ones */
    unsigned waiting; /* for a turn */
};

/* The socket that takes orders; sending is atomic, so any thread may. */
int helper_orders(const struct helper *helper);

/* A number that this process and those it forks see alike, to be unmapped; NULL without memory. */
atomic_uint *helper_shared_count(void);

/* An order that began at this moment (clock_elapsed_us()) ended so. NULL is fine. */
void helper_count(struct helper *helper, enum helper_work work, int64_t from_us, enum err err);

#endif
