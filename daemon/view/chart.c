/* Numbers to lengths. How a bar looks is the template's, and which days are shown the caller's. Text and
 * lengths are made here because templates cannot reckon. */
#include "view/chart.h"

#include "text/number.h"

/* The field of the bars within the chart, in units. */
enum { LEFT = 44, RIGHT = CHART_WIDTH - 4, TOP = 10, BOTTOM = CHART_HEIGHT - 24, BAR_MOST = 24, LINES = 2 };

/* Lengths are reckoned in hundredths of a unit. */
enum { PARTS = 100 };

/* As SVG writes a decimal, with a point in every language. */
static void view_length(struct view view, const char *name, int64_t hundredths)
{
    view_text(view, name,
              arena_printf(view.arena, "%lld.%02lld", (long long)(hundredths / PARTS),
                           (long long)(hundredths % PARTS)));
}

/* An even number that is easy to read and not below `most`, so that half of it is a whole number too. */
static int64_t chart_scale_of(int64_t most)
{
    static const int64_t steps[] = {2, 4, 6, 8, 10, 20};
    /* Up to where twenty times the power still fits an int64_t. */
    for (int64_t power = 1; power <= INT64_MAX / 1000; power *= 10)
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
            if (steps[i] * power >= most)
                return steps[i] * power;
    return most;
}

/* In double, as value times height could overflow; the loss is far below a hundredth of a unit. */
static int64_t height_of(int64_t value, int64_t scale)
{
    return (int64_t)((double)value / (double)scale * (BOTTOM - TOP) * PARTS);
}

/* SVG counts downward, so the top of a bar is the bottom less its height. */
static void view_bar(struct view bar, const char *name, int64_t value, int64_t scale)
{
    struct view part = view_object(bar, name);
    int64_t height = height_of(value, scale);
    view_length(part, "height", height);
    /* A bar without height is still said; the template need not ask. */
    view_length(part, "y", BOTTOM * PARTS - height);
}

static void view_bars(struct view chart, const struct chart_row *rows, size_t count, int64_t scale)
{
    /* Every row gets the same part of the width; a fifth of it is the gap. */
    int64_t step = count ? (RIGHT - LEFT) * PARTS / (int64_t)count : 0;
    int64_t width = step * 4 / 5 < BAR_MOST * PARTS ? step * 4 / 5 : BAR_MOST * PARTS;
    struct view bars = view_list(chart, "bars"), marks = view_list(chart, "marks");
    for (size_t i = 0; i < count; i++) {
        int64_t middle = LEFT * PARTS + step * (int64_t)i + step / 2;
        struct view bar = view_append(bars);
        view_length(bar, "x", middle - width / 2);
        view_length(bar, "width", width);
        view_bar(bar, "views", rows[i].views, scale);
        view_bar(bar, "visits", rows[i].visits, scale);
        /* Only some rows bear a mark, such as the first of a month. */
        if (!rows[i].mark)
            continue;
        struct view mark = view_append(marks);
        view_length(mark, "x", middle);
        view_text(mark, "text", rows[i].mark);
    }
}

static void view_scale(struct view chart, int64_t scale, enum lang lang)
{
    char text[NUMBER_TEXT_SIZE];
    struct view lines = view_list(chart, "lines");
    /* The ground line, the middle, the top; see chart_scale_of() for why the middle is a whole number. */
    for (int i = 0; i <= LINES; i++) {
        struct view line = view_append(lines);
        view_length(line, "y", BOTTOM * PARTS - height_of(scale / LINES * i, scale));
        view_text(line, "text", number_grouped(scale / LINES * i, lang, text));
    }
}

/* The same as text, for those who cannot see the chart; the newest first, as one reads a table. */
static void view_rows(struct view chart, const struct chart_row *rows, size_t count, enum lang lang)
{
    char text[NUMBER_TEXT_SIZE];
    struct view list = view_list(chart, "rows");
    for (size_t i = count; i > 0; i--) {
        struct view row = view_append(list);
        view_text(row, "label", rows[i - 1].label);
        view_text(row, "visits", number_grouped(rows[i - 1].visits, lang, text));
        view_text(row, "views", number_grouped(rows[i - 1].views, lang, text));
        view_text(row, "machines", number_grouped(rows[i - 1].machines, lang, text));
    }
}

void view_chart(struct view parent, const char *name, const struct chart_row *rows, size_t count,
                enum lang lang)
{
    char text[NUMBER_TEXT_SIZE];
    struct view chart = view_object(parent, name);
    int64_t most = 0;
    /* Views are never fewer than visits, so they alone decide the scale. */
    for (size_t i = 0; i < count; i++)
        most = rows[i].views > most ? rows[i].views : most;
    view_text(chart, "first", count ? rows[0].label : "");
    view_text(chart, "last", count ? rows[count - 1].label : "");
    view_text(chart, "most", number_grouped(most, lang, text));
    view_scale(chart, chart_scale_of(most), lang);
    view_bars(chart, rows, count, chart_scale_of(most));
    view_rows(chart, rows, count, lang);
}
