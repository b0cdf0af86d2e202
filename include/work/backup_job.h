/* Backups of a portal that serves: one at a time, made, or made to forget, by the keeper's thread, so that no
 * medium is collected meanwhile, at a priority below everybody's. Who asks for one gets a number and looks
 * after it.
 *
 * Thread: new and free by one while no other uses it; the job by its worker; the rest any. */
#ifndef WORK_BACKUP_JOB_H
#define WORK_BACKUP_JOB_H

#include "base/cleanup.h"
#include "work/backup.h"
#include "work/forget.h"

#include <stdatomic.h>

struct backup_job;

/* All borrowed. */
struct backup_job_options {
    struct store *store;
    struct visits *visits;
    const struct clock *clock;
    const char *data, *folder;
    struct backup_retention retention;
    const atomic_bool *stopping; /* ends a backup that runs */
};

/* NULL when out of memory. */
struct backup_job *backup_job_new(const struct backup_job_options *options);
void backup_job_free(struct backup_job *job);

/* The folder, and what is kept of it. The job's. */
const char *backup_job_folder(const struct backup_job *job);
const struct backup_retention *backup_job_retention(const struct backup_job *job);
bool backup_job_is_elsewhere(const struct backup_job *job);

/* When the newest good one of the folder was begun, as the job last saw it, a minute ago at most; 0: there is
 * none; -1: not looked yet. Asks no disk. */
int64_t backup_job_newest_ms(struct backup_job *job);

/* `wake` is called when there is something to do, under the job's lock. NULL ends that. */
void backup_job_listen(struct backup_job *job, void (*wake)(void *context), void *context);

/* Has one made soon. `name` NULL: by the clock; a fault will be told in `lang`. Errors: CONFLICT (one is
 * being made, or some are being forgotten). */
enum err backup_job_start(struct backup_job *job, const struct actor *actor, const char *name, enum lang lang,
                          int64_t *ret_number);

/* Has every byte of one read soon, and what is found noted for who lists them. Errors: CONFLICT, as above. */
enum err backup_job_start_verify(struct backup_job *job, const struct actor *actor, const char *name,
                                 enum lang lang, int64_t *ret_number);

/* Between these nothing is made; false when something is. */
bool backup_job_hold(struct backup_job *job);
void backup_job_release(struct backup_job *job);

/* Has copies made to forget, by who holds the job, and releases it. */
void backup_job_start_forget(struct backup_job *job, const struct actor *actor, enum lang lang,
                             int64_t *ret_number);

/* What is looked at for that, and what was seen of it, which is a job of its own (work/copies.h): both the
 * backups'. */
const struct copies_scope *backup_job_scope(const struct backup_job *job);
struct copies_job *backup_job_copies(const struct backup_job *job);

enum backup_run_state { BACKUP_RUN_NONE, BACKUP_RUNS, BACKUP_RUN_DONE, BACKUP_RUN_FAILED };

/* The newest that was asked for since the start. */
struct backup_run {
    int64_t number;
    enum backup_run_state state;
    struct backup_progress progress;
    bool forgets;              /* copies are made to forget, and no backup is made */
    bool verifies;             /* one is only looked through; it failed when it is damaged, too */
    char name[COPY_NAME_SIZE]; /* known when it is done, or was asked for by name; of forgetting the copy */
    int64_t copies_done, copies_total;
    struct forget_report report; /* of forgetting, when it ended */
    enum err err;
    char fault[512];
};

/* "none", "running", "done", "failed"; static text. */
const char *backup_run_state_name(enum backup_run_state state);
void backup_job_look(struct backup_job *job, struct backup_run *ret_run);

/* A job (work/worker.h); `context` is the job. */
enum err backup_job_run(void *context);
int64_t backup_job_rest_ms(void *context);

#endif
