#include "text/working_day.h"

#include "base/calendar.h"
#include "test.h"

#include <stdio.h>

/* A term worked out by hand, on paper, from the calendar leaves of 2024 to 2026: what came on a day at an
 * hour and minute, of how many working days, is to be answered by the end of which day. */
struct term {
    int32_t day;
    int hour, minute, days;
    int32_t end;
};

static const struct term terms[] = {
    /* The turn of the year; Fridays and weekends without a holiday; office hours end at five. */
    {20231229, 16, 59, 1, 20240102},
    {20231229, 17, 0, 1, 20240103},
    {20231230, 9, 0, 5, 20240109},
    {20240101, 10, 0, 1, 20240103},
    {20240102, 8, 0, 10, 20240116},
    {20240105, 16, 0, 1, 20240108},
    {20240105, 18, 30, 1, 20240109},
    {20240106, 12, 0, 1, 20240109},
    {20240107, 23, 59, 3, 20240111},
    /* The new year of 2024: closed from Thursday 8 to Wednesday 14 February. */
    {20240125, 14, 0, 15, 20240222},
    {20240201, 9, 0, 10, 20240222},
    {20240206, 10, 0, 1, 20240207},
    {20240206, 10, 0, 2, 20240215},
    {20240207, 16, 59, 1, 20240215},
    {20240207, 17, 0, 1, 20240216},
    {20240210, 0, 1, 1, 20240216},
    {20240214, 23, 59, 5, 20240222},
    /* The leap day. */
    {20240228, 10, 0, 1, 20240229},
    {20240229, 10, 0, 1, 20240301},
    /* Hùng kings' day, a Thursday. */
    {20240416, 9, 0, 10, 20240504},
    {20240417, 8, 30, 1, 20240419},
    {20240417, 17, 30, 1, 20240422},
    {20240418, 10, 0, 2, 20240423},
    /* Monday 29 April exchanged for Saturday 4 May. */
    {20240426, 15, 0, 1, 20240502},
    {20240426, 15, 0, 3, 20240504},
    {20240426, 15, 0, 4, 20240506},
    {20240429, 9, 0, 2, 20240504},
    {20240503, 17, 5, 1, 20240506},
    {20240504, 10, 0, 1, 20240506},
    {20240504, 17, 0, 1, 20240507},
    /* 2 September, a Monday, and the Tuesday behind it. */
    {20240826, 8, 0, 10, 20240911},
    {20240830, 9, 0, 1, 20240904},
    {20240830, 20, 0, 1, 20240905},
    {20240902, 9, 0, 5, 20240911},
    /* The turn of the year on a Wednesday. */
    {20241225, 9, 0, 7, 20250106},
    {20241231, 10, 0, 1, 20250102},
    {20241231, 17, 0, 1, 20250103},
    /* The new year of 2025: Monday 27 to Friday 31 January. */
    {20250115, 9, 0, 15, 20250212},
    {20250123, 11, 0, 2, 20250203},
    {20250124, 11, 0, 1, 20250203},
    {20250124, 17, 1, 1, 20250204},
    {20250129, 0, 0, 3, 20250206},
    {20250202, 18, 0, 1, 20250204},
    /* Hùng kings' day, a Monday. */
    {20250404, 16, 30, 1, 20250408},
    {20250406, 10, 0, 1, 20250409},
    {20250407, 10, 0, 1, 20250409},
    /* Friday 2 May exchanged for Saturday 26 April, which comes first. */
    {20250421, 9, 0, 10, 20250507},
    {20250425, 10, 0, 1, 20250426},
    {20250425, 17, 30, 1, 20250428},
    {20250426, 9, 0, 3, 20250505},
    {20250429, 9, 0, 1, 20250505},
    {20250429, 19, 0, 1, 20250506},
    {20250502, 9, 0, 2, 20250507},
    /* 2 September, a Tuesday, and the Monday before it. */
    {20250827, 9, 0, 5, 20250905},
    {20250829, 9, 0, 1, 20250903},
    {20250831, 9, 0, 1, 20250904},
    {20250902, 12, 0, 10, 20250917},
    /* Friday 2 January exchanged for Saturday 10 January. */
    {20251226, 9, 0, 10, 20260112},
    {20251231, 9, 0, 1, 20260105},
    {20251231, 17, 0, 1, 20260106},
    {20260102, 9, 0, 5, 20260110},
    {20260109, 9, 0, 1, 20260110},
    {20260109, 18, 0, 1, 20260112},
    {20260110, 16, 59, 2, 20260113},
    /* The new year of 2026: Monday 16 to Friday 20 February. */
    {20260202, 8, 0, 15, 20260302},
    {20260213, 9, 0, 1, 20260223},
    {20260213, 17, 0, 1, 20260224},
    {20260217, 0, 0, 1, 20260224},
    {20260222, 12, 0, 15, 20260316},
    /* Hùng kings' day, a Sunday, made up for on Monday; then 30 April and 1 May. */
    {20260415, 9, 0, 10, 20260504},
    {20260424, 10, 0, 1, 20260428},
    {20260424, 10, 0, 3, 20260504},
    {20260424, 17, 0, 1, 20260429},
    {20260427, 10, 0, 2, 20260504},
    {20260429, 16, 0, 1, 20260504},
    /* Monday 31 August exchanged for Saturday 22 August; 1 and 2 September. */
    {20260817, 10, 0, 10, 20260828},
    {20260818, 10, 0, 10, 20260903},
    {20260821, 10, 0, 1, 20260822},
    {20260821, 17, 0, 2, 20260825},
    {20260822, 10, 0, 5, 20260828},
    {20260828, 10, 0, 1, 20260903},
    {20260830, 10, 0, 1, 20260904},
    /* Into a year that is computed: 1 January a Friday; its lunar new year a Saturday, so Friday 5 to
       Thursday 11. */
    {20261231, 10, 0, 1, 20270104},
    {20270204, 10, 0, 1, 20270212},
};

