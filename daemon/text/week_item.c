/* What the cells of a row say is on becomes events of the table. Which cell is which it does not know. */
#include "week_reading.h"
#include "week_split.h"

/* When what has no time begins, by the half of the day. */
enum { MORNING = 8 * 60, AFTERNOON = 14 * 60, EVENING = 19 * 60 };

void week_note_left(struct week_reading *r, int64_t line, const char *text)
{
    struct week_table *table = r->table;
    table->lefts_in_all++;
    if (table->left_count < WEEK_LEFT_MAX)
        table->lefts[table->left_count++] = (struct week_left){line, text};
}

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

/* What a column says of the part of a number, of so many: its own line where there are as many, else all of
 * it, which is joined once for the row. */
static const char *part_words(struct arena *arena, struct week_line *line, const struct week_part *part,
                              enum week_column column, size_t number, size_t count)
{
    const char *cell = line->cells[column];
    if (part->words[column])
        return part->words[column];
    if (!*cell)
        return NULL;
    if (count > 1 && week_lines(cell) == count)
        return week_line(arena, cell, number);
    if (!line->joined[column])
        line->joined[column] = week_joined(arena, cell);
    return *line->joined[column] ? line->joined[column] : NULL;
}

/* One part, the number-th of so many of its cell. */
static void part_item(struct week_reading *r, struct week_line *line, const struct week_part *part,
                      const struct week_time *time, size_t number, size_t count)
{
    if (!part->words[WEEK_WHAT])
        return;
    struct week_item item = {.line = line->line, .day = line->day, .is_day_odd = line->is_day_odd};
    item_time(&item, part, time);
    item.what = part->words[WEEK_WHAT];
    item.chair = part_words(r->arena, line, part, WEEK_CHAIR, number, count);
    item.place = part_words(r->arena, line, part, WEEK_PLACE, number, count);
    item.who = part_words(r->arena, line, part, WEEK_WHO, number, count);
    item.unit = part_words(r->arena, line, part, WEEK_UNIT, number, count);
    item_add(r, &item);
}

/* Each line of the cell is of the time on the same line of the cell of times. */
static void paired_items(struct week_reading *r, struct week_line *line, const char *cell,
                         enum week_half half)
{
    struct week_part parts[WEEK_CELL_MOST];
    bool is_more;
    line->paired++;
    for (size_t i = 0; i < line->time_count; i++) {
        const char *words = week_line(r->arena, cell, i);
        size_t count = week_split(r->arena, words, half, parts, &is_more);
        for (size_t k = 0; k < count; k++)
            part_item(r, line, &parts[k], &line->times[i], i, line->time_count);
    }
}

bool week_items(struct week_reading *r, struct week_line *line, const char *cell, enum week_half half)
{
    struct week_part parts[WEEK_CELL_MOST];
    size_t before = r->table->item_count, count;
    bool is_more;
    /* Nothing more is kept, so nothing more is taken apart. */
    if (r->table->is_cut)
        return true;
    if (line->time_count && week_lines(cell) == line->time_count) {
        paired_items(r, line, cell, half);
        return r->table->item_count > before || r->table->is_cut;
    }
    line->is_unpaired = line->is_unpaired || line->time_count;
    count = week_split(r->arena, cell, half, parts, &is_more);
    for (size_t i = 0; i < count; i++)
        part_item(r, line, &parts[i], line->time, i, count);
    if (is_more && parts[count - 1].words[WEEK_WHAT])
        week_note_left(r, line->line, parts[count - 1].words[WEEK_WHAT]);
    return r->table->item_count > before || r->table->is_cut;
}
