/* A cell's column is the sum of what stands before it, never its number (ISO 29500-1, 17.4.17). Editors leave
 * many more columns in a grid than anybody sees, so only those are kept in which some cell begins. */
#include "grid.h"

#include <string.h>

enum { EDGES_MAX = 4096 };

static int docx_span(const struct docx_cell *cell)
{
    return cell->span < 1 ? 1 : cell->span > EDGES_MAX ? EDGES_MAX : cell->span;
}

/* Rows and cells that were taken out, and cells that go on from the one before, which grows by them. */
static void docx_grid_clear(struct docx_table *table)
{
    struct docx_row **link = &table->first;
    table->last = NULL;
    while (*link) {
        struct docx_row *row = *link;
        struct docx_cell **place = &row->first, *before = NULL;
        while (*place) {
            struct docx_cell *cell = *place;
            if (cell->goes_on_left && before)
                before->span = docx_span(before) + docx_span(cell);
            if (cell->is_deleted || (cell->goes_on_left && before)) {
                *place = cell->next;
                continue;
            }
            before = cell;
            place = &cell->next;
        }
        if (row->is_deleted || !row->first) {
            *link = row->next;
            continue;
        }
        table->last = row;
        link = &row->next;
    }
}

/* Notes where cells begin, by the grid as it was made; how wide it is at most. */
static int docx_grid_edges(const struct docx_table *table, bool edges[static EDGES_MAX])
{
    int widest = 0;
    for (struct docx_row *row = table->first; row; row = row->next) {
        int at = row->before < 0 || row->before >= EDGES_MAX ? 0 : row->before;
        if (at)
            edges[0] = true;
        for (struct docx_cell *cell = row->first; cell && at < EDGES_MAX; cell = cell->next) {
            cell->column = at;
            edges[at] = true;
            at += docx_span(cell);
            if (at > EDGES_MAX)
                at = EDGES_MAX;
            cell->columns = at - cell->column;
        }
        widest = at > widest ? at : widest;
    }
    return widest;
}

/* From places in the old grid to those that are left. */
static void docx_grid_number(struct docx_table *table, const int places[static EDGES_MAX + 1])
{
    for (struct docx_row *row = table->first; row; row = row->next)
        for (struct docx_cell *cell = row->first; cell; cell = cell->next) {
            int end = cell->column + cell->columns;
            cell->column = places[cell->column];
            cell->columns = places[end] - cell->column;
        }
}

/* The cell that begins in this column and row. */
static struct docx_cell *docx_grid_cell(const struct docx_row *row, int column)
{
    struct docx_cell *cell = row->first;
    while (cell && cell->column < column)
        cell = cell->next;
    return cell && cell->column == column ? cell : NULL;
}

/* How many rows a cell reaches down; one that goes on without anything above stands by itself. */
static void docx_grid_rows(struct docx_table *table)
{
    for (struct docx_row *row = table->first; row; row = row->next)
        for (struct docx_cell *cell = row->first; cell; cell = cell->next) {
            cell->rows = 1;
            if (cell->goes_on)
                continue;
            for (struct docx_row *below = row->next; below; below = below->next) {
                struct docx_cell *other = docx_grid_cell(below, cell->column);
                if (!other || !other->goes_on || other->columns != cell->columns)
                    break;
                other->is_covered = true;
                cell->rows++;
            }
        }
}

/* Rows in which no cell begins are none to whoever reads it. */
static void docx_grid_drop_empty(struct docx_table *table)
{
    struct docx_row **link = &table->first, *before = NULL;
    while (*link) {
        struct docx_row *row = *link;
        bool begins = false;
        for (const struct docx_cell *cell = row->first; cell; cell = cell->next)
            begins = begins || !cell->is_covered;
        if (begins || !before) {
            before = row;
            link = &row->next;
            continue;
        }
        /* Whatever reaches into it does so over one row less. */
        int back = 1;
        for (struct docx_row *above = table->first; above && above != row; above = above->next)
            back++;
        int index = 0;
        for (struct docx_row *above = table->first; above != row; above = above->next, index++)
            for (struct docx_cell *cell = above->first; cell; cell = cell->next)
                cell->rows -= !cell->is_covered && index + cell->rows >= back;
        *link = row->next;
    }
    table->last = before;
}

int docx_grid(struct docx_table *table)
{
    bool edges[EDGES_MAX] = {false};
    int places[EDGES_MAX + 1];
    docx_grid_clear(table);
    int widest = docx_grid_edges(table, edges), count = 0;
    for (int i = 0; i < EDGES_MAX; i++) {
        places[i] = count;
        count += i < widest && edges[i];
    }
    places[EDGES_MAX] = count;
    if (count <= DOCX_COLUMNS_MAX) {
        docx_grid_number(table, places);
        docx_grid_rows(table);
        docx_grid_drop_empty(table);
    }
    table->columns = count;
    return count;
}
