/* A database that is no file: SQLite reads it through a function (store/backup.h, struct backup_pages).
 * Thread: the connection's. */
#ifndef STORE_COPY_VFS_H
#define STORE_COPY_VFS_H

#include "store/backup.h"

#include <sqlite3.h>

struct copy_vfs;

/* Makes it known to SQLite under a name of its own; the name of the file does not matter. It is freed after
 * the connection was closed. Errors: MEMORY. */
enum err copy_vfs_new(const struct backup_pages *pages, struct copy_vfs **ret_vfs);
const char *copy_vfs_name(const struct copy_vfs *vfs);

/* NULL is fine. */
void copy_vfs_free(struct copy_vfs *vfs);

#endif
