/* Tables as they are read: rows, cells and what is said of their merging. What the grid comes to is grid.c's.
 */
#include "grid.h"
#include "reader.h"

#include <string.h>

static void docx_begin_table(struct docx_reader *reader)
{
    struct docx_tabling *tabling = arena_zero(reader->arena, 1, sizeof *tabling);
    struct docx_block *block = NULL;
    if (reader->flow) {
        docx_end_flow(reader, reader->flow);
        block = docx_block_add(reader->arena, reader->flow, BLOCK_TABLE);
    }
    struct docx_table *table = arena_zero(reader->arena, 1, sizeof *table);
    if (!tabling || !table)
        return;
    if (block)
        block->table = table;
    *tabling = (struct docx_tabling){.outer = reader->tabling, .table = table, .around = reader->flow};
    reader->tabling = tabling;
}

static void docx_begin_row(struct docx_reader *reader)
{
    struct docx_table *table = reader->tabling->table;
    struct docx_row *row = arena_zero(reader->arena, 1, sizeof *row);
    if (!row)
        return;
    if (table->last)
        table->last->next = row;
    else
        table->first = row;
    table->last = row;
    reader->tabling->row = row;
    reader->tabling->cell = NULL;
}

static void docx_begin_cell(struct docx_reader *reader)
{
    struct docx_row *row = reader->tabling->row;
    struct docx_cell *cell = row ? arena_zero(reader->arena, 1, sizeof *cell) : NULL;
    if (!cell)
        return;
    if (++reader->model->cell_count > DOCX_CELLS_MAX)
        docx_refuse(reader, DOCX_CELLS);
    cell->span = 1;
    if (row->last)
        row->last->next = cell;
    else
        row->first = cell;
    row->last = cell;
    reader->tabling->cell = cell;
    /* Where the table itself is left out its cells are too. */
    reader->flow = reader->tabling->around ? &cell->flow : NULL;
}

/* What is said of the row that is open. */
static bool docx_row_property(struct docx_reader *reader, const struct docx_element *element)
{
    struct docx_row *row = reader->tabling->row;
    if (!row)
        return false;
    switch (element->tag) {
    case TAG_W_GRID_BEFORE:
        row->before = docx_number(element, 0);
        return true;
    case TAG_W_TBL_HEADER:
        row->is_header = docx_is_on(element);
        return true;
    case TAG_W_HIDDEN_ROW:
        if (docx_is_on(element) && !row->is_deleted)
            docx_warn_counted(reader, WARNING_WORD_HIDDEN, "");
        row->is_deleted = row->is_deleted || docx_is_on(element);
        return true;
    default:
        return false;
    }
}

/* What is said of the cell that is open. */
static bool docx_cell_property(struct docx_reader *reader, const struct docx_element *element)
{
    struct docx_tabling *tabling = reader->tabling;
    struct docx_cell *cell = tabling->cell;
    const char *value = docx_attribute(element, SPACE_W, "val");
    if (!cell)
        return false;
    switch (element->tag) {
    case TAG_W_GRID_SPAN:
        cell->span = docx_number(element, 1);
        return true;
    case TAG_W_V_MERGE:
        cell->goes_on = strcmp(value, "restart") != 0 && tabling->row != tabling->table->first;
        return true;
    case TAG_W_H_MERGE:
        cell->goes_on_left = strcmp(value, "restart") != 0 && tabling->row->first != cell;
        return true;
    case TAG_W_CELL_DEL:
        cell->is_deleted = true;
        reader->deleted++;
        return true;
    case TAG_W_CELL_INS:
        reader->inserted++;
        return true;
    case TAG_W_TC_BORDERS:
        tabling->in_cell_borders = true;
        return true;
    default:
        return false;
    }
}

/* Sides of a table or cell. */
static bool docx_border(struct docx_tabling *tabling, const struct docx_element *element)
{
    if (!tabling->in_borders && !tabling->in_cell_borders)
        return false;
    bool is_drawn = docx_is_border(element);
    if (tabling->in_cell_borders)
        tabling->table->has_cell_borders = tabling->table->has_cell_borders || is_drawn;
    else if (is_drawn)
        tabling->table->borders = BORDERS_SOME;
    return true;
}

bool docx_table_begin(struct docx_reader *reader, const struct docx_element *element, enum docx_tag parent)
{
    struct docx_tabling *tabling = reader->tabling;
    if (element->tag == TAG_W_TBL) {
        docx_begin_table(reader);
        return true;
    }
    if (!tabling || reader->writing)
        return false;
    if (element->tag == TAG_W_TR) {
        docx_begin_row(reader);
        return true;
    }
    if (element->tag == TAG_W_TC) {
        docx_begin_cell(reader);
        return true;
    }
    if (element->tag == TAG_W_TBL_STYLE) {
        tabling->table->style = docx_style_find(reader->styles, docx_attribute(element, SPACE_W, "val"));
        return true;
    }
    if (element->tag == TAG_W_TBL_BORDERS) {
        tabling->in_borders = true;
        if (!tabling->table->borders)
            tabling->table->borders = BORDERS_NONE;
        return true;
    }
    if (docx_border(tabling, element))
        return true;
    if (parent == TAG_W_TRPR)
        return docx_row_property(reader, element);
    return parent == TAG_W_TCPR && docx_cell_property(reader, element);
}

void docx_table_end(struct docx_reader *reader, enum docx_tag tag)
{
    struct docx_tabling *tabling = reader->tabling;
    if (!tabling)
        return;
    switch (tag) {
    case TAG_W_TBL_BORDERS:
        tabling->in_borders = false;
        break;
    case TAG_W_TC_BORDERS:
        tabling->in_cell_borders = false;
        break;
    case TAG_W_TC:
        if (reader->flow && reader->flow != tabling->around)
            docx_end_flow(reader, reader->flow);
        reader->flow = tabling->around;
        tabling->cell = NULL;
        break;
    case TAG_W_TR:
        tabling->row = NULL;
        break;
    case TAG_W_TBL:
        reader->tabling = tabling->outer;
        reader->flow = tabling->around;
        if (docx_grid(tabling->table) > DOCX_COLUMNS_MAX)
            docx_refuse(reader, DOCX_COLUMNS);
        break;
    default:
        break;
    }
}

/* Of what was taken out, and of cells that another covers, nothing is seen: neither words nor pictures. */
bool docx_table_skips(const struct docx_reader *reader, enum docx_tag tag)
{
    const struct docx_tabling *tabling = reader->tabling;
    if (!tabling || reader->writing)
        return false;
    if (tag == TAG_W_TC || (tag == TAG_W_SDT && !tabling->cell))
        return tabling->row && tabling->row->is_deleted;
    const struct docx_cell *cell = tabling->cell;
    bool is_block = tag == TAG_W_P || tag == TAG_W_TBL || tag == TAG_W_SDT;
    return is_block && cell && (cell->is_deleted || cell->goes_on || cell->goes_on_left);
}
