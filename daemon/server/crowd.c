#include "crowd.h"

#include "base/memory.h"
#include "http/throttle.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

struct slot {
    uint64_t block; /* 0 free */
    unsigned count;
};

/* Open addressing with linear probing; at least half of the slots are free. */
struct crowd {
    pthread_mutex_t lock;
    unsigned char key[crypto_shorthash_KEYBYTES];
    unsigned limit;
    size_t mask;
    struct slot slots[];
};

struct crowd *crowd_new(size_t connections, unsigned limit)
{
    size_t size = 64;
    while (size < connections * 2)
        size *= 2;
    struct crowd *crowd = memory_new(1, sizeof *crowd + size * sizeof *crowd->slots);
    if (!crowd)
        return NULL;
    pthread_mutex_init(&crowd->lock, NULL);
    randombytes_buf(crowd->key, sizeof crowd->key);
    crowd->limit = limit;
    crowd->mask = size - 1;
    return crowd;
}

void crowd_free(struct crowd *crowd)
{
    if (crowd)
        pthread_mutex_destroy(&crowd->lock);
    free(crowd);
}

/* The block's slot, or the free one where it would stand; NULL when there is neither. */
static struct slot *find(struct crowd *crowd, uint64_t block)
{
    for (size_t i = 0; i <= crowd->mask; i++) {
        struct slot *slot = &crowd->slots[(block + i) & crowd->mask];
        if (!slot->block || slot->block == block)
            return slot;
    }
    return NULL;
}

/* Frees a slot and moves up what was pushed past it. */
static void remove_slot(struct crowd *crowd, size_t hole)
{
    crowd->slots[hole] = (struct slot){0};
    for (size_t at = (hole + 1) & crowd->mask; crowd->slots[at].block; at = (at + 1) & crowd->mask) {
        size_t home = crowd->slots[at].block & crowd->mask;
        if (((at - home) & crowd->mask) < ((at - hole) & crowd->mask))
            continue;
        crowd->slots[hole] = crowd->slots[at];
        crowd->slots[at] = (struct slot){0};
        hole = at;
    }
}

bool crowd_is_full(struct crowd *crowd, const struct sockaddr *address)
{
    uint64_t block = crowd->limit ? address_block(address, crowd->key) : 0;
    if (!block)
        return false;
    pthread_mutex_lock(&crowd->lock);
    const struct slot *slot = find(crowd, block);
    bool is_full = !slot || slot->count >= crowd->limit;
    pthread_mutex_unlock(&crowd->lock);
    return is_full;
}

uint64_t crowd_enter(struct crowd *crowd, const struct sockaddr *address)
{
    uint64_t block = crowd->limit ? address_block(address, crowd->key) : 0;
    if (!block)
        return 0;
    pthread_mutex_lock(&crowd->lock);
    struct slot *slot = find(crowd, block);
    if (slot) {
        slot->block = block;
        slot->count++;
    }
    pthread_mutex_unlock(&crowd->lock);
    return slot ? block : 0;
}

void crowd_leave(struct crowd *crowd, uint64_t block)
{
    if (!block)
        return;
    pthread_mutex_lock(&crowd->lock);
    struct slot *slot = find(crowd, block);
    if (--slot->count == 0)
        remove_slot(crowd, (size_t)(slot - crowd->slots));
    pthread_mutex_unlock(&crowd->lock);
}
