/* A cache without any order: an article's id says its place, and whoever comes later to the same place
 * has it. What is lost is asked anew. */
#include "similar.h"

#include <stdlib.h>

/* Zeroed, so all places are free. Large, but memory that nobody touched costs nothing. */
struct similar_table *similar_table_new(void)
{
    struct similar_table *table = calloc(1, sizeof *table);
    if (table)
        pthread_mutex_init(&table->lock, NULL);
    return table;
}

void similar_table_free(struct similar_table *table)
{
    if (!table)
        return;
    pthread_mutex_destroy(&table->lock);
    free(table);
}

static struct similar *similar_place_of(struct similar_table *table, int64_t article_id)
{
    return &table->places[(uint64_t)article_id % SIMILAR_PLACES];
}

bool similar_find(struct similar_table *table, int64_t article_id, int64_t version, int64_t now_ms,
                  struct similar *ret_similar)
{
    pthread_mutex_lock(&table->lock);
    *ret_similar = *similar_place_of(table, article_id);
    pthread_mutex_unlock(&table->lock);
    /* Outside of the lock, as it is a copy. */
    return ret_similar->article_id == article_id && ret_similar->version == version &&
           ret_similar->until_ms > now_ms;
}

void similar_keep(struct similar_table *table, const struct similar *similar, int64_t now_ms)
{
    pthread_mutex_lock(&table->lock);
    struct similar *place = similar_place_of(table, similar->article_id);
    *place = *similar;
    /* The one who keeps it says from when. */
    place->until_ms = now_ms + SIMILAR_KEPT_MS;
    pthread_mutex_unlock(&table->lock);
}
