/* The board of questions as it is shown, to people and machines. */
#ifndef HANDLER_BOARD_H
#define HANDLER_BOARD_H

#include "store/question_board.h"

#include <stdint.h>

/* Months shown, the present one among them; fields that there are room for; how long what was
 * computed is shown, when nothing is published or decided meanwhile. */
enum { BOARD_MONTHS = 13, BOARD_FIELDS_MOST = 40, BOARD_KEPT_MS = 10000 };

struct board_month {
    int32_t month; /* 202611 */
    struct board_counts counts;
    struct board_row *rows; /* by field */
    size_t row_count;
};

struct board {
    int64_t at_ms;
    struct board_counts all;
    struct board_month months[BOARD_MONTHS];    /* the present one first */
    struct board_row fields[BOARD_FIELDS_MOST]; /* of all months */
    size_t field_count;
};

/* Counts all months at the connection's instant. Errors: the store's. */
enum err board_read(struct conn *conn, struct board *ret_board);

/* What a field is called, by lang; the code itself of one that this program does not know. */
const char *board_field_title(const char *field, int lang);

/* Until when what was computed at an instant may be shown: never past midnight, when terms end. */
int64_t board_until(const struct board *board);

#endif
