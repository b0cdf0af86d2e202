/* Pages kept ready, in shards by their key, each with a list of use for every share. It knows nothing of
 * connections: who waits leaves a waiter. An entry lives in two structures at once: the bucket that
 * finds it, and, while it holds a response, the list of use of its share. A claim is the right to fill
 * one; it is given to one caller at a time. */
#include "page_cache_inner.h"

#include "base/memory.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* The patience is that of the slow pool's queues; ENTRY_COST is an entry with malloc()'s part of its blocks,
 * rounded up. */
enum { PATIENCE_MS = 30000, ENTRY_COST = 256 };

/* Parts of four that each share may hold. */
static const size_t quarters[SHARE_COUNT] = {[SHARE_PAGES] = 3, [SHARE_API] = 1};

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
    /* The shard is taken from the low bits, the bucket from those above them; FNV's low bits alone
     * depend too little on what was read first. */
    return hash ^ hash >> 29;
}

/* The structures for all shards lie in one block; entries are added as pages are made. */
struct page_cache *page_cache_new(size_t limit)
{
    struct page_cache *cache = memory_new(1, sizeof *cache);
    bool is_whole = true;
    if (!cache)
        return NULL;
    for (size_t i = 0; i < SHARDS; i++) {
        pthread_mutex_init(&cache->shards[i].lock, NULL);
        /* Each shard has its part alone, so that no lock is common. Pages spread evenly enough for that. */
        for (enum page_share share = 0; share < SHARE_COUNT; share++) {
            cache->shards[i].uses[share].limit = limit / SHARDS / 4 * quarters[share];
            cache->shards[i].uses[share].account = response_account_new();
            is_whole = is_whole && cache->shards[i].uses[share].account;
        }
    }
    if (!is_whole) {
        page_cache_free(cache);
        return NULL;
    }
    return cache;
}

/* Counted in and out by the same sum, so nothing of an entry may change in between. */
static size_t page_cache_cost_of(const struct entry *entry)
{
    return ENTRY_COST + strlen(entry->key) + response_size(entry->response);
}

/* Takes the entry out of its share's list of use; whoever was beside it, or the list's end, is joined. */
static void unlink_use(struct shard *shard, struct entry *entry)
{
    struct use *use = &shard->uses[entry->share];
    *(entry->newer ? &entry->newer->older : &use->newest) = entry->older;
    *(entry->older ? &entry->older->newer : &use->oldest) = entry->newer;
    entry->newer = entry->older = NULL;
}

/* Puts an entry that is in no list at the head of its share's. */
static void link_newest(struct shard *shard, struct entry *entry)
{
    struct use *use = &shard->uses[entry->share];
    entry->older = use->newest;
    *(use->newest ? &use->newest->newer : &use->oldest) = entry;
    use->newest = entry;
}

/* Where the pointer to the key's entry stands, or would stand: the end of its bucket. Under the lock, as
 * all that take a shard are. */
static struct entry **page_cache_place_of(struct shard *shard, const char *key, uint64_t hash)
{
    struct entry **place = &shard->buckets[hash / SHARDS % BUCKETS];
    /* The hash first, since keys of one bucket mostly begin alike. */
    while (*place && ((*place)->hash != hash || strcmp((*place)->key, key) != 0))
        place = &(*place)->next;
    return place;
}

/* Lets go of an entry's response, if it has one. */
static void drop_response(struct shard *shard, struct entry *entry)
{
    if (!entry->response)
        return;
    shard->uses[entry->share].held -= page_cache_cost_of(entry);
    shard->uses[entry->share].count--;
    unlink_use(shard, entry);
    /* Whoever sends it right now holds a reference of his own. */
    response_free(TAKE(entry->response));
}

/* Takes the entry out of both structures and frees it. Nobody may wait for it, nor hold its claim. */
static void remove_entry(struct shard *shard, struct entry *entry)
{
    assert(!entry->waiters);
    drop_response(shard, entry);
    struct entry **place = page_cache_place_of(shard, entry->key, entry->hash);
    *place = entry->next;
    free(entry->key);
    free(entry);
}

/* Whether a share holds more than it may. */
static bool is_above(const struct use *use)
{
    return use->held + response_account_bytes(use->account) > use->limit;
}

/* Makes room in a share, never at the cost of an entry that is being made anew. */
static void evict(struct shard *shard, enum page_share share)
{
    struct use *use = &shard->uses[share];
    while (is_above(use) && use->oldest) {
        struct entry *entry = use->oldest;
        use->evictions++;
        /* Its maker holds a pointer to it. */
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
        /* Claims must have ended before, as the server has stopped. */
        for (size_t j = 0; j < BUCKETS; j++)
            while (shard->buckets[j])
                remove_entry(shard, shard->buckets[j]);
        for (enum page_share share = 0; share < SHARE_COUNT; share++)
            response_account_free(shard->uses[share].account);
        pthread_mutex_destroy(&shard->lock);
    }
    free(cache);
}

