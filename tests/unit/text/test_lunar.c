#include "text/lunar.h"

#include "test.h"

/* The first day of each lunar year as Vietnam kept it or its printed calendars have it. In 2007 and 2030 it
 * is the day before China's. */
static const int32_t new_years[] = {
    19900127, 19910215, 19920204, 19930123, 19940210, 19950131, 19960219, 19970207, 19980128,
    19990216, 20000205, 20010124, 20020212, 20030201, 20040122, 20050209, 20060129, 20070217,
    20080207, 20090126, 20100214, 20110203, 20120123, 20130210, 20140131, 20150219, 20160208,
    20170128, 20180216, 20190205, 20200125, 20210212, 20220201, 20230122, 20240210, 20250129,
    20260217, 20270206, 20280126, 20290213, 20300202, 20310123, 20320211, 20330131, 20340219,
    20350208, 20360128, 20370215, 20380204, 20390124, 20400212, 20410201, 20420122, 20430210,
    20440130, 20450217, 20460206, 20470126, 20480214, 20490202, 20500123};

static void lunar_years_begin_on_the_days_that_the_country_kept(void **state)
{
    (void)state;
    assert_int_equal(sizeof new_years / sizeof *new_years, 2050 - 1990 + 1);
    for (size_t i = 0; i < sizeof new_years / sizeof *new_years; i++)
        assert_int_equal(lunar_day(1990 + (int)i, 1, 1), new_years[i]);
    /* China began these a month later, for its winter solstice fell on the day behind: the best known
     * difference. */
    assert_int_equal(lunar_day(1985, 1, 1), 19850121);
}

/* The tenth of the third month: with a leap month before it (2004, 2023, 2031's third is leap itself), and
 * without. */
static void hung_kings_day_is_found_in_years_with_a_leap_month_too(void **state)
{
    static const int32_t days[] = {20040428, 20120331, 20140409, 20150428, 20160416, 20170406,
                                   20180425, 20190414, 20200402, 20210421, 20220410, 20230429,
                                   20240418, 20250407, 20260426, 20310401};
    (void)state;
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        assert_int_equal(lunar_day(days[i] / 10000, 3, 10), days[i]);
}

/* The fifteenth of the eighth: behind the leap months of 2020 (the fourth) and 2025 (the sixth). */
static void months_behind_a_leap_one_are_a_month_later(void **state)
{
    (void)state;
    assert_int_equal(lunar_day(2019, 8, 15), 20190913);
    assert_int_equal(lunar_day(2020, 8, 15), 20201001);
    assert_int_equal(lunar_day(2024, 8, 15), 20240917);
    assert_int_equal(lunar_day(2025, 8, 15), 20251006);
    assert_int_equal(lunar_day(2026, 8, 15), 20260925);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lunar_years_begin_on_the_days_that_the_country_kept),
        cmocka_unit_test(hung_kings_day_is_found_in_years_with_a_leap_month_too),
        cmocka_unit_test(months_behind_a_leap_one_are_a_month_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
