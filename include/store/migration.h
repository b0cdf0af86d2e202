/* What surrounds the migrations of a database: the copy of before, and their rehearsal.
 *
 * Before store_open() migrates a file it copies it to DIR/before-migration-N.db, N being the first migration
 * that is to run: a settled database, which the program of before opens. It goes with the next good backup,
 * and when words are taken back, which it would keep.
 *
 * A rehearsal runs the migrations on a copy in a folder of its own; where there are none it makes no copy.
 * The database is only read, by a connection that cannot write, while the daemon serves or not; the copy is
 * one of a single moment. Errors: the common ones of store.h. */
#ifndef STORE_MIGRATION_H
#define STORE_MIGRATION_H

#include "store/backup.h"

/* What stays free beside what a migration needs. */
enum { MIGRATION_RESERVE = 64 * 1024 * 1024 };

/* Removes all copies of before; what fails is logged. Thread: any. */
void migration_snapshots_remove(struct store *store);

/* Whether a folder has room for a copy of a database of so many bytes and for migrating it. Errors:
 * STORAGE_FULL (both numbers of bytes are set), NOT_FOUND (no such folder). */
enum err migration_room(const char *folder, int64_t bytes, int64_t *ret_needed, int64_t *ret_free);

struct rehearsed_step {
    const char *name; /* "0017-migrations.sql" */
    int64_t took_ms;
};

/* -1: the table is not there. */
struct rehearsed_table {
    const char *name;
    int64_t before, after;
};

/* What came of one. Of a failed one as far as it came: `step_count` migrations were done, `to` was wanted. */
struct rehearsal {
    int64_t from, to; /* versions of the schema */
    struct rehearsed_step *steps;
    size_t step_count;
    const char *failed;             /* the migration that failed, or NULL */
    struct rehearsed_table *tables; /* by name */
    size_t table_count;
    int64_t bytes_before, bytes_after; /* of the database */
    int64_t copy_ms, check_ms;
};

/* Copies DIRECTORY/cong.db into `folder`, which is there and empty, runs the migrations on the copy, prepares
 * every statement, and checks integrity and references; the latter two on the database itself when there is
 * nothing to migrate. What lies in `folder` then is the caller's to remove.
 * Where no daemon runs, none can start while the copy is made. Texts are in the arena; `fault` receives one
 * line. Errors: NOT_FOUND (no database there), STORAGE_FULL, UNAVAILABLE (a newer or foreign file), CONFLICT
 * (it is damaged), INTERNAL (a migration failed). */
enum err migration_rehearse(const char *directory, const char *folder, struct arena *arena, struct buf *fault,
                            struct rehearsal *ret_rehearsal);

#endif
