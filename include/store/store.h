/* The store: everything the portal keeps, behind connections and transactions.
 *
 * Nothing here names the engine, so that another can stand behind these headers. A store is opened
 * once by one process (a lock file sees to it). Reading is done on a leased connection, which sees
 * one consistent snapshot from its first read to return; writing on the one writer connection, which one
 * transaction has from begin to commit or abort. Transactions that wait for each other share a commit: what
 * one sees may be work of others that is not yet on the disk, so commit and abort return when it is.
 *
 * Ownership: all rows handed out live in the arena given to store_lease() or store_begin(), never in
 * the store. A failed arena makes store_commit() refuse, so nothing half-copied is ever saved.
 * Thread: store_open/close from one thread while no other uses the store; everything else from any
 * thread, one connection by one thread at a time. Lock order: the writer is begun before any other lock of
 * the program is taken; no lock that a transaction takes is held at its commit or abort, but by one that is
 * alone.
 *
 * Errors common to all functions: MEMORY, STORAGE_FULL (no space; nothing was saved), UNAVAILABLE
 * (busy beyond the time limit), TIMEOUT (a read over its time limit), INTERNAL (engine fault or
 * damage; the fault text is in the log). */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct store;
struct conn;
struct replication_options;

/* Roles, each including the former. */
enum role { ROLE_NONE, ROLE_READER, ROLE_AUTHOR, ROLE_EDITOR, ROLE_ADMIN, ROLE_COUNT };

/* "none", "reader", "author", "editor", "admin"; static text. */
const char *role_name(enum role role);

/* The role of that name, or ROLE_COUNT. */
enum role role_from_name(const char *name);

/* Who does something. All texts are borrowed for the length of the transaction. */
struct actor {
    int64_t token_id; /* 0: no token; of neither token nor account are nobody, and the console (ROLE_ADMIN) */
    int64_t account_id; /* 0: no account */
    enum role role;
    const char *name;          /* the token's or account's, "console", or NULL for the public */
    const char *address;       /* client address as text, or NULL; kept outside the audit chain */
    const char *request_id;    /* or NULL */
    bool is_limited;           /* writes in these categories alone, which may be none */
    const int64_t *categories; /* ids */
    size_t category_count;
    bool is_trying; /* the transaction will be aborted: nothing outside it may be touched */
};

/* Who it is as one number, as columns called token_id have it: the token's, minus the account's, or 0.
 * Whatever compares who did something (kept answers, own drafts, two people) compares this. */
static inline int64_t actor_number(const struct actor *actor)
{
    return actor->account_id ? -actor->account_id : actor->token_id;
}

struct store_options {
    const char *directory; /* the data folder; made (0750) when missing */
    const struct clock *clock;
    int readers;       /* most connections leased at once, 1 to 64 */
    int read_limit_ms; /* longest a single read may take, 50 to 60000 */
    int own_readers;   /* threads that will call store_own_reader(), for whom one is opened at the start */
    bool
        tends_ballast; /* this process keeps DIR/ballast (store/health.h), of `ballast` bytes; 0 removes it */
    int64_t ballast;
    void (*on_wait)(bool begins); /* called around a wait for the writer, by the thread that waits; or NULL */
    /* Called when the disk refused to synchronise what it had taken (not: for want of room), by whoever found
     * out and before anybody is acknowledged. What the kernel then still holds cannot be trusted, and a
     * second attempt may succeed without having written anything: who serves ends, and the next process
     * recovers from what is on the disk. NULL: the failure is an error like others. */
    void (*on_broken_disk)(void);
    bool snapshot_is_optional; /* migrates also where there is no room for a copy of before */
    const struct replication_options
        *replication; /* one of several machines (store/replication.h); NULL: alone */
};

/* Takes the lock, opens or creates the database, migrates it, prepares every statement on every
 * connection. Before it migrates a file it keeps a copy of it (store/migration.h). `fault` receives one
 * clear line when it fails: the folder is locked by process N, the file is of a newer version, is not a
 * portal's database, there is no room for that copy, a migration failed.
 * Errors: CONFLICT (locked by another process), UNAVAILABLE (a newer or foreign file), STORAGE_FULL, and
 * the common ones. The caller ends it with store_close(). */
enum err store_open(const struct store_options *options, struct buf *fault, struct store **ret_store);

