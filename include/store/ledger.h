/* The ledger: what counts into the visits of all times beside the days, an opening balance of a former portal
 * or a correction. Entries are never changed; a wrong one is corrected by another. Rows live in the
 * connection's arena. Thread: the connection's. */
#ifndef STORE_LEDGER_H
#define STORE_LEDGER_H

#include "store/store.h"

#include <stddef.h>

enum { LEDGER_MOST = 1000, LEDGER_NOTE_MAX = 2000 };
#define LEDGER_VISITS_MAX INT64_C(1000000000000)

struct ledger_entry {
    int64_t id;
    int64_t at_ms;
    int64_t visits; /* may be negative, not 0 */
    const char *note;
    const char *author; /* who wrote it, or NULL */
};

/* All entries, the oldest first. */
enum err ledger_list(struct conn *conn, struct ledger_entry **ret_rows, size_t *ret_count);

/* Adds an entry: visits (0 < |visits| <= LEDGER_VISITS_MAX), a note of 1 to LEDGER_NOTE_MAX bytes; the author
 * is the transaction's actor. visits_fold() after the commit makes it count at once. Errors: INPUT (the sum
 * of all would be below 0 or the ledger's beyond LEDGER_VISITS_MAX), TOO_LARGE (LEDGER_MOST entries are there
 * already). */
enum err ledger_add(struct conn *conn, int64_t visits, const char *note, struct ledger_entry *ret_entry);

#endif
