/* The daemon's own timer: what is due is published and withdrawn, what is over is cleared away. Both run as
 * jobs (worker.h); what was due while nothing ran is caught up with at the first run. The delay of each batch
 * is logged. Thread: the job's. */
#ifndef WORK_SCHEDULE_H
#define WORK_SCHEDULE_H

#include "store/store.h"

#include <stdatomic.h>
#include <stdint.h>

/* What is known of the next change. */
struct schedule {
    struct store *store;
    atomic_bool has_changed; /* something was committed since it was looked up */
    int64_t next_ms;         /* wall clock; the job's own */
};

void schedule_begin(struct schedule *schedule, struct store *store);

/* Something was committed. Thread: any. */
void schedule_note_commit(struct schedule *schedule);

/* All that is due by now, in batches. `context` is the schedule; the database is asked only when something
 * was committed or is due. */
enum err schedule_tick(void *context);

/* How long nothing will be due, two seconds at most, so that a step of the clock is noticed (struct job). */
int64_t schedule_rest_ms(void *context);

/* The trash, old tombstones, old addresses, and answers kept under Idempotency-Keys. `context` is the store.
 */
enum err schedule_clear(void *context);

#endif
