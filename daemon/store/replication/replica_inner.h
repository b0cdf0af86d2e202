/* What the files of this room share. */
#ifndef STORE_REPLICATION_REPLICA_INNER_H
#define STORE_REPLICATION_REPLICA_INNER_H

#include "engine/store_state.h"
#include "entry.h"
#include "store/replication.h"

struct sqlite3_session;

/* One for a store, under its writer; atomics may be read by anybody. */
struct replica {
    const struct replication_options *options;
    int64_t schema;
    struct sqlite3_session *keeper; /* watches no table; it keeps the engine telling of every row */
    struct sqlite3_session
        *session;       /* watches shared tables since the last commit; NULL: nothing may be committed */
    bool is_applying;   /* the open transaction is the log's, not ours */
    bool is_newer_told; /* that an entry comes of a newer program */
    int64_t pending;    /* what `applied` becomes with this commit; 0: it stays */
    atomic_int_least64_t applied;
    atomic_int_least64_t taken; /* the last number that was ours; above `applied`: its commit failed here */
};

/* Begins to watch from here on. Errors: MEMORY. */
enum err capture_arm(struct conn *conn, struct replica *replica);

/* Watches nothing any more. */
void capture_drop(struct replica *replica);

/* The entry of what was changed since capture_arm(); an empty buffer where nothing that is shared was.
 * Errors: MEMORY, TOO_LARGE, and those of statements. */
enum err capture_entry(struct conn *conn, struct replica *replica, struct buf *entry);

/* Entries that become part of the database, in one transaction. */
struct applying;

/* Until applying_end() neither triggers nor references of this connection do anything. In the arena of the
 * connection; NULL without memory. */
struct applying *applying_begin(struct conn *conn, const struct replica *replica);
void applying_end(struct applying *applying);

/* Whether triggers and references do something. Statements that were prepared under the other setting are
 * prepared anew when they are next run. */
void apply_consequences(struct conn *conn, bool are_on);

/* The rows of an entry, then what follows from them for this machine. Errors: UNAVAILABLE (it comes of a
 * newer program), INTERNAL (it does not fit), and those of statements. */
enum err apply_entry(struct applying *applying, const struct replication_entry *entry);

/* Brings the files that the entry names to this machine. One that nobody keeps any more is left out: a later
 * entry takes its row. Errors: as get_file of store/replication.h. */
enum err fetch_entry_files(struct store *store, const struct replication_entry *entry);

/* Notes that the transaction brings the store to this entry. */
enum err replica_note_applied(struct conn *conn, struct replica *replica, int64_t seq,
                              const unsigned char txid[REPLICATION_TXID_SIZE]);

#endif
