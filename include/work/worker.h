/* What runs by itself: one thread that runs each job at its interval, one after the other.
 *
 * Ownership: jobs are borrowed and must outlive the worker, as must their contexts. A job that fails is
 * logged when it begins to fail and when it works again, and runs at its next interval in any case. A worker
 * whose jobs all rest does not wake at all.
 * Thread: start and stop from one thread; the jobs run on the worker's own. */
#ifndef WORK_WORKER_H
#define WORK_WORKER_H

#include "base/cleanup.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct job {
    const char *name;    /* for the log */
    int64_t interval_ms; /* from the beginning of one run to that of the next, at least 10 */
    enum err (*run)(void *context);
    void *context;
    int64_t (*rest_ms)(void *context); /* asked after each run: for how long there will be nothing to do, so
                                          that the next run is later than its interval; INT64_MAX until
                                          worker_wake(). NULL: never rests */
};

struct worker;

enum { JOBS_MAX = 16 };

/* Starts the thread; each job runs for the first time after its interval. 1 <= count <= JOBS_MAX.
 * Errors: MEMORY. */
enum err worker_start(const struct job *jobs, size_t count, struct worker **ret_worker);

/* Jobs that rest run at their interval again. Cheap, but not free: to be called when rest becomes work, and
 * not for each piece of it. Thread: any, until worker_stop(). */
void worker_wake(struct worker *worker);

/* Waits for the job that runs to end, and ends the thread. NULL is fine. */
void worker_stop(struct worker *worker);
DEFINE_CLEANUP(cleanup_worker_, struct worker *, worker_stop)
#define auto_worker CLEANUP(cleanup_worker_)

#endif
