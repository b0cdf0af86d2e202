/* Slugs made by the program: a stem, and a number behind it where the stem alone is taken.
 *
 * Taken is what an article has, ever had, or had when it went for good: an address never leads to something
 * else without somebody having asked for that. The store must be in a transaction, so that what is free stays
 * so. Errors: see store.h. Thread: as the connection. */
#ifndef STORE_SLUG_NUMBER_H
#define STORE_SLUG_NUMBER_H

#include "store/store.h"

/* A slug that is free: the stem itself when `first` is 0, else from stem-first on. Up to SLUG_NUMBER_LEAST
 * the least number that is free; beyond that one whose predecessor is taken, found by doubling and halving,
 * so that thousands of equal titles cost a few questions each: where numbers among the taken are free, they
 * may stay so. `stem` is a slug (text/slug.h). */
enum { SLUG_NUMBER_LEAST = 8 };
enum err slug_free(struct conn *conn, const char *stem, int64_t first, const char **ret_slug);

#endif
