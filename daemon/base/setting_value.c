/* From text to member and back, by the type that the row has. Does not know where a text came from but
 * for telling the first item of a list's source from its further ones. */
#include "setting_table.h"

#include "base/said.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Units of a type from the largest to the smallest; reading takes the one that stands behind the number,
 * printing the first that divides it. A name of "" is a number alone. */
struct unit {
    const char *name;
    int64_t factor;
};

/* Sizes are powers of 1024, as memory is counted; a time without a unit is refused, since nobody could
 * tell whether seconds or milliseconds were meant. */
static const struct unit no_units[] = {{"", 1}, {NULL, 0}};
static const struct unit sizes[] = {{"G", 1 << 30}, {"M", 1 << 20}, {"K", 1 << 10}, {"", 1}, {NULL, 0}};
static const struct unit times[] = {{"h", 3600000}, {"min", 60000}, {"s", 1000}, {"ms", 1}, {NULL, 0}};

/* setting.def as data: `offset` is how one reader serves members of a struct. */
const struct setting_row setting_rows[SETTING_COUNT] = {
#define SETTING(type, name, default_text, least, most, vi, en) \
    {#name, TYPE_##type, offsetof(struct settings, name), default_text, least, most, {vi, en}},
#include "base/setting.def"
#undef SETTING
};

/* What may stand behind the number; a plain NUMBER takes nothing. */
static const struct unit *units_of(enum setting_type type)
{
    return type == TYPE_SIZE ? sizes : type == TYPE_TIME ? times : no_units;
}

/* The types are not checked by the compiler here: TYPE_… of a row and SETTING_C_… in setting.h must
 * agree. */
static void *member(struct settings *settings, enum setting_id id)
{
    return (char *)settings + setting_rows[id].offset;
}

static const void *member_const(const struct settings *settings, enum setting_id id)
{
    return (const char *)settings + setting_rows[id].offset;
}

/* An integer and a unit; false when it is not that or overflows. */
static bool setting_value_read_number(const char *text, const struct unit *units, int64_t *ret_value)
{
    char *end;
    errno = 0;
    /* strtoll() would take spaces and a sign, too. */
    if (*text < '0' || *text > '9')
        return false;
    long long number = strtoll(text, &end, 10);
    for (; units->name; units++)
        if (strcmp(end, units->name) == 0)
            return !errno && !__builtin_mul_overflow((int64_t)number, units->factor, ret_value);
    return false;
}

/* The value with the largest unit that divides it. */
static void print_number(struct buf *out, int64_t value, const struct unit *units)
{
    /* The last unit has the factor 1 and divides everything. Zero is written in the smallest, since
     * every unit divides it. */
    while (units[1].name && (value == 0 || value % units->factor))
        units++;
    buf_printf(out, "%lld%s", (long long)(value / units->factor), units->name);
}

/* Of a number, size or time, in the unit people would write. */
static void describe_bounds(const struct setting_row *row, struct buf *out)
{
    buf_text(out, SAID("một số từ ", "a number from "));
    print_number(out, row->least, units_of(row->type));
    buf_text(out, SAID(" đến ", " to "));
    print_number(out, row->most, units_of(row->type));
}

/* A number, size or time within the bounds of its row. */
static enum err read_scalar(struct settings *settings, enum setting_id id, const char *text,
                            struct buf *wrong)
{
    const struct setting_row *row = &setting_rows[id];
    const struct unit *units = units_of(row->type);
    int64_t value = 0;
    if (!setting_value_read_number(text, units, &value) || value < row->least || value > row->most) {
        buf_text(wrong, SAID("phải là ", "must be "));
        describe_bounds(row, wrong);
        return ERR_INPUT;
    }
    *(int64_t *)member(settings, id) = value;
    return ERR_OK;
}

/* A text whose length in bytes is within the bounds. The copy may be "" when the arena has failed, which
 * settings_load() notices. */
static enum err setting_value_read_text(struct settings *settings, enum setting_id id, const char *text,
                                        struct buf *wrong)
{
    const struct setting_row *row = &setting_rows[id];
    size_t length = strlen(text);
    if (length < (size_t)row->least || length > (size_t)row->most) {
        buf_printf(wrong, SAID("phải dài từ %lld đến %lld ký tự", "must have %lld to %lld characters"),
                   (long long)row->least, (long long)row->most);
        return ERR_INPUT;
    }
    *(const char **)member(settings, id) = arena_text(settings->arena, text);
    return ERR_OK;
}

/* One of the words between the bars. The empty text is none of them. */
static enum err read_choice(struct settings *settings, enum setting_id id, const char *text,
                            struct buf *wrong)
{
    const char *words = setting_rows[id].default_text;
    size_t length = strlen(text);
    for (const char *word = words; length;) {
        size_t size = strcspn(word, "|");
        if (size == length && strncmp(word, text, size) == 0) {
            *(const char **)member(settings, id) = arena_text(settings->arena, text);
            return ERR_OK;
        }
        /* The last word has no bar behind it. */
        if (!word[size])
            break;
        word += size + 1;
    }
    buf_printf(wrong, SAID("phải là một trong %s", "must be one of %s"), words);
    return ERR_INPUT;
}

/* Adds the items of `text`, found where the setting's last value was, to those of the same source. */
static enum err read_list(struct settings *settings, enum setting_id id, const char *text, struct buf *wrong)
{
    struct setting_list *list = member(settings, id);
    /* Blocks for the most items at once, with a NULL behind the last; those before them, if there were
     * any, stay in the arena unused. */
    size_t most = (size_t)setting_rows[id].most, count = list->count;
    const char **items = arena_zero(settings->arena, most + 1, sizeof *items);
    const char **places = arena_zero(settings->arena, most + 1, sizeof *places);
    if (!items || !places)
        return ERR_MEMORY;
    if (count) {
        memcpy(items, list->items, count * sizeof *items);
        memcpy(places, list->places, count * sizeof *places);
    }
    for (text += strspn(text, " ,\t"); *text; text += strspn(text, " ,\t")) {
        /* Items are told apart by spaces, commas and tabs, and so can hold none. */
        size_t length = strcspn(text, " ,\t");
        if (count == most) {
            buf_printf(wrong, SAID("chỉ được có nhiều nhất %lld mục", "must have at most %lld items"),
                       (long long)setting_rows[id].most);
            return ERR_INPUT;
        }
        places[count] = settings->places[id];
        items[count++] = arena_copy(settings->arena, text, length);
        text += length;
    }
    *list = (struct setting_list){items, places, count};
    return ERR_OK;
}

enum err setting_read(struct settings *settings, enum setting_id id, const struct setting_given *given,
                      struct buf *wrong)
{
    enum setting_type type = setting_rows[id].type;
    enum setting_origin origin = given->origin;
    const char *text = given->text;
    /* Twice in one file is a slip that nobody would see. A later option, on the other hand, is how a
     * script changes what it was given. */
    if (origin == ORIGIN_FILE && settings->origins[id] == origin && type != TYPE_LIST) {
        buf_text(wrong, SAID("được đặt hai lần", "is set twice"));
        return ERR_INPUT;
    }
    /* The first item from a stronger source puts away those of the weaker one. */
    if (type == TYPE_LIST && settings->origins[id] != origin)
        *(struct setting_list *)member(settings, id) = (struct setting_list){0};
    settings->origins[id] = origin;
    settings->places[id] = arena_text(settings->arena, given->place);
    switch (type) {
    case TYPE_TEXT:
        return setting_value_read_text(settings, id, text, wrong);
    case TYPE_CHOICE:
        return read_choice(settings, id, text, wrong);
    case TYPE_LIST:
        return read_list(settings, id, text, wrong);
    default:
        return read_scalar(settings, id, text, wrong);
    }
}

/* In the form that setting_read() takes, a list with spaces between its items. */
void setting_print(const struct settings *settings, enum setting_id id, struct buf *out)
{
    const struct setting_row *row = &setting_rows[id];
    if (row->type == TYPE_TEXT || row->type == TYPE_CHOICE) {
        buf_text(out, *(const char *const *)member_const(settings, id));
    } else if (row->type == TYPE_LIST) {
        const struct setting_list *list = member_const(settings, id);
        for (size_t i = 0; i < list->count; i++)
            buf_printf(out, "%s%s", i ? " " : "", list->items[i]);
    } else {
        print_number(out, *(const int64_t *)member_const(settings, id), units_of(row->type));
    }
}

/* The words of a choice, with commas in place of the bars. */
static void describe_choice(const char *words, struct buf *out)
{
    buf_text(out, SAID("một trong ", "one of "));
    for (const char *word = words; *word; word += strspn(word, "|")) {
        size_t length = strcspn(word, "|");
        buf_printf(out, "%s%.*s", word == words ? "" : ", ", (int)length, word);
        word += length;
    }
}

void setting_describe(enum setting_id id, struct buf *out)
{
    const struct setting_row *row = &setting_rows[id];
    switch (row->type) {
    case TYPE_TEXT:
        break;
    case TYPE_LIST:
        buf_printf(
            out,
            SAID("nhiều nhất %lld mục, cách nhau bằng dấu cách", "at most %lld of them, with spaces between"),
            (long long)row->most);
        break;
    case TYPE_CHOICE:
        describe_choice(row->default_text, out);
        break;
    default:
        describe_bounds(row, out);
    }
}
