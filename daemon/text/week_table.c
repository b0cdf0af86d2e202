/* Rows of a week's table. What cells say is week_cell.c's and week_split.c's; here it is which cell is which,
 * and which day a row is of. */
#include "text/week_table.h"

#include "base/calendar.h"
#include "week_reading.h"
#include "week_row.h"
#include "week_split.h"

#include <string.h>

/* How much is said of a row that is not looked at. */
enum { LEFT_BYTES_MAX = 1000 };

/* The beginning of a row as it stands in the text, cut between characters. */
static const char *row_text(struct arena *arena, const struct week_row *row)
{
    size_t length = (size_t)(row->end - row->begin);
    length = length > LEFT_BYTES_MAX ? LEFT_BYTES_MAX : length;
    while (length && ((unsigned char)row->begin[length] & 0xC0) == 0x80)
        length--;
    return arena_copy(arena, row->begin, length);
}

/* Notes that nothing of the row was understood. */
static void week_leave(struct week_reading *r, const struct week_row *row)
{
    bool is_said = r->table->left_count < WEEK_LEFT_MAX;
    const char *text = is_said && row->is_odd ? row_text(r->arena, row) : "";
    for (size_t i = 0; is_said && !row->is_odd && i < row->count; i++)
        if (*row->cells[i])
            text = arena_printf(r->arena, "%s%s%s", text, *text ? " | " : "",
                                week_joined(r->arena, row->cells[i]));
    week_note_left(r, row->line, text);
}

/* ---- the head */

/* Whether the cell is a day or half of the day and nothing else. */
static bool is_whole_day(const char *cell, struct week_day *day)
{
    size_t taken = week_read_day(cell, day);
    return taken && !cell[taken];
}

static bool is_whole_half(const char *cell, enum week_half *half)
{
    size_t taken = week_read_half(cell, half);
    return taken && !cell[taken];
}

/* A row that names the columns: at least two of them, or two days, or two halves of the day. */
static bool week_read_head(struct week_reading *r, const struct week_row *row)
{
    struct week_place places[WEEK_COLUMNS_MAX] = {{0}};
    size_t named = 0, days = 0, halves = 0;
    unsigned columns = 0;
    struct week_time time;
    bool is_row = r->table->has_head;
    for (size_t i = 0; i < row->count; i++)
        is_row = is_row || week_read_time(row->cells[i], HALF_NONE, &time);
    for (size_t i = 0; i < row->count; i++) {
        struct week_place *place = &places[i];
        /* Behind the head, or beside a time, words may say much that a head could. */
        bool is_exact = is_row || is_whole_day(row->cells[i], &place->day);
        place->column =
            is_exact ? week_heading(r->arena, row->cells[i]) : week_heading_within(r->arena, row->cells[i]);
        named += place->column != WEEK_NONE;
        if (place->column == WEEK_NONE && is_whole_half(row->cells[i], &place->half)) {
            place->column = WEEK_WHAT;
            halves++;
        } else if (place->column == WEEK_NONE && is_whole_day(row->cells[i], &place->day)) {
            place->column = WEEK_WHAT;
            place->has_day = true;
            days++;
        }
        columns |= 1u << place->column;
    }
    if (named < 2 && halves < 2 && days < 2)
        return false;
    /* "Thứ Hai | Sáng | …" is a row, not a head: there the halves are one and the days are one. */
    memcpy(r->places, places, sizeof places);
    r->place_count = row->count;
    r->table->has_head = true;
    r->table->columns |= columns & ~1u;
    return true;
}

/* ---- which cell is which */

/* Takes a day, a half of the day and a time from the beginning of a cell, in this order; gives what is left
 * of it. */
static const char *take_when(struct week_reading *r, const char *cell, struct week_time *time,
                             bool *ret_timed)
{
    struct week_day day;
    enum week_half half;
    size_t taken = week_read_day(cell, &day);
    bool is_odd = false;
    int32_t found = taken ? week_day_of(&day, r->table->monday, &is_odd) : 0;
    /* A date that is in no calendar is no day, but neither is it that of the row above. */
    if (taken) {
        r->day = found;
        r->is_day_odd = is_odd;
        r->half = HALF_NONE;
        cell += taken;
    }
    taken = week_read_half(cell, &half);
    struct week_time behind;
    if (taken && (!cell[taken] || week_read_time(cell + taken, half, &behind))) {
        r->half = half;
        cell += taken;
    }
    taken = week_read_time(cell, r->half, time);
    *ret_timed = taken != 0;
    return cell + taken;
}

/* Which column the first cell of a row is of: the text has none for cells that go on from above, and may lack
 * some at its end. */
