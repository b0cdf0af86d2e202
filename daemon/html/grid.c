/* The table algorithm of HTML (section 4.9.12) as far as the places of cells need it. Knows the parsed
 * tree and spans, and writes nothing. */
#include "grid.h"

#include <string.h>

_Static_assert(BODY_COLUMNS_MAX <= 64, "columns are bits of a uint64_t");

/* A span ends with its group of rows. */
void grid_group(struct grid *grid)
{
    memset(grid->taken, 0, sizeof grid->taken);
}

/* One row less is left of every span from above. */
void grid_row(struct grid *grid)
{
    grid->next = 0;
    for (unsigned i = 0; i < BODY_COLUMNS_MAX; i++)
        grid->taken[i] -= grid->taken[i] > 0;
}

unsigned grid_cell(struct grid *grid, struct span span)
{
    unsigned column = grid->next;
    /* Past what cells of the rows above reach into. */
    while (column < BODY_COLUMNS_MAX && grid->taken[column])
        column++;
    unsigned end = column + (unsigned)span.columns;
    for (unsigned i = column; i < end && i < BODY_COLUMNS_MAX; i++) {
        /* Cells may overlap in bad tables; the longer one counts. */
        if (grid->taken[i] < span.rows)
            grid->taken[i] = (uint16_t)span.rows;
    }
    grid->next = end < BODY_COLUMNS_MAX ? end : BODY_COLUMNS_MAX;
    return column;
}

struct span grid_span(const GumboVector *attributes, int rows_left)
{
    /* A span of 1 is the same as none, and is not written. */
    int columns = attribute_number(attributes, "colspan", 2, BODY_COLUMNS_MAX);
    int rows = attribute_number(attributes, "rowspan", 2, ROWSPAN_MAX);
    return (struct span){.columns = columns ? columns : 1,
                         .rows = rows == 0          ? 1
                                 : rows < rows_left ? rows
                                                    : rows_left};
}

void grid_fit(struct grid *grid, struct span *span)
{
    unsigned column = grid_cell(grid, *span);
    /* The column in which it begins counts in any case. */
    int columns = 1;
    /* What reaches beyond the grid is cut: in the narrower table it would count as columns without a cell. */
    for (unsigned i = column + 1; i < column + (unsigned)span->columns && i < BODY_COLUMNS_MAX; i++)
        columns += (int)(grid->begins >> i & 1);
    span->columns = columns;
}

/* Of any node; text counts as unwrapped. */
static enum place grid_place_of(const GumboNode *node)
{
    return node->type == GUMBO_NODE_ELEMENT ? element_of(node->v.element.tag)->place : PLACE_UNWRAP;
}

/* Rows without cells are not written and must not be counted. */
static bool has_cell(const GumboNode *row)
{
    const GumboVector *children = &row->v.element.children;
    for (unsigned i = 0; i < children->length; i++) {
        if (grid_place_of(children->data[i]) == PLACE_CELL)
            return true;
    }
    return false;
}

int grid_rows_left(const GumboNode *cell)
{
    const GumboNode *row = cell->parent;
    /* The attribute is asked for as well: only a cell that spans rows pays for the counting. */
    if (grid_place_of(row) != PLACE_ROW || grid_place_of(row->parent) != PLACE_GROUP ||
        !gumbo_get_attribute(&cell->v.element.attributes, "rowspan"))
        return 1;
    const GumboVector *rows = &row->parent->v.element.children;
    int count = 1;
    /* Of the same group alone, and no further than a span may reach. */
    for (size_t i = row->index_within_parent + 1; i < rows->length && count < ROWSPAN_MAX; i++)
        count += grid_place_of(rows->data[i]) == PLACE_ROW && has_cell(rows->data[i]);
    return count;
}

static void begin_row_cells(struct grid *grid, const GumboNode *row)
{
    const GumboVector *cells = &row->v.element.children;
    grid_row(grid);
    for (unsigned i = 0; i < cells->length; i++) {
        const GumboNode *cell = cells->data[i];
        if (grid_place_of(cell) != PLACE_CELL)
            continue;
        /* With spans as long as the source says, as the rows below are not known yet. */
        unsigned column = grid_cell(grid, grid_span(&cell->v.element.attributes, ROWSPAN_MAX));
        /* Beyond the widest table there is nothing to note; the writer refuses it. */
        if (column < BODY_COLUMNS_MAX)
            grid->begins |= UINT64_C(1) << column;
    }
}

/* One walk over the table before it is written, since a span can be shortened only when all rows are
 * known. */
uint64_t grid_begins(const GumboNode *table)
{
    struct grid grid = {0};
    const GumboVector *groups = &table->v.element.children;
    for (unsigned i = 0; i < groups->length; i++) {
        const GumboNode *group = groups->data[i];
        if (grid_place_of(group) != PLACE_GROUP)
            continue;
        grid_group(&grid);
        const GumboVector *rows = &group->v.element.children;
        for (unsigned k = 0; k < rows->length; k++) {
            if (grid_place_of(rows->data[k]) == PLACE_ROW && has_cell(rows->data[k]))
                begin_row_cells(&grid, rows->data[k]);
        }
    }
    return grid.begins;
}
