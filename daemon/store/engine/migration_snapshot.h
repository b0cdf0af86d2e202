/* The copy of the database that is kept while nobody knows yet how the migrated one does. See
 * store/migration.h. Thread: who opens the store. */
#ifndef STORE_MIGRATION_SNAPSHOT_H
#define STORE_MIGRATION_SNAPSHOT_H

#include "conn.h"

/* Copies the writer's database to DIR/before-migration-NUMBER.db, on the disk; one of that name is replaced.
 * Without room for it and for what the migrations write: STORAGE_FULL with one line in `fault`, or, where it
 * is optional, a warning in the log. */
enum err migration_snapshot_keep(struct conn *writer, int64_t number, bool is_optional, struct buf *fault);

/* Bytes of a database, with what its log has. */
enum err migration_bytes(struct conn *conn, int64_t *ret_bytes);

#endif
