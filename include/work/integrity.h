/* When the database is looked at whether it is whole: quickly soon after the start, every index too in the
 * night. Thread: the job's own, at the lowest priority; the whole file is read. */
#ifndef WORK_INTEGRITY_H
#define WORK_INTEGRITY_H

#include "store/condition.h"

struct integrity_job {
    struct store *store;
    const struct clock *clock;
    const atomic_bool *stopping;
    int32_t night; /* the last whose look is done or was before the start; 0 before the first run */
};

/* A job (work/worker.h); `context` is the struct. It rests until it is due. */
enum err integrity_job_run(void *context);
int64_t integrity_job_rest_ms(void *context);

#endif
