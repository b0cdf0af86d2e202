/* When a backup is made while the portal serves, and what is known of it meanwhile. How one is made is
 * backup_make.c's. */
#include "work/backup_job.h"

#include "base/log.h"
#include "base/memory.h"
#include "base/said.h"

#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>

enum { LOOK_INTERVAL_MS = 60000, NICENESS = 15, TEXT_SIZE = 256, FAULT_MAX = 4096 };

struct backup_job {
    struct backup_job_options options;
    struct copies_scope scope;
    struct copies_job *copies;
    pthread_mutex_t lock; /* a leaf; of what follows */
    struct backup_run run;
    bool is_wanted; /* asked for, and not begun */
    enum lang lang; /* of who asked, for the fault */
    bool is_held;
    bool is_named;
    bool has_cleared;   /* what the process before left is gone; the keeper's */
    struct actor actor; /* its texts are those behind */
    char actor_name[TEXT_SIZE], actor_address[TEXT_SIZE], actor_request[TEXT_SIZE];
    void (*wake)(void *context); /* or NULL */
    void *wake_context;
    _Atomic int64_t newest_ms; /* when the newest good one was begun; 0: none; -1: not looked yet */
};

struct backup_job *backup_job_new(const struct backup_job_options *options)
{
    struct backup_job *job = memory_new(1, sizeof *job);
    if (!job)
        return NULL;
    job->options = *options;
    job->scope = (struct copies_scope){.store = options->store,
                                       .data = options->data,
                                       .backups = options->folder,
                                       .retention = options->retention,
                                       .clock = options->clock};
    job->copies = copies_job_new(&job->scope);
    if (!job->copies) {
        free(job);
        return NULL;
    }
    atomic_init(&job->newest_ms, -1);
    pthread_mutex_init(&job->lock, NULL);
    return job;
}

void backup_job_free(struct backup_job *job)
{
    if (!job)
        return;
    pthread_mutex_destroy(&job->lock);
    copies_job_free(job->copies);
    free(job);
}

const char *backup_job_folder(const struct backup_job *job)
{
    return job->options.folder;
}

const struct backup_retention *backup_job_retention(const struct backup_job *job)
{
    return &job->options.retention;
}

struct copies_job *backup_job_copies(const struct backup_job *job)
{
    return job->copies;
}

const struct copies_scope *backup_job_scope(const struct backup_job *job)
{
    return &job->scope;
}

bool backup_job_is_elsewhere(const struct backup_job *job)
{
    return backup_is_elsewhere(job->options.folder, job->options.data);
}

int64_t backup_job_newest_ms(struct backup_job *job)
{
    return atomic_load(&job->newest_ms);
}

void backup_job_listen(struct backup_job *job, void (*wake)(void *context), void *context)
{
    pthread_mutex_lock(&job->lock);
    job->wake = wake;
    job->wake_context = context;
    pthread_mutex_unlock(&job->lock);
}

/* A text of the actor's, which goes with its request. */
static const char *keep_text(char room[static TEXT_SIZE], const char *text)
{
    snprintf(room, TEXT_SIZE, "%s", text ? text : "");
    return text ? room : NULL;
}

/* A run of this actor's, which the keeper begins soon. Under the lock. */
static void job_want(struct backup_job *job, const struct actor *actor, enum lang lang)
{
    job->run = (struct backup_run){.number = job->run.number + 1, .state = BACKUP_RUNS};
    job->is_wanted = true;
    job->lang = lang;
    job->actor = *actor;
    job->actor.name = keep_text(job->actor_name, actor->name);
    job->actor.address = keep_text(job->actor_address, actor->address);
    job->actor.request_id = keep_text(job->actor_request, actor->request_id);
    if (job->wake)
        job->wake(job->wake_context);
}

void backup_job_start_forget(struct backup_job *job, const struct actor *actor, enum lang lang,
                             int64_t *ret_number)
{
    pthread_mutex_lock(&job->lock);
    job_want(job, actor, lang);
    job->run.forgets = true;
    job->is_held = false;
    *ret_number = job->run.number;
    pthread_mutex_unlock(&job->lock);
}

enum err backup_job_start(struct backup_job *job, const struct actor *actor, const char *name, enum lang lang,
                          int64_t *ret_number)
{
    pthread_mutex_lock(&job->lock);
    bool is_free = job->run.state != BACKUP_RUNS && !job->is_held;
    if (is_free) {
        job_want(job, actor, lang);
        snprintf(job->run.name, sizeof job->run.name, "%s", name ? name : "");
        job->is_named = name != NULL;
        *ret_number = job->run.number;
    }
    pthread_mutex_unlock(&job->lock);
    return is_free ? ERR_OK : ERR_CONFLICT;
}

