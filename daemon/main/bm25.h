/* What the search is measured against beside SQLite's own indexes: BM25 as it stands in textbooks, over
 * syllables and pairs of neighbours, which for Vietnamese is the plain thing to do. For the evaluation alone.
 * Thread: one. Source: Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009. */
#ifndef MAIN_BM25_H
#define MAIN_BM25_H

#include "base/buf.h"
#include "base/err.h"

#include <stdint.h>

struct bm25 {
    struct buf postings; /* of every term, sorted when the first query comes */
    struct buf texts;    /* those that were added */
    uint64_t length;     /* words of all texts */
    bool is_sorted;
};

/* Empty; bm25_done() releases it. */
struct bm25 bm25_of(void);
void bm25_done(struct bm25 *bm25);

/* Adds one article; all of them come before the first query. Errors: MEMORY, also for more than are made for.
 */
enum err bm25_add(struct bm25 *bm25, int64_t id, const char *title, const char *lead, const char *body);

/* The `most` best ids for a query, 1 to BM25_BEST_MAX, the best first; returns how many there are. */
enum { BM25_BEST_MAX = 10 };
size_t bm25_find(struct bm25 *bm25, const char *query, int64_t *ids, size_t most);

#endif
