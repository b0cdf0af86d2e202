/* Pictures that came in a Word file and are shown by one JPEG, or not yet at all, so that the draft was there
 * at once: their other forms are made behind, and the articles that show them are shown anew. A draft keeps
 * its version, for somebody may be writing it.
 *
 * Must not know: HTTP. Thread: the keeper's, so that no backup is made and nothing collected meanwhile. */
#ifndef HANDLER_RENDITION_JOB_H
#define HANDLER_RENDITION_JOB_H

#include "helper/helper.h"
#include "store/store.h"

#include <stdatomic.h>

/* What the job knows; all is borrowed. */
struct rendition_job {
    struct store *store;
    struct helper *helper; /* NULL: nothing is done */
    const atomic_bool *stopping;
    atomic_bool *is_wanted; /* some were added; the job takes it back */
    int64_t after_id;       /* where this round stands */
    bool is_done;           /* this round found no more */
};

/* A job (work/worker.h); `context` is a struct rendition_job. Errors: STORAGE_FULL, MEMORY, and the store's.
 */
enum err rendition_job_run(void *context);
int64_t rendition_job_rest_ms(void *context);

#endif
