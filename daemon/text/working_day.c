/* Working days: one's own days, the holidays of the year, weekdays, in this order. It must not know the
 * clock; whoever asks says the day. */
#include "text/working_day.h"

#include "base/calendar.h"

#include <assert.h>

enum { CALENDAR_YEARS = sizeof((struct working_calendar *)0)->years / sizeof(struct working_year) };

struct working_calendar working_calendar_of(const struct own_day *own, size_t count)
{
    assert(own || !count);
    return (struct working_calendar){.own = own, .own_count = count};
}

/* The own day of that date, by halves; NULL for none. */
static const struct own_day *own_day_on(const struct working_calendar *calendar, int32_t day)
{
    size_t low = 0, high = calendar->own_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (calendar->own[middle].day == day)
            return &calendar->own[middle];
        if (calendar->own[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* A year's holidays, made when the first of its days is asked for; neighbours in time have places of their
 * own. */
static const struct working_year *calendar_year(struct working_calendar *calendar, int year)
{
    struct working_year *kept = &calendar->years[year % CALENDAR_YEARS];
    if (kept->year != year) {
        kept->count = holidays_of(year, kept->days);
        kept->year = year;
    }
    return kept;
}

bool working_day_is(struct working_calendar *calendar, int32_t day)
{
    assert(day_valid(day));
    const struct own_day *own = own_day_on(calendar, day);
    if (own)
        return own->works;
    const struct working_year *year = calendar_year(calendar, day / 10000);
    for (size_t i = 0; i < year->count; i++)
        if (year->days[i].day == day)
            return holiday_works(year->days[i].reason);
    int weekday = civil_local(day_start_ms(day)).weekday;
    return weekday != 0 && weekday != 6;
}

int32_t working_day_next(struct working_calendar *calendar, int32_t day)
{
    enum { LOOKED_AT = 400 };
    for (int i = 0; i < LOOKED_AT; i++) {
        day = day_add(day, 1);
        if (working_day_is(calendar, day))
            break;
    }
    return day;
}

int32_t working_day_received(struct working_calendar *calendar, int64_t at_ms)
{
    struct civil civil = civil_local(at_ms);
    int32_t day = day_of(at_ms);
    bool is_open = civil.hour * 60 + civil.minute < WORKING_DAY_END_MINUTE;
    return is_open && working_day_is(calendar, day) ? day : working_day_next(calendar, day);
}

int32_t working_term_end(struct working_calendar *calendar, int64_t at_ms, int days)
{
    assert(days >= 1 && days <= WORKING_TERM_MOST);
    int32_t day = working_day_received(calendar, at_ms);
    for (int i = 0; i < days; i++)
        day = working_day_next(calendar, day);
    return day;
}

int working_days_between(struct working_calendar *calendar, int32_t from, int32_t to)
{
    enum { LOOKED_AT = 1000 };
    int32_t low = from < to ? from : to, high = from < to ? to : from;
    int count = 0, looked = 0;
    while (low < high && looked++ < LOOKED_AT) {
        low = day_add(low, 1);
        count += working_day_is(calendar, low);
    }
    return from < to ? count : -count;
}
