/* What a search is measured against: SQLite's own full-text index as it comes, in memory, the words of a
 * query joined by AND, in its own order. For the evaluation alone. Thread: one. */
#ifndef STORE_YARDSTICK_H
#define STORE_YARDSTICK_H

#include "base/cleanup.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct yardstick;

enum yardstick_kind {
    YARDSTICK_DEFAULT,    /* unicode61 as it is */
    YARDSTICK_DIACRITICS, /* unicode61 remove_diacritics 2 */
    YARDSTICK_COUNT
};

/* Errors: MEMORY, INTERNAL. */
enum err yardstick_open(enum yardstick_kind kind, struct yardstick **ret_yardstick);
void yardstick_close(struct yardstick *yardstick);
DEFINE_CLEANUP(cleanup_yardstick_, struct yardstick *, yardstick_close)
#define auto_yardstick CLEANUP(cleanup_yardstick_)

enum err yardstick_add(struct yardstick *yardstick, int64_t id, const char *title, const char *lead,
                       const char *body);

/* The first `most` ids for a query. A query that the index refuses finds nothing. */
enum err yardstick_find(struct yardstick *yardstick, const char *query, int64_t *ids, size_t most,
                        size_t *ret_count);

#endif
