/* The job of a portal on several machines that makes what the others write part of this one's store, as soon
 * as it stands in the common log. Thread: a worker of its own, for it waits. */
#ifndef WORK_FOLLOW_LOG_H
#define WORK_FOLLOW_LOG_H

#include "ordered/ordered.h"
#include "store/store.h"

struct follow_log {
    struct store *store;
    struct ordered *ordered;
    char node[DATABASE_NODE_MAX + 1]; /* this machine's name in the log */
};

/* Waits for what is new, and applies it; context is a struct follow_log. Errors: those of
 * replication_catch_up(). */
enum err follow_log_run(void *context);

/* How far this machine is behind the log, as it was last heard of. */
struct follow_lag {
    struct ordered_state log;
    int64_t applied;     /* the last entry that is part of the store */
    int64_t entries, ms; /* that are missing, and how old the last of these is */
};
struct follow_lag follow_log_lag(const struct store *store, struct ordered *ordered);

/* Whether what a client sends could be saved now: false while the log is not reached. A portal on one machine
 * (NULL): true. */
bool follow_log_may_write(struct ordered *ordered);

#endif
