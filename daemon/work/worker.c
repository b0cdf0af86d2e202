#include "work/worker.h"

#include "base/clock.h"
#include "base/log.h"

#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

struct worker {
    const struct job *jobs;
    size_t count;
    int64_t due_ms[JOBS_MAX]; /* monotonic */
    enum err former[JOBS_MAX];
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stopping; /* under the lock */
};

static void run_job(struct worker *worker, size_t index)
{
    const struct job *job = &worker->jobs[index];
    enum err err = job->run(job->context);
    if (err && err != worker->former[index])
        log_error("job", "name", job->name, "error", err_type(err));
    else if (!err && worker->former[index])
        log_info("job", "name", job->name, "error", "none any more");
    worker->former[index] = err;
}

/* Runs what is due; the instant at which the next job is. */
static int64_t run_due(struct worker *worker)
{
    int64_t next_ms = INT64_MAX;
    for (size_t i = 0; i < worker->count; i++) {
        int64_t now_ms = clock_monotonic_ms(&clock_system);
        if (now_ms >= worker->due_ms[i]) {
            /* A run that was late does not make the following ones come in a heap. */
            worker->due_ms[i] = now_ms + worker->jobs[i].interval_ms;
            run_job(worker, i);
        }
        if (worker->due_ms[i] < next_ms)
            next_ms = worker->due_ms[i];
    }
    return next_ms;
}

static void *worker_work(void *context)
{
    struct worker *worker = context;
    pthread_mutex_lock(&worker->lock);
    while (!worker->stopping) {
        pthread_mutex_unlock(&worker->lock);
        int64_t next_ms = run_due(worker);
        const struct timespec until = {next_ms / 1000, (long)(next_ms % 1000) * 1000000};
        pthread_mutex_lock(&worker->lock);
        if (!worker->stopping)
            pthread_cond_timedwait(&worker->wake, &worker->lock, &until);
    }
    pthread_mutex_unlock(&worker->lock);
    return NULL;
}

static void init_wake(struct worker *worker)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&worker->wake, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&worker->lock, NULL);
}

static void free_worker(struct worker *worker)
{
    pthread_cond_destroy(&worker->wake);
    pthread_mutex_destroy(&worker->lock);
    free(worker);
}

enum err worker_start(const struct job *jobs, size_t count, struct worker **ret_worker)
{
    assert(count >= 1 && count <= JOBS_MAX);
    struct worker *worker = calloc(1, sizeof *worker);
    if (!worker)
        return ERR_MEMORY;
    worker->jobs = jobs;
    worker->count = count;
    for (size_t i = 0; i < count; i++)
        worker->due_ms[i] = clock_monotonic_ms(&clock_system) + jobs[i].interval_ms;
    init_wake(worker);
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
    pthread_join(worker->thread, NULL);
    free_worker(worker);
}
