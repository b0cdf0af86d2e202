/* A week's table as offices of this country write it in Word: rows of day, morning or afternoon, time, what
 * is on, who presides, where, who comes; or days or halves of the day as columns; or no table but lines. Text
 * is UTF-8, one row a line, a tab between cells; a cell that holds line feeds stands in quotation marks. What
 * a cell of several rows says of the day holds for those below. Nothing is guessed in silence: what was taken
 * for granted is said at the item, what could not be understood comes back.
 *
 * Ownership: results live in the arena given. Thread: any. */
#ifndef TEXT_WEEK_TABLE_H
#define TEXT_WEEK_TABLE_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WEEK_TEXT_MAX = 256 * 1024, WEEK_ITEMS_MAX = 200, WEEK_LEFT_MAX = 200, WEEK_COLUMNS_MAX = 32 };

enum week_column {
    WEEK_NONE,
    WEEK_DAY,
    WEEK_HALF, /* morning, afternoon */
    WEEK_TIME,
    WEEK_WHAT,
    WEEK_CHAIR,
    WEEK_PLACE,
    WEEK_WHO,
    WEEK_UNIT,
    WEEK_COLUMN_COUNT
};

/* One thing that is on. Texts are lines; NULL where nothing is said. */
struct week_item {
    int64_t line;   /* of the text, from 1 */
    int32_t day;    /* 20261130 */
    int start, end; /* minutes of the day; end -1: not said */
    bool is_all_day;
    bool is_time_guessed; /* no time was said: that of the half of the day, or the whole day */
    bool is_day_odd;      /* the date is not on the weekday that stands beside it; it was taken by its date */
    const char *what, *chair, *place, *unit;
    const char *who; /* several parts are divided by "; " */
};

/* What was not understood. */
struct week_left {
    int64_t line;
    const char *text;
};

struct week_table {
    int32_t monday; /* of the week that the table is of, as it says, else as it was given */
    struct week_item *items;
    size_t item_count;
    struct week_left *lefts;
    size_t left_count, lefts_in_all;
    bool has_head;    /* a row that names the columns was found */
    unsigned columns; /* bits: 1u << enum week_column, of those that it names */
    bool is_cut;      /* there are more than WEEK_ITEMS_MAX */
};

/* Reads the table, of the week of that Monday unless it names another. Errors: MEMORY. */
enum err week_table_read(struct arena *arena, const char *text, int32_t monday, struct week_table *ret_table);

#endif
