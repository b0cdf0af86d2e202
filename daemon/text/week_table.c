/* Rows of a week's table. What cells say is week_cell.c's and week_split.c's; here it is which cell is which,
 * and which day a row is of. */
#include "text/week_table.h"

#include "base/calendar.h"
#include "week_row.h"
#include "week_split.h"

#include <string.h>

/* When what has no time begins, by the half of the day. */
enum { MORNING = 8 * 60, AFTERNOON = 14 * 60, EVENING = 19 * 60 };

/* How much is said of a row that is not looked at. */
enum { LEFT_BYTES_MAX = 1000 };

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

/* The beginning of a row as it stands in the text, cut between characters. */
static const char *row_text(struct arena *arena, const struct week_row *row)
{
    size_t length = (size_t)(row->end - row->begin);
    length = length > LEFT_BYTES_MAX ? LEFT_BYTES_MAX : length;
    while (length && ((unsigned char)row->begin[length] & 0xC0) == 0x80)
        length--;
    return arena_copy(arena, row->begin, length);
}

/* Notes what was not understood. */
static void week_note_left(struct week_reading *r, int64_t line, const char *text)
{
    struct week_table *table = r->table;
    table->lefts_in_all++;
    if (table->left_count < WEEK_LEFT_MAX)
        table->lefts[table->left_count++] = (struct week_left){line, text};
}

/* The same of a whole row. */
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

/* ---- what is on */

static void item_add(struct week_reading *r, const struct week_item *item)
{
    struct week_table *table = r->table;
    if (table->item_count < WEEK_ITEMS_MAX)
        table->items[table->item_count++] = *item;
    else
        table->is_cut = true;
}

/* Its time, as it was said before it, or in the row; else what the half of the day lets think. */
static void item_time(struct week_item *item, const struct week_part *part, const struct week_time *of_row)
{
    const struct week_time *time = part->is_timed ? &part->time : of_row;
    item->end = -1;
    if (time) {
        item->start = time->start;
        item->end = time->end;
        return;
    }
    item->is_time_guessed = part->half != HALF_DAY;
    item->is_all_day = part->half == HALF_DAY || part->half == HALF_NONE;
    item->start = part->half == HALF_MORNING     ? MORNING
                  : part->half == HALF_AFTERNOON ? AFTERNOON
                  : part->half == HALF_EVENING   ? EVENING
                                                 : 0;
}

/* A row as it was understood. */
struct week_line {
    int64_t line;
    int32_t day;
    bool is_day_odd;
    const struct week_time *time;
    const char *cells[WEEK_COLUMN_COUNT]; /* "" none */
};

/* What a column says of the part of a number, of so many: its own line where there are as many, else all of
 * it. */
static const char *part_words(struct arena *arena, const struct week_line *line, const struct week_part *part,
                              enum week_column column, size_t number, size_t count)
{
    const char *cell = line->cells[column];
    const char *words =
        count > 1 && week_lines(cell) == count ? week_line(arena, cell, number) : week_joined(arena, cell);
    return part->words[column] ? part->words[column] : *words ? words : NULL;
}

/* Adds what a cell says is on. False: nothing. */
static bool items_of(struct week_reading *r, const struct week_line *line, const char *cell,
                     enum week_half half)
{
    struct week_part parts[WEEK_CELL_MOST];
    size_t count = week_split(r->arena, cell, half, parts), before = r->table->item_count;
    for (size_t i = 0; i < count; i++) {
        if (!parts[i].words[WEEK_WHAT])
            continue;
        struct week_item item = {.line = line->line, .day = line->day, .is_day_odd = line->is_day_odd};
        item_time(&item, &parts[i], line->time);
        item.what = parts[i].words[WEEK_WHAT];
        item.chair = part_words(r->arena, line, &parts[i], WEEK_CHAIR, i, count);
        item.place = part_words(r->arena, line, &parts[i], WEEK_PLACE, i, count);
        item.who = part_words(r->arena, line, &parts[i], WEEK_WHO, i, count);
        item.unit = part_words(r->arena, line, &parts[i], WEEK_UNIT, i, count);
        item_add(r, &item);
    }
    return r->table->item_count > before || r->table->is_cut;
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

/* The cells of a row by their columns; what its time is. */
static void sort_cells(struct week_reading *r, const struct week_row *row, struct week_line *line,
                       struct week_time *time)
{
    size_t shift = row_shift(r, row);
    for (size_t i = 0; i < row->count && i + shift < r->place_count; i++) {
        const struct week_place *place = &r->places[i + shift];
        bool is_timed = false;
        if (place->column == WEEK_DAY || place->column == WEEK_HALF || place->column == WEEK_TIME) {
            const char *rest = take_when(r, row->cells[i], time, &is_timed);
            line->time = is_timed ? time : line->time;
            /* What stands beside the time is no time. */
            if (*rest && !is_timed && place->column == WEEK_TIME)
                line->cells[WEEK_NONE] = rest;
        } else if (!place->has_day && place->half == HALF_NONE &&
                   (place->column != WEEK_NONE || !is_count(row->cells[i]))) {
            line->cells[place->column] = row->cells[i];
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
            is_any =
                items_of(r, &line, row->cells[i], place->half != HALF_NONE ? place->half : r->half) || is_any;
    }
    bool has_other =
        *line.cells[WEEK_CHAIR] || *line.cells[WEEK_PLACE] || *line.cells[WEEK_WHO] || *line.cells[WEEK_UNIT];
    if (!is_any && (had_what || has_other))
        week_leave(r, row);
    else if (*line.cells[WEEK_NONE])
        week_note_left(r, row->line, week_joined(r->arena, line.cells[WEEK_NONE]));
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
    bool is_listed = week_signs(rest) > 0 || week_signs(row->cells[i - 1]) > strspn(row->cells[i - 1], " ");
    enum week_half half;
    bool is_half = week_read_half(rest, &half) > 0;
    return r->day && (says_when || is_listed || is_half) && items_of(r, &line, rest, r->half);
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
