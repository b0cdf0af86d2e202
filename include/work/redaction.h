/* What was taken back is erased from the index and the log soon after: by a job, at the stop, or by the next
 * start. Thread: the job's own; the end when no job runs any more. */
#ifndef WORK_REDACTION_H
#define WORK_REDACTION_H

#include "store/store.h"

#include <stdatomic.h>

struct redaction_job {
    struct store *store;
    const atomic_bool *stopping;
};

/* A job (work/worker.h); `context` is the struct. It rests until something was taken back. */
enum err redaction_job_run(void *context);
int64_t redaction_job_rest_ms(void *context);

/* At the stop: what is left, as far as half a minute suffices. */
void redaction_job_end(struct store *store);

#endif
