/* Tables: rows of the grid, with what is missing in them filled, so that columns stay below each other. */
#include "write.h"

#include <stdio.h>
#include <string.h>

static const char TABLE[] = "table", CAPTION[] = "caption", HEAD[] = "thead", BODY[] = "tbody", ROW[] = "tr",
                  HEAD_CELL[] = "th", CELL[] = "td", BREAK[] = "br";

/* A row on its way. */
struct docx_table_row {
    struct docx_writer *writer;
    const struct docx_table *table;
    int *covered; /* rows for which each column is still covered from above, this one included */
    int column;
    bool is_header;
};

/* The only block of a cell that has something; NULL when there are several, or it is more than words. */
static const struct docx_block *docx_single_block(const struct docx_flow *flow)
{
    const struct docx_block *single = NULL;
    for (const struct docx_block *block = flow->first; block; block = block->next) {
        if (block->kind == BLOCK_PARAGRAPH && !docx_has_content(block->paragraph))
            continue;
        if (single || block->kind != BLOCK_PARAGRAPH)
            return NULL;
        single = block;
    }
    bool is_item = single && (single->paragraph->label.mark == MARK_NUMBER ||
                              single->paragraph->label.mark == MARK_BULLET);
    return is_item ? NULL : single;
}

/* Words of a cell in one line: a cell of the head holds nothing else. */
static void docx_write_cell_line(struct docx_writer *writer, const struct docx_flow *flow, unsigned mask)
{
    bool is_first = true;
    for (const struct docx_block *block = flow->first; block; block = block->next) {
        if (block->kind != BLOCK_PARAGRAPH || !docx_has_content(block->paragraph))
            continue;
        if (!is_first)
            docx_open(writer, BREAK, "");
        is_first = false;
        docx_line_begin(writer, mask);
        if (block->paragraph->label.mark == MARK_LABEL)
            docx_line_text(writer, block->paragraph->label.text, 0, NULL);
        docx_write_line(writer, block->paragraph);
        docx_line_end(writer);
    }
}

static bool docx_has_table(const struct docx_flow *flow)
{
    for (const struct docx_block *block = flow->first; block; block = block->next)
        if (block->kind == BLOCK_TABLE)
            return true;
    return false;
}

/* A picture that floats stands in a figure of its own. */
static bool docx_has_floating(const struct docx_paragraph *paragraph)
{
    for (const struct docx_piece *piece = paragraph->first; piece; piece = piece->next)
        if (piece->kind == PIECE_PICTURE && piece->picture->floats && !piece->picture->is_left_out)
            return true;
    return false;
}

/* One cell with its spans; `cell` NULL: an empty one. */
static void docx_write_cell(struct docx_table_row *row, const struct docx_cell *cell, int columns)
{
    struct docx_writer *writer = row->writer;
    char attributes[100];
    int size = 0;
    bool is_head = row->is_header && !(cell && docx_has_table(&cell->flow));
    attributes[0] = '\0';
    if (columns > 1)
        size += snprintf(attributes, sizeof attributes, " colspan=\"%d\"", columns);
    if (cell && cell->rows > 1)
        size += snprintf(attributes + size, sizeof attributes - (size_t)size, " rowspan=\"%d\"", cell->rows);
    if (is_head)
        snprintf(attributes + size, sizeof attributes - (size_t)size, " scope=\"col%s\"",
                 columns > 1 ? "group" : "");
    docx_open(writer, is_head ? HEAD_CELL : CELL, attributes);
    const struct docx_block *single = cell ? docx_single_block(&cell->flow) : NULL;
    if (is_head && cell)
        docx_write_cell_line(writer, &cell->flow, LOOK_BOLD);
    else if (single && !docx_has_floating(single->paragraph))
        docx_write_cell_line(writer, &cell->flow, 0);
    else if (cell && !cell->goes_on)
        docx_write_flow(writer, &cell->flow);
    docx_close(writer, is_head ? HEAD_CELL : CELL);
}

/* Empty cells up to this column, where nothing comes down from above. */
static void docx_fill_row(struct docx_table_row *row, int to)
{
    while (row->column < to) {
        int from = row->column;
        while (row->column < to && !row->covered[row->column])
            row->column++;
        if (row->column > from)
            docx_write_cell(row, NULL, row->column - from);
        while (row->column < to && row->covered[row->column])
            row->column++;
    }
}

static void docx_write_row(struct docx_table_row *row, const struct docx_row *source)
{
    row->column = 0;
    docx_open(row->writer, ROW, "");
    for (const struct docx_cell *cell = source->first; cell; cell = cell->next) {
        if (cell->is_covered || cell->columns < 1)
            continue;
        docx_fill_row(row, cell->column);
        docx_write_cell(row, cell, cell->columns);
        row->column = cell->column + cell->columns;
        for (int i = cell->column; i < row->column && i < DOCX_COLUMNS_MAX; i++)
            row->covered[i] = cell->rows;
    }
    docx_fill_row(row, row->table->columns);
    docx_close(row->writer, ROW);
    for (int i = 0; i < DOCX_COLUMNS_MAX; i++)
        row->covered[i] -= row->covered[i] > 0;
}

void docx_write_table(struct docx_writer *writer, const struct docx_table *table,
                      const struct docx_paragraph *caption)
{
    int covered[DOCX_COLUMNS_MAX] = {0};
    struct docx_table_row row = {writer, table, covered, 0, false};
    const struct docx_row *source = table->first;
    docx_open(writer, TABLE, "");
    if (caption) {
        docx_open(writer, CAPTION, "");
        docx_line_begin(writer, 0);
        docx_write_line(writer, caption);
        docx_line_end(writer);
        docx_close(writer, CAPTION);
    }
    /* A table that is all head has none. */
    row.is_header = source && source->is_header && !table->last->is_header;
    if (row.is_header) {
        docx_open(writer, HEAD, "");
        for (; source && source->is_header; source = source->next)
            docx_write_row(&row, source);
        docx_close(writer, HEAD);
    }
    row.is_header = false;
    memset(covered, 0, sizeof covered);
    docx_open(writer, BODY, "");
    for (; source; source = source->next)
        docx_write_row(&row, source);
    docx_close(writer, BODY);
    docx_close(writer, TABLE);
}