static size_t row_shift(const struct week_reading *r, const struct week_row *row)
{
    struct week_day day;
    enum week_half half;
    struct week_time time;
    const char *first = row->cells[0];
    if (row->count >= r->place_count || !*first)
        return 0;
    enum week_column wanted = week_read_day(first, &day)                ? WEEK_DAY
                              : week_read_half(first, &half)            ? WEEK_HALF
                              : week_read_time(first, HALF_NONE, &time) ? WEEK_TIME
                                                                        : WEEK_NONE;
    for (size_t i = 0; wanted != WEEK_NONE && i < r->place_count; i++)
        if (r->places[i].column == wanted)
            return i;
    return wanted == WEEK_DAY ? 0 : r->place_count - row->count;
}

/* Where days are columns: the day of this one. */
static void place_day(struct week_reading *r, const struct week_place *place, struct week_line *line)
{
    bool is_odd = false;
    int32_t day = place->has_day ? week_day_of(&place->day, r->table->monday, &is_odd) : 0;
    line->day = day ? day : r->day;
    line->is_day_odd = day ? is_odd : r->is_day_odd;
}

/* Whether the cell but counts the rows. */
static bool is_count(const char *cell)
{
    return cell[strspn(cell, "0123456789. ")] == '\0';
}

/* What a row says that goes to none of its events. */
static void line_leave(struct week_reading *r, struct week_line *line, const char *text)
{
    const char *words = week_joined(r->arena, text), *had = line->cells[WEEK_NONE];
    if (*words)
        line->cells[WEEK_NONE] = *had ? arena_printf(r->arena, "%s | %s", had, words) : words;
}

/* A time on each line of a cell; *ret_count is 0 when a line is anything else, or there is but one. */
static const struct week_time *cell_times(struct week_reading *r, const char *cell, size_t *ret_count)
{
    size_t count = week_lines(cell);
    enum week_half half = r->half, said;
    bool is_each = count > 1 && count <= WEEK_CELL_MOST;
    struct week_time *times = is_each ? arena_zero(r->arena, count, sizeof *times) : NULL;
    for (size_t i = 0; times && is_each && i < count; i++) {
        const char *text = week_line(r->arena, cell, i);
        size_t taken = week_read_half(text, &said);
        if (taken && week_read_time(text + taken, said, &times[i])) {
            half = said;
            text += taken;
        }
        taken = week_read_time(text, half, &times[i]);
        is_each = taken && !text[taken];
    }
    *ret_count = times && is_each ? count : 0;
    return times;
}

/* The cells of a row by their columns; what its time is, or its times. */
static void sort_cells(struct week_reading *r, const struct week_row *row, struct week_line *line,
                       struct week_time *time)
{
    size_t shift = row_shift(r, row);
    for (size_t i = 0; i < row->count && i + shift < r->place_count; i++) {
        const struct week_place *place = &r->places[i + shift];
        bool is_timed = false;
        if (place->column == WEEK_DAY || place->column == WEEK_HALF || place->column == WEEK_TIME) {
            if (place->column == WEEK_TIME)
                line->times = cell_times(r, row->cells[i], &line->time_count);
            const char *rest = take_when(r, row->cells[i], time, &is_timed);
            line->time = is_timed ? time : line->time;
            /* What stands beside a day or a time is neither. */
            if (place->column == WEEK_TIME && line->time_count)
                line->time_rest = rest;
            else
                line_leave(r, line, rest);
        } else if (!place->has_day && place->half == HALF_NONE && place->column != WEEK_NONE) {
            line->cells[place->column] = row->cells[i];
        } else if (place->column == WEEK_NONE && !is_count(row->cells[i])) {
            line_leave(r, line, row->cells[i]);
        }
    }
}

/* A row below a head. */
static void week_read_row(struct week_reading *r, const struct week_row *row)
{
    struct week_time time;
    struct week_line line = {.line = row->line, .cells = {"", "", "", "", "", "", "", "", ""}};
    size_t shift = row_shift(r, row);
    bool is_any = false, had_what = false;
    for (size_t i = 0; i < row->count; i++)
        if (i + shift >= r->place_count && *row->cells[i]) {
            week_leave(r, row);
            return;
        }
    sort_cells(r, row, &line, &time);
    for (size_t i = 0; i < row->count && i + shift < r->place_count; i++) {
        const struct week_place *place = &r->places[i + shift];
        if (place->column != WEEK_WHAT || !*row->cells[i])
            continue;
        place_day(r, place, &line);
        had_what = had_what || row->cells[i][week_signs(row->cells[i])];
        if (line.day)
            is_any = week_items(r, &line, row->cells[i], place->half != HALF_NONE ? place->half : r->half) ||
                     is_any;
    }
    if (line.time_rest && (!line.paired || line.is_unpaired))
        line_leave(r, &line, line.time_rest);
    bool has_other =
        *line.cells[WEEK_CHAIR] || *line.cells[WEEK_PLACE] || *line.cells[WEEK_WHO] || *line.cells[WEEK_UNIT];
    if (!is_any && (had_what || has_other))
        week_leave(r, row);
    else if (*line.cells[WEEK_NONE])
        week_note_left(r, row->line, line.cells[WEEK_NONE]);
}

