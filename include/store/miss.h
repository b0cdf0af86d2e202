/* What citizens looked for in vain, for those who write: queries without any answer, how often, and on which
 * day last.
 *
 * No personal data: nothing of who asked is kept, and a query that looks as if it named a person's number,
 * address of mail or the like is not kept at all. The others are kept when they were asked on three days of a
 * month or by ten people in one day; until then a keyed hash of their words is, with the days, and the people
 * of the day are known in memory alone. Few queries are kept, those asked most, and none that nobody asked
 * for ninety days; noting is done in memory and saved now and then, so that a search never writes. Thread:
 * any. */
#ifndef STORE_MISS_H
#define STORE_MISS_H

#include "store/store.h"

#include <stddef.h>

enum { MISS_QUERY_MAX = 120, MISSES_KEPT = 2000, MISS_DAYS_KEPT = 10000, MISS_KEPT_DAYS = 90 };

struct miss {
    const char *query;
    int64_t times;
    int day; /* YYYYMMDD, the last one */
};

/* Notes a query (normalised text) that found nothing at `now_ms`. Those that must not be kept are forgotten
 * at once. `person` are `size` bytes by which people differ, such as their network address; 0 for nobody in
 * particular. */
void miss_note(struct store *store, const char *query, const void *person, size_t size, int64_t now_ms);

/* Saves what was noted; should that fail, it is noted still. Once a day what is too old goes, whether
 * anything was noted or not. Called every minute. */
enum err miss_flush(struct store *store);

/* Those asked most come first; at most `limit`, 1 to 1000. */
enum err miss_list(struct conn *conn, int limit, struct miss **ret_items, size_t *ret_count);

#endif
