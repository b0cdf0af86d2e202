/* The grid of a table: which columns its cells take. A column in which no cell begins is an error in HTML
 * (merged columns that Word leaves behind), so spans are shortened by such columns.
 *
 * Private to this floor. */
#ifndef HTML_GRID_H
#define HTML_GRID_H

#include "element.h"
#include "html/body.h"

#include <stdint.h>

struct grid {
    uint64_t begins;                  /* bit set: columns in which some cell of the table begins */
    uint16_t taken[BODY_COLUMNS_MAX]; /* rows, from the present one on, that a cell takes of a column */
    unsigned next;                    /* column at which to look for room in the present row */
};

/* A new group of rows, and a new row. */
void grid_group(struct grid *grid);
void grid_row(struct grid *grid);

/* Gives a cell its place; the result is its column, BODY_COLUMNS_MAX when there is no room. */
unsigned grid_cell(struct grid *grid, struct span span);

/* The cell's span as its attributes say, rows cut at `rows_left`. */
struct span grid_span(const GumboVector *attributes, int rows_left);

/* Gives a cell its place and shortens its span by the columns in which no cell begins. */
void grid_fit(struct grid *grid, struct span *span);

/* Columns in which cells begin, for a table of the parsed tree. */
uint64_t grid_begins(const GumboNode *table);

/* Rows from a cell's own to the end of their group, at most ROWSPAN_MAX; rows without cells, which are not
 * written, aside. */
int grid_rows_left(const GumboNode *cell);

#endif
