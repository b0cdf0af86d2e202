/* A backup as one file to take away: a tar archive (POSIX.1-1988, ustar) of its folder, which `tar -xf` makes
 * a folder again that `congd restore` takes. Made piece by piece, and of bytes as they lie there: whether
 * they are what was written, who restores finds out.
 *
 * Must not know: HTTP. Thread: one at a time. Errors: NOT_FOUND (no such backup), UNAVAILABLE (of a newer
 * program, or too many files are open), CONFLICT (its manifest is damaged, or a file is not as long as it
 * says), INTERNAL, MEMORY. */
#ifndef WORK_BACKUP_ARCHIVE_H
#define WORK_BACKUP_ARCHIVE_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>

struct backup_archive;

/* Opens the backup of that sound name in a folder of backups. */
enum err backup_archive_open(const char *folder, const char *name, struct backup_archive **ret_archive);

/* NULL is fine. */
void backup_archive_close(struct backup_archive *archive);

/* Appends the next bytes, some hundred KiB at most; *ret_done behind the last. Behind a failure it must be
 * closed. */
enum err backup_archive_next(struct backup_archive *archive, struct buf *out, bool *ret_done);

#endif
