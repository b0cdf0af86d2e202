/* What those who read a folder from beside have in common. */
#ifndef STORE_BESIDE_INNER_H
#define STORE_BESIDE_INNER_H

#include "engine/conn.h"
#include "store/membership.h"

/* Whether nobody has the folder; if so nobody can have it until *ret_lock is closed. A folder without a lock,
 * a copy of one, is nobody's. */
bool beside_hold_still(const char *directory, int *ret_lock);

/* A database that was closed is read without the files that SQLite would lay beside it. Another has them: of
 * a daemon that runs, or of a process that was killed. */
enum err beside_open(struct store *store, const char *path, bool is_still, struct conn **ret_conn);

#endif
