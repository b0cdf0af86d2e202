/* What becomes of things by the passing of time: articles scheduled are published, those whose time is over
 * are withdrawn, pins end, the emergency line (store/alert.h) begins and ends, the trash is emptied, and what
 * the law says is not to be kept goes. Each change is one as an editor would make it: version, revision, feed
 * and audit, in the transaction of the connection, so each happens exactly once. Errors: see store.h. */
#ifndef STORE_SCHEDULE_H
#define STORE_SCHEDULE_H

#include "store/store.h"

enum { TRASH_KEPT_DAYS = 90, ADDRESS_KEPT_DAYS = 365 };

struct schedule_done {
    int published;
    int withdrawn;
    int alerts; /* lines that began or ended */
    int unpinned;
    int64_t first_due_ms; /* of all these, the one that waited longest */
};

/* The instant at which something is due next, which may be over; INT64_MAX when nothing waits. */
enum err schedule_next(struct conn *conn, int64_t *ret_due_ms);

/* Publishes and withdraws what is due, at most `limit` of each; there may be more. Writer only. */
enum err schedule_run(struct conn *conn, int limit, struct schedule_done *ret_done);

/* Removes for ever what lay in the trash for TRASH_KEPT_DAYS, at most `limit`. Writer only. */
enum err schedule_empty_trash(struct conn *conn, int limit, int *ret_count);

/* Takes client addresses older than ADDRESS_KEPT_DAYS out of the audit. Writer only. */
enum err schedule_forget_addresses(struct conn *conn);

#endif
