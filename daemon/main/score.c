/* Counts and prints; knows no search. */
#include "score.h"

#include "base/said.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of one set's pairs of ranks; what is beyond has no part in the intervals. */
enum {
    PAIRS_MAX = 64 * 1024 * 1024,
    DRAWINGS = 1000,
    LOW = DRAWINGS * 25 / 1000,
    HIGH = DRAWINGS * 975 / 1000
};

struct score *scores_find(struct scores *scores, const char *name)
{
    /* Compared as far as names are kept. */
    for (size_t i = 0; i < scores->count; i++)
        if (strncmp(scores->items[i].name, name, SET_NAME_SIZE - 1) == 0)
            return &scores->items[i];
    if (scores->count == SETS_MAX)
        return NULL;
    struct score *score = &scores->items[scores->count++];
    snprintf(score->name, sizeof score->name, "%s", name);
    score->pairs = BUF(PAIRS_MAX);
    return score;
}

/* Mean reciprocal rank and recall are both sums divided by the queries at the end. */
void score_note(struct ranks *ranks, size_t rank)
{
    ranks->reciprocal += rank ? 1.0 / (double)rank : 0;
    ranks->found += rank > 0;
}

/* One query of ours; baselines are noted apart. */
void scores_note(struct scores *scores, struct score *score, size_t rank, size_t bm25_rank, int time_us)
{
    struct score_pair pair = {.own = (unsigned char)rank, .bm25 = (unsigned char)bm25_rank};
    buf_add(&score->pairs, &pair, sizeof pair);
    /* Beyond the buffer's limit the times are lost, not the ranks. */
    buf_add(&scores->times, &time_us, sizeof time_us);
    score->queries++;
    score_note(&score->own, rank);
    score_note(&score->bm25, bm25_rank);
}

/* MRR and recall of one index over one set, which has a query at least. */
static void print_ranks(const struct ranks *ranks, int queries)
{
    printf("  %.3f/%.3f", ranks->reciprocal / queries, (double)ranks->found / queries);
}

/* For qsort(); times fit an int, and so do their differences, none being below 0. */
static int ranks_compare(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* The time that so many percent of the queries stayed within; times are sorted. */
static double ms_at(const int *times_us, size_t count, size_t percent)
{
    /* 100 percent is one behind the last. */
    size_t place = count * percent / 100;
    return (double)times_us[place < count ? place : count - 1] / 1e3;
}

/* Sorts in place: nobody needs the order of asking any more. */
static void print_times(struct scores *scores)
{
    /* The buffer holds nothing but ints. */
    size_t count = scores->times.length / sizeof(int);
    if (!count)
        return;
    /* malloc() aligns for any type. */
    int *times_us = (int *)(void *)scores->times.bytes;
    qsort(times_us, count, sizeof *times_us, ranks_compare);
    printf(SAID("%zu câu hỏi, thời gian CPU tính bằng ms: trung vị %.1f, p95 %.1f, p99 %.1f, lâu nhất %.1f\n",
                "%zu queries, CPU ms: median %.1f, p95 %.1f, p99 %.1f, most %.1f\n"),
           count, ms_at(times_us, count, 50), ms_at(times_us, count, 95), ms_at(times_us, count, 99),
           ms_at(times_us, count, 100));
}

/* For qsort(). */
static int compare_means(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double reciprocal_of(unsigned rank)
{
    return rank ? 1.0 / rank : 0;
}

/* Always the same drawings, so that two runs over the same ranks print the same. */
static uint64_t score_draw(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* What each drawing has for the portal's search, for BM25, and for the first less the second. */
struct drawings {
    double own[DRAWINGS], bm25[DRAWINGS], ahead[DRAWINGS];
};

static void drawings_make(const struct score_pair *pairs, size_t count, struct drawings *drawings)
{
    uint64_t state = 88172645463325252u;
    for (size_t i = 0; i < DRAWINGS; i++) {
        double own = 0, bm25 = 0;
        for (size_t k = 0; k < count; k++) {
            const struct score_pair *pair = &pairs[score_draw(&state) % count];
            own += reciprocal_of(pair->own);
            bm25 += reciprocal_of(pair->bm25);
        }
        drawings->own[i] = own / (double)count;
        drawings->bm25[i] = bm25 / (double)count;
        drawings->ahead[i] = (own - bm25) / (double)count;
    }
    qsort(drawings->own, DRAWINGS, sizeof *drawings->own, compare_means);
    qsort(drawings->bm25, DRAWINGS, sizeof *drawings->bm25, compare_means);
    qsort(drawings->ahead, DRAWINGS, sizeof *drawings->ahead, compare_means);
}

/* Between what bounds 95 of 100 such sets of queries would lie. */
static void print_intervals(const struct scores *scores)
{
    printf("%-24s  %-13s  %-13s  %s\n", "MRR@10, 95 %", " search", " bm25",
           SAID("hơn bm25", "ahead of bm25"));
    for (size_t i = 0; i < scores->count; i++) {
        const struct score *score = &scores->items[i];
        struct drawings drawings;
        drawings_make((const struct score_pair *)(const void *)score->pairs.bytes,
                      score->pairs.length / sizeof(struct score_pair), &drawings);
        printf("%-24s  %.3f..%.3f   %.3f..%.3f   %+.3f..%+.3f\n", score->name, drawings.own[LOW],
               drawings.own[HIGH], drawings.bm25[LOW], drawings.bm25[HIGH], drawings.ahead[LOW],
               drawings.ahead[HIGH]);
    }
}

/* A row for each set in the order of its first query. */
void scores_print(struct scores *scores)
{
    /* Widths are in bytes, so letters with marks stand in the last column alone. */
    printf("%-24s %7s  %-12s %-12s %-12s %-12s %s\n", "MRR@10/recall@10", SAID("n", "queries"), " search",
           " default", " diacritics", " bm25",
           SAID("gợi ý, gợi ý đúng, trong câu viết sai", "suggested, rightly, of slips"));
    /* Sets keep the order in which the file names them first. */
    for (size_t i = 0; i < scores->count; i++) {
        const struct score *score = &scores->items[i];
        printf("%-24s %7d", score->name, score->queries);
        print_ranks(&score->own, score->queries);
        for (size_t k = 0; k < FTS_BASELINE_COUNT; k++)
            print_ranks(&score->baselines[k], score->queries);
        print_ranks(&score->bm25, score->queries);
        printf("  %5.1f %% %5.1f %%", 100.0 * score->suggested / score->queries,
               100.0 * score->recovered / score->queries);
        if (score->slips)
            printf(" %5.1f %%", 100.0 * score->mended / score->slips);
        printf("\n");
    }
    print_intervals(scores);
    print_times(scores);
}

void scores_done(struct scores *scores)
{
    for (size_t i = 0; i < scores->count; i++)
        buf_done(&scores->items[i].pairs);
    buf_done(&scores->times);
}
