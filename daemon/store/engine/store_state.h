/* The store itself, for its own modules. */
#ifndef STORE_STORE_STATE_H
#define STORE_STORE_STATE_H

#include "ballast.h"
#include "base/asset.h"
#include "base/histogram.h"
#include "batch.h"
#include "conn.h"
#include "hook.h"
#include "search/similar.h"
#include "store/condition.h"
#include "store/miss.h"
#include "store/store.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

enum { READERS_MAX = 64, OWN_READERS_MAX = 256, USES_MAX = 256, MISSES_NOTED_MAX = 128 };

/* "Cong": what a portal's database says of itself. */
enum { STORE_APPLICATION_ID = 0x436F6E67 };

/* Uses of tokens and sessions noted since the last flush (security/use.h). */
struct noted_use {
    int64_t number;
    int64_t at_ms;
};

/* A query without an answer, noted since the last flush. */
struct noted_miss {
    char query[MISS_QUERY_MAX];
    int64_t at_ms;
    uint64_t person; /* a hash, 0 nobody in particular */
};

/* Who asked for the same in vain today, in memory alone. */
enum { MISS_PEOPLE = 10, MISSES_TODAY = 1024, MISS_HASH_SIZE = 16 };
struct miss_today {
    unsigned char hash[MISS_HASH_SIZE]; /* of the words */
    uint64_t people[MISS_PEOPLE];
    size_t count;
};

/* A reader that one thread owns and nobody else leases. */
struct own_reader {
    _Atomic pthread_t thread; /* 0: nobody's yet */
    struct conn *conn;        /* NULL: it could not be opened */
    bool is_out;              /* the thread's own */
};

/* What the writer was used for since the start (figures.c). */
struct writing {
    struct histogram wait, hold, commit, batch;
    atomic_uint_least64_t commits_failed, waits_in_vain;
};

/* A disk's room when it was looked at last. */
struct noted_room {
    atomic_int_least64_t free_bytes, bytes;
};

/* Room and damage (health.c). */
struct health {
    atomic_bool is_full, is_damaged;
    atomic_int_least64_t refused_ms; /* monotonic: when something found no room last */
    struct noted_room data, media;
};

struct store {
    char *directory;
    const struct clock *clock;
    int read_limit_ms;
    int lock_fd;
    char *reader_path;            /* of the database, for readers */
    bool only_looks;              /* reader_path is a URI; nothing may be written */
    const char *vfs;              /* by which readers open the file; NULL: as files are */
    void (*on_wait)(bool begins); /* or NULL; see struct store_options */
    void (*on_broken_disk)(void); /* likewise */

    pthread_mutex_t batch_lock; /* leaf; of the batch alone, never held while anything runs */
    struct batch batch;
    struct conn *writer;   /* whose the batch says it is */
    bool is_hurt;          /* a transaction was ended by an error, and not all is healed; writer only */
    bool batch_changed;    /* somebody who stayed changed what readers see; writer only */
    int wal_frames;        /* in the log after the last commit; writer only */
    int wal_due;           /* frames at which the next checkpoint is due; writer only */
    bool empties_log;      /* the next checkpoint is to leave an empty log; writer only */
    atomic_int copying;    /* long snapshots that are out: no checkpoint waits for them */
    int64_t held_from_us;  /* whoever has the writer has it since; writer only */
    int64_t write_wait_ms; /* the patience of who waits for it */
    struct writing writing;
    struct health health;
    struct ballast ballast;

    unsigned char secret[32];      /* DIR/secret.key */
    atomic_bool redaction_pending; /* words that were taken back may still lie in a file */

    struct hook hooks[HOOKS_MAX];
    size_t hook_count;
    struct replica *replica; /* as one of several machines (replication/replica.h); NULL: alone */

    pthread_mutex_t pool_lock;
    pthread_cond_t pool_returned;
    struct conn *free_readers;
    struct conn *readers[READERS_MAX];
    int reader_count, readers_most, readers_opening; /* opened when they are first needed */

    struct own_reader own_readers[OWN_READERS_MAX];
    atomic_uint own_reader_count; /* that belong to a thread */

    atomic_uint_fast64_t generation;
    pthread_mutex_t change_lock; /* leaf; for those who wait for another generation */
    pthread_cond_t changed;
    uint64_t nudges;                    /* these are under change_lock */
    void (*tell_commit)(void *context); /* or NULL */
    void *tell_context;

    pthread_mutex_t uses_lock;
    struct noted_use uses[USES_MAX];
    size_t use_count;

