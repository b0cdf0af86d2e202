/* The clock that erases who asked: name, contact and words, so many months after the answer. Thread: a job's.
 */
#ifndef WORK_PETITION_CLOCK_H
#define WORK_PETITION_CLOCK_H

#include "store/store.h"

#include <stdbool.h>
#include <stdint.h>

struct petition_clock {
    struct store *store;
    int months;  /* of 30.44 days */
    bool is_set; /* it looked, since the start */
};

/* Erases all that is over, in batches, each erasure with a line of the audit. `context` is the clock. */
enum err petition_clock_run(void *context);

/* For the worker, see struct job: 0 until it looked once, then ten minutes. */
int64_t petition_clock_rest_ms(void *context);

#endif
