/* `congd backup`, for its own files: what was said on the command line, and how one is made. */
#ifndef MAIN_BACKUP_H
#define MAIN_BACKUP_H

#include "invocation.h"
#include "store/restore.h"
#include "work/backup.h"

#include <jansson.h>

struct backup_arguments {
    struct invocation invocation; /* of verify its word is a folder, or a name; or NULL */
    const char *name;             /* --name, or NULL */
    const char *with_key;         /* --with-key, or NULL */
    bool tries;                   /* --dry-run */
    bool ignores_unreadable;      /* --ignore-unreadable */
};

/* What an action works with. */
struct backup_work {
    const struct backup_arguments *arguments;
    const struct settings *settings;
    const char *folder; /* of the backups */
    struct arena *arena;
    struct buf *fault;
};

/* Makes a backup, by the daemon that runs or on the store itself, and prints what came of it. */
enum err backup_action_make(struct backup_work *work);

/* Prints a line each, with what they still hold of what was taken back. */
enum err backup_action_list(struct backup_work *work);

/* Lets go what retention does not keep, has the others forget what was taken back, and prints what came of
 * it. CONFLICT: some still hold it. */
enum err backup_action_forget(struct backup_work *work);

/* One question about backups to the daemon; *ret_json is the caller's. Errors: as control_request();
 * CONFLICT it answered otherwise. */
enum err backup_ask(struct backup_work *work, const char *method, const char *path, const char *body,
                    int wanted, json_t **ret_json);

/* By its name in the API. */
enum backup_phase backup_phase_named(const char *name);

/* Writes a copy of the portal's key to the file that --with-key names (0600), as whoever runs this: before
 * the process becomes the owner of the data folder, who may not write there. A file that holds this key
 * already stays; one that holds anything else is no file for a key. */
enum err backup_write_key(const struct backup_arguments *arguments, const char *data, struct buf *fault);

/* A copy of a key, by whoever runs this; one line of fault where the file is none or cannot be read. */
enum err backup_read_key(const char *path, unsigned char ret_key[static RESTORE_KEY_SIZE], struct buf *fault);

/* What a line shows of a number of bytes: MiB, rounded up. */
long long backup_mebibytes(int64_t bytes);

/* Progress, on standard error: a line that is written over where that is a terminal, else a line each phase.
 */
struct backup_display {
    int phase; /* the last that was shown, -1 none */
    int percent;
};
void backup_show_progress(void *context, const struct backup_progress *progress);

/* Ends the line that is written over. */
void backup_end_progress(const struct backup_display *display);

#endif
