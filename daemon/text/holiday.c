/* The holidays of a year: as announced, where holiday.def has it, or by the Labour Code. It must not know an
 * office's own days; those are a calendar's (working_day.c). */
#include "base/calendar.h"
#include "text/lunar.h"
#include "text/working_day.h"

#include <assert.h>
#include <stdlib.h>

static const struct holiday announced[] = {
#define HOLIDAY(day, reason) {day, HOLIDAY_##reason},
#include "text/holiday.def"
};

static const int announced_years[] = {
#define HOLIDAY_YEAR(year) year,
#include "text/holiday.def"
};

static const struct {
    const char *code, *titles[2];
} reasons[] = {
#define HOLIDAY_REASON(name, code, vietnamese, english) {code, {vietnamese, english}},
#include "text/holiday.def"
};

const char *holiday_code(enum holiday_reason reason)
{
    assert(reason < HOLIDAY_REASONS);
    return reasons[reason].code;
}

const char *holiday_title(enum holiday_reason reason, int lang)
{
    assert(reason < HOLIDAY_REASONS && (lang == 0 || lang == 1));
    return reasons[reason].titles[lang];
}

bool holiday_works(enum holiday_reason reason)
{
    return reason == HOLIDAY_WORKS || reason == HOLIDAY_OWN_WORKS;
}

bool holidays_are_announced(int year)
{
    for (size_t i = 0; i < sizeof announced_years / sizeof *announced_years; i++)
        if (announced_years[i] == year)
            return true;
    return false;
}

static bool is_weekend(int32_t day)
{
    int weekday = civil_local(day_start_ms(day)).weekday;
    return weekday == 0 || weekday == 6;
}

/* A year that is being put together. */
struct holiday_list {
    struct holiday *days;
    size_t count;
};

static bool holiday_list_has(const struct holiday_list *list, int32_t day)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->days[i].day == day)
            return true;
    return false;
}

/* A day that is off for two reasons is off once: the law gives no second day for that. */
static void list_add(struct holiday_list *list, int32_t day, enum holiday_reason reason)
{
    assert(list->count < HOLIDAYS_MOST);
    if (!holiday_list_has(list, day))
        list->days[list->count++] = (struct holiday){day, reason};
}

static int compare_holidays(const void *a, const void *b)
{
    int32_t first = ((const struct holiday *)a)->day, second = ((const struct holiday *)b)->day;
    return (first > second) - (first < second);
}

/* The day beside 2 September that was chosen in each of the years so far: the one that joins it to the
 * weekend, or is a working day. */
static int32_t national_beside(int32_t national)
{
    enum { SUNDAY = 0, MONDAY = 1, THURSDAY = 4 };
    int weekday = civil_local(day_start_ms(national)).weekday;
    return day_add(national, weekday == SUNDAY || weekday == MONDAY || weekday == THURSDAY ? 1 : -1);
}

/* The last day of the old lunar year and the first four of the new one, which is what is announced oftenest.
 */
static void add_lunar(struct holiday_list *list, int year)
{
    enum { HUNG_MONTH = 3, HUNG_DAY = 10, TET_DAYS = 5 };
    if (year < LUNAR_YEAR_MIN || year > LUNAR_YEAR_MAX)
        return;
    int32_t eve = day_add(lunar_day(year, 1, 1), -1);
    for (int i = 0; i < TET_DAYS; i++)
        list_add(list, day_add(eve, i), HOLIDAY_TET);
    list_add(list, lunar_day(year, HUNG_MONTH, HUNG_DAY), HOLIDAY_HUNG);
}

/* For each holiday on a weekend, in order, the next day that is neither one nor off already. */
static void make_up(struct holiday_list *list)
{
    size_t count = list->count;
    for (size_t i = 0; i < count; i++) {
        int32_t day = list->days[i].day;
        if (!is_weekend(day))
            continue;
        while (is_weekend(day) || holiday_list_has(list, day))
            day = day_add(day, 1);
        list_add(list, day, HOLIDAY_MADE_UP);
    }
}

/* By articles 111 and 112 of the Labour Code. What is made up for stays in its year: the last holiday is in
 * September. */
static size_t holidays_computed(int year, struct holiday *days)
{
    struct holiday_list list = {days, 0};
    int32_t first = year * 10000 + 101, national = year * 10000 + 902;
    list_add(&list, first, HOLIDAY_NEW_YEAR);
    add_lunar(&list, year);
    list_add(&list, year * 10000 + 430, HOLIDAY_REUNIFICATION);
    list_add(&list, year * 10000 + 501, HOLIDAY_LABOUR);
    list_add(&list, national, HOLIDAY_NATIONAL);
    list_add(&list, national_beside(national), HOLIDAY_NATIONAL);
    qsort(days, list.count, sizeof *days, compare_holidays);
    make_up(&list);
    qsort(days, list.count, sizeof *days, compare_holidays);
    return list.count;
}

size_t holidays_of(int year, struct holiday list[static HOLIDAYS_MOST])
{
    size_t count = 0;
    assert(year >= 1970 && year <= 9999);
    if (!holidays_are_announced(year))
        return holidays_computed(year, list);
    for (size_t i = 0; i < sizeof announced / sizeof *announced; i++)
        if (announced[i].day / 10000 == year)
            list[count++] = announced[i];
    assert(count <= HOLIDAYS_MOST);
    return count;
}