static int64_t moment(int32_t day, int hour, int minute)
{
    return day_start_ms(day) + (hour * INT64_C(60) + minute) * 60000;
}

static void terms_of_three_years_end_where_they_do_by_hand(void **state)
{
    struct working_calendar calendar = working_calendar_of(NULL, 0);
    (void)state;
    assert_true(sizeof terms / sizeof *terms >= 60);
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        const struct term *term = &terms[i];
        int32_t end = working_term_end(&calendar, moment(term->day, term->hour, term->minute), term->days);
        if (end != term->end)
            print_error("%d at %02d:%02d, %d days: %d and not %d\n", term->day, term->hour, term->minute,
                        term->days, end, term->end);
        assert_int_equal(end, term->end);
    }
}

/* What has no year of its own in holiday.def follows from the law. */
static void a_year_that_nobody_announced_is_computed(void **state)
{
    static const struct holiday of_2027[] = {
        {20270101, HOLIDAY_NEW_YEAR},      {20270205, HOLIDAY_TET},     {20270206, HOLIDAY_TET},
        {20270207, HOLIDAY_TET},           {20270208, HOLIDAY_TET},     {20270209, HOLIDAY_TET},
        {20270210, HOLIDAY_MADE_UP},       {20270211, HOLIDAY_MADE_UP}, {20270416, HOLIDAY_HUNG},
        {20270430, HOLIDAY_REUNIFICATION}, {20270501, HOLIDAY_LABOUR},  {20270503, HOLIDAY_MADE_UP},
        {20270902, HOLIDAY_NATIONAL},      {20270903, HOLIDAY_NATIONAL}};
    /* Hùng kings' day on the Saturday before 30 April: as it was announced for 2023. */
    static const struct holiday spring_of_2023[] = {{20230429, HOLIDAY_HUNG},
                                                    {20230430, HOLIDAY_REUNIFICATION},
                                                    {20230501, HOLIDAY_LABOUR},
                                                    {20230502, HOLIDAY_MADE_UP},
                                                    {20230503, HOLIDAY_MADE_UP}};
    struct holiday days[HOLIDAYS_MOST];
    (void)state;
    assert_false(holidays_are_announced(2027));
    assert_int_equal(holidays_of(2027, days), sizeof of_2027 / sizeof *of_2027);
    for (size_t i = 0; i < sizeof of_2027 / sizeof *of_2027; i++) {
        assert_int_equal(days[i].day, of_2027[i].day);
        assert_int_equal(days[i].reason, of_2027[i].reason);
    }
    size_t count = holidays_of(2023, days), first = 0;
    while (first < count && days[first].day < 20230401)
        first++;
    for (size_t i = 0; i < sizeof spring_of_2023 / sizeof *spring_of_2023; i++) {
        assert_int_equal(days[first + i].day, spring_of_2023[i].day);
        assert_int_equal(days[first + i].reason, spring_of_2023[i].reason);
    }
}

