/* Sums over the shards of the page cache. Changes nothing. */
#include "page_cache_inner.h"

void page_cache_figures(struct page_cache *cache, enum page_share share, struct page_figures *ret_figures)
{
    *ret_figures = (struct page_figures){0};
    for (size_t i = 0; i < SHARDS; i++) {
        struct shard *shard = &cache->shards[i];
        const struct use *use = &shard->uses[share];
        pthread_mutex_lock(&shard->lock);
        ret_figures->hits += use->found[PAGE_KEPT];
        ret_figures->misses += use->found[PAGE_CLAIMED] + use->found[PAGE_ALONE];
        ret_figures->waits += use->found[PAGE_BUSY];
        ret_figures->evictions += use->evictions;
        ret_figures->entries += use->count;
        ret_figures->bytes += use->held + response_account_bytes(use->account);
        ret_figures->bytes_most += use->limit;
        pthread_mutex_unlock(&shard->lock);
    }
}
