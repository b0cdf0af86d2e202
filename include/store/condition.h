/* What the database is like, for those who look after it: its schema, whether it is whole, whether the index
 * of the search is. Changes nothing. Errors: see store.h. */
#ifndef STORE_CONDITION_H
#define STORE_CONDITION_H

#include "store/store.h"

#include <stdatomic.h>

struct schema_state {
    int64_t version; /* of the file */
    int64_t newest;  /* that this program knows */
};

/* Opens the store to be read and nothing else: nothing is made, migrated or written, and the lock is shared
 * with others who only look. When the schema is another than this program's it is told, and *ret_store stays
 * NULL, for no statement would fit. Errors: NOT_FOUND (there is no database), CONFLICT (a process has the
 * lock), UNAVAILABLE (not a portal's database), and the common ones; `fault` receives one line. */
enum err store_look(const struct store_options *options, struct buf *fault, struct schema_state *ret_schema,
                    struct store **ret_store);

enum err store_schema(struct store *store, struct schema_state *ret_schema);

/* QUICK: every page and row is where it belongs. WHOLE: and every index says what its table says, which takes
 * several times as long. Both look whether every reference leads to a row. */
enum integrity_depth { INTEGRITY_QUICK, INTEGRITY_WHOLE };

struct integrity {
    int64_t at_ms; /* when it was looked at; 0 not yet */
    int64_t took_ms;
    enum integrity_depth depth;
    bool is_damaged;
    char fault[240]; /* what was found first, as the engine says it; "" */
};

/* Looks now, on a connection of its own, and keeps what came of it. Takes as long as reading the whole file;
 * ends early, and keeps nothing, when `stopping` becomes true (NULL: never). Damage is logged when it is
 * found first. Errors: TIMEOUT (ended early), and the common ones. */
enum err integrity_check(struct store *store, enum integrity_depth depth, const atomic_bool *stopping);

/* What came of the last look. Thread: any. */
void integrity_last(struct store *store, struct integrity *ret_last);

/* Whether the last look found damage. Costs one atomic load. */
bool integrity_is_damaged(const struct store *store);

/* Up to which id articles wait to be indexed, 0 none; *ret_current whether the index was written by this
 * version of the tokenizer. */
enum err search_backlog(struct conn *conn, int64_t *ret_pending_id, bool *ret_current);

/* Of at most `limit` articles behind id `after_id`, how many the index does not find by their own titles;
 * what still waits to be indexed is passed over. *ret_next_id is where to go on, 0 behind the last. */
enum err search_find_lost(struct conn *conn, int64_t after_id, int limit, int64_t *ret_lost,
                          int64_t *ret_next_id);

/* When the last line of the audit was written, 0 without one: a clock that is behind it was set back. */
enum err audit_last_ms(struct conn *conn, int64_t *ret_at_ms);

#endif
