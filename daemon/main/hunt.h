/* The hunt for the slowest query: queries are changed at random, and those that took longest are changed
 * again. What it finds is CPU time of this thread, so that a busy machine makes no difference. */
#ifndef MAIN_HUNT_H
#define MAIN_HUNT_H

#include "base/arena.h"
#include "store/search.h"

enum { HUNT_SLOWEST = 48, HUNT_QUERY_SIZE = SEARCH_QUERY_MAX + 64 };

struct hunted {
    char query[HUNT_QUERY_SIZE];
    int64_t us;
};

struct hunt {
    struct store *store;
    struct arena *arena; /* of the seeds */
    const char **seeds;
    size_t seed_count;
    struct hunted slowest[HUNT_SLOWEST]; /* the slowest first */
    size_t count;
    uint64_t random; /* state of the generator; not 0 */
};

/* A query from which others are made; its text is copied. */
enum err hunt_seed(struct hunt *hunt, const char *query);

/* Hunts for so many seconds and prints how many queries were asked and which were the slowest. */
enum err hunt_run(struct hunt *hunt, int seconds);

#endif
