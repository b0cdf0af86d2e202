/* What repeats by a rule. Each rule is a walk over candidates in rising order, begun near the time that is
 * asked for, so that a rule of many years costs what one of a month does. */
#include "text/recurrence.h"

#include "base/calendar.h"

#include <string.h>

enum recurrence_rule recurrence_named(const char *name)
{
    static const char *const names[RECURRENCE_COUNT] = {"",        "daily",           "workdays", "weekly",
                                                        "monthly", "monthly-weekday", "yearly"};
    enum recurrence_rule rule = 0;
    while (rule < RECURRENCE_COUNT && strcmp(names[rule], name ? name : "") != 0)
        rule++;
    return rule;
}

/* Days since 1970 of the first time, in the portal's zone, and of the candidate of a number; -1 for a
 * candidate that the calendar does not have. */
struct recurrence_walk {
    const struct recurrence *recurrence;
    struct civil first;
    int32_t first_days;
    int64_t time_ms; /* of the day */
    int every;
};

/* The nth of a weekday in a month; -1 where the month has no such. */
static int32_t nth_weekday(int year, int month, int weekday, int nth)
{
    int32_t days = days_from_civil(year, month, 1);
    int day = 1 + (weekday - civil_from_days(days).weekday + 7) % 7 + 7 * (nth - 1);
    return civil_exists(year, month, day) ? days + day - 1 : -1;
}

/* The candidate's day by its number from 0; Monday to Friday has five a week, the first week's from its
 * Monday.
 */
static int32_t candidate(const struct recurrence_walk *walk, int64_t number)
{
    const struct civil *first = &walk->first;
    int64_t months = number * walk->every + (first->month - 1), weeks;
    int year = first->year + (int)(months / 12), month = (int)(months % 12) + 1;
    int32_t monday;
    switch (walk->recurrence->rule) {
    case RECURRENCE_DAILY:
        return walk->first_days + (int32_t)(number * walk->every);
    case RECURRENCE_WEEKLY:
        return walk->first_days + (int32_t)(7 * number * walk->every);
    case RECURRENCE_WORKDAYS:
        monday = walk->first_days - (first->weekday + 6) % 7;
        weeks = number / 5 * walk->every;
        return monday + (int32_t)(7 * weeks + number % 5);
    case RECURRENCE_MONTHLY:
        return civil_exists(year, month, first->day) ? days_from_civil(year, month, first->day) : -1;
    case RECURRENCE_MONTHLY_WEEKDAY:
        return year > 9999 ? -1 : nth_weekday(year, month, first->weekday, (first->day - 1) / 7 + 1);
    case RECURRENCE_YEARLY:
        year = first->year + (int)(number * walk->every);
        return civil_exists(year, first->month, first->day) ? days_from_civil(year, first->month, first->day)
                                                            : -1;
    default:
        return walk->first_days;
    }
}

/* A number whose candidate is surely not behind the day, and not far before it. */
static int64_t number_near(const struct recurrence_walk *walk, int32_t days)
{
    int64_t ahead = (int64_t)days - walk->first_days - 1, number;
    switch (walk->recurrence->rule) {
    case RECURRENCE_DAILY:
        number = ahead / walk->every;
        break;
    case RECURRENCE_WEEKLY:
        number = ahead / (7 * walk->every);
        break;
    case RECURRENCE_WORKDAYS:
        number = (ahead / (7 * walk->every) - 1) * 5;
        break;
    case RECURRENCE_MONTHLY:
    case RECURRENCE_MONTHLY_WEEKDAY:
        number = ahead / (31 * walk->every) - 1;
        break;
    case RECURRENCE_YEARLY:
        number = ahead / (366 * walk->every) - 1;
        break;
    default:
        number = 0;
    }
    return number > 0 ? number : 0;
}

static bool is_excepted(const struct recurrence *recurrence, int32_t day)
{
    for (size_t i = 0; i < recurrence->except_count; i++)
        if (recurrence->except[i] == day)
            return true;
    return false;
}

size_t recurrence_within(const struct recurrence *recurrence, int64_t from_ms, int64_t to_ms, int64_t *starts,
                         size_t most)
{
    struct recurrence_walk walk = {recurrence, civil_local(recurrence->start_ms), 0, 0,
                                   recurrence->every > 0 ? recurrence->every : 1};
    bool is_once = recurrence->rule == RECURRENCE_ONCE;
    /* Years end; a rule is walked no further than the calendar goes. */
    int32_t last = days_from_civil(9999, 12, 30);
    size_t count = 0;
    walk.first_days = days_from_civil(walk.first.year, walk.first.month, walk.first.day);
    walk.time_ms = recurrence->start_ms - day_start_ms(day_of(recurrence->start_ms));
    struct civil from = civil_local(from_ms - recurrence->length_ms);
    int64_t number = number_near(&walk, days_from_civil(from.year, from.month, from.day));
    for (int misses = 0; count < most && misses < 10000; number++) {
        int32_t days = candidate(&walk, number);
        if (days < 0 || days < walk.first_days) {
            misses++;
            continue;
        }
        if (days > last)
            break;
        struct civil civil = civil_from_days(days);
        int32_t day = civil.year * 10000 + civil.month * 100 + civil.day;
        int64_t start_ms = day_start_ms(day) + walk.time_ms;
        if (start_ms >= to_ms || (recurrence->until && day > recurrence->until && days > walk.first_days))
            break;
        bool touches = start_ms >= from_ms || start_ms + recurrence->length_ms > from_ms;
        if (touches && !is_excepted(recurrence, day))
            starts[count++] = start_ms;
        if (is_once)
            break;
    }
    return count;
}
