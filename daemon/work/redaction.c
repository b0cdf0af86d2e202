/* When what was taken back is erased. How it is erased is the store's to know. */
#include "work/redaction.h"

#include "base/log.h"
#include "store/redaction.h"

/* Of the job: until it is done. Of the stop: a service's manager waits a minute and a half. */
enum { JOB_PATIENCE_MS = 3600 * 1000, STOP_PATIENCE_MS = 30 * 1000 };

enum err redaction_job_run(void *context)
{
    struct redaction_job *job = context;
    if (!redaction_is_pending(job->store))
        return ERR_OK;
    enum err err = redaction_erase(job->store, job->stopping, JOB_PATIENCE_MS);
    if (!err && !redaction_is_pending(job->store))
        log_info("redaction", LOG_SAYS("what was taken back is erased from every file"),
                 LOG_TEXT("state", "erased"));
    return err;
}

int64_t redaction_job_rest_ms(void *context)
{
    const struct redaction_job *job = context;
    return redaction_is_pending(job->store) ? 0 : INT64_MAX;
}

void redaction_job_end(struct store *store)
{
    if (redaction_erase(store, NULL, STOP_PATIENCE_MS))
        log_error("redaction",
                  LOG_SAYS("what was taken back could not be erased yet; the next start does it"));
}
