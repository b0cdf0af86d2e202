/* The table of who sent how much today. */
#include "ask_quota.h"

#include "base/calendar.h"
#include "base/memory.h"

#include <assert.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

enum { PLACES = 4096, PROBES = 8 };

struct ask_place {
    uint64_t block; /* 0: free */
    int64_t at_ms;  /* of the last one */
    int32_t day, count;
};

struct ask_quota {
    pthread_mutex_t lock; /* a leaf */
    int32_t most;
    struct ask_place places[PLACES];
};

struct ask_quota *ask_quota_new(int most)
{
    struct ask_quota *quota = memory_new(1, sizeof *quota);
    if (!quota)
        return NULL;
    pthread_mutex_init(&quota->lock, NULL);
    quota->most = most;
    return quota;
}

void ask_quota_free(struct ask_quota *quota)
{
    if (!quota)
        return;
    pthread_mutex_destroy(&quota->lock);
    free(quota);
}

/* The block's place, or the one of the few it may have that was used longest ago. */
static struct ask_place *ask_place(struct ask_quota *quota, uint64_t block)
{
    struct ask_place *oldest = NULL;
    for (size_t i = 0; i < PROBES; i++) {
        struct ask_place *place = &quota->places[(block + i) % PLACES];
        if (place->block == block)
            return place;
        if (!oldest || place->at_ms < oldest->at_ms)
            oldest = place;
    }
    return oldest;
}

bool ask_quota_take(struct ask_quota *quota, uint64_t block, int32_t amount, int64_t now_ms)
{
    int32_t day = day_of(now_ms);
    assert(amount > 0);
    if (!block)
        return true;
    pthread_mutex_lock(&quota->lock);
    struct ask_place *place = ask_place(quota, block);
    if (place->block != block || place->day != day)
        *place = (struct ask_place){.block = block, .day = day};
    bool has_room = amount <= quota->most - place->count;
    place->count += has_room ? amount : 0;
    place->at_ms = now_ms;
    pthread_mutex_unlock(&quota->lock);
    return has_room;
}

void ask_quota_return(struct ask_quota *quota, uint64_t block, int32_t amount, int64_t now_ms)
{
    pthread_mutex_lock(&quota->lock);
    struct ask_place *place = ask_place(quota, block);
    if (block && place->block == block && place->day == day_of(now_ms))
        place->count = place->count > amount ? place->count - amount : 0;
    pthread_mutex_unlock(&quota->lock);
}
