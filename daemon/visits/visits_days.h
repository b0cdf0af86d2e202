/* The counts of every day there was, in memory: what is shown is always their sum, so no day can be
 * lost, zeroed or shown for another. Ten years take 120 KiB. Thread: under the lock of visits. */
#ifndef VISITS_VISITS_DAYS_H
#define VISITS_VISITS_DAYS_H

#include "visits/visits.h"

struct visit_days {
    struct day_row *rows; /* in order of day */
    size_t count;
    size_t capacity;
    struct day_row total; /* of all rows; its day means nothing */
};

/* Adds to the row of a day, which is made when missing. Without memory for a new row the total alone
 * grows, and MEMORY is returned. */
enum err visit_days_add(struct visit_days *days, const struct day_row *more);

/* The rows from `from` to `to`, inclusive, which stay where they are until the next visit_days_add(); how
 * many. */
size_t visit_days_between(const struct visit_days *days, int from, int to, const struct day_row **ret_rows);

/* The counts of one day, of one month (YYYYMM). */
struct day_row visit_days_of_day(const struct visit_days *days, int day);
struct day_row visit_days_of_month(const struct visit_days *days, int month);

void visit_days_done(struct visit_days *days);

#endif
