/* Upkeep of the media folder: what nothing has shown for thirty days goes, and so do files that a crash left
 * without a row. */
#ifndef WORK_UPKEEP_H
#define WORK_UPKEEP_H

#include "base/err.h"

/* A job (work/worker.h); `context` is the store. Short transactions, between which others come. */
enum err upkeep_media(void *context);

#endif