/* As many working days as the law leaves: 11 holidays in each year, announced or computed, and none of them
 * lost on a weekend. */
static void every_year_has_eleven_holidays_of_weekdays(void **state)
{
    (void)state;
    for (int year = 1971; year <= 2199; year++) {
        struct holiday days[HOLIDAYS_MOST];
        size_t count = holidays_of(year, days), off = 0, worked = 0, shared = 0;
        for (size_t i = 0; i < count; i++) {
            int weekday = civil_local(day_start_ms(days[i].day)).weekday;
            bool is_weekend = weekday == 0 || weekday == 6;
            assert_true(i == 0 || days[i].day > days[i - 1].day);
            worked += holiday_works(days[i].reason);
            off += !is_weekend && !holiday_works(days[i].reason);
            shared |= days[i].reason == HOLIDAY_HUNG;
        }
        /* Two festivals on one day are one. */
        assert_int_equal(off - worked, shared ? 11 : 10);
    }
}

static void an_offices_own_days_go_before_all_others(void **state)
{
    static const struct own_day own[] = {{20260902, true}, {20261124, false}, {20261128, true}};
    struct working_calendar calendar = working_calendar_of(own, 3), plain = working_calendar_of(NULL, 0);
    (void)state;
    assert_true(working_day_is(&plain, 20261124));
    assert_false(working_day_is(&calendar, 20261124));
    assert_true(working_day_is(&calendar, 20260902));
    assert_true(working_day_is(&calendar, 20261128));
    assert_int_equal(working_term_end(&plain, moment(20261123, 9, 0), 5), 20261130);
    assert_int_equal(working_term_end(&calendar, moment(20261123, 9, 0), 4), 20261128);
}

static void what_is_left_of_a_term_is_counted_in_working_days(void **state)
{
    struct working_calendar calendar = working_calendar_of(NULL, 0);
    (void)state;
    assert_int_equal(working_days_between(&calendar, 20260213, 20260213), 0);
    assert_int_equal(working_days_between(&calendar, 20260213, 20260223), 1);
    assert_int_equal(working_days_between(&calendar, 20260223, 20260213), -1);
    assert_int_equal(working_days_between(&calendar, 20260821, 20260825), 3);
    assert_int_equal(working_days_between(&calendar, 20260222, 20260222), 0);
}

/* A cheap board wakes in 1970 or 2106. */
static void any_clock_has_working_days(void **state)
{
    struct working_calendar calendar = working_calendar_of(NULL, 0);
    (void)state;
    assert_int_equal(working_term_end(&calendar, 0, 1), 19700105);
    assert_int_equal(working_term_end(&calendar, moment(21060207, 9, 0), 10) > 21060207, 1);
    assert_int_equal(working_term_end(&calendar, DATE_MS_MAX, 10), 99991231);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terms_of_three_years_end_where_they_do_by_hand),
        cmocka_unit_test(a_year_that_nobody_announced_is_computed),
        cmocka_unit_test(every_year_has_eleven_holidays_of_weekdays),
        cmocka_unit_test(an_offices_own_days_go_before_all_others),
        cmocka_unit_test(what_is_left_of_a_term_is_counted_in_working_days),
        cmocka_unit_test(any_clock_has_working_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
