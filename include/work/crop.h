/* The pictures of lists: cut to one shape around the point that matters. An upload brings its crops along;
 * here they are made for what was there before, and anew when somebody chose another point.
 *
 * Until they are there lists show the whole picture, so nobody waits for them. Must not know: HTTP. Errors:
 * those of store.h. */
#ifndef WORK_CROP_H
#define WORK_CROP_H

#include "helper/helper.h"
#include "store/media.h"

#include <stdatomic.h>

/* WebP and JPEG of each rendition, two blobs each, nameless; never NULL but without memory. The bytes are
 * borrowed. */
struct media_blob *crop_blobs(struct arena *arena, const struct rendition *items, size_t count);

/* Makes the crops of one medium and keeps them, in a transaction of its own. Thread: one that may wait for
 * the helper and for the writer. Errors: UNAVAILABLE (no helper, or its widest rendition is not there yet),
 * NOT_FOUND (no such medium), and the store's. */
enum err crop_make(struct store *store, struct helper *helper, int64_t id);

/* What the job knows; all is borrowed. */
struct crop_job {
    struct store *store;
    struct helper *helper; /* NULL: nothing is done */
    const atomic_bool *stopping;
    int64_t after_id; /* where this round stands */
    bool is_done;     /* this round found no more */
};

/* A job (work/worker.h); `context` is a struct crop_job. It runs on the keeper's thread, so that no backup is
 * made and nothing collected meanwhile. */
enum err crop_job_run(void *context);
int64_t crop_job_rest_ms(void *context);

#endif
