/* The scores of a run's candidates. */
#ifndef STORE_SEARCH_SCORE_H
#define STORE_SEARCH_SCORE_H

#include "search_run.h"

/* Scores the candidates that have no score yet; *best becomes how well the best title fits without slips, if
 * that is more. */
enum err score_all(struct run *run, double *best);

/* Puts the candidates that hold all that was asked for before the others, which go unless their titles are
 * close to it. Behind score_all(), once. */
void score_whole_first(struct run *run);

/* Where titles say little: compares the whole question with the whole texts of those that hold most of its
 * rarest words. Sorts. */
enum err score_question(struct run *run);

/* The score in millionths: what candidates are ordered by, and cursors bear. Never negative. */
int64_t score_rank(const struct candidate *candidate);

/* The best first; of equals, the newer. */
void score_sort(struct run *run);

#endif
