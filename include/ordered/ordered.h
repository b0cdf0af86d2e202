/* The common log (store/replication.h) in PostgreSQL, for a daemon that is confined: two processes of their
 * own hold a connection each, so that the daemon needs no way to the network, and neither libpq nor what that
 * brings along is ever in its memory. One appends and reads; one waits for what others append.
 *
 * Ownership: options are read while starting. Thread: started before the first thread and stopped behind the
 * last; everything else from any thread. */
#ifndef ORDERED_ORDERED_H
#define ORDERED_ORDERED_H

#include "base/sandbox.h"
#include "ordered/database.h"
#include "store/replication.h"

struct ordered;

/* How the log is, as it was last heard of. */
struct ordered_state {
    bool is_reached;                    /* what is appended now would be acknowledged */
    int64_t heard_ms;                   /* monotonic; when that was found out; 0 not yet */
    int64_t head;                       /* number of the last entry; 0 none */
    int64_t head_age_ms;                /* how old that was when it was heard of, by PostgreSQL's clock */
    char writer[DATABASE_NODE_MAX + 1]; /* the node that appended it, "" unknown */
    char fault[256];                    /* one line, of when it is not reached */
};

/* Forks the processes, which become `user`. `fault` receives one line. Errors: UNAVAILABLE (there is no
 * libpq), MEMORY, INTERNAL. That PostgreSQL cannot be reached is none: it may come. */
enum err ordered_start(const struct database_options *options, const struct sandbox_user *user,
                       struct buf *fault, struct ordered **ret_ordered);

/* Whose log is meant from here on (store/membership.h): a PostgreSQL that keeps another's, or none, is as
 * good as away. Before anybody asks. */
void ordered_know_cluster(struct ordered *ordered, const char *name);

/* Ends them. NULL is fine. */
void ordered_stop(struct ordered *ordered);

/* Append and read, with a struct ordered as context. */
extern const struct replication_log ordered_log;

/* Waits, `patience_ms` at most, until there is an entry of this number, and renews the state. Errors:
 * NOT_FOUND (none came), UNAVAILABLE. By one thread at a time. */
enum err ordered_await(struct ordered *ordered, int64_t seq, int64_t patience_ms);

/* Whoever waits returns, and nobody waits any more. */
void ordered_hang_up(struct ordered *ordered);

struct ordered_state ordered_state(struct ordered *ordered);

#endif
