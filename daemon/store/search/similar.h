/* What was found alike by words, kept for a while: asking the index costs as much as the rest of a page, and
 * a page is made anew at each change of anything. A table of fixed size, one place for each article. Thread:
 * any. */
#ifndef STORE_SIMILAR_H
#define STORE_SIMILAR_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SIMILAR_MOST = 6, SIMILAR_PLACES = 16384, SIMILAR_KEPT_MS = 10 * 60 * 1000 };

struct similar {
    int64_t article_id; /* 0: the place is free */
    int64_t version;
    int64_t until_ms; /* monotonic */
    int64_t ids[SIMILAR_MOST];
    int count;
};

struct similar_table {
    pthread_mutex_t lock; /* leaf */
    struct similar places[SIMILAR_PLACES];
};

/* NULL when there is no memory; pages are touched as they are used. */
struct similar_table *similar_table_new(void);
void similar_table_free(struct similar_table *table);

/* What is kept of that version of the article; false when there is nothing, or it is too old. */
bool similar_find(struct similar_table *table, int64_t article_id, int64_t version, int64_t now_ms,
                  struct similar *ret_similar);

/* Keeps it, until SIMILAR_KEPT_MS from `now_ms` on, in place of whatever stood there. */
void similar_keep(struct similar_table *table, const struct similar *similar, int64_t now_ms);

#endif
