/* A table of buckets with four places to choose from for each block, as processors build caches. No
 * entry is ever freed: time refills a bucket, and one that is full is as good as none. */
#include "http/throttle.h"

#include "base/memory.h"

#include <netinet/in.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

/* 16,384 blocks, half a MiB: more than ask within twenty seconds, except in an attack from many
 * addresses at once, against which counting by address helps little. TOKEN is in thousandths, so that a
 * rate of one a second gives something each millisecond. */
enum { SETS = 4096, WAYS = 4, LOCKS = 64, BURST_S = 20, KEY_SIZE = 16, TOKEN = 1000 };

struct entry {
    uint64_t block; /* 0 free */
    int64_t last_ms;
    int32_t spent[THROTTLE_KINDS]; /* thousandths of tokens missing from a full bucket */
};

/* Sets share locks; two threads meet only when their blocks' sets have the same number modulo 64. */
struct throttle {
    unsigned rates[THROTTLE_KINDS];
    atomic_uint_least64_t refused[THROTTLE_KINDS];
    unsigned char key[KEY_SIZE];
    pthread_mutex_t locks[LOCKS];
    struct entry entries[SETS][WAYS];
};

/* About half a MiB, zeroed: an entry of block 0 is free. */
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

/* NULL is fine. */
void throttle_free(struct throttle *throttle)
{
    for (int i = 0; throttle && i < LOCKS; i++)
        pthread_mutex_destroy(&throttle->locks[i]);
    free(throttle);
}

/* The hash serves where a table needs a number: keyed, so that nobody can choose addresses that fall
 * into one set and drive each other out. */
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
        /* A socket for both families shows IPv4 so; it must be the same block as by the other socket. */
        bool is_v4 = IN6_IS_ADDR_V4MAPPED(v6);
        size = is_v4 ? sizeof(struct in_addr) : sizeof bytes;
        memcpy(bytes, v6->s6_addr + (is_v4 ? 12 : 0), size);
    }
    if (!size)
        return 0;
    crypto_shorthash((unsigned char *)&block, bytes, size, key);
    /* 1: 0 means no block at all, in every table that this is a key of. */
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
        /* A free place first; among the taken ones the one unused longest. That one may still lack
         * tokens, and its block gets a full bucket by it. */
        if (!set[i].block || (oldest->block && set[i].last_ms < oldest->last_ms))
            oldest = &set[i];
    }
    /* All spent 0, which is a full bucket. */
    *oldest = (struct entry){.block = block, .last_ms = now_ms};
    return oldest;
}

/* What time has given back since the entry was used last. */
static void refill(const struct throttle *throttle, struct entry *entry, int64_t now_ms)
{
    /* The clock is monotonic, but threads read it before they get the lock, so time may seem to step
     * back. */
    int64_t passed_ms = now_ms > entry->last_ms ? now_ms - entry->last_ms : 0;
    for (int i = 0; i < THROTTLE_KINDS; i++) {
        /* A thousandth of a token each millisecond, for every one of the rate. */
        int64_t spent = entry->spent[i] - passed_ms * throttle->rates[i];
        entry->spent[i] = spent > 0 ? (int32_t)spent : 0;
    }
    entry->last_ms = now_ms;
}

/* Takes so many thousandths of a token, if they are there. */
static int throttle_spend(struct throttle *throttle, enum throttle_kind kind, const struct sockaddr *client,
                          int64_t now_ms, int32_t price)
{
    int32_t rate = (int32_t)throttle->rates[kind];
    /* No limit and no client come to the same, nothing is counted. */
    uint64_t block = rate ? throttle_block(throttle, client) : 0;
    if (!block)
        return 0;
    pthread_mutex_t *lock = &throttle->locks[block % SETS % LOCKS];
    pthread_mutex_lock(lock);
    struct entry *entry = throttle_find(throttle, block, now_ms);
    /* All kinds at once, for they share last_ms. */
    refill(throttle, entry, now_ms);
    /* At most 5,000 a second (setting.def) times 20 seconds, which an int32_t holds. */
    int32_t missing = entry->spent[kind] + price - rate * BURST_S * TOKEN;
    if (missing <= 0)
        entry->spent[kind] += price;
    pthread_mutex_unlock(lock);
    if (missing > 0)
        atomic_fetch_add_explicit(&throttle->refused[kind], 1, memory_order_relaxed);
    /* Rounded up, so that who waits as told finds a token. A refusal costs nothing; otherwise one who
     * asks on would never be heard again. */
    return missing <= 0 ? 0 : (missing + rate * 1000 - 1) / (rate * 1000);
}

uint64_t throttle_refused(const struct throttle *throttle, enum throttle_kind kind)
{
    return atomic_load_explicit(&throttle->refused[kind], memory_order_relaxed);
}

int throttle_take(struct throttle *throttle, enum throttle_kind kind, const struct sockaddr *client,
                  int64_t now_ms)
{
    return throttle_spend(throttle, kind, client, now_ms, TOKEN);
}

int throttle_take_part(struct throttle *throttle, enum throttle_kind kind, const struct sockaddr *client,
                       int64_t now_ms, int parts)
{
    int32_t whole = (int32_t)throttle->rates[kind] * BURST_S * TOKEN;
    return throttle_spend(throttle, kind, client, now_ms, whole / parts);
}
