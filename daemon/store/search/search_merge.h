/* The index made one piece, step by step (search_merge.c), for the erasing of what was taken back. Thread:
 * who erases. */
#ifndef STORE_SEARCH_MERGE_H
#define STORE_SEARCH_MERGE_H

#include "engine/conn.h"

enum { SEARCH_TABLES = 3 };

struct search_merge {
    int table; /* at which it is; SEARCH_TABLES: all are whole */
    int pages; /* of a step */
};

struct search_merge search_merge_begin(void);

/* One step, in a transaction of its own. */
enum err search_merge_step(struct conn *conn, struct search_merge *merge);

/* Steps grow as long as they are quick. `ms`: what the last one took, its commit included. */
void search_merge_adapt(struct search_merge *merge, int64_t ms);

#endif
