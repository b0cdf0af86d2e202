/* Several machines: what one store commits becomes part of every other, in one order.
 *
 * A log that somebody else keeps holds one entry for each committed batch: the rows that it changed. Before a
 * store commits, it appends its entry under the next number; who finds that number taken was overtaken, takes
 * back its work, applies what is new, and runs its requests again. Nothing here names the engine that keeps
 * the log: a store appends and reads, and that is all it knows.
 *
 * A store is one of several when store_options.replication is set; else nothing of this happens. */
#ifndef STORE_REPLICATION_H
#define STORE_REPLICATION_H

#include "store/store.h"

#include <stddef.h>

enum { REPLICATION_TXID_SIZE = 16, REPLICATION_ENTRY_MAX = 16 * 1024 * 1024, REPLICATION_AGAIN_MOST = 3 };

/* What became of an append. */
enum append_outcome {
    APPEND_TAKEN,     /* the entry stands there, and no failure of one machine takes it away any more */
    APPEND_OVERTAKEN, /* another entry stands there */
    APPEND_UNKNOWN,   /* neither is known: ask again with the same number and txid, now or after a restart */
    APPEND_AWAY,      /* nobody was there to be asked: this asking put nothing anywhere */
};

/* An entry as it is read; `bytes` live in the arena of the reading. */
struct replication_entry {
    unsigned char txid[REPLICATION_TXID_SIZE];
    const void *bytes;
    size_t size;
};

/* The log. Numbers begin with 1 and have no gaps. Its functions may be called by any thread, by one at a
 * time for a store. */
struct replication_log {
    /* Puts the entry under `seq` unless one stands there. The same number and txid again give TAKEN when the
     * first asking, or any of its repetitions on the way, put it there. */
    enum append_outcome (*append)(void *context, int64_t seq, const unsigned char txid[REPLICATION_TXID_SIZE],
                                  const void *bytes, size_t size);
    /* The entry under `seq`. It gives only what cannot be lost any more: an entry that somebody put there
     * without waiting for the second machine is first made sure of. Errors: NOT_FOUND (there is none yet),
     * UNAVAILABLE, MEMORY. */
    enum err (*read)(void *context, int64_t seq, struct arena *arena, struct replication_entry *ret_entry);
    /* Has the appends of others wait until it is called with false, or for some seconds: for who was
     * overtaken too often. NULL: the log cannot. Errors: UNAVAILABLE. */
    enum err (*order)(void *context, bool is_on);
    /* Files whose names are hashes of their content, beside the entries that name them. Both may be NULL:
     * then nobody keeps any. `put_file` keeps the bytes of a file before an entry names it, and once is as
     * good as twice; `get_file` writes them to `fd`. Errors: NOT_FOUND (nobody put it, or nothing names it
     * any more), UNAVAILABLE, STORAGE_FULL, INTERNAL. Thread: any, several at once. */
    enum err (*put_file)(void *context, const char *name, int fd, int64_t size);
    enum err (*get_file)(void *context, const char *name, int fd);
};

/* The version of the schema that an entry was made under; 0 when the bytes are none. */
int64_t replication_entry_schema(const void *bytes, size_t size);

/* How a store takes part; lives as long as the store. */
struct replication_options {
    const struct replication_log *log;
    void *context;
    size_t entry_max; /* bytes of an entry, at most REPLICATION_ENTRY_MAX */
    int asks_most;    /* how often an append whose outcome stays unknown is asked, at least 1 */
};

/* What a commit gives whose requests are to run again: others were first, nothing of it was saved. */
#define REPLICATION_OVERTAKEN ERR_OVERTAKEN

/* Applies what the log has and this store has not, in transactions of its own. *ret_applied is the number of
 * the last entry that is part of the store. Errors: UNAVAILABLE (the log cannot be read, or an entry comes of
 * a newer program: the store goes on reading and waits for its upgrade), INTERNAL (an entry does not fit what
 * is here: this store needs a new copy of another's), and the common ones. */
enum err replication_catch_up(struct store *store, int64_t *ret_applied);

/* What is to be told of a write that failed with `err`: UNSETTLED where the log has it all the same and only
 * this machine's disk refused it, for that nothing was saved would be a lie. A store that is alone: `err`.
 * Thread: any. */
enum err replication_judge(const struct store *store, enum err err);

/* The number of the last entry that is part of the store; 0 of one that is alone. Thread: any. */
int64_t replication_applied(const struct store *store);

/* Has the others wait with what they append, until it is called with false or for some seconds. Errors:
 * UNAVAILABLE. */
enum err replication_order(struct store *store, bool is_on);

/* Whether the database was ever part of several: it has applied something of a log. Errors: the common ones.
 */
enum err replication_has_joined(struct conn *conn, bool *ret_joined);

/* One request: what it writes, as a function of the rows that it finds and of `context`. It may run several
 * times, each time in a new transaction. */
typedef enum err replication_request(struct conn *conn, void *context);

/* Begins a transaction of `actor`, runs the request and commits; when others were first it catches up and
 * runs it again, REPLICATION_AGAIN_MOST times. An error of the request aborts. Errors: of the request;
 * TOO_LARGE (it changes more than an entry holds); OVERTAKEN (every time); UNSETTLED: the outcome stayed
 * unknown, and it may yet turn out to be saved; UNAVAILABLE: the log cannot be asked, nothing was saved; and
 * the common ones. */
enum err replication_write(struct store *store, struct arena *arena, const struct actor *actor,
                           replication_request *request, void *context);

#endif
