/* The daemon's own timer: what is due is published and withdrawn, what is over is cleared away. Both run as
 * jobs (worker.h); what was due while nothing ran is caught up with at the first run. The delay of each batch
 * is logged. Thread: the job's. */
#ifndef WORK_SCHEDULE_H
#define WORK_SCHEDULE_H

#include "store/store.h"

/* All that is due by now, in batches. `context` is the store. */
enum err schedule_tick(void *context);

/* The trash, old tombstones, old addresses, and answers kept under Idempotency-Keys. `context` is the store.
 */
enum err schedule_clear(void *context);

#endif
