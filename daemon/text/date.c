#include "text/date.h"

#include <assert.h>
#include <stdio.h>

enum { YEAR_MIN = 1970, YEAR_MAX = 9999 };

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
    int before = year - 1;
    return 365 * (year - YEAR_MIN) + before / 4 - before / 100 + before / 400 - LEAP_DAYS_UP_TO_1969;
}

int32_t days_from_civil(int year, int month, int day)
{
    static const int before_month[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    assert(civil_exists(year, month, day));
    return days_before_year(year) + before_month[month - 1] + (month > 2 && is_leap(year)) + day - 1;
}

struct civil civil_from_days(int32_t days)
{
    assert(days >= 0 && days < days_before_year(YEAR_MAX + 1));
    /* The mean year is a little shorter than 365.25 days: the guess is right or one too small. */
    int year = YEAR_MIN + (int)((int64_t)days * 400 / 146097);
    while (days_before_year(year) > days)
        year--;
    while (days_before_year(year + 1) <= days)
        year++;
    int day = days - days_before_year(year) + 1, month = 1;
    for (; day > month_length(year, month); month++)
        day -= month_length(year, month);
    return (struct civil){.year = year, .month = month, .day = day, .weekday = (days + 4) % 7};
}

static struct civil civil_at(int64_t ms)
{
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
    assert(ms >= 0 && ms <= DATE_MS_MAX);
    return civil_at(ms);
}

struct civil civil_local(int64_t ms)
{
    assert(ms >= 0 && ms <= DATE_MS_MAX);
    return civil_at(ms + DATE_ZONE_MS);
}

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

int64_t day_start_ms(int32_t day)
{
    return day_to_days(day) * DATE_DAY_MS - DATE_ZONE_MS;
}

int32_t day_add(int32_t day, int count)
{
    return day_from(civil_from_days(day_to_days(day) + count));
}

int32_t day_month(int32_t day)
{
    return day / 100;
}

bool day_valid(int64_t day)
{
    return day >= 0 && day <= 99991231 &&
           civil_exists((int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100));
}

const char *day_iso(int32_t day, char text[static DATE_TEXT_SIZE])
{
    snprintf(text, DATE_TEXT_SIZE, "%04d-%02d-%02d", day / 10000, day / 100 % 100, day % 100);
    return text;
}
