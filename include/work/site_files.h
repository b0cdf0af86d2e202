/* The site's mark, icons and banners, made of its pictures by the helper: once a change, and whenever they
 * are not there, as after an import or a restore. Until then pages show the pictures themselves.
 *
 * Must not know: HTTP. Errors: those of store.h. */
#ifndef WORK_SITE_FILES_H
#define WORK_SITE_FILES_H

#include "helper/helper.h"
#include "store/site.h"

/* Makes what is wanted and not there, in a transaction of its own; does nothing where all is. Thread: one
 * that may wait for the helper and for the writer. Errors: UNAVAILABLE (no helper, or a picture is not there
 * yet), and the store's. */
enum err site_files_make(struct store *store, struct helper *helper);

/* What the job knows; both are borrowed. */
struct site_files_job {
    struct store *store;
    struct helper *helper; /* NULL: nothing is done */
};

/* A job (work/worker.h); `context` is a struct site_files_job. It runs on the keeper's thread, so that no
 * backup is made and nothing collected meanwhile. */
enum err site_files_run(void *context);

#endif
