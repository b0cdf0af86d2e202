#include "http/page_cache.h"

#include "base/memory.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SHARDS = 16, BUCKETS = 256, WAIT_S = 5, ENTRY_COST = 256 };

struct entry {
    struct entry *next;          /* in its bucket */
    struct entry *newer, *older; /* in order of use */
    char *key;
    uint64_t hash;
    struct response *response; /* NULL while it is being made */
    uint64_t generation;
    bool being_made;
};

struct shard {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct entry *buckets[BUCKETS];
    struct entry *newest, *oldest; /* entries that hold a response */
    size_t held;
    size_t limit;
};

struct page_cache {
    struct shard shards[SHARDS];
};

struct page_claim {
    struct shard *shard;
    struct entry *entry;
};

/* FNV-1a: keys are paths of the portal's own pages; a clash costs a comparison. */
static uint64_t page_cache_hash_of(const char *key)
{
    uint64_t hash = 14695981039346656037U;
    for (; *key; key++)
        hash = (hash ^ (unsigned char)*key) * 1099511628211U;
    return hash ^ hash >> 29;
}

struct page_cache *page_cache_new(size_t limit)
{
    pthread_condattr_t attributes;
    struct page_cache *cache = memory_new(1, sizeof *cache);
    if (!cache)
        return NULL;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    for (size_t i = 0; i < SHARDS; i++) {
        pthread_mutex_init(&cache->shards[i].lock, NULL);
        pthread_cond_init(&cache->shards[i].changed, &attributes);
        cache->shards[i].limit = limit / SHARDS;
    }
    pthread_condattr_destroy(&attributes);
    return cache;
}

static size_t page_cache_cost_of(const struct entry *entry)
{
    return ENTRY_COST + strlen(entry->key) + response_size(entry->response);
}

static void unlink_use(struct shard *shard, struct entry *entry)
{
    *(entry->newer ? &entry->newer->older : &shard->newest) = entry->older;
    *(entry->older ? &entry->older->newer : &shard->oldest) = entry->newer;
    entry->newer = entry->older = NULL;
}

static void link_newest(struct shard *shard, struct entry *entry)
{
    entry->older = shard->newest;
    *(shard->newest ? &shard->newest->newer : &shard->oldest) = entry;
    shard->newest = entry;
}

static struct entry **page_cache_place_of(struct shard *shard, const char *key, uint64_t hash)
{
    struct entry **place = &shard->buckets[hash / SHARDS % BUCKETS];
    while (*place && ((*place)->hash != hash || strcmp((*place)->key, key) != 0))
        place = &(*place)->next;
    return place;
}

/* Lets go of an entry's response, if it has one. */
static void drop_response(struct shard *shard, struct entry *entry)
{
    if (!entry->response)
        return;
    shard->held -= page_cache_cost_of(entry);
    unlink_use(shard, entry);
    response_free(TAKE(entry->response));
}

static void remove_entry(struct shard *shard, struct entry *entry)
{
    drop_response(shard, entry);
    struct entry **place = page_cache_place_of(shard, entry->key, entry->hash);
    *place = entry->next;
    free(entry->key);
    free(entry);
}

/* Makes room, never at the cost of an entry that is being made anew. */
static void evict(struct shard *shard)
{
    while (shard->held > shard->limit && shard->oldest) {
        struct entry *entry = shard->oldest;
        if (entry->being_made)
            drop_response(shard, entry);
        else
            remove_entry(shard, entry);
    }
}

void page_cache_free(struct page_cache *cache)
{
    if (!cache)
        return;
    for (size_t i = 0; i < SHARDS; i++) {
        struct shard *shard = &cache->shards[i];
        for (size_t j = 0; j < BUCKETS; j++)
            while (shard->buckets[j])
                remove_entry(shard, shard->buckets[j]);
        pthread_mutex_destroy(&shard->lock);
        pthread_cond_destroy(&shard->changed);
    }
    free(cache);
}

static struct entry *add_entry(struct shard *shard, const char *key, uint64_t hash)
{
    struct entry *entry = memory_new(1, sizeof *entry);
    if (!entry)
        return NULL;
    entry->key = memory_text(key);
    entry->hash = hash;
    if (!entry->key) {
        free(entry);
        return NULL;
    }
    struct entry **place = page_cache_place_of(shard, key, hash);
    *place = entry;
    return entry;
}

/* Gives the caller the making of an entry; NULL when there is no memory for that. */
static struct page_claim *claim(struct shard *shard, struct entry *entry)
{
    struct page_claim *made = memory_new(1, sizeof *made);
    if (!made)
        return NULL;
    entry->being_made = true;
    *made = (struct page_claim){shard, entry};
    return made;
}

static struct response *fresh(struct shard *shard, struct entry *entry, uint64_t generation, int64_t now_ms)
{
    bool good = entry && entry->response && entry->generation >= generation &&
                response_until_ms(entry->response) > now_ms;
    if (!good)
        return NULL;
    if (entry != shard->newest) {
        unlink_use(shard, entry);
        link_newest(shard, entry);
    }
    return response_ref(entry->response);
}

struct response *page_cache_get(struct page_cache *cache, const char *key, uint64_t generation,
                                int64_t now_ms, struct page_claim **ret_claim)
{
    uint64_t hash = page_cache_hash_of(key);
    struct shard *shard = &cache->shards[hash % SHARDS];
    struct timespec until = {0};
    struct response *response;
    *ret_claim = NULL;
    pthread_mutex_lock(&shard->lock);
    for (;;) {
        struct entry *entry = *page_cache_place_of(shard, key, hash);
        response = fresh(shard, entry, generation, now_ms);
        if (response)
            break;
        if (!entry || !entry->being_made) {
            entry = entry ? entry : add_entry(shard, key, hash);
            *ret_claim = entry ? claim(shard, entry) : NULL;
            break;
        }
        if (!until.tv_sec) {
            clock_gettime(CLOCK_MONOTONIC, &until);
            until.tv_sec += WAIT_S;
        }
        if (pthread_cond_timedwait(&shard->changed, &shard->lock, &until) == ETIMEDOUT)
            break;
    }
    pthread_mutex_unlock(&shard->lock);
    return response;
}

void page_cache_put(struct page_claim *claim, struct response *response, uint64_t generation)
{
    struct shard *shard = claim->shard;
    struct entry *entry = claim->entry;
    pthread_mutex_lock(&shard->lock);
    drop_response(shard, entry);
    entry->being_made = false;
    entry->generation = generation;
    entry->response = response_ref(response);
    shard->held += page_cache_cost_of(entry);
    link_newest(shard, entry);
    evict(shard);
    pthread_cond_broadcast(&shard->changed);
    pthread_mutex_unlock(&shard->lock);
    free(claim);
}

void page_cache_abandon(struct page_claim *claim)
{
    struct shard *shard = claim->shard;
    pthread_mutex_lock(&shard->lock);
    claim->entry->being_made = false;
    if (!claim->entry->response)
        remove_entry(shard, claim->entry);
    pthread_cond_broadcast(&shard->changed);
    pthread_mutex_unlock(&shard->lock);
    free(claim);
}