/* A row without a head above it, or of one cell: a day or half of the day that those below are of, or
 * something that is on. False: it is neither. */
static bool week_read_line(struct week_reading *r, const struct week_row *row)
{
    struct week_time time;
    struct week_line line = {.line = row->line, .cells = {"", "", "", "", "", "", "", "", ""}};
    const char *rest = "";
    size_t i = 0;
    bool is_timed = false, was_timed = false, says_when = false;
    for (; i < row->count && !*rest; i++) {
        int32_t day = r->day;
        enum week_half half = r->half;
        rest = take_when(r, row->cells[i], &time, &is_timed);
        was_timed = was_timed || is_timed;
        says_when = says_when || is_timed || day != r->day || half != r->half || (*row->cells[i] && !*rest);
    }
    if (!*rest)
        return says_when;
    line.day = r->day;
    line.is_day_odd = r->is_day_odd;
    line.time = was_timed ? &time : NULL;
    /* Cells behind it are of columns that nobody named. */
    for (size_t k = i; k < row->count; k++)
        if (*row->cells[k])
            return false;
    /* "8h00, 14h00: Họp", "14h00 - 8h00: Họp": which of them it is nobody knows. */
    struct week_time second;
    if (was_timed && week_read_time(rest, r->half, &second) && second.start != time.start)
        return false;
    bool is_listed = week_signs(rest) > 0 || week_signs(row->cells[i - 1]) > strspn(row->cells[i - 1], " ");
    enum week_half half;
    bool is_half = week_read_half(rest, &half) > 0;
    return r->day && (says_when || is_listed || is_half) && week_items(r, &line, rest, r->half);
}

/* A line above the table that says which week it is of; what names the table says nothing. */
static bool read_title(struct week_reading *r, const struct week_row *row)
{
    const char *folded = week_fold(r->arena, row->cells[0]), *text = row->cells[0];
    struct week_day day;
    bool is_odd, is_title = strstr(folded, "lich cong tac") || strstr(folded, "lich lam viec") ||
                            strncmp(folded, "tuan ", 5) == 0;
    if (row->filled != 1 || r->table->item_count)
        return false;
    for (const char *at = strpbrk(text, "0123456789"); at; at = strpbrk(at, "0123456789")) {
        if (week_read_day(at, &day) && day.year) {
            int32_t found = week_day_of(&day, r->table->monday, &is_odd);
            bool is_span = is_title || strncmp(folded, "tu ngay", 7) == 0 || strstr(folded, "den ngay");
            if (found && is_span)
                r->table->monday = week_monday(found);
            return is_span && found;
        }
        at += strspn(at, "0123456789");
    }
    return is_title;
}

enum err week_table_read(struct arena *arena, const char *text, int32_t monday, struct week_table *ret_table)
{
    struct week_reading r = {.arena = arena, .table = ret_table};
    struct week_rows rows = {.arena = arena, .at = text, .line = 1};
    struct week_row row;
    *ret_table = (struct week_table){.monday = week_monday(monday)};
    ret_table->items = arena_zero(arena, WEEK_ITEMS_MAX, sizeof *ret_table->items);
    ret_table->lefts = arena_zero(arena, WEEK_LEFT_MAX, sizeof *ret_table->lefts);
    if (!ret_table->items || !ret_table->lefts)
        return ERR_MEMORY;
    while (week_row_next(&rows, &row)) {
        if (row.is_odd) {
            week_leave(&r, &row);
            continue;
        }
        if (read_title(&r, &row) || week_read_head(&r, &row))
            continue;
        if (ret_table->has_head && row.filled > 0 && row.count > 1)
            week_read_row(&r, &row);
        else if (!week_read_line(&r, &row))
            week_leave(&r, &row);
    }
    /* Dates say the week better than what was given. */
    if (ret_table->item_count)
        ret_table->monday = week_monday(ret_table->items[0].day);
    return arena_failed(arena) ? ERR_MEMORY : ERR_OK;
}
