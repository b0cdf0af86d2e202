/* Rows of a pasted table: a line each, a tab between cells, a cell with line feeds in quotation marks.
 * Private to this floor. Thread: that of the arena. */
#ifndef TEXT_WEEK_ROW_H
#define TEXT_WEEK_ROW_H

#include "text/week_table.h"

struct week_rows {
    struct arena *arena;
    const char *at; /* what is not read yet */
    int64_t line;   /* of it */
    bool is_open;   /* a quotation mark was never closed: from there on they are signs like others */
};

/* A row of the text: a line, or several where a cell holds line feeds. */
struct week_row {
    const char *cells[WEEK_COLUMNS_MAX];
    size_t count, filled; /* filled: cells with anything in them */
    int64_t line;
    const char *begin, *end; /* in the text */
    bool is_odd;             /* more columns, or a longer cell, than a week's table has */
};

/* The next row with anything in it; false at the end. Its texts lie in the arena. */
bool week_row_next(struct week_rows *rows, struct week_row *row);

#endif
