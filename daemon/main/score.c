/* Counts and prints; knows no search. */
#include "score.h"

#include "base/said.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    return score;
}

/* Mean reciprocal rank and recall are both sums divided by the queries at the end. */
void score_note(struct ranks *ranks, size_t rank)
{
    ranks->reciprocal += rank ? 1.0 / (double)rank : 0;
    ranks->found += rank > 0;
}

/* One query of ours; baselines are noted apart. */
void scores_note(struct scores *scores, struct score *score, size_t rank, int time_us)
{
    /* Beyond the buffer's limit the times are lost, not the ranks. */
    buf_add(&scores->times, &time_us, sizeof time_us);
    score->queries++;
    score_note(&score->own, rank);
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

/* A row for each set in the order of its first query. */
void scores_print(struct scores *scores)
{
    /* Widths are in bytes, so letters with marks stand in the last column alone. */
    printf("%-24s %7s  %-12s %-12s %-12s %s\n", "MRR@10/recall@10", SAID("n", "queries"), " search",
           " default", " diacritics",
           SAID("gợi ý, gợi ý đúng, trong câu viết sai", "suggested, rightly, of slips"));
    /* Sets keep the order in which the file names them first. */
    for (size_t i = 0; i < scores->count; i++) {
        const struct score *score = &scores->items[i];
        printf("%-24s %7d", score->name, score->queries);
        print_ranks(&score->own, score->queries);
        for (size_t k = 0; k < FTS_BASELINE_COUNT; k++)
            print_ranks(&score->baselines[k], score->queries);
        printf("  %5.1f %% %5.1f %%", 100.0 * score->suggested / score->queries,
               100.0 * score->recovered / score->queries);
        if (score->slips)
            printf(" %5.1f %%", 100.0 * score->mended / score->slips);
        printf("\n");
    }
    print_times(scores);
}

/* The times alone are allocated. */
void scores_done(struct scores *scores)
{
    buf_done(&scores->times);
}
