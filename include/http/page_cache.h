/* Pages kept ready: whatever is equal for all readers is made once and queued many times.
 *
 * An entry belongs to the generation of the content from which it was made, read before the making
 * began, and is given out only to those who ask for that generation or an older one, before its time
 * is over; so nobody gets what is older than the last acknowledged write. Of many readers who miss
 * the same page one makes it. The others are told that it is busy and wait, if they like, without a thread:
 * a waiter is called when the making has ended, and asks again.
 *
 * Memory is bounded and has shares, so that the many answers of the API never drive out the pages that
 * citizens read; within a share what was not read for longest goes first. Must not know: connections, routes.
 * Thread: any, at any time; no call waits for another's making. */
#ifndef HTTP_PAGE_CACHE_H
#define HTTP_PAGE_CACHE_H

#include "http/response.h"

#include <stddef.h>
#include <stdint.h>

struct page_cache;
struct page_claim;

/* Three quarters of the memory are for pages. */
enum page_share { SHARE_PAGES, SHARE_API, SHARE_COUNT };

enum page_found {
    PAGE_KEPT,    /* *ret_response is a new reference to it */
    PAGE_CLAIMED, /* the caller makes it, and ends *ret_claim with page_cache_put() or _abandon() */
    PAGE_BUSY,    /* somebody makes it: page_cache_wait() */
    PAGE_ALONE,   /* the caller makes it for itself: there is no memory to keep it, or all ends */
};

/* Somebody who waits; belongs to its owner, and must live until it is called, which is once. */
struct page_waiter {
    void (*wake)(struct page_waiter *waiter, bool is_late);
    int64_t since_ms; /* these are the cache's own */
    struct page_waiter *next;
};

/* `limit` is in bytes. NULL when out of memory. */
struct page_cache *page_cache_new(size_t limit);

/* No request may be under way. NULL is fine. */
void page_cache_free(struct page_cache *cache);

/* Looks for what is kept under `key`, which always is of the same share. */
enum page_found page_cache_get(struct page_cache *cache, enum page_share share, const char *key,
                               uint64_t generation, int64_t now_ms, struct response **ret_response,
                               struct page_claim **ret_claim);

/* Calls the waiter when the making of `key` has ended, or late when page_cache_tick() finds it waiting too
 * long. `now_ms` is monotonic. False: nobody makes it any more, and the waiter is not kept. */
bool page_cache_wait(struct page_cache *cache, const char *key, struct page_waiter *waiter, int64_t now_ms);

/* Keeps the response (a reference of its own is taken) until response_until_ms(). */
void page_cache_put(struct page_claim *claim, struct response *response, uint64_t generation);

/* Nothing came of it; one of those who wait tries next. */
void page_cache_abandon(struct page_claim *claim);

/* Calls those who have waited for half a minute; to be called about every half second. */
void page_cache_tick(struct page_cache *cache, int64_t now_ms);

/* What a share holds, in all shards together, and what became of those who asked since the start. */
struct page_figures {
    uint64_t hits, misses, waits; /* kept; to be made by who asked; made by another meanwhile */
    uint64_t evictions;           /* entries that had to make room */
    size_t entries, bytes, bytes_most;
};
void page_cache_figures(struct page_cache *cache, enum page_share share, struct page_figures *ret_figures);

/* Nobody waits any more, now or later. NULL is fine. */
void page_cache_stop(struct page_cache *cache);

#endif
