/* Who asked and left an address is told by mail that the question is answered, refused or forwarded: one
 * letter, without a word of what was asked or answered, which are read by the receipt's code or in public.
 *
 * Must not know: HTTP. Thread: a job (work/worker.h), which waits for the relay. */
#ifndef HANDLER_ANSWER_JOB_H
#define HANDLER_ANSWER_JOB_H

#include "handler/app.h"

struct answer_job {
    struct app *app;
    int64_t rate;     /* letters a minute */
    int64_t quiet_ms; /* monotonic: nobody is asked before */
};

/* `context` is a struct answer_job. */
enum err answer_job_run(void *context);
int64_t answer_job_rest_ms(void *context);

#endif