/* Checkpoints, closes, releases the lock. NULL is fine. No connection may be out. */
void store_close(struct store *store);
DEFINE_CLEANUP(cleanup_store_, struct store *, store_close)
#define auto_store CLEANUP(cleanup_store_)

/* A number that grows, before store_commit() returns, with every commit that changed public content
 * or settings. What was made from an older generation is stale. Any thread, costs one atomic load. */
uint64_t store_generation(const struct store *store);

/* Waits until the generation is another than `since` or store_nudge() is called, at most `patience_ms`; the
 * generation then. */
uint64_t store_wait(struct store *store, uint64_t since, int64_t patience_ms);

/* Ends the waiting of those who wait. Thread: any. */
void store_nudge(struct store *store);

/* `tell` is called behind each commit, by who committed, under a lock of the store's: it may wake, not work.
 * NULL ends that. Thread: any. */
void store_on_commit(struct store *store, void (*tell)(void *context), void *context);

/* Path of the data folder, for those who keep files in it. Owned by the store. */
const char *store_directory(const struct store *store);

/* Makes this thread one that never waits for a connection: from now on it leases one of its own, and the
 * limit of its reads is at most STORE_OWN_READ_MS (then TIMEOUT). For threads that end before the store is
 * closed; calling it again costs next to nothing. */
enum { STORE_OWN_READ_MS = 200 };
void store_own_reader(struct store *store);

/* A read-only connection on a consistent snapshot, taken at its first read. Waits up to two seconds for a
 * free one, then UNAVAILABLE; a thread with a reader of its own does not wait. */
enum err store_lease(struct store *store, struct arena *arena, struct conn **ret_conn);

/* Begins the transaction of `actor` on the writer; those who wait for it get it in the order of asking, and
 * UNAVAILABLE after thirty seconds. Reading functions work on it too and see its own changes, and those of
 * others that are about to be committed with it. */
enum err store_begin(struct store *store, struct arena *arena, const struct actor *actor,
                     struct conn **ret_conn);

/* The same for what takes long: it sees nothing that is not committed, and shares its commit with nobody, so
 * that nobody's answer waits for it. */
enum err store_begin_alone(struct store *store, struct arena *arena, const struct actor *actor,
                           struct conn **ret_conn);

/* The number, from 1, of the turn of whoever has the writer now; 0 while nobody has it. Two askings that give
 * the same number mean the same turn, however long it lasts. Thread: any. */
uint64_t store_turn(struct store *store);

/* Where store_end() notes that what the transaction saw of others was lost with their commit: whatever was
 * decided by it is void. Not touched otherwise. */
void store_watch(struct conn *conn, enum err *outcome);

/* Within a transaction: a mark to which what follows can be taken back alone. Marks nest, up to four; the
 * last one is kept or taken back first. */
enum err store_mark(struct conn *conn);
enum err store_keep(struct conn *conn);
enum err store_take_back(struct conn *conn);

/* Rows live in this arena from now on, so that a long transaction need not keep all it ever read. */
void store_use_arena(struct conn *conn, struct arena *arena);

/* Commits durably (synchronised to the disk) and ends the connection: *conn becomes NULL whatever
 * the result. Waits for the commit that is shared; its error is everybody's, and nothing was saved then.
 * Refuses with MEMORY, and aborts, when the arena has failed. */
enum err store_commit(struct conn **conn);

/* How many commits of this thread were acknowledged: who runs something again looks whether part of it was
 * saved already. */
uint64_t store_saved_here(void);

/* Aborts a transaction; *conn becomes NULL. Waits until what it saw of others is on the disk. Gives the error
 * with which that was lost: an answer that rests on it must not be given. */
enum err store_abort(struct conn **conn);

/* Returns a leased connection, or aborts a transaction that was not committed. NULL is fine. */
void store_end(struct conn *conn);
DEFINE_CLEANUP(cleanup_conn_, struct conn *, store_end)
#define auto_conn CLEANUP(cleanup_conn_)

/* The arena that rows of this connection are put in. */
struct arena *conn_arena(const struct conn *conn);

/* The instant at which the lease or transaction began; every time written in it is this one. */
int64_t conn_now_ms(const struct conn *conn);

/* Whether the database answers a trivial read (for /readyz). */
enum err store_ping(struct store *store);

#endif
