/* Collection of the media folder: what nothing has shown for thirty days goes, and so do files that a crash
 * left without a row. */
#ifndef WORK_MEDIA_GC_H
#define WORK_MEDIA_GC_H

#include "base/err.h"

/* A job (work/worker.h); `context` is the store. Short transactions, between which others come. */
enum err media_gc_run(void *context);

#endif
