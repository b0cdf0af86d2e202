/* Rows gathered into the arena of a connection: growing arrays, and lists of numbers that a statement gives.
 * Knows no table. Thread: the connection's. */
#ifndef STORE_ROWS_H
#define STORE_ROWS_H

#include "conn.h"

/* The ids that a statement with the parameters (above, limit) gives. */
enum err ids_above(struct conn *conn, enum statement statement, int64_t above, int limit, int64_t **ret_ids,
                   size_t *ret_count);

/* The integers that a query gives. */
enum err query_integers(struct query *query, int64_t **ret_integers, size_t *ret_count);

/* The integer that a statement gives for the text `a`, or with `b` (or NULL) for both; 0 without a row. */
enum err integer_by_text(struct conn *conn, enum statement statement, const char *a, const char *b,
                         int64_t *ret_integer);

/* A growing array in an arena: the next free place, NULL on failure. `items` and `count` are the
 * caller's; doubles by copying. */
void *array_add(struct arena *arena, void *items_in_out, size_t *count, size_t item_size);

#endif
