/* The log in memory, which keeps the promises of PostgreSQL with a synchronous standby, and no more: an entry
 * stands on the first machine before the second has it, and may be lost with the first; questions and answers
 * are lost, delayed, repeated; a wait for the second machine is broken off. */
#ifndef SIMULATE_ORDERED_LOG_H
#define SIMULATE_ORDERED_LOG_H

#include "random.h"
#include "store/replication.h"

/* Where the promises are broken on purpose, to see that this is found. */
enum log_breach {
    LOG_KEEPS_PROMISES,
    LOG_IS_ASYNCHRONOUS,  /* an append is taken before the second machine has it */
    LOG_REPEATS_UNFENCED, /* an entry that is there already is acknowledged without waiting */
    LOG_READS_UNFENCED,   /* what is read may still be lost */
};

struct ordered_log;

struct ordered_log *ordered_log_new(struct random *random, enum log_breach breach);
void ordered_log_free(struct ordered_log *log);

/* From now on nothing is lost, delayed or broken off. */
void ordered_log_heal(struct ordered_log *log);

/* The first machine dies, and the second takes its place with what it has. */
void ordered_log_promote(struct ordered_log *log);

/* Something happens on the way: an append that was delayed arrives, the second machine catches up. */
void ordered_log_tick(struct ordered_log *log);

/* How many entries there are, all of them on both machines once the log is healed. */
int64_t ordered_log_length(const struct ordered_log *log);

/* Whether an entry was appended where the one before it is missing: a store has what the log lost. */
bool ordered_log_has_gap(const struct ordered_log *log);

/* How a store sees it; `context` is a struct log_client. */
struct log_client {
    struct ordered_log *log;
    int disk; /* of the store's machine: what is dead gets no answer */
};
extern const struct replication_log ordered_log_calls;

#endif
