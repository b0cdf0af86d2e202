/* A thread and a list of jobs with the times at which they are due. Must not know what a job does. */
#include "work/worker.h"

#include "base/clock.h"
#include "base/log.h"

#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

enum { OVERTAKEN_REST_MS = 100 };

/* `jobs` are borrowed, see worker.h; former is what each gave last, so that only changes are logged. */
struct worker {
    const struct job *jobs;
    size_t count;
    int64_t began_ms[JOBS_MAX], due_ms[JOBS_MAX]; /* monotonic */
    enum err former[JOBS_MAX];
    uint64_t told[JOBS_MAX]; /* what the log said of that */
    bool is_overtaken[JOBS_MAX];
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stopping, woken; /* under the lock */
};

static size_t job_describe(void *owner, struct log_field *fields)
{
    const struct job *job = owner;
    fields[0] = (struct log_field)LOG_TEXT("job", job->name);
    return 1;
}

/* A failure that goes on is logged once: a job may run ten times a second, and the log is for people. Where
 * its reason was known, a line has said so already. */
static void run_job(struct worker *worker, size_t index)
{
    const struct job *job = &worker->jobs[index];
    struct log_context context = {job_describe, (void *)(uintptr_t)job, worker->told[index], 0};
    struct log_context *around = log_enter(&context);
    enum err err = job->run(job->context);
    log_leave(around);
    /* Another machine did something first, this very thing perhaps: what is left is found anew. */
    worker->is_overtaken[index] = err == ERR_OVERTAKEN;
    if (err == ERR_OVERTAKEN)
        return;
    worker->told[index] = err ? context.told : 0;
    if (err && err != worker->former[index] && !context.told)
        log_error("job", LOG_SAYS("what the daemon does by itself failed, and is tried again"),
                  LOG_TEXT("job", job->name), LOG_TEXT("error", err_type(err)));
    /* That it works again closes the story. */
    else if (!err && worker->former[index])
        log_info("job", LOG_SAYS("it works again"), LOG_TEXT("job", job->name));
    worker->former[index] = err;
}

/* A run that was late does not make the following ones come in a heap; one that was overtaken comes again
 * when what was first is part of the store. */
static void plan_next(struct worker *worker, size_t index)
{
    const struct job *job = &worker->jobs[index];
    if (worker->is_overtaken[index]) {
        worker->due_ms[index] = clock_monotonic_ms(&clock_system) + OVERTAKEN_REST_MS;
        return;
    }
    int64_t rest_ms = job->rest_ms && !worker->former[index] ? job->rest_ms(job->context) : 0;
    int64_t now_ms = clock_monotonic_ms(&clock_system), due_ms = worker->began_ms[index] + job->interval_ms;
    if (rest_ms == INT64_MAX)
        worker->due_ms[index] = INT64_MAX;
    else
        worker->due_ms[index] = now_ms + rest_ms > due_ms ? now_ms + rest_ms : due_ms;
}

static void end_rest(struct worker *worker)
{
    for (size_t i = 0; i < worker->count; i++)
        if (worker->due_ms[i] > worker->began_ms[i] + worker->jobs[i].interval_ms)
            worker->due_ms[i] = worker->began_ms[i] + worker->jobs[i].interval_ms;
}

/* Runs what is due; the instant at which the next job is. */
static int64_t run_due(struct worker *worker)
{
    int64_t next_ms = INT64_MAX;
    for (size_t i = 0; i < worker->count; i++) {
        /* For each job anew, since the one before may have taken long. */
        int64_t now_ms = clock_monotonic_ms(&clock_system);
        if (now_ms >= worker->due_ms[i]) {
            worker->began_ms[i] = now_ms;
            run_job(worker, i);
            plan_next(worker, i);
        }
        /* A job that is late by now is due at once, and the sleep is none. */
        if (worker->due_ms[i] < next_ms)
            next_ms = worker->due_ms[i];
    }
    return next_ms;
}

/* Until the instant, or until woken. Under the lock. */
static void wait_until(struct worker *worker, int64_t next_ms)
{
    const struct timespec until = {next_ms / 1000, (long)(next_ms % 1000) * 1000000};
    if (worker->stopping || worker->woken)
        return;
    if (next_ms == INT64_MAX)
        pthread_cond_wait(&worker->wake, &worker->lock);
    else
        pthread_cond_timedwait(&worker->wake, &worker->lock, &until);
}

/* Runs what is due, then sleeps until the next or until it is to end. */
static void *worker_work(void *context)
{
    struct worker *worker = context;
    pthread_mutex_lock(&worker->lock);
    while (!worker->stopping) {
        if (worker->woken)
            end_rest(worker);
        worker->woken = false;
        pthread_mutex_unlock(&worker->lock);
        /* Without the lock, so that worker_stop() need not wait for a job to be heard. */
        int64_t next_ms = run_due(worker);
        pthread_mutex_lock(&worker->lock);
        wait_until(worker, next_ms);
    }
    pthread_mutex_unlock(&worker->lock);
    return NULL;
}

void worker_wake(struct worker *worker)
{
    pthread_mutex_lock(&worker->lock);
    worker->woken = true;
    pthread_cond_signal(&worker->wake);
    pthread_mutex_unlock(&worker->lock);
}

static void init_wake(struct worker *worker)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    /* Somebody setting the clock must not make jobs sleep for hours. */
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&worker->wake, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&worker->lock, NULL);
}

/* Its thread has ended, or was never made. */
static void free_worker(struct worker *worker)
{
    pthread_cond_destroy(&worker->wake);
    pthread_mutex_destroy(&worker->lock);
    free(worker);
}

/* Thread and jobs, or nothing at all. */
enum err worker_start(const struct job *jobs, size_t count, struct worker **ret_worker)
{
    assert(count >= 1 && count <= JOBS_MAX);
    struct worker *worker = calloc(1, sizeof *worker);
    if (!worker)
        return ERR_MEMORY;
    worker->jobs = jobs;
    worker->count = count;
    /* Not at once, for at the start others have more to do. */
    for (size_t i = 0; i < count; i++) {
        worker->began_ms[i] = clock_monotonic_ms(&clock_system);
        worker->due_ms[i] = worker->began_ms[i] + jobs[i].interval_ms;
    }
    init_wake(worker);
    /* *ret_worker is touched on success only. */
    if (pthread_create(&worker->thread, NULL, worker_work, worker)) {
        free_worker(worker);
        return ERR_MEMORY;
    }
    *ret_worker = worker;
    return ERR_OK;
}

void worker_stop(struct worker *worker)
{
    if (!worker)
        return;
    pthread_mutex_lock(&worker->lock);
    worker->stopping = true;
    pthread_cond_signal(&worker->wake);
    pthread_mutex_unlock(&worker->lock);
    /* The job that runs is waited for, and no other begins. */
    pthread_join(worker->thread, NULL);
    free_worker(worker);
}