/* A new entry, empty and in its bucket, in no list of use. NULL without memory. */
static struct entry *add_entry(struct shard *shard, enum page_share share, const char *key, uint64_t hash)
{
    struct entry *entry = memory_new(1, sizeof *entry);
    if (!entry)
        return NULL;
    entry->key = memory_text(key);
    entry->hash = hash;
    entry->share = share;
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
    /* It may still hold an older response; nobody who asks for the present generation is given that. */
    entry->being_made = true;
    *made = (struct page_claim){shard, entry};
    return made;
}

/* A new reference to what the entry holds, if that is recent enough; it becomes the newest of its share. */
static struct response *fresh(struct shard *shard, struct entry *entry, uint64_t generation, int64_t now_ms)
{
    /* A later generation is good too, for it was made meanwhile by somebody who asked after us. */
    bool good = entry && entry->response && entry->generation >= generation &&
                response_until_ms(entry->response) > now_ms;
    if (!good)
        return NULL;
    /* A page that many ask for at once is the newest already. */
    if (entry != shard->uses[entry->share].newest) {
        unlink_use(shard, entry);
        link_newest(shard, entry);
    }
    return response_ref(entry->response);
}

/* Somebody has to make it: the one who asks, unless it is being made. Under the lock. */
static enum page_found assign(struct shard *shard, enum page_share share, const char *key, uint64_t hash,
                              struct page_claim **ret_claim)
{
    struct entry *entry = *page_cache_place_of(shard, key, hash);
    /* At the stop nobody can wait any more, so everybody makes his own. */
    if (entry && entry->being_made)
        return shard->is_stopping ? PAGE_ALONE : PAGE_BUSY;
    bool is_new = !entry;
    if (is_new)
        entry = add_entry(shard, share, key, hash);
    struct page_claim *made = entry ? claim(shard, entry) : NULL;
    /* An old entry stays as it was, with what it holds. */
    if (!made && entry && is_new)
        remove_entry(shard, entry);
    *ret_claim = made;
    return made ? PAGE_CLAIMED : PAGE_ALONE;
}

/* By bits of the hash that page_cache_place_of() does not use for the bucket. */
static struct shard *shard_of(struct page_cache *cache, uint64_t hash)
{
    return &cache->shards[hash % SHARDS];
}

/* The caller must end what it was given: a reference, or a claim by page_cache_put() or
 * page_cache_abandon(). */
enum page_found page_cache_get(struct page_cache *cache, enum page_share share, const char *key,
                               uint64_t generation, int64_t now_ms, struct response **ret_response,
                               struct page_claim **ret_claim)
{
    assert(share < SHARE_COUNT);
    uint64_t hash = page_cache_hash_of(key);
    struct shard *shard = shard_of(cache, hash);
    pthread_mutex_lock(&shard->lock);
    /* A hit is all that most requests ever do here: one lock, one comparison, one count. */
    struct response *response = fresh(shard, *page_cache_place_of(shard, key, hash), generation, now_ms);
    enum page_found found = response ? PAGE_KEPT : assign(shard, share, key, hash, ret_claim);
    shard->uses[share].found[found]++;
    /* Forms were made since the last page was kept. */
    if (is_above(&shard->uses[share]))
        evict(shard, share);
    pthread_mutex_unlock(&shard->lock);
    if (response)
        *ret_response = response;
    return found;
}

/* False when the page is there meanwhile, or its making failed: the caller then does what it did first. */
bool page_cache_wait(struct page_cache *cache, const char *key, struct page_waiter *waiter, int64_t now_ms)
{
    uint64_t hash = page_cache_hash_of(key);
    struct shard *shard = shard_of(cache, hash);
    pthread_mutex_lock(&shard->lock);
    struct entry *entry = *page_cache_place_of(shard, key, hash);
    /* Between page_cache_get() and here the making may have ended; then the caller asks again at once. */
    bool waits = entry && entry->being_made && !shard->is_stopping;
    if (waits) {
        waiter->since_ms = now_ms;
        /* The last to come is called first, which nobody minds, as all are called together. */
        waiter->next = entry->waiters;
        entry->waiters = waiter;
        shard->waiter_count++;
    }
    pthread_mutex_unlock(&shard->lock);
    return waits;
}

