/* How questions were dealt with, counted from the times at which they came and were closed. Nothing else goes
 * into the counts, and nothing takes a question out of them: who sent it may be erased, its times stay.
 * Errors: see store.h; thread: the connection's. */
#ifndef STORE_QUESTION_BOARD_H
#define STORE_QUESTION_BOARD_H

#include "store/store.h"

#include <stddef.h>

/* Each question is in just one of the four: closed (answered, refused with a reason, forwarded) by its due
 * time or behind it, or open and not yet due, or late. */
struct board_counts {
    int64_t in_time, late, open, open_late;
    int64_t refused, forwarded; /* of those that are closed: without an answer */
};

struct board_row {
    const char *field; /* a choice of FACT_QUESTION_FIELD */
    struct board_counts counts;
};

/* Of those that were received from an instant until before another one, by field; as they are at the
 * connection's instant. What looks like no question and nobody dealt with is left out. */
enum err question_board(struct conn *conn, int64_t from_ms, int64_t to_ms, struct board_row **ret_rows,
                        size_t *ret_count);

/* How many that are open are due by the end of the day `day`, and not late yet; and how many are late. */
enum err question_count_due(struct conn *conn, int32_t day, int64_t *ret_due, int64_t *ret_late);

/* All of them. */
int64_t board_received(const struct board_counts *counts);

/* Adds counts to counts. */
void board_add(struct board_counts *sum, const struct board_counts *counts);

#endif