enum err backup_job_start_verify(struct backup_job *job, const struct actor *actor, const char *name,
                                 enum lang lang, int64_t *ret_number)
{
    enum err err = ERR_CONFLICT;
    pthread_mutex_lock(&job->lock);
    if (job->run.state != BACKUP_RUNS && !job->is_held) {
        job_want(job, actor, lang);
        job->run.verifies = true;
        snprintf(job->run.name, sizeof job->run.name, "%s", name);
        *ret_number = job->run.number;
        err = ERR_OK;
    }
    pthread_mutex_unlock(&job->lock);
    return err;
}

bool backup_job_hold(struct backup_job *job)
{
    pthread_mutex_lock(&job->lock);
    bool is_free = job->run.state != BACKUP_RUNS && !job->is_held;
    if (is_free)
        job->is_held = true;
    pthread_mutex_unlock(&job->lock);
    return is_free;
}

void backup_job_release(struct backup_job *job)
{
    pthread_mutex_lock(&job->lock);
    job->is_held = false;
    /* What was forgotten meanwhile is to be looked at. */
    if (job->wake)
        job->wake(job->wake_context);
    pthread_mutex_unlock(&job->lock);
}

const char *backup_run_state_name(enum backup_run_state state)
{
    static const char *const names[] = {"none", "running", "done", "failed"};
    return names[state];
}

void backup_job_look(struct backup_job *job, struct backup_run *ret_run)
{
    pthread_mutex_lock(&job->lock);
    *ret_run = job->run;
    pthread_mutex_unlock(&job->lock);
}

static bool job_is_over(void *context)
{
    const struct backup_job *job = context;
    return atomic_load(job->options.stopping);
}

static void job_tell(void *context, const struct backup_progress *progress)
{
    struct backup_job *job = context;
    pthread_mutex_lock(&job->lock);
    job->run.progress = *progress;
    pthread_mutex_unlock(&job->lock);
}

/* The log has it too: nobody may be waiting for the answer. */
static void finish_run(struct backup_job *job, enum err err, const struct backup_entry *entry,
                       const struct buf *fault)
{
    pthread_mutex_lock(&job->lock);
    job->run.err = err;
    snprintf(job->run.fault, sizeof job->run.fault, "%s", err ? buf_str(fault) : "");
    if (!err)
        snprintf(job->run.name, sizeof job->run.name, "%s", entry->name);
    pthread_mutex_unlock(&job->lock);
    /* Who wrote no reason has left it to a line of the log. */
    if (err && !(log_has_told() && !fault->length))
        log_error("backup", LOG_SAYS("the backup failed; there is none of this run"),
                  LOG_TEXT("error", buf_str(fault)));
    else if (!err)
        log_info("backup", LOG_SAYS("a backup was made and verified"), LOG_TEXT("name", entry->name),
                 LOG_TEXT("state", backup_state_name(entry)));
}

/* The order as it stands; it changes no more until the run has ended. */
static struct backup_order job_order(struct backup_job *job)
{
    const struct backup_job_options *options = &job->options;
    return (struct backup_order){
        .store = options->store,
        .actor = &job->actor,
        .visits = options->visits,
        .clock = options->clock,
        .data = options->data,
        .folder = options->folder,
        .name = job->is_named ? job->run.name : NULL,
        .looker = {.watch = {job_is_over, job}, .tell = job_tell, .context = job},
    };
}

/* On this thread, since the folder may be a disk that does not answer. */
static void look_for_newest(struct backup_job *job)
{
    struct backup_entry newest;
    enum err err = backup_newest(job->options.folder, &newest);
    atomic_store(&job->newest_ms, err ? 0 : newest.at_ms);
}

static void job_begin_copy(void *context, const char *name, size_t index, size_t count)
{
    struct backup_job *job = context;
    pthread_mutex_lock(&job->lock);
    snprintf(job->run.name, sizeof job->run.name, "%s", name);
    job->run.copies_done = (int64_t)index;
    job->run.copies_total = (int64_t)count;
    pthread_mutex_unlock(&job->lock);
}

