/* Counting lists and writing their labels. A decree is cited by the numbers that stand before its words, so
 * whatever is not a plain decimal is kept as text. */
#include "numbering.h"

#include <stdio.h>
#include <string.h>

enum { LABEL_MAX = 300, VALUE_MAX = 1000000, LETTERS = 26 };

static struct docx_list_use *docx_use_find(const struct docx_numbering *numbering, int id)
{
    for (size_t i = 0; i < numbering->use_count; i++)
        if (numbering->uses[i].id == id)
            return &numbering->uses[i];
    return NULL;
}

static struct docx_list *docx_list_find(const struct docx_numbering *numbering, int id)
{
    for (size_t i = 0; i < numbering->list_count; i++)
        if (numbering->lists[i].id == id)
            return &numbering->lists[i];
    return NULL;
}

/* The list of a use; one that only names a style of lists is that style's. */
static struct docx_list *docx_list_of(const struct docx_numbering *numbering,
                                      const struct docx_styles *styles, const struct docx_list_use *use)
{
    struct docx_list *list = docx_list_find(numbering, use->list);
    if (!list || !*list->style_link)
        return list;
    const struct docx_style *style = docx_style_find(styles, list->style_link);
    const struct docx_list_use *linked =
        style && style->paragraph.has_list ? docx_use_find(numbering, style->paragraph.list) : NULL;
    struct docx_list *found = linked ? docx_list_find(numbering, linked->list) : NULL;
    return found ? found : list;
}

static const struct docx_level *docx_level_of(const struct docx_list *list, const struct docx_list_use *use,
                                              int level)
{
    return use->levels && use->levels[level].is_said ? &use->levels[level] : &list->levels[level];
}

/* The level that a paragraph is on: as it says, else that which its style is linked to. */
static int docx_level_number(const struct docx_list *list, const struct docx_style *style,
                             const struct docx_paragraph_format *format)
{
    for (int i = 0; style && !format->has_level && i < LEVELS_MAX; i++)
        if (*list->levels[i].style && strcmp(list->levels[i].style, style->id) == 0)
            return i;
    return format->level < 0 ? 0 : format->level >= LEVELS_MAX ? LEVELS_MAX - 1 : format->level;
}

/* One more on this level; those below it begin anew. */
static void docx_step(struct docx_list *list, struct docx_list_use *use, int level)
{
    int start = docx_level_of(list, use, level)->start;
    if (use->has_start[level] && !use->is_restarted[level]) {
        use->is_restarted[level] = true;
        list->is_begun[level] = false;
        start = use->starts[level];
    } else if (use->has_start[level]) {
        start = use->starts[level];
    }
    list->values[level] = list->is_begun[level] ? list->values[level] + 1 : start;
    list->is_begun[level] = true;
    if (list->values[level] > VALUE_MAX || list->values[level] < 0)
        list->values[level] = 0;
    for (int below = level + 1; below < LEVELS_MAX; below++) {
        int restart = docx_level_of(list, use, below)->restart;
        if (restart < 0 || (restart > 0 && level < restart))
            list->is_begun[below] = false;
    }
}

static void docx_write_letters(struct buf *out, int number, char first)
{
    /* a to z, then aa, bb …, as Word does. */
    int times = (number - 1) / LETTERS + 1;
    for (int i = 0; i < times && i < LABEL_MAX; i++)
        buf_char(out, (char)(first + (number - 1) % LETTERS));
}

