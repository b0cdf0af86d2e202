/* A backup made the portal's data again: the database at once, media behind.
 *
 * restore_run() verifies the backup but for the bytes of its media, makes a data folder of its database,
 * takes back in it what was taken back since, and exchanges the files (store/restore.h); then the portal can
 * serve. DATA/restore.pending says from where the media come: the keeper of the portal that serves brings
 * them, each compared with its hash, never linked; until a medium is there, whoever asks for it is told to
 * come again.
 *
 * Must not know: HTTP, the command line. Errors: those of store.h. `fault` gets one line for people, in
 * English; where *ret_refusal says why nothing was done, the caller has the words. */
#ifndef WORK_RESTORE_H
#define WORK_RESTORE_H

#include "store/restore.h"
#include "work/backup.h"

#include <stdatomic.h>

struct restore_order {
    const char *directory; /* the backup */
    const char *data;      /* made when its parent is there */
    const char *backups; /* the folder of backups of the settings: what others there know to be taken back */
    const unsigned char
        *key; /* the portal's, RESTORE_KEY_SIZE bytes; NULL: the data folder's own, if it is that one */
    bool takes_incomplete; /* also one that lacks media */
    const struct clock *clock;
    struct backup_looker looker;
};

enum { RESTORE_PATH_SIZE = 4096 };

enum restore_refusal {
    RESTORE_NOT_REFUSED,
    RESTORE_IN_USE,       /* another process has the data folder */
    RESTORE_DAMAGED,      /* its database or manifest: `found` says what */
    RESTORE_INCOMPLETE,   /* of its media some are missing or cut short: likewise */
    RESTORE_NO_ROOM,      /* bytes_needed, bytes_free */
    RESTORE_OTHER_KEY,    /* the file that was named holds another key */
    RESTORE_BACKUP_WITHIN /* the backup lies where the exchange takes place */
};

struct restore_done {
    enum restore_refusal refusal;
    struct backup_entry entry;
    struct restore_counts counts;
    int64_t bytes_needed, bytes_free;
    int64_t faults;
    char former[RESTORE_PATH_SIZE]; /* where the former data lies, whole; "" there was none */
    bool was_interrupted;           /* nothing was done but to end a restore of this backup that was killed */
    bool has_key;                   /* the key of the backup is there */
    bool former_is_other;           /* the former data is another portal's */
    bool former_is_broken; /* its database cannot be read: what was taken back since may not be known */
};

enum err restore_run(const struct restore_order *order, struct buf *found, struct buf *fault,
                     struct restore_done *ret_done);

/* ---- the media */

/* The folder of the backup that the media of a data folder come from; false: none are awaited. */
bool restore_source(const char *data, char ret_path[static RESTORE_PATH_SIZE]);

struct restore_job;

/* Looks whether media are awaited. All is borrowed. NULL when out of memory. */
struct restore_job *restore_job_new(struct store *store, const struct clock *clock, const char *data,
                                    const atomic_bool *stopping);
void restore_job_free(struct restore_job *job);

/* Whether media are still on their way; not those of NULL. Thread: any. */
bool restore_job_is_pending(const struct restore_job *job);

/* A job (work/worker.h); `context` is the job. */
enum err restore_job_run(void *context);
int64_t restore_job_rest_ms(void *context);

#endif
