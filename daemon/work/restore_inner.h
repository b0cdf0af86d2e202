/* Restoring, for its own modules: what a data folder is made of before it takes its place. */
#ifndef WORK_RESTORE_INNER_H
#define WORK_RESTORE_INNER_H

#include "backup_inner.h"
#include "work/restore.h"

/* A restore on its way. */
struct restoring {
    const struct restore_order *order;
    struct arena *arena;
    struct buf *found, *fault;
    struct restore_done done;
    char unfinished[RESTORE_PATH_SIZE]; /* the folder that is made */
    char source[RESTORE_PATH_SIZE];     /* of the backup, without links */
    const char *portal, *epoch, *key;   /* of its manifest */
    struct former former;
    bool keeps_names; /* the names of the former database are hashed with the backup's key */
    bool keeps_seals; /* the secrets of the former database are sealed with it */
    bool has_names;   /* those of the newest backup that says them were read */
};

/* Puts the backup's database to a new file, not yet on the disk, each byte as the manifest has it. Errors:
 * CONFLICT it is damaged. */
enum err restore_database(const char *backup, const char *path, const struct backup_looker *looker,
                          struct buf *fault);

/* What was taken back since the backup, of the database that is there and of the other backups' manifests. */
enum err restore_look_back(struct restoring *restoring);

/* Whether there is room for the database and the media, on whatever disks they go to. */
enum err restore_check_room(struct restoring *restoring, struct buf *fault);

/* The note from where the media come, into the folder that is made. */
enum err restore_write_pending(const struct restoring *restoring, struct buf *fault);

/* Writes a new file to the disk. False with errno. */
bool restore_write_file(const char *folder, const char *name, const char *text, size_t size, unsigned mode);

#endif