static void docx_write_roman(struct buf *out, int number, bool is_upper)
{
    static const struct {
        int value;
        const char *upper, *lower;
    } parts[] = {{1000, "M", "m"}, {900, "CM", "cm"}, {500, "D", "d"},  {400, "CD", "cd"}, {100, "C", "c"},
                 {90, "XC", "xc"}, {50, "L", "l"},    {40, "XL", "xl"}, {10, "X", "x"},    {9, "IX", "ix"},
                 {5, "V", "v"},    {4, "IV", "iv"},   {1, "I", "i"}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        for (; number >= parts[i].value; number -= parts[i].value)
            buf_text(out, is_upper ? parts[i].upper : parts[i].lower);
}

void docx_write_number(struct buf *out, enum docx_number_form form, int number)
{
    enum { ROMAN_MAX = 4999, CIRCLED_MAX = 20, CIRCLED_ONE = 0x2460, LETTERS_TIMES = 20 };
    char circled[4];
    bool has_letters = number >= 1 && number <= LETTERS * LETTERS_TIMES;
    bool has_roman = number >= 1 && number <= ROMAN_MAX;
    if (form == NUMBER_NONE || form == NUMBER_BULLET)
        return;
    if (form == NUMBER_LOWER_LETTER && has_letters)
        docx_write_letters(out, number, 'a');
    else if (form == NUMBER_UPPER_LETTER && has_letters)
        docx_write_letters(out, number, 'A');
    else if ((form == NUMBER_LOWER_ROMAN || form == NUMBER_UPPER_ROMAN) && has_roman)
        docx_write_roman(out, number, form == NUMBER_UPPER_ROMAN);
    else if (form == NUMBER_CIRCLED && number >= 1 && number <= CIRCLED_MAX)
        buf_add(out, circled, docx_utf8((uint32_t)(CIRCLED_ONE + number - 1), circled));
    else
        buf_printf(out, form == NUMBER_DECIMAL_ZERO ? "%02d" : "%d", number);
}

/* The text of a level with each %n in its own level's form. */
static const char *docx_make_label(const struct docx_list *list, const struct docx_list_use *use, int level,
                                   struct arena *arena)
{
    const struct docx_level *own = docx_level_of(list, use, level);
    auto_buf struct buf label = BUF(LABEL_MAX);
    for (const char *at = own->text; *at; at++) {
        bool is_place = at[0] == '%' && at[1] >= '1' && at[1] <= '9';
        if (!is_place) {
            buf_char(&label, *at);
            continue;
        }
        int place = *++at - '1';
        const struct docx_level *other = docx_level_of(list, use, place);
        /* One that was never counted shows where it would begin. */
        int value = list->is_begun[place] || place == level ? list->values[place] : other->start;
        bool is_decimal = own->is_legal && other->form != NUMBER_NONE && other->form != NUMBER_BULLET;
        docx_write_number(&label, is_decimal ? NUMBER_DECIMAL : other->form, value);
    }
    if (buf_failed(&label) || !label.length)
        return "";
    const char *text = arena_copy(arena, buf_str(&label), label.length);
    size_t size = label.length;
    bool is_converted;
    if (docx_font_is_old(own->font))
        docx_modernize(own->font, text, size, arena, &text, &size, &is_converted);
    return arena_printf(arena, "%.*s%s", (int)size, text, own->is_joined ? "" : " ");
}

/* "%1." on the first level, "%2." on the second …: what a list shows by itself. */
static bool docx_is_plain(const struct docx_level *level, int number)
{
    const char plain[] = {'%', (char)('1' + number), '.', '\0'};
    return level->form == NUMBER_DECIMAL && strcmp(level->text, plain) == 0;
}

struct docx_label docx_count(struct docx_numbering *numbering, const struct docx_styles *styles,
                             const struct docx_style *style, const struct docx_paragraph_format *format,
                             struct arena *arena)
{
    struct docx_label label = {.mark = MARK_NONE, .text = ""};
    struct docx_list_use *use =
        format->has_list && format->list > 0 ? docx_use_find(numbering, format->list) : NULL;
    struct docx_list *list = use ? docx_list_of(numbering, styles, use) : NULL;
    if (!list)
        return label;
    label.level = docx_level_number(list, style, format);
    label.list = list->id;
    const struct docx_level *level = docx_level_of(list, use, label.level);
    docx_step(list, use, label.level);
    label.number = list->values[label.level];
    if (level->form == NUMBER_BULLET)
        label.mark = MARK_BULLET;
    else if (docx_is_plain(level, label.level))
        label.mark = MARK_NUMBER;
    else
        label.text = docx_make_label(list, use, label.level, arena);
    if (*label.text)
        label.mark = MARK_LABEL;
    return label;
}
