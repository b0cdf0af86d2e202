/* A table of counts by block. Must not know why somebody is refused, nor by whom. */
#include "connection_quota.h"

#include "base/memory.h"
#include "http/throttle.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

/* A block that has connections open. */
struct slot {
    uint64_t block; /* 0 free */
    unsigned count;
};

/* Open addressing with linear probing; at least half of the slots are free. */
struct connection_quota {
    pthread_mutex_t lock;
    unsigned char key[crypto_shorthash_KEYBYTES];
    unsigned limit;
    size_t mask;
    struct slot slots[];
};

struct connection_quota *connection_quota_new(size_t connections, unsigned limit)
{
    /* A power of two, so that a mask serves; twice as many as there can be blocks. */
    size_t size = 64;
    while (size < connections * 2)
        size *= 2;
    struct connection_quota *quota = memory_new(1, sizeof *quota + size * sizeof *quota->slots);
    if (!quota)
        return NULL;
    pthread_mutex_init(&quota->lock, NULL);
    /* Keyed, so that nobody can choose addresses that make one long chain. */
    randombytes_buf(quota->key, sizeof quota->key);
    quota->limit = limit;
    quota->mask = size - 1;
    return quota;
}

/* NULL is fine. */
void connection_quota_free(struct connection_quota *quota)
{
    if (quota)
        pthread_mutex_destroy(&quota->lock);
    free(quota);
}

/* The block's slot, or the free one where it would stand; NULL when there is neither. */
static struct slot *connection_quota_find(struct connection_quota *quota, uint64_t block)
{
    /* Ends at the first free slot, as remove_slot() leaves no gaps. */
    for (size_t i = 0; i <= quota->mask; i++) {
        /* The hash is even enough to be used as it is. */
        struct slot *slot = &quota->slots[(block + i) & quota->mask];
        if (!slot->block || slot->block == block)
            return slot;
    }
    return NULL;
}

/* Frees a slot and moves up what was pushed past it. */
static void remove_slot(struct connection_quota *quota, size_t hole)
{
    quota->slots[hole] = (struct slot){0};
    for (size_t at = (hole + 1) & quota->mask; quota->slots[at].block; at = (at + 1) & quota->mask) {
        size_t home = quota->slots[at].block & quota->mask;
        /* It stands between its home and here, so the hole is not in its way. */
        if (((at - home) & quota->mask) < ((at - hole) & quota->mask))
            continue;
        quota->slots[hole] = quota->slots[at];
        quota->slots[at] = (struct slot){0};
        hole = at;
    }
}

/* Asked before a connection is accepted; several workers may pass at once by one each. */
bool connection_quota_is_full(struct connection_quota *quota, const struct sockaddr *address)
{
    uint64_t block = quota->limit ? address_block(address, quota->key) : 0;
    if (!block)
        return false;
    pthread_mutex_lock(&quota->lock);
    const struct slot *slot = connection_quota_find(quota, block);
    bool is_full = !slot || slot->count >= quota->limit;
    pthread_mutex_unlock(&quota->lock);
    return is_full;
}

/* 0 where nothing is counted, which connection_quota_leave() understands. */
uint64_t connection_quota_enter(struct connection_quota *quota, const struct sockaddr *address)
{
    uint64_t block = quota->limit ? address_block(address, quota->key) : 0;
    if (!block)
        return 0;
    pthread_mutex_lock(&quota->lock);
    struct slot *slot = connection_quota_find(quota, block);
    /* Without a place, which the table's size rules out, it is not counted. */
    if (slot) {
        slot->block = block;
        slot->count++;
    }
    pthread_mutex_unlock(&quota->lock);
    return slot ? block : 0;
}

/* The slot goes with the block's last connection. */
void connection_quota_leave(struct connection_quota *quota, uint64_t block)
{
    if (!block)
        return;
    pthread_mutex_lock(&quota->lock);
    /* It is there, as somebody counted it in. */
    struct slot *slot = connection_quota_find(quota, block);
    if (--slot->count == 0)
        remove_slot(quota, (size_t)(slot - quota->slots));
    pthread_mutex_unlock(&quota->lock);
}
