/* From text to milliseconds. Knows no command. */
#include "duration.h"

#include "text/date.h"
#include "text/number.h"
#include "text/when.h"

#include <stdio.h>
#include <string.h>

enum err duration_read(const char *text, int64_t *ret_ms)
{
    static const struct {
        const char *name;
        int64_t ms;
    } units[] = {{"d", 86400000}, {"h", 3600000}, {"min", 60000}};
    char digits[12];
    int64_t number;
    /* The digits; what stands behind them must be a unit. */
    size_t length = strspn(text, "0123456789");
    if (length >= sizeof digits)
        return ERR_INPUT;
    snprintf(digits, sizeof digits, "%.*s", (int)length, text);
    /* A million days is near the end of dates. */
    if (number_parse(digits, 1, 1000000, &number))
        return ERR_INPUT;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(text + length, units[i].name) != 0)
            continue;
        *ret_ms = number * units[i].ms;
        return ERR_OK;
    }
    return ERR_INPUT;
}

enum err duration_instant(const char *text, bool at_end, int64_t now_ms, int64_t *ret_ms)
{
    int64_t ago_ms;
    bool is_day;
    if (duration_read(text, &ago_ms))
        return when_read(text, at_end, ret_ms, &is_day);
    *ret_ms = ago_ms < now_ms ? now_ms - ago_ms : 0;
    return ERR_OK;
}

/* "18:00", of the portal's day of `now_ms`; or with a day before it, "2026-12-01 18:00". */
static enum err duration_read_clock(const char *text, int64_t now_ms, int64_t *ret_ms)
{
    char whole[40];
    struct civil today = civil_local(now_ms);
    size_t length = strlen(text);
    const char *clock = length >= 5 ? text + length - 5 : text;
    bool has_day = length == 16 && (text[10] == ' ' || text[10] == 'T');
    if (length != 5 && !has_day)
        return ERR_INPUT;
    if (has_day)
        snprintf(whole, sizeof whole, "%.10sT%s:00+07:00", text, clock);
    else
        snprintf(whole, sizeof whole, "%04d-%02d-%02dT%s:00+07:00", today.year, today.month, today.day,
                 clock);
    return date_parse(whole, ret_ms);
}

enum err duration_ahead(const char *text, int64_t now_ms, int64_t *ret_ms)
{
    int64_t length_ms;
    bool is_day;
    if (!duration_read(text, &length_ms)) {
        *ret_ms = length_ms < DATE_MS_MAX - now_ms ? now_ms + length_ms : DATE_MS_MAX;
        return ERR_OK;
    }
    return duration_read_clock(text, now_ms, ret_ms) ? when_read(text, true, ret_ms, &is_day) : ERR_OK;
}
