/* Cuts the text into rows and cells. Knows neither days nor columns. */
#include "week_row.h"

#include "week_split.h"

#include <string.h>

/* What a cell of a week's table may hold. */
enum { CELL_BYTES_MAX = 4096, CELL_LINES_MAX = 100 };

/* A cell from r->at on: one in quotation marks that close before a tab or the line's end, else up to there.
 */
static const char *read_cell(struct week_rows *r)
{
    const char *begin = r->at, *close = begin;
    bool is_quoted = false;
    if (*begin == '"' && !r->is_open)
        for (close = begin + 1; *close && !is_quoted; close++) {
            if (*close != '"')
                continue;
            if (close[1] == '"')
                close++;
            else
                is_quoted = true;
        }
    r->is_open = r->is_open || (*begin == '"' && !is_quoted);
    is_quoted = is_quoted && (!*close || strchr("\t\r\n", *close));
    size_t length = is_quoted ? (size_t)(close - begin) - 2 : strcspn(begin, "\t\n");
    r->at = is_quoted ? close : begin + length;
    const char *from = is_quoted ? begin + 1 : begin;
    char *cell = arena_alloc(r->arena, length + 1);
    size_t out = 0;
    for (size_t i = 0; cell && i < length; i++) {
        bool is_double = is_quoted && from[i] == '"' && i + 1 < length && from[i + 1] == '"';
        r->line += from[i] == '\n';
        i += is_double;
        if (from[i] != '\r')
            cell[out++] = from[i];
    }
    while (cell && out && strchr(" \n\t", cell[out - 1]))
        out--;
    if (cell)
        cell[out] = '\0';
    return cell ? cell + strspn(cell, " \n") : "";
}

bool week_row_next(struct week_rows *r, struct week_row *row)
{
    while (*r->at) {
        *row = (struct week_row){.line = r->line, .begin = r->at};
        for (bool goes_on = true; goes_on;) {
            const char *cell = read_cell(r);
            row->filled += *cell != '\0';
            bool is_long = strlen(cell) > CELL_BYTES_MAX || week_lines(cell) > CELL_LINES_MAX;
            row->is_odd = row->is_odd || is_long || (row->count == WEEK_COLUMNS_MAX && *cell);
            if (row->count < WEEK_COLUMNS_MAX)
                row->cells[row->count++] = cell;
            r->at += strspn(r->at, "\r");
            goes_on = *r->at == '\t';
            r->at += goes_on;
        }
        row->end = r->at;
        r->line += *r->at == '\n';
        r->at += *r->at == '\n';
        if (row->filled)
            return true;
    }
    return false;
}
