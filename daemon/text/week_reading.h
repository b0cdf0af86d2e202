/* What the reader of a week's table knows while it reads, for the files that do it. Private to this floor.
 * Thread: that of the arena. */
#ifndef TEXT_WEEK_READING_H
#define TEXT_WEEK_READING_H

#include "text/week_table.h"
#include "week_cell.h"

/* What a column is, and which day or half of the day it is of. */
struct week_place {
    enum week_column column;
    enum week_half half;
    struct week_day day; /* weekday -1 and day 0: none */
    bool has_day;
};

struct week_reading {
    struct arena *arena;
    struct week_table *table;
    struct week_place places[WEEK_COLUMNS_MAX];
    size_t place_count;
    int32_t day;
    bool is_day_odd;
    enum week_half half;
};

/* A row as it was understood. */
struct week_line {
    int64_t line;
    int32_t day;
    bool is_day_odd;
    const struct week_time *time;
    const struct week_time *times;         /* one a line of the cell of times */
    size_t time_count;                     /* 0: there are not several */
    const char *time_rest;                 /* what the first of them leaves */
    size_t paired;                         /* cells whose lines have one of them each */
    bool is_unpaired;                      /* and a cell that has not as many */
    const char *cells[WEEK_COLUMN_COUNT];  /* "" none; of WEEK_NONE what no event has */
    const char *joined[WEEK_COLUMN_COUNT]; /* each on one line; NULL not asked for yet */
};

/* Notes what was not understood. */
void week_note_left(struct week_reading *reading, int64_t line, const char *text);

/* Adds what a cell of the row says is on. False: nothing. */
bool week_items(struct week_reading *reading, struct week_line *line, const char *cell, enum week_half half);

#endif
