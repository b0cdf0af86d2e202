/* What is new, sent to citizens who asked for it (store/digest.h): each day at the hour of the settings, or
 * each Monday; nothing when nothing is new. Letters wait in a queue and go out so many a minute. One that the
 * relay does not take is tried for DIGEST_LETTER_DAYS; an address that it refuses again and again is
 * forgotten.
 *
 * Must not know: HTTP. Thread: a job (work/worker.h), which waits for the relay. */
#ifndef HANDLER_DIGEST_JOB_H
#define HANDLER_DIGEST_JOB_H

#include "handler/app.h"

struct digest_job {
    struct app *app;
    int64_t hour;
    int64_t rate;      /* letters a minute */
    int64_t quiet_ms;  /* monotonic: nobody is asked before */
    int64_t forget_ms; /* the same: nothing is looked through before */
};

/* `context` is a struct digest_job. */
enum err digest_job_run(void *context);
int64_t digest_job_rest_ms(void *context);

#endif
