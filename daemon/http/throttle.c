#include "http/throttle.h"

#include "base/memory.h"

#include <netinet/in.h>
#include <pthread.h>
#include <sodium.h>
#include <stdbool.h>
#include <string.h>

enum { SETS = 4096, WAYS = 4, LOCKS = 64, BURST_S = 20, KEY_SIZE = 16, TOKEN = 1000 };

struct entry {
    uint64_t block; /* 0 free */
    int64_t last_ms;
    int32_t spent[THROTTLE_KINDS]; /* thousandths of tokens missing from a full bucket */
};

struct throttle {
    unsigned rates[THROTTLE_KINDS];
    unsigned char key[KEY_SIZE];
    pthread_mutex_t locks[LOCKS];
    struct entry entries[SETS][WAYS];
};

struct throttle *throttle_new(const unsigned rates[THROTTLE_KINDS])
{
    struct throttle *throttle = memory_new(1, sizeof *throttle);
    if (!throttle)
        return NULL;
    memcpy(throttle->rates, rates, sizeof throttle->rates);
    randombytes_buf(throttle->key, sizeof throttle->key);
    for (int i = 0; i < LOCKS; i++)
        pthread_mutex_init(&throttle->locks[i], NULL);
    return throttle;
}

void throttle_free(struct throttle *throttle)
{
    for (int i = 0; throttle && i < LOCKS; i++)
        pthread_mutex_destroy(&throttle->locks[i]);
    free(throttle);
}

uint64_t address_block(const struct sockaddr *address, const unsigned char key[static 16])
{
    unsigned char bytes[8] = {0};
    uint64_t block = 0;
    size_t size = 0;
    if (address && address->sa_family == AF_INET) {
        size = sizeof(struct in_addr);
        memcpy(bytes, &((const struct sockaddr_in *)address)->sin_addr, size);
    } else if (address && address->sa_family == AF_INET6) {
        const struct in6_addr *v6 = &((const struct sockaddr_in6 *)address)->sin6_addr;
        bool is_v4 = IN6_IS_ADDR_V4MAPPED(v6);
        size = is_v4 ? sizeof(struct in_addr) : sizeof bytes;
        memcpy(bytes, v6->s6_addr + (is_v4 ? 12 : 0), size);
    }
    if (!size)
        return 0;
    crypto_shorthash((unsigned char *)&block, bytes, size, key);
    return block ? block : 1;
}

uint64_t throttle_block(const struct throttle *throttle, const struct sockaddr *client)
{
    return address_block(client, throttle->key);
}

/* The block's entry in its set; a new one takes the place of who asked longest ago. */
static struct entry *throttle_find(struct throttle *throttle, uint64_t block, int64_t now_ms)
{
    struct entry *set = throttle->entries[block % SETS], *oldest = set;
    for (int i = 0; i < WAYS; i++) {
        if (set[i].block == block)
            return &set[i];
        if (!set[i].block || (oldest->block && set[i].last_ms < oldest->last_ms))
            oldest = &set[i];
    }
    *oldest = (struct entry){.block = block, .last_ms = now_ms};
    return oldest;
}

/* What time has given back since the entry was used last. */
static void refill(const struct throttle *throttle, struct entry *entry, int64_t now_ms)
{
    int64_t passed_ms = now_ms > entry->last_ms ? now_ms - entry->last_ms : 0;
    for (int i = 0; i < THROTTLE_KINDS; i++) {
        /* A thousandth of a token each millisecond, for every one of the rate. */
        int64_t spent = entry->spent[i] - passed_ms * throttle->rates[i];
        entry->spent[i] = spent > 0 ? (int32_t)spent : 0;
    }
    entry->last_ms = now_ms;
}

int throttle_take(struct throttle *throttle, enum throttle_kind kind, const struct sockaddr *client,
                  int64_t now_ms)
{
    int32_t rate = (int32_t)throttle->rates[kind];
    uint64_t block = rate ? throttle_block(throttle, client) : 0;
    if (!block)
        return 0;
    pthread_mutex_t *lock = &throttle->locks[block % SETS % LOCKS];
    pthread_mutex_lock(lock);
    struct entry *entry = throttle_find(throttle, block, now_ms);
    refill(throttle, entry, now_ms);
    int32_t missing = entry->spent[kind] + TOKEN - rate * BURST_S * TOKEN;
    if (missing <= 0)
        entry->spent[kind] += TOKEN;
    pthread_mutex_unlock(lock);
    return missing <= 0 ? 0 : (missing + rate * 1000 - 1) / (rate * 1000);
}
