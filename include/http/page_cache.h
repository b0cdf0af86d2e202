/* Pages kept ready: whatever is equal for all readers is made once and queued many times.
 *
 * An entry belongs to the generation of the content from which it was made, read before the making
 * began, and is given out only to those who ask for that generation or an older one, before its time
 * is over; so nobody gets what is older than the last acknowledged write. Of many readers who miss
 * the same page, one makes it and the others wait (at most five seconds, then they make their own).
 * Memory is bounded; what was not read for longest goes first. Thread: any, at any time. */
#ifndef HTTP_PAGE_CACHE_H
#define HTTP_PAGE_CACHE_H

#include "http/response.h"

#include <stdint.h>

struct page_cache;
struct page_claim;

/* `limit` is in bytes. NULL when out of memory. */
struct page_cache *page_cache_new(size_t limit);

/* No request may be under way. NULL is fine. */
void page_cache_free(struct page_cache *cache);

/* A new reference to the response kept under `key`, or NULL: then, if *ret_claim is not NULL, the
 * caller is the one who makes it and must end the claim with page_cache_put() or _abandon(). */
struct response *page_cache_get(struct page_cache *cache, const char *key, uint64_t generation,
                                int64_t now_ms, struct page_claim **ret_claim);

/* Keeps the response (a reference of its own is taken) until response_until_ms(), and wakes those who
 * wait for it. */
void page_cache_put(struct page_claim *claim, struct response *response, uint64_t generation);

/* Nothing came of it; one of those who wait tries next. */
void page_cache_abandon(struct page_claim *claim);

#endif
