/* The store itself, for its own modules. */
#ifndef STORE_STORE_INNER_H
#define STORE_STORE_INNER_H

#include "conn.h"
#include "store/store.h"

#include <pthread.h>
#include <stdatomic.h>

enum { READERS_MAX = 64, USES_MAX = 64 };

/* Uses of tokens noted since the last flush. */
struct token_use {
    int64_t token_id;
    int64_t at_ms;
};

struct store {
    char *directory;
    const struct clock *clock;
    int read_limit_ms;
    int lock_fd;

    pthread_mutex_t write_lock; /* held from begin to commit or abort */
    struct conn *writer;
    int wal_frames; /* in the log after the last commit; writer only */
    int wal_due;    /* frames at which the next checkpoint is due; writer only */

    pthread_mutex_t pool_lock;
    pthread_cond_t pool_returned;
    struct conn *free_readers;
    struct conn *readers[READERS_MAX];
    int reader_count;

    atomic_uint_fast64_t generation;
    pthread_mutex_t change_lock; /* leaf; for those who wait for another generation */
    pthread_cond_t changed;

    pthread_mutex_t uses_lock;
    struct token_use uses[USES_MAX];
    size_t use_count;
};

/* Brings the writer's database to the newest schema, one migration a transaction. `fault` receives one
 * line. Errors: UNAVAILABLE (the file is newer, or not a portal's), and the common ones. */
enum err store_migrate(struct conn *writer, struct buf *fault);

/* Makes the folder and takes DIR/lock. Errors: CONFLICT (another process holds it; `fault` names it). */
enum err store_lock(struct store *store, struct buf *fault);

#endif
