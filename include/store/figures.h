/* What the store has done since the start, and how large its files are: for /metrics. Thread: any. */
#ifndef STORE_FIGURES_H
#define STORE_FIGURES_H

#include "base/histogram.h"
#include "store/store.h"

struct store_figures {
    struct histogram_state wait;   /* microseconds that transactions waited for the writer */
    struct histogram_state hold;   /* microseconds that they had it, the commit not counted */
    struct histogram_state commit; /* microseconds of a commit, on the disk */
    struct histogram_state batch;  /* transactions that shared a commit */
    uint64_t commits_failed;
    uint64_t waits_in_vain;            /* nobody got the writer in time */
    int64_t database_bytes, log_bytes; /* of the files; -1 unknown */
};

/* Looks at two files' sizes. */
void store_figures(const struct store *store, struct store_figures *ret_figures);

#endif
