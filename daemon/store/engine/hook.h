/* Commit hooks: how rooms of the store (media, search) take part in transactions that the engine runs without
 * knowing them. A room registers once, at opening, with a state of its own.
 *
 * What a room notes during a transaction is its own list, which only grows; its length is the position to
 * which a savepoint that is rolled back brings it again. All calls but `connect` come from the thread that
 * has the writer. */
#ifndef STORE_HOOK_H
#define STORE_HOOK_H

#include "store/store.h"

#include <sqlite3.h>
#include <stddef.h>

enum { HOOKS_MAX = 6 };

/* Any of these may be NULL. */
struct hooks {
    /* Makes ready a connection that was opened, before its statements are prepared. Gives an SQLite result.
     */
    int (*connect)(sqlite3 *db);
    /* How much is noted. */
    size_t (*position)(const void *state);
    /* What was noted behind the position is forgotten: it was rolled back. 0: everything was. */
    void (*after_rollback)(void *state, size_t position);
    /* An error ended the whole transaction, perhaps within a statement: what is kept in memory of it beside
     * the notes is dropped. Called outside any transaction, again until it succeeds. */
    enum err (*heal)(struct conn *conn);
    /* A long transaction that shares its commit with nobody goes on: what was noted may be written already.
     * An error is the transaction's. */
    enum err (*ease)(struct conn *conn, void *state);
    /* Writes, within the transaction, what follows from all that was noted. An error rolls everything back.
     */
    enum err (*before_commit)(struct conn *conn, void *state);
    /* Everything is on the disk; does what must not happen before, and forgets what was noted. */
    void (*after_commit)(struct store *store, void *state);
    /* The store is closed. */
    void (*done)(void *state);
};

struct hook {
    const struct hooks *calls;
    void *state;
};

/* Positions of all hooks. */
struct hook_positions {
    size_t at[HOOKS_MAX];
};

/* Registers at most HOOKS_MAX, before any connection is opened; the state is then the store's to end. `calls`
 * lives as long as the program. */
void hook_add(struct store *store, const struct hooks *calls, void *state);

/* The state that was registered with these calls. */
void *hook_state(const struct store *store, const struct hooks *calls);

/* Calls all hooks, in the order in which they were registered. */
int hooks_connect(const struct store *store, sqlite3 *db);
struct hook_positions hooks_positions(const struct store *store);
void hooks_after_rollback(struct store *store, const struct hook_positions *positions);
enum err hooks_heal(struct conn *conn);
enum err hooks_ease(struct conn *conn);
enum err hooks_before_commit(struct conn *conn);
void hooks_after_commit(struct store *store);
void hooks_done(struct store *store);

#endif
