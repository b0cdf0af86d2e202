/* Tables of Markdown before cmark sees them. It fills up every row to the width of the head and takes a time
 * for a row that grows with the square of its cells, so both are judged here. */
#include "html/body.h"
#include "markdown_inner.h"

#include <string.h>

/* Bars of a line, the escaped ones among them. */
enum { BARS_MAX = 2 * BODY_COLUMNS_MAX + 2 };

struct table_line {
    char *text;
    size_t size, bars, columns;
};

/* The columns that a line below a table's head has: dashes and bars, behind signs of quotes and lists alone.
 * 0 when it has no bar, or words: the last cell of a head may be a dash. */
static size_t delimiter_columns(const char *text, size_t size)
{
    size_t columns = 0, bars = 0, i = size;
    bool is_dash = false;
    for (; i > 0 && strchr("-|: \t", text[i - 1]); i--) {
        bars += text[i - 1] == '|';
        /* A run of dashes is one column. */
        if (text[i - 1] == '-')
            columns += !is_dash;
        is_dash = text[i - 1] == '-' || (is_dash && text[i - 1] == ':');
    }
    return bars && strspn(text, "> \t-+*.)0123456789") >= i ? columns : 0;
}

static struct table_line table_line_at(char *text, size_t length, size_t at)
{
    char *newline = memchr(text + at, '\n', length - at);
    struct table_line line = {text + at, newline ? (size_t)(newline - text) - at : length - at, 0, 0};
    for (size_t i = 0; i < line.size; i++)
        line.bars += line.text[i] == '|';
    line.columns = line.bars ? delimiter_columns(line.text, line.size) : 0;
    return line;
}

/* Also within a quotation. */
static bool table_is_blank(const struct table_line *line)
{
    return strspn(line->text, "> \t") >= line->size;
}

static void make_plain(const struct table_line *line)
{
    for (size_t i = 0; i < line->size; i++)
        if (line->text[i] == '|')
            line->text[i] = PLAIN_BAR;
}

/* The number of the next blank line from line `number` at `at` on, or of the last one and 1. */
static size_t next_blank(char *text, size_t length, size_t at, size_t number)
{
    for (; at < length; number++) {
        struct table_line line = table_line_at(text, length, at);
        if (table_is_blank(&line))
            break;
        at += line.size + 1;
    }
    return number;
}

/* Makes plain the bars of a row behind its last column, but for one that closes it: cmark would leave out
 * what stands between them. The cells that it had. */
static size_t join_cells(const struct table_line *line, size_t columns)
{
    size_t at = 0, end = line->size, cells = 1;
    while (at < end && strchr("> \t", line->text[at]))
        at++;
    at += at < end && line->text[at] == '|';
    while (end > at && strchr(" \t", line->text[end - 1]))
        end--;
    end -= end > at && line->text[end - 1] == '|' && !(end > at + 1 && line->text[end - 2] == '\\');
    for (; at < end; at++) {
        if (line->text[at] != '|' || (at > 0 && line->text[at - 1] == '\\'))
            continue;
        cells++;
        if (columns && cells > columns)
            line->text[at] = PLAIN_BAR;
    }
    return cells;
}

size_t markdown_plain_bars(char *text, size_t length)
{
    struct table_line former = {text, 0, 0, 0};
    size_t first = 0, number = 1, blank = 0, columns = 0;
    bool is_beyond = false;
    for (size_t at = 0; at < length; number++) {
        struct table_line line = table_line_at(text, length, at);
        bool is_blank = table_is_blank(&line);
        is_beyond = is_beyond && !is_blank;
        columns = is_blank ? 0 : columns;
        /* Looked for once, for all lines up to it. */
        if (line.columns && number >= blank)
            blank = next_blank(text, length, at, number);
        bool begins = line.columns > BODY_COLUMNS_MAX ||
                      (line.columns && (blank - number) * line.columns > BODY_TABLE_CELLS_MAX);
        if (begins)
            make_plain(&former);
        if (begins || is_beyond || line.bars > BARS_MAX) {
            make_plain(&line);
            first = first ? first : number - (begins && number > 1);
        } else if (columns && line.bars) {
            join_cells(&line, columns);
        } else if (line.columns && join_cells(&former, 0) == line.columns) {
            columns = line.columns;
        }
        is_beyond = is_beyond || begins;
        former = line;
        at += line.size + 1;
    }
    return first;
}

void markdown_restore_bars(char *html)
{
    for (char *at = html; (at = strchr(at, PLAIN_BAR)); at++)
        *at = '|';
    for (char *at = html; (at = strstr(at, "%02")); at += 3) {
        at[1] = '7';
        at[2] = 'C';
    }
}
