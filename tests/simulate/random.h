/* The one source of chance: equal seeds give equal worlds (SplitMix64). */
#ifndef SIMULATE_RANDOM_H
#define SIMULATE_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct random {
    uint64_t state;
};

static inline uint64_t random_next(struct random *random)
{
    uint64_t z = random->state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

/* 0 to `below` - 1. */
static inline uint32_t random_below(struct random *random, uint32_t below)
{
    return (uint32_t)(random_next(random) % below);
}

static inline bool random_in(struct random *random, uint32_t one_in)
{
    return random_below(random, one_in) == 0;
}

#endif
