/* A copy of the database by the engine's own means, and the comparison of two databases, for the store's own
 * modules. Thread: one at a time. */
#ifndef STORE_ENGINE_BACKUP_H
#define STORE_ENGINE_BACKUP_H

#include "conn.h"
#include "script.h"
#include "store/backup.h"

/* Takes a snapshot of the store's database on a reader of its own, which is out until snapshot_end(). */
enum err snapshot_begin(struct store *store, struct conn **ret_source);

/* NULL is fine. */
void snapshot_end(struct store *store, struct conn *source);

/* Copies every page of the snapshot to a new file and settles it. */
enum err snapshot_copy(struct conn *source, const char *path);

/* Makes what runs on the connection end when the watch says so; the watch must outlive it. NULL: never. */
void backup_watch_conn(struct conn *conn, const struct backup_watch *watch);

/* Whether all tables have as many rows in both, and all articles with their versions, tags and attachments
 * the same. CONFLICT with the first difference. */
enum err backup_compare(struct conn *source, struct conn *copy, struct buf *fault);

/* Integrity and references. CONFLICT with what was found. */
enum err backup_check(struct conn *conn, struct buf *fault);

/* Rows of every table by name, in the connection's arena; without tables that an extension makes up. */
enum err backup_count_tables(struct conn *conn, struct table_rows **ret_tables, size_t *ret_count);

/* In the connection's arena. */
enum err backup_facts_read(struct conn *conn, struct backup_facts *ret_facts);

/* A statement that belongs to no closed set, since the copy may be of an older schema. */
enum err backup_prepare(struct conn *conn, enum script script, sqlite3_stmt **ret_statement);

/* The next row. NOT_FOUND: no more. */
enum err backup_step(struct conn *conn, sqlite3_stmt *statement);

/* The connection of a copy that is open. */
struct conn *backup_copy_conn(struct backup_copy *copy);

void backup_finalize(sqlite3_stmt **statement);
#define auto_statement CLEANUP(backup_finalize)

#endif
