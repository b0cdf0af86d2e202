/* The calendar. It must not know the clock: whatever instant or day it is asked for, it answers with one
 * that has four digits. Writes nothing (text/date.h does). No zone files: Vietnam's offset is a constant of
 * calendar.h, so a missing or newer tzdata changes nothing. */
#include "base/calendar.h"

#include <assert.h>

/* Four digits in every written form; before 1970 instants would be negative. */
enum { YEAR_MIN = 1970, YEAR_MAX = 9999 };

/* The Gregorian rule. */
static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_length(int year, int month)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : lengths[month - 1];
}

bool civil_exists(int year, int month, int day)
{
    return year >= YEAR_MIN && year <= YEAR_MAX && month >= 1 && month <= 12 && day >= 1 &&
           day <= month_length(year, month);
}

/* Days from 1970-01-01 to the first of January of a year. */
static int32_t days_before_year(int year)
{
    enum { LEAP_DAYS_UP_TO_1969 = 1969 / 4 - 1969 / 100 + 1969 / 400 };
    /* The leap day of the year itself belongs to its March, not to its January. */
    int before = year - 1;
    return 365 * (year - YEAR_MIN) + before / 4 - before / 100 + before / 400 - LEAP_DAYS_UP_TO_1969;
}

int32_t days_from_civil(int year, int month, int day)
{
    static const int before_month[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    assert(civil_exists(year, month, day));
    return days_before_year(year) + before_month[month - 1] + (month > 2 && is_leap(year)) + day - 1;
}

/* In years that begin in March leap days come last, so that the months need no table: 153 days in every
 * five months. Eras are the 400 years after which the calendar repeats. Every request asks for its day. */
struct civil civil_from_days(int32_t days)
{
    enum { ERA_DAYS = 146097, CENTURY_DAYS = 36524, LEAP_CYCLE_DAYS = 1460, BEFORE_1970 = 719468 };
    int32_t last = days_before_year(YEAR_MAX + 1) - 1;
    days = days < 0 ? 0 : days > last ? last : days;
    int32_t era = (days + BEFORE_1970) / ERA_DAYS, day_of_era = (days + BEFORE_1970) % ERA_DAYS;
    /* How many of the era's days so far were the last of a leap year; without them every year has 365
     * days and a division finds it. */
    int32_t leap_days =
        day_of_era / LEAP_CYCLE_DAYS - day_of_era / CENTURY_DAYS + day_of_era / (ERA_DAYS - 1);
    int32_t year = (day_of_era - leap_days) / 365;
    int32_t day_of_year = day_of_era - (365 * year + year / 4 - year / 100);
    int32_t from_march = (5 * day_of_year + 2) / 153;
    int month = from_march < 10 ? from_march + 3 : from_march - 9;
    return (struct civil){.year = era * 400 + year + (month <= 2),
                          .month = month,
                          .day = day_of_year - (153 * from_march + 2) / 5 + 1,
                          .weekday = (days + 4) % 7};
}

/* An instant that already stands in its zone. */
static struct civil civil_at(int64_t ms)
{
    ms = ms < 0 ? 0 : ms > DATE_MS_MAX + DATE_ZONE_MS ? DATE_MS_MAX + DATE_ZONE_MS : ms;
    struct civil civil = civil_from_days((int32_t)(ms / DATE_DAY_MS));
    int rest = (int)(ms % DATE_DAY_MS);
    civil.millisecond = rest % 1000;
    civil.second = rest / 1000 % 60;
    civil.minute = rest / 60000 % 60;
    civil.hour = rest / 3600000;
    return civil;
}

struct civil civil_utc(int64_t ms)
{
    return civil_at(ms < DATE_MS_MAX ? ms : DATE_MS_MAX);
}

struct civil civil_local(int64_t ms)
{
    return civil_at((ms < DATE_MS_MAX ? ms : DATE_MS_MAX) + DATE_ZONE_MS);
}

/* To the number that days are stored as, 20261124. */
static int32_t day_from(struct civil civil)
{
    return civil.year * 10000 + civil.month * 100 + civil.day;
}

static int32_t day_to_days(int32_t day)
{
    return days_from_civil(day / 10000, day / 100 % 100, day % 100);
}

int32_t day_of(int64_t ms)
{
    return day_from(civil_local(ms));
}

/* Used as a bound, from this instant on or up to it; there is no summer time that could make midnight
 * ambiguous. */
int64_t day_start_ms(int32_t day)
{
    return day_to_days(day) * DATE_DAY_MS - DATE_ZONE_MS;
}

/* By way of the count of days: the number itself cannot be added to across a month. */
int32_t day_add(int32_t day, int count)
{
    return day_from(civil_from_days(day_to_days(day) + count));
}

int32_t day_month(int32_t day)
{
    return day / 100;
}

/* Of numbers from outside, such as those of rows or files; all other functions of days assert instead. */
bool day_valid(int64_t day)
{
    return day >= 0 && day <= 99991231 &&
           civil_exists((int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100));
}
