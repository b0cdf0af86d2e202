/* Reads what is certain, and knows the remedy for what is not: a time without an offset is somebody's, but
 * nobody says whose. Must not know where the text came from. */
#include "text/when.h"

#include "text/date.h"

#include <stdio.h>
#include <string.h>

/* "2026-11-29T08:00:00 07:00": where the offset's sign is. */
enum { OFFSET_SIZE = 6, TIME_SIZE_MIN = 19, TEXT_MAX = 40 };

/* The text with `+` in place of the blank before its offset; false when that is not what it lacks. */
static bool with_plus(const char *text, char out[static TEXT_MAX])
{
    size_t length = strlen(text);
    if (length < TIME_SIZE_MIN + OFFSET_SIZE || length >= TEXT_MAX || text[length - OFFSET_SIZE] != ' ')
        return false;
    memcpy(out, text, length + 1);
    out[length - OFFSET_SIZE] = '+';
    return true;
}

enum err when_read(const char *text, bool at_end, int64_t *ret_ms, bool *ret_is_day)
{
    char repaired[TEXT_MAX];
    int32_t day;
    *ret_is_day = false;
    if (date_parse(text, ret_ms) == ERR_OK)
        return ERR_OK;
    if (with_plus(text, repaired))
        return date_parse(repaired, ret_ms);
    if (day_parse(text, &day))
        return ERR_INPUT;
    *ret_is_day = true;
    *ret_ms = day_start_ms(day_add(day, at_end));
    return ERR_OK;
}

/* The day at the beginning of the text, in either order; the length of it, 0 when there is none. */
static int when_day(const char *text, int *year, int *month, int *day)
{
    int length = 0;
    if (sscanf(text, "%4d-%2d-%2d%n", year, month, day, &length) == 3 && civil_exists(*year, *month, *day))
        return length;
    length = 0;
    if (sscanf(text, "%2d%*1[/.-]%2d%*1[/.-]%4d%n", day, month, year, &length) == 3 &&
        civil_exists(*year, *month, *day))
        return length;
    return 0;
}

enum err day_read(const char *text, int32_t *ret_day)
{
    int year, month, day, length = when_day(text, &year, &month, &day);
    if (!length || text[length])
        return ERR_INPUT;
    *ret_day = year * 10000 + month * 100 + day;
    return day_valid(*ret_day) ? ERR_OK : ERR_INPUT;
}

const char *when_remedy(const char *text, struct arena *arena)
{
    int year, month, day, hour = 0, minute = 0, second = 0;
    int length = when_day(text, &year, &month, &day);
    if (!length)
        return "2026-12-01T08:00:00+07:00";
    int found = sscanf(text + length, "%*1[Tt ]%2d%*1[:h]%2d:%2d", &hour, &minute, &second);
    bool is_time =
        found >= 2 && hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
    return is_time ? arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02d+07:00", year, month, day, hour,
                                  minute, second)
                   : arena_printf(arena, "%04d-%02d-%02d", year, month, day);
}

const char *day_remedy(const char *text, struct arena *arena)
{
    int year, month, day;
    return when_day(text, &year, &month, &day) ? arena_printf(arena, "%04d-%02d-%02d", year, month, day)
                                               : "2026-12-01";
}
