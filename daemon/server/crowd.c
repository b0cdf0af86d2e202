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

/* The block's slot, or the free one where it would stand. */
static size_t find(const struct crowd *crowd, uint64_t block)
{
    size_t at = block & crowd->mask;
    while (crowd->slots[at].block && crowd->slots[at].block != block)
        at = (at + 1) & crowd->mask;
    return at;
}

/* Frees a slot and moves up what was pushed past it. */
static void remove_slot(struct crowd *crowd, size_t hole)
{
    for (size_t at = (hole + 1) & crowd->mask; crowd->slots[at].block; at = (at + 1) & crowd->mask) {
        size_t home = crowd->slots[at].block & crowd->mask;
        if (((at - home) & crowd->mask) < ((at - hole) & crowd->mask))
            continue;
        crowd->slots[hole] = crowd->slots[at];
        hole = at;
    }
    crowd->slots[hole] = (struct slot){0};
}

bool crowd_is_full(struct crowd *crowd, const struct sockaddr *address)
{
    uint64_t block = crowd->limit ? address_block(address, crowd->key) : 0;
    if (!block)
        return false;
    pthread_mutex_lock(&crowd->lock);
    bool is_full = crowd->slots[find(crowd, block)].count >= crowd->limit;
    pthread_mutex_unlock(&crowd->lock);
    return is_full;
}

uint64_t crowd_enter(struct crowd *crowd, const struct sockaddr *address)
{
    uint64_t block = crowd->limit ? address_block(address, crowd->key) : 0;
    if (!block)
        return 0;
    pthread_mutex_lock(&crowd->lock);
    struct slot *slot = &crowd->slots[find(crowd, block)];
    slot->block = block;
    slot->count++;
    pthread_mutex_unlock(&crowd->lock);
    return block;
}

void crowd_leave(struct crowd *crowd, uint64_t block)
{
    if (!block)
        return;
    pthread_mutex_lock(&crowd->lock);
    size_t at = find(crowd, block);
    if (--crowd->slots[at].count == 0)
        remove_slot(crowd, at);
    pthread_mutex_unlock(&crowd->lock);
}
