/* The words of attached documents are taken behind the answer to an upload, one file after the other: the
 * newest first, so that what was just sent is found soon, however many of before wait. A kill costs what it
 * was at; the table says what waits (store/media_text.h).
 *
 * Must not know: HTTP. Thread: one, which may wait for the helper. */
#ifndef HANDLER_TEXT_JOB_H
#define HANDLER_TEXT_JOB_H

#include "helper/helper.h"
#include "store/store.h"

#include <stdatomic.h>

/* What the job knows; all is borrowed. */
struct text_job {
    struct store *store;
    struct helper *helper;  /* NULL: nothing is done */
    const char *pdf_reader; /* the setting (helper/page_text.h) */
    const atomic_bool *stopping;
    int64_t before_id;   /* where this round stands; 0 at its beginning */
    bool is_done;        /* this round found no more, or nobody is there to read */
    bool is_without_pdf; /* in this round the program for PDFs could not be started */
};

/* A job (work/worker.h); `context` is a struct text_job. Errors: STORAGE_FULL, MEMORY, and the store's. */
enum err text_job_run(void *context);
int64_t text_job_rest_ms(void *context);

#endif
