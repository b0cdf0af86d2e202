/* Files that were read and found right, by what they are on the disk: a file that several backups have in
 * common is read once for all of them. Thread: one at a time. */
#ifndef WORK_BACKUP_SEEN_H
#define WORK_BACKUP_SEEN_H

#include "backup_inner.h"

#include <sys/stat.h>

/* NULL when out of memory. */
struct backup_seen *backup_seen_new(void);
void backup_seen_free(struct backup_seen *seen);
DEFINE_CLEANUP(cleanup_backup_seen_, struct backup_seen *, backup_seen_free)
#define auto_seen CLEANUP(cleanup_backup_seen_)

/* Whether the file was found to have this hash; false of a NULL set. */
bool backup_seen_has(const struct backup_seen *seen, const struct stat *st, const char *hash);

/* Notes that it has. Without memory, or of a NULL set, nothing happens: it is read once more. */
void backup_seen_add(struct backup_seen *seen, const struct stat *st, const char *hash);

#endif