    pthread_mutex_t misses_lock;
    struct noted_miss misses[MISSES_NOTED_MAX];
    size_t miss_count;
    unsigned miss_erasures; /* how often all of them had to be forgotten */
    struct miss_today misses_today[MISSES_TODAY];
    size_t misses_today_count;
    int64_t misses_day;           /* that these are of */
    int64_t misses_trimmed_day;   /* on which what is too old went */
    unsigned char people_key[16]; /* of this day; nobody's hash can be told from an address without it */

    atomic_bool is_damaged;         /* as `integrity` says */
    pthread_mutex_t integrity_lock; /* leaf */
    struct integrity integrity;

    struct similar_table *similar;
    struct document_register *documents; /* content/document_register.h */

    atomic_bool texts_due; /* words of some file may wait to be taken (store/media_text.h) */

    atomic_bool search_pending; /* articles wait to be indexed anew */
    int64_t search_batch_bytes; /* of text that are indexed in one transaction; the rebuilding thread only */
    int64_t search_logged_id;   /* how far the log says that has come; the rebuilding thread only */
};

/* Its locks and what never fails, before anything else (open.c); store_close() ends a store of which no more
 * was done. */
void store_init(struct store *store, const struct store_options *options);

/* Opens what is needed of the readers at the start. lease_close() closes all. */
enum err lease_open(struct store *store, const struct store_options *options);
void lease_close(struct store *store);

/* Brings the writer's database to the newest schema, one migration a transaction; a file that holds something
 * is copied before (migration_snapshot.h). `fault` receives one line. Errors: UNAVAILABLE (the file is newer,
 * or not a portal's), STORAGE_FULL (no room for the copy, which is not optional), INTERNAL (among others: a
 * migration would leave a row that refers to nothing), and the common ones. The migration that failed has
 * changed nothing, those before it stay. */
enum err store_migrate(struct conn *writer, bool snapshot_is_optional, struct buf *fault);

/* Whether the file may be ours, and its schema's version, 0 of an empty one; at most `newest`. Reads only.
 * `fault` receives one line. Errors: UNAVAILABLE (the file is newer, or not a portal's), and the common ones.
 */
enum err store_migrate_check(struct conn *conn, size_t newest, struct buf *fault, int64_t *ret_version);

/* How many migrations this program has. Errors: as assets_open(). */
enum err store_migration_count(size_t *ret_count);

/* Migrates by this list instead of the program's own, and copies nothing: the N-th of them (from one) brings
 * the schema to version N. */
enum err store_migrate_by(struct conn *writer, const struct asset *migrations, size_t count,
                          struct buf *fault);

/* Makes the folder and takes DIR/lock. Errors: CONFLICT (another process holds it; `fault` names it). */
enum err store_lock(struct store *store, struct buf *fault);

/* The same for one who only looks: the lock is shared with others who do, and nothing is made. Errors:
 * CONFLICT
 * (`fault` names the holder), NOT_FOUND (there is no folder). */
enum err store_lock_shared(struct store *store, struct buf *fault);

/* The instant so long from now by the monotonic clock, as conditions want it. */
struct timespec store_monotonic_after(int64_t ms);

/* What readers see has changed: those who wait for it wake. */
void store_raise_generation(struct store *store);

/* A batch was committed: whoever asked to be told is (store_on_commit()). */
void store_tell_commit(struct store *store);

/* Counts what this thread was told is saved; gives `err` back. */
enum err writing_note_saved(enum err err);

/* A commit of so many transactions took so long; of one that failed only that it did is counted. */
void writing_note_commit(struct writing *writing, enum err err, size_t transactions, int64_t us);

/* An error of the engine, by its code: whether it says something of the disk or the file. */
void health_note(struct store *store, int code);

/* The code as it is, SQLITE_FULL where a synchronisation on that connection found no room. One that failed
 * otherwise ends the process by store_options.on_broken_disk. */
int health_judge_sync(struct store *store, sqlite3 *db, int code);

/* The writer's queue and lock (transaction.c). */
void transaction_init(struct store *store);
void transaction_done(struct store *store);

/* Gives a leased connection back. */
void lease_return(struct conn *conn);

/* The writer alone checkpoints (checkpoint.c): counts the frames of its log from now on; does it when it is
 * time. */
void checkpoint_watch(struct store *store);
void checkpoint_when_due(struct store *store);

/* Within a transaction: the checkpoint behind its commit is to leave an empty log. Whether it did is said by
 * the next transaction; until it did every commit tries again. */
void checkpoint_want_empty(struct conn *conn);
bool checkpoint_left_empty(const struct conn *conn);

#endif
