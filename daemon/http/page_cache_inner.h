/* The page cache as its own files see it: entries, their lists, the shards. */
#ifndef HTTP_PAGE_CACHE_INNER_H
#define HTTP_PAGE_CACHE_INNER_H

#include "http/page_cache.h"

#include <pthread.h>
#include <stdbool.h>

/* Eight locks, so that serving threads seldom meet, and 4,096 buckets in all. */
enum { SHARDS = 8, BUCKETS = 512 };

struct entry {
    struct entry *next;          /* in its bucket */
    struct entry *newer, *older; /* in order of use */
    char *key;
    uint64_t hash;
    struct response *response; /* NULL while it is being made */
    uint64_t generation;
    enum page_share share;
    bool being_made;
    struct page_waiter *waiters; /* until it is made */
};

/* The entries of a share that hold a response. */
struct use {
    struct entry *newest, *oldest;
    size_t held; /* what they were made with */
    struct response_account
        *account; /* what they, and those being sent that were among them, have grown by */
    size_t limit;
    size_t count;
    uint64_t found[PAGE_ALONE + 1]; /* what those who asked found */
    uint64_t evictions;
};

struct shard {
    pthread_mutex_t lock; /* a leaf: waiters are called without it */
    struct entry *buckets[BUCKETS];
    struct use uses[SHARE_COUNT];
    size_t waiter_count;
    bool is_stopping;
};

struct page_cache {
    struct shard shards[SHARDS];
};

#endif
