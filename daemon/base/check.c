/* The list of rows. Must not know what is looked at. */
#include "base/check.h"

#include <stdarg.h>
#include <string.h>

/* More rows than these are rare: a folder full of files that are not as they should be. */
enum { ROOM_FIRST = 32 };

/* In the order of enum check_level. */
static const char *const level_names[] = {"ok", "warn", "fail"};

/* The next free place, NULL when there is no memory. */
static struct check_row *check_place(struct check_list *list)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : ROOM_FIRST;
        struct check_row *items = arena_zero(list->arena, capacity, sizeof *items);
        if (!items)
            return NULL;
        if (list->count)
            memcpy(items, list->items, list->count * sizeof *items);
        list->items = items;
        list->capacity = capacity;
    }
    return &list->items[list->count++];
}

void check_add(struct check_list *list, enum check_level level, const char *name, const char *vi,
               const char *en, ...)
{
    struct check_row *row = check_place(list);
    va_list args;
    if (!row)
        return;
    va_start(args, en);
    *row = (struct check_row){level, name, arena_vprintf(list->arena, list->lang == LANG_VI ? vi : en, args)};
    va_end(args);
}

enum check_level check_worst(const struct check_list *list)
{
    enum check_level worst = CHECK_OK;
    for (size_t i = 0; i < list->count; i++)
        worst = list->items[i].level > worst ? list->items[i].level : worst;
    return worst;
}

const char *check_level_name(enum check_level level)
{
    return level_names[level];
}

enum check_level check_level_of(const char *name)
{
    enum check_level level = CHECK_OK;
    while (level < CHECK_FAILURE && strcmp(level_names[level], name) != 0)
        level++;
    return level;
}
