/* The API's shapes of backups. Thread: one worker. */
#ifndef VIEW_BACKUP_H
#define VIEW_BACKUP_H

#include "view/view.h"
#include "work/backup_job.h"

/* One of the list; its age is counted from `now_ms`. */
void view_backup(struct view view, const struct backup_entry *entry, int64_t now_ms);

/* The one that is being made, or was last. */
void view_backup_run(struct view view, const struct backup_run *run);

#endif