/* Copies forget, and what came of it is the run's. */
static void forget_wanted(struct backup_job *job)
{
    auto_buf struct buf fault = BUF(FAULT_MAX);
    struct forget_report report = {.rewritten = 0};
    const struct forget_order order = {
        .scope = &job->scope, .actor = &job->actor, .looker = job_order(job).looker, .begin = job_begin_copy};
    said_choose(job->lang);
    enum err err = forget_run(&order, &fault, &report);
    said_choose(LANG_COUNT);
    pthread_mutex_lock(&job->lock);
    job->run.err = err;
    job->run.report = report;
    job->run.name[0] = '\0';
    snprintf(job->run.fault, sizeof job->run.fault, "%s", err ? buf_str(&fault) : "");
    pthread_mutex_unlock(&job->lock);
    for (size_t i = 0; i < report.kept_count && i < FORGET_KEPT_MOST; i++)
        log_warning("forget", LOG_SAYS("a copy still holds what was taken back"),
                    LOG_TEXT("copy", report.kept[i].name), LOG_TEXT("why", report.kept[i].why));
    if (err)
        log_error("forget", LOG_SAYS("copies were not made to forget"), LOG_TEXT("error", buf_str(&fault)));
}

/* The first fault by which one is not what it was, in one line. */
static void name_fault(struct buf *fault, const struct buf *found, int64_t count)
{
    size_t first = strcspn(buf_str(found), "\n");
    buf_printf(fault, SAID("%lld lỗi, lỗi đầu tiên: %.*s", "%lld faults, the first: %.*s"), (long long)count,
               (int)first, buf_str(found));
}

/* Every byte of one is read, and the verdict stands beside it. */
static void verify_wanted(struct backup_job *job)
{
    auto_buf struct buf found = BUF(64 * 1024), fault = BUF(FAULT_MAX);
    char path[PATH_MAX];
    int64_t count = 0;
    const struct backup_looker looker = job_order(job).looker;
    snprintf(path, sizeof path, "%s/%s", job->options.folder, job->run.name);
    said_choose(job->lang);
    enum err err = backup_verify(path, &looker, &found, &count, &fault);
    if (!err && count)
        name_fault(&fault, &found, count);
    said_choose(LANG_COUNT);
    if (!err)
        backup_note_verdict(job->options.folder, job->run.name, clock_now_ms(job->options.clock), !count);
    pthread_mutex_lock(&job->lock);
    job->run.err = err ? err : count ? ERR_CONFLICT : ERR_OK;
    snprintf(job->run.fault, sizeof job->run.fault, "%s", err || count ? buf_str(&fault) : "");
    pthread_mutex_unlock(&job->lock);
    if (err || count)
        log_error("backup", LOG_SAYS("a backup that was looked through is not as it was written"),
                  LOG_TEXT("name", job->run.name), LOG_TEXT("error", buf_str(&fault)));
    else
        log_info("backup", LOG_SAYS("a backup was looked through, and is as it was written"),
                 LOG_TEXT("name", job->run.name));
}

/* Makes one, tells and notes how it went. */
static void make_wanted(struct backup_job *job)
{
    auto_buf struct buf fault = BUF(FAULT_MAX);
    struct backup_entry entry = {.at_ms = 0};
    const struct backup_order order = job_order(job);
    said_choose(job->lang);
    enum err err = backup_make(&order, &fault, &entry);
    said_choose(LANG_COUNT);
    finish_run(job, err, &entry, &fault);
}

/* Only now is it over for who waits: what is told of backups and copies is what it left. */
static void end_run(struct backup_job *job)
{
    pthread_mutex_lock(&job->lock);
    job->run.state = job->run.err ? BACKUP_RUN_FAILED : BACKUP_RUN_DONE;
    pthread_mutex_unlock(&job->lock);
}

enum err backup_job_run(void *context)
{
    struct backup_job *job = context;
    pthread_mutex_lock(&job->lock);
    bool is_wanted = job->is_wanted;
    job->is_wanted = false;
    pthread_mutex_unlock(&job->lock);
    /* Of a process that was killed, which may hold what was taken back. */
    if (!job->has_cleared)
        forget_clear(&job->scope);
    job->has_cleared = true;
    /* For good: a thread may not take back what it gave up. Its other jobs are not in a hurry either. */
    if (is_wanted)
        setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), NICENESS);
    /* Nobody else changes the run while it runs. */
    if (is_wanted && job->run.forgets)
        forget_wanted(job);
    else if (is_wanted && job->run.verifies)
        verify_wanted(job);
    else if (is_wanted)
        make_wanted(job);
    look_for_newest(job);
    if (is_wanted) {
        copies_job_run(job->copies);
        end_run(job);
    }
    /* What failed was told; it is no failure of the job's, which would be told again. */
    return ERR_OK;
}

int64_t backup_job_rest_ms(void *context)
{
    struct backup_job *job = context;
    pthread_mutex_lock(&job->lock);
    int64_t rest_ms = job->is_wanted ? 0 : LOOK_INTERVAL_MS;
    pthread_mutex_unlock(&job->lock);
    return rest_ms;
}
