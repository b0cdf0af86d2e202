/* Reads and writes lengths of time. Knows no clock. */
#include "text/play_time.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { SIXTY = 60, PARTS_MOST = 3 };

/* One or two digits, behind the first part just two; -1 for anything else. Leaves *at behind them. */
static int play_time_part(const char **at, bool is_first)
{
    size_t count = strspn(*at, "0123456789");
    if (count < 1 || count > 2 || (!is_first && count != 2))
        return -1;
    int number = 0;
    while (count--)
        number = number * 10 + *(*at)++ - '0';
    return number;
}

int32_t play_time_read(const char *text)
{
    int32_t seconds = 0;
    int count = 0;
    for (const char *at = text;; at++) {
        int part = play_time_part(&at, count == 0);
        if (part < 0 || (count && part >= SIXTY) || ++count > PARTS_MOST)
            return 0;
        seconds = seconds * SIXTY + part;
        if (*at != ':')
            return *at || count < 2 ? 0 : seconds;
    }
}

const char *play_time_iso(int32_t seconds, char text[static PLAY_TIME_SIZE])
{
    int hours = seconds / (SIXTY * SIXTY), minutes = seconds / SIXTY % SIXTY, rest = seconds % SIXTY;
    char *at = text + snprintf(text, PLAY_TIME_SIZE, "PT");
    assert(seconds > 0);
    if (hours)
        at += snprintf(at, 8, "%dH", hours);
    if (minutes)
        at += snprintf(at, 4, "%dM", minutes);
    if (rest)
        snprintf(at, 4, "%dS", rest);
    return text;
}
