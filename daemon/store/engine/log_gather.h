/* What goes into the log goes there in large pieces.
 *
 * SQLite writes a commit's pages one by one, each in two calls of the system; they lie one behind the other.
 * Here they are gathered, and written when the log is synchronised, read, measured or cut, or when the room
 * is full. Nobody else reads a page of the log before the commit that synchronised it, so this is for a
 * connection alone that synchronises each of its commits (synchronous=FULL). An error of a write is told by
 * what caused it, at the latest by the synchronisation, with which the commit fails. */
#ifndef STORE_LOG_GATHER_H
#define STORE_LOG_GATHER_H

#include "base/err.h"

#include <sqlite3.h>

/* What this connection writes into its log is gathered from now on; it must have read the database. Lives
 * until log_gather_free(), which comes behind sqlite3_close(). Errors: MEMORY, INTERNAL (there is no log). */
struct log_gather;
enum err log_gather_watch(sqlite3 *db, struct log_gather **ret_gather);
void log_gather_free(struct log_gather *gather);

#endif
