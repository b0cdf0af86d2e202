/* A sorted array that grows at its end once a day. What the counts mean is not known here. */
#include "visits_days.h"

#include <stdlib.h>
#include <string.h>

/* Everything but the day. */
static void sum(struct day_row *row, const struct day_row *more)
{
    row->visits += more->visits;
    row->views += more->views;
    row->machines += more->machines;
}

/* Index of the first row that is not before `day`. */
static size_t days_lower_bound(const struct visit_days *days, int day)
{
    size_t low = 0, high = days->count;
    if (high && days->rows[high - 1].day <= day) /* nearly always today */
        return days->rows[high - 1].day < day ? high : high - 1;
    /* For the past, which is asked for by questions about a range alone. */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (days->rows[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* A new row of zeros at its place; nearly always at the end. A day in between comes only of a clock set
 * back, or of a former portal. */
static enum err days_insert(struct visit_days *days, size_t at, int day)
{
    if (days->count == days->capacity) {
        /* The first block lasts two months; the load of old days doubles it. */
        size_t capacity = days->capacity ? days->capacity * 2 : 64;
        struct day_row *rows = realloc(days->rows, capacity * sizeof *rows);
        if (!rows)
            return ERR_MEMORY;
        days->rows = rows;
        days->capacity = capacity;
    }
    memmove(days->rows + at + 1, days->rows + at, (days->count - at) * sizeof *days->rows);
    days->rows[at] = (struct day_row){.day = day};
    days->count++;
    return ERR_OK;
}

enum err visit_days_add(struct visit_days *days, const struct day_row *more)
{
    size_t at = days_lower_bound(days, more->day);
    /* Before anything can fail: the total on every page must not lose a view. */
    sum(&days->total, more);
    /* The day has no row yet. */
    if (at == days->count || days->rows[at].day != more->day) {
        enum err err = days_insert(days, at, more->day);
        if (err)
            return err;
    }
    sum(&days->rows[at], more);
    return ERR_OK;
}

size_t visit_days_between(const struct visit_days *days, int from, int to, const struct day_row **ret_rows)
{
    size_t first = days_lower_bound(days, from), end = first;
    /* A range has a year of rows at most as a rule; a second search would not pay. */
    while (end < days->count && days->rows[end].day <= to)
        end++;
    /* Without rows there may be no array to point into. */
    *ret_rows = end > first ? days->rows + first : NULL;
    return end - first;
}

/* A month has 31 rows at most, so adding them up beats keeping them. */
static struct day_row of_range(const struct visit_days *days, int from, int to)
{
    struct day_row row = {.day = from};
    const struct day_row *rows;
    size_t count = visit_days_between(days, from, to, &rows);
    for (size_t i = 0; rows && i < count; i++)
        sum(&row, &rows[i]);
    return row;
}

struct day_row visit_days_of_day(const struct visit_days *days, int day)
{
    return of_range(days, day, day);
}

/* No month has a day 0 or 99, so both bounds lie outside of it. */
struct day_row visit_days_of_month(const struct visit_days *days, int month)
{
    return of_range(days, month * 100, month * 100 + 99);
}

void visit_days_done(struct visit_days *days)
{
    free(days->rows);
    *days = (struct visit_days){0};
}
