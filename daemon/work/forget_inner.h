/* Forgetting, for its own modules. */
#ifndef WORK_FORGET_INNER_H
#define WORK_FORGET_INNER_H

#include "backup_inner.h"
#include "backup_seen.h"
#include "store/restore.h"
#include "work/forget.h"

/* Where the database of a copy is worked on, below the data folder, whose disk the key never leaves. */
#define FORGET_UNFINISHED ".forget-unfinished"

/* All copies. */
struct forgetting {
    const struct forget_order *order;
    const struct former *taken;  /* of the portal that serves */
    struct backup_looker looker; /* the order's, with what was seen */
    const char *last;            /* the backup that was written anew before; or NULL */
    struct forget_report report;
};

/* Writes a backup anew. Errors: CONFLICT (it is damaged, or could not be made whole), UNAVAILABLE (a newer
 * program's), STORAGE_FULL; the former one is as it was. */
enum err rewrite_backup(struct forgetting *forgetting, const char *name, struct buf *fault);

/* Takes from the database and the media of a folder below DATA/former/. `name` is "former/…". */
enum err forget_former(struct forgetting *forgetting, const char *name, struct buf *fault);

/* Removes media of such a folder that its database does not need any more, as a process that was killed may
 * have left them. */
enum err forget_former_media(struct forgetting *forgetting, const char *name, struct buf *fault);

/* Opens the database in a folder as a store of its own, takes from it, erases that from its index and log,
 * and, when `settled` is no NULL, copies it there, compared and checked. */
enum err forget_database(const struct forgetting *forgetting, const char *folder, const char *name,
                         bool keeps_names, const char *settled, struct arena *arena,
                         struct backup_facts *ret_facts, struct buf *fault);

#endif
