/* What a search is measured against: SQLite's own full-text index as it comes, in memory, the words of a
 * query joined by AND, in its own order. For the evaluation alone. Thread: one. */
#ifndef STORE_FTS_BASELINE_H
#define STORE_FTS_BASELINE_H

#include "base/cleanup.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct fts_baseline;

enum fts_baseline_kind {
    FTS_BASELINE_DEFAULT,    /* unicode61 as it is */
    FTS_BASELINE_DIACRITICS, /* unicode61 remove_diacritics 2 */
    FTS_BASELINE_COUNT
};

/* Errors: MEMORY, INTERNAL. */
enum err fts_baseline_open(enum fts_baseline_kind kind, struct fts_baseline **ret_baseline);
void fts_baseline_close(struct fts_baseline *baseline);
DEFINE_CLEANUP(cleanup_fts_baseline_, struct fts_baseline *, fts_baseline_close)
#define auto_fts_baseline CLEANUP(cleanup_fts_baseline_)

enum err fts_baseline_add(struct fts_baseline *baseline, int64_t id, const char *title, const char *lead,
                          const char *body);

/* The first `most` ids for a query. A query that the index refuses finds nothing. */
enum err fts_baseline_find(struct fts_baseline *baseline, const char *query, int64_t *ids, size_t most,
                           size_t *ret_count);

#endif
