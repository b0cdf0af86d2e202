/* Moments as pages write them. Knows no page. */
#include "core/coming_text.h"
#include "saved_page.h"

#include <stdio.h>
#include <string.h>

enum { MINUTE_MS = 60 * 1000, ZONE_MS = 7 * 60 * MINUTE_MS, YEAR_LEAST = 1990 };

/* "2019-05-30T08:00:00+07:00", and without what is behind the day. */
static int64_t saved_moment_iso(const char *text, struct arena *arena)
{
    char *plain = arena_alloc(arena, strlen(text) + 1);
    int hours, minutes;
    if (!plain)
        return 0;
    memcpy(plain, text, strlen(text) + 1);
    if (strlen(plain) > 10 && plain[10] == 'T')
        plain[10] = ' ';
    int64_t ms = coming_time_ms(plain);
    const char *zone = strlen(plain) > 16 ? strpbrk(plain + 16, "Z+-") : NULL;
    if (!ms || !zone)
        return ms;
    if (*zone == 'Z')
        return ms + ZONE_MS;
    if (sscanf(zone + 1, "%2d:%2d", &hours, &minutes) != 2)
        return ms;
    return ms + ZONE_MS - (int64_t)(*zone == '-' ? -1 : 1) * (hours * 60 + minutes) * MINUTE_MS;
}

/* The time of day somewhere in a text, "08:30" or "8h30"; midnight when there is none. */
static void saved_time_of_day(const char *text, int *ret_hour, int *ret_minute)
{
    *ret_hour = *ret_minute = 0;
    for (const char *at = text; (at = strpbrk(at, ":h")); at++) {
        const char *begin = at;
        int hour, minute;
        while (begin > text && begin[-1] >= '0' && begin[-1] <= '9' && at - begin < 2)
            begin--;
        if (begin == at || sscanf(begin, "%2d%*1[:h]%2d", &hour, &minute) != 2 || hour > 23 || minute > 59)
            continue;
        *ret_hour = hour;
        *ret_minute = minute;
        return;
    }
}

/* "30/05/2019" somewhere in a text, as Vietnamese is written: the day first. */
static int64_t saved_moment_words(const char *text, struct arena *arena)
{
    for (const char *at = text; *at; at++) {
        int day, month, year, hour, minute;
        char first, second;
        bool is_begin = *at >= '0' && *at <= '9' && (at == text || at[-1] < '0' || at[-1] > '9');
        if (!is_begin || sscanf(at, "%2d%1c%2d%1c%4d", &day, &first, &month, &second, &year) != 5 ||
            first != second || !strchr("/-.", first) || year < YEAR_LEAST)
            continue;
        saved_time_of_day(text, &hour, &minute);
        return coming_time_ms(
            arena_printf(arena, "%04d-%02d-%02d %02d:%02d:00", year, month, day, hour, minute));
    }
    return 0;
}

int64_t saved_moment(const char *text, struct arena *arena)
{
    if (!text || !*text)
        return 0;
    int64_t ms = saved_moment_iso(text, arena);
    return ms ? ms : saved_moment_words(text, arena);
}