/* A waiter may be gone as soon as it was called. */
static void wake_all(struct page_waiter *waiters, bool is_late)
{
    while (waiters) {
        struct page_waiter *waiter = waiters;
        /* Read before the call, see above. */
        waiters = waiter->next;
        waiter->wake(waiter, is_late);
    }
}

/* Whoever waits for the entry since `until_ms` or longer, to be called without the lock. Under the lock. */
static void take_waiters(struct shard *shard, struct entry *entry, int64_t until_ms,
                         struct page_waiter **taken)
{
    struct page_waiter **place = &entry->waiters;
    while (*place) {
        struct page_waiter *waiter = *place;
        if (waiter->since_ms > until_ms) {
            place = &waiter->next;
            continue;
        }
        *place = waiter->next;
        /* The link is used anew, for the waiter is in no entry's list any more. */
        waiter->next = *taken;
        *taken = waiter;
        shard->waiter_count--;
    }
}

/* Ends the claim. Whoever waits is called after the lock is free and finds the page by asking again. */
void page_cache_put(struct page_claim *claim, struct response *response, uint64_t generation)
{
    struct shard *shard = claim->shard;
    struct entry *entry = claim->entry;
    struct page_waiter *waiters = NULL;
    pthread_mutex_lock(&shard->lock);
    enum page_share share = entry->share;
    /* What it held before the making. */
    drop_response(shard, entry);
    take_waiters(shard, entry, INT64_MAX, &waiters);
    entry->being_made = false;
    /* That of before the making. Were a commit to come in between, the next reader finds the entry too
     * old and makes it anew. */
    entry->generation = generation;
    entry->response = response_ref(response);
    response_count_in(response, shard->uses[share].account);
    shard->uses[share].held += page_cache_cost_of(entry);
    shard->uses[share].count++;
    link_newest(shard, entry);
    /* Asked before eviction, which would empty the share for its sake. */
    if (page_cache_cost_of(entry) > shard->uses[share].limit) /* all the others would not make room enough */
        remove_entry(shard, entry);
    /* `entry` may be gone behind this. */
    evict(shard, share);
    pthread_mutex_unlock(&shard->lock);
    free(claim);
    /* Without the lock, since they ask again right here. */
    wake_all(waiters, false);
}

/* Ends the claim of an answer that is an error, or not to be kept. */
void page_cache_abandon(struct page_claim *claim)
{
    struct shard *shard = claim->shard;
    struct page_waiter *waiters = NULL;
    pthread_mutex_lock(&shard->lock);
    claim->entry->being_made = false;
    take_waiters(shard, claim->entry, INT64_MAX, &waiters);
    /* An older response stays, for what it is worth; it costs no more than its room, and goes when it is
     * the oldest. */
    if (!claim->entry->response)
        remove_entry(shard, claim->entry);
    pthread_mutex_unlock(&shard->lock);
    free(claim);
    wake_all(waiters, false);
}

/* Of all entries of a shard. Under the lock. */
static struct page_waiter *take_all_waiters(struct shard *shard, int64_t until_ms)
{
    struct page_waiter *waiters = NULL;
    /* Mostly nobody waits, and then the buckets are not looked at. */
    for (size_t i = 0; shard->waiter_count && i < BUCKETS; i++)
        for (struct entry *entry = shard->buckets[i]; entry; entry = entry->next)
            take_waiters(shard, entry, until_ms, &waiters);
    return waiters;
}

/* By the reaper (server.c). A making that takes half a minute hangs on something; no reader waits for
 * that. */
void page_cache_tick(struct page_cache *cache, int64_t now_ms)
{
    for (size_t i = 0; i < SHARDS; i++) {
        struct shard *shard = &cache->shards[i];
        pthread_mutex_lock(&shard->lock);
        struct page_waiter *waiters = take_all_waiters(shard, now_ms - PATIENCE_MS);
        pthread_mutex_unlock(&shard->lock);
        /* Those are answered 503. The making goes on, and is kept when it ends. */
        wake_all(waiters, true);
    }
}

/* Before the library is stopped, for a suspended connection would keep it from ending. */
void page_cache_stop(struct page_cache *cache)
{
    for (size_t i = 0; cache && i < SHARDS; i++) {
        struct shard *shard = &cache->shards[i];
        pthread_mutex_lock(&shard->lock);
        /* Under the lock, so that nobody begins to wait behind the list taken here. */
        shard->is_stopping = true;
        struct page_waiter *waiters = take_all_waiters(shard, INT64_MAX);
        pthread_mutex_unlock(&shard->lock);
        wake_all(waiters, false);
    }
}
