/* Collection of the media folder: what nothing has shown for thirty days goes, and so do files that a crash
 * left without a row. */
#ifndef WORK_MEDIA_GC_H
#define WORK_MEDIA_GC_H

#include "base/err.h"
#include "store/store.h"

/* A job (work/worker.h); `context` is the store. Short transactions, between which others come. */
enum err media_gc_run(void *context);

/* The part of it that removes files without a row; *total grows by how many, also when it fails half way. */
enum err media_gc_strays(struct store *store, int *total);

#endif
