/* The hunt for the slowest query: queries are changed at random, and those that took longest are changed
 * again. What it finds is CPU time of this thread, so that a busy machine makes no difference. */
#ifndef MAIN_SLOW_QUERY_SEARCH_H
#define MAIN_SLOW_QUERY_SEARCH_H

#include "base/arena.h"
#include "store/search.h"

enum { SLOW_QUERIES_KEPT = 48, SLOW_QUERY_SIZE = SEARCH_QUERY_MAX + 64 };

struct slow_query {
    char query[SLOW_QUERY_SIZE];
    int64_t us;
};

struct slow_query_search {
    struct store *store;
    struct arena *arena; /* of the seeds */
    const char **seeds;
    size_t seed_count;
    struct slow_query slowest[SLOW_QUERIES_KEPT]; /* the slowest first */
    size_t count;
    uint64_t random; /* state of the generator; not 0 */
};

/* A query from which others are made; its text is copied. */
enum err slow_query_search_seed(struct slow_query_search *slow, const char *query);

/* Hunts for so many seconds and prints how many queries were asked and which were the slowest. */
enum err slow_query_search_run(struct slow_query_search *slow, int seconds);

#endif
