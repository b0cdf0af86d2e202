/* Ranks of the wanted articles, summed up by set of queries, and how sure the sums are. */
#ifndef MAIN_SCORE_H
#define MAIN_SCORE_H

#include "base/buf.h"
#include "store/fts_baseline.h"

#include <stdbool.h>

enum { SETS_MAX = 64, SET_NAME_SIZE = 40 };

struct ranks {
    double reciprocal; /* sum of 1 / rank */
    int found;
};

/* Where one query's wanted article stood, 0 for not among the first ten. */
struct score_pair {
    unsigned char own, bm25;
};

struct score {
    char name[SET_NAME_SIZE];
    int queries;
    struct ranks own;
    struct ranks baselines[FTS_BASELINE_COUNT];
    struct ranks bm25;
    struct buf pairs; /* of ranks, a struct score_pair for each query */
    int suggested;    /* how often something else was suggested */
    int slips;        /* queries whose letters are not in the wanted title */
    int recovered;    /* how often a suggestion had the letters of the wanted title */
    int mended;       /* the same of the slips alone */
};

struct scores {
    struct score items[SETS_MAX];
    size_t count;
    struct buf times; /* of every query, an int of microseconds each */
};

/* The score of a set, made at its first query; NULL when there are too many sets. */
struct score *scores_find(struct scores *scores, const char *name);

/* Notes where the wanted article stood, 0 for not among the first ten. */
void score_note(struct ranks *ranks, size_t rank);
void scores_note(struct scores *scores, struct score *score, size_t rank, size_t bm25_rank, int time_us);

/* On stdout the table, beside it what a thousand drawings of as many queries with replacement give for 95 of
 * 100 (the bootstrap), and the times. */
void scores_print(struct scores *scores);
void scores_done(struct scores *scores);

#endif
