#include "text/date.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void parses(const char *text, int64_t expected)
{
    int64_t ms = -1;
    assert_int_equal(date_parse(text, &ms), ERR_OK);
    assert_int_equal(ms, expected);
}

static void instants_are_read(void **state)
{
    (void)state;
    parses("1970-01-01T00:00:00Z", 0);
    parses("1970-01-01T07:00:00+07:00", 0);
    parses("1970-01-01T00:00:00-00:01", 60000);
    parses("2026-11-24T12:00:00+07:00", INT64_C(1795496400000));
    parses("2026-11-24t05:00:00.1z", INT64_C(1795496400100));
    parses("2026-11-24T05:00:00.123456789Z", INT64_C(1795496400123));
    parses("2024-02-29T00:00:00Z", INT64_C(1709164800000));
    parses("9999-12-31T16:59:59.999Z", DATE_MS_MAX);
}

static void what_is_no_instant_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "2026-11-24",
        "2026-11-24T05:00:00",
        "2026-11-24 05:00:00Z",
        "2026-11-24T05:00Z",
        "2026-11-24T24:00:00Z",
        "2026-11-24T23:60:00Z",
        "2026-11-24T23:59:60Z",
        "2026-02-29T00:00:00Z",
        "2100-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-01-00T00:00:00Z",
        "1970-01-01T06:59:59+07:00",
        "1969-12-31T23:59:59Z",
        "1969-12-31T23:59:59-00:01",
        "9999-12-31T17:00:00Z",
        "2026-11-24T05:00:00.Z",
        "2026-11-24T05:00:00.1234567890Z",
        "2026-11-24T05:00:00+7:00",
        "2026-11-24T05:00:00+0700",
        "2026-11-24T05:00:00+24:00",
        "2026-11-24T05:00:00Z ",
        " 2026-11-24T05:00:00Z",
        "12026-11-24T05:00:00Z",
        "2026-11-24T05:00:00+",
        "2026-1-24T05:00:00Z",
        "-026-11-24T05:00:00Z",
        "9223372036854775808",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t ms = 42;
        assert_int_equal(date_parse(bad[i], &ms), ERR_INPUT);
        assert_int_equal(ms, 42);
    }
}

static void people_read_dates_in_their_language(void **state)
{
    (void)state;
    char text[DATE_TEXT_SIZE];
    int64_t ms;
    assert_int_equal(date_parse("2023-10-09T14:30:59+07:00", &ms), ERR_OK);
    assert_string_equal(date_long(ms, LANG_VI, text), "Thứ Hai, 09/10/2023 14:30");
    assert_string_equal(date_long(ms, LANG_EN, text), "Monday, 9 October 2023 14:30");
    assert_string_equal(date_moment(ms, LANG_VI, text), "14:30 ngày 09/10/2023");
    assert_string_equal(date_moment(ms, LANG_EN, text), "14:30 on 9 October 2023");
    assert_string_equal(date_short(ms, LANG_VI, text), "09/10/2023");
    assert_string_equal(date_short(ms, LANG_EN, text), "9 October 2023");
    assert_string_equal(date_month(ms, LANG_VI, text), "Tháng 10");
    assert_string_equal(date_month(ms, LANG_EN, text), "October");
    assert_string_equal(date_rfc3339(ms + 999, text), "2023-10-09T07:30:59Z");
    assert_string_equal(date_rfc3339_local(ms, text), "2023-10-09T14:30:59+07:00");
    assert_string_equal(date_http(ms, text), "Mon, 09 Oct 2023 07:30:59 GMT");
    assert_string_equal(date_long(ms + 6 * DATE_DAY_MS, LANG_VI, text), "Chủ Nhật, 15/10/2023 14:30");
    assert_string_equal(date_rfc3339(DATE_MS_MAX, text), "9999-12-31T16:59:59Z");
    assert_string_equal(date_long(DATE_MS_MAX, LANG_EN, text), "Friday, 31 December 9999 23:59");
}

static void days_begin_at_midnight_in_vietnam(void **state)
{
    (void)state;
    int64_t midnight;
    assert_int_equal(date_parse("2026-11-24T00:00:00+07:00", &midnight), ERR_OK);
    assert_int_equal(day_of(midnight), 20261124);
    assert_int_equal(day_of(midnight - 1), 20261123);
    assert_int_equal(day_of(midnight + DATE_DAY_MS - 1), 20261124);
    assert_int_equal(day_start_ms(20261124), midnight);
    assert_int_equal(day_start_ms(day_of(midnight - 1)), midnight - DATE_DAY_MS);
    assert_int_equal(day_of(0), 19700101);
}

static void leap_days_exist_when_they_do(void **state)
{
    (void)state;
    assert_true(civil_exists(2024, 2, 29));
    assert_true(civil_exists(2000, 2, 29));
    assert_false(civil_exists(2023, 2, 29));
    assert_false(civil_exists(2100, 2, 29));
    assert_false(civil_exists(1969, 12, 31));
    assert_false(civil_exists(10000, 1, 1));
    assert_int_equal(day_add(20240228, 1), 20240229);
    assert_int_equal(day_add(20240301, -1), 20240229);
    assert_int_equal(day_add(20231231, 1), 20240101);
    assert_int_equal(day_add(21000228, 1), 21000301);
    assert_int_equal(day_month(20261124), 202611);
}

static void every_day_agrees_with_the_system_calendar(void **state)
{
    (void)state;
    for (int32_t days = 0; days < 2932897; days++) {
        struct civil civil = civil_from_days(days);
        assert_int_equal(days_from_civil(civil.year, civil.month, civil.day), days);
        if (days % 13 != 0)
            continue;
        time_t seconds = (time_t)days * 86400;
        struct tm tm;
        gmtime_r(&seconds, &tm);
        assert_int_equal(civil.year, tm.tm_year + 1900);
        assert_int_equal(civil.month, tm.tm_mon + 1);
        assert_int_equal(civil.day, tm.tm_mday);
        assert_int_equal(civil.weekday, tm.tm_wday);
    }
}

static void clock_before_the_calendar_or_behind_it_gives_its_first_or_last_day(void **state)
{
    (void)state;
    char text[DATE_TEXT_SIZE];
    assert_int_equal(day_add(19700101, -89), 19700101);
    assert_int_equal(day_add(19700102, -1), 19700101);
    assert_int_equal(day_add(99991231, 1), 99991231);
    assert_int_equal(day_of(INT64_MIN), 19700101);
    assert_int_equal(day_of(INT64_MAX), 99991231);
    assert_int_equal(day_of(day_start_ms(19700101)), 19700101);
    assert_int_equal(civil_from_days(INT32_MIN).year, 1970);
    assert_int_equal(civil_from_days(INT32_MAX).year, 9999);
    assert_string_equal(date_short(day_start_ms(19700101), LANG_VI, text), "01/01/1970");
    assert_string_equal(date_http(-1, text), "Thu, 01 Jan 1970 00:00:00 GMT");
    assert_string_equal(date_rfc3339(INT64_MAX, text), "9999-12-31T16:59:59Z");
    assert_string_equal(date_rfc3339_local(INT64_MAX, text), "9999-12-31T23:59:59+07:00");
}

static void days_are_read_and_written(void **state)
{
    (void)state;
    char text[DATE_TEXT_SIZE];
    int32_t day = 0;
    assert_int_equal(day_parse("2026-11-24", &day), ERR_OK);
    assert_int_equal(day, 20261124);
    assert_string_equal(day_iso(day, text), "2026-11-24");
    static const char *const bad[] = {"", "2026-11-31", "2026-1-1", "20261124", "2026-11-24x", "2026/11/24"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(day_parse(bad[i], &day), ERR_INPUT);
    assert_true(day_valid(20240229));
    assert_false(day_valid(20230229));
    assert_false(day_valid(-20240229));
    assert_false(day_valid(INT64_MAX));
    assert_false(day_valid(0));
}

static void http_dates_come_back(void **state)
{
    (void)state;
    char text[DATE_TEXT_SIZE];
    int64_t ms = 0;
    assert_int_equal(date_parse_http("Tue, 24 Nov 2026 05:00:00 GMT", &ms), ERR_OK);
    assert_int_equal(ms, INT64_C(1795496400000));
    assert_string_equal(date_http(ms, text), "Tue, 24 Nov 2026 05:00:00 GMT");
    static const char *const bad[] = {"",
                                      "Mon, 24 Nov 2026 05:00:00 GMT",
                                      "Tue, 24 Nov 2026 05:00:00",
                                      "Tue, 24 Nov 2026 05:00:00 UTC",
                                      "Tuesday, 24-Nov-26 05:00:00 GMT",
                                      "Tue Nov 24 05:00:00 2026",
                                      "Tue, 31 Nov 2026 05:00:00 GMT",
                                      "tue, 24 nov 2026 05:00:00 GMT",
                                      "Tue, 24 Nov 2026 25:00:00 GMT"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(date_parse_http(bad[i], &ms), ERR_INPUT);
}

static void the_machine_zone_does_not_matter(void **state)
{
    (void)state;
    char text[DATE_TEXT_SIZE];
    static const char *const zones[] = {"America/Los_Angeles", "Pacific/Kiritimati", ":nowhere"};
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        setenv("TZ", zones[i], 1);
        tzset();
        assert_string_equal(date_long(0, LANG_VI, text), "Thứ Năm, 01/01/1970 07:00");
    }
}

/* 2026 begins on a Thursday. */
static void every_weekday_and_month_of_http_is_read(void **state)
{
    static const char *const weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
                             *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    char text[40], again[40];
    int64_t ms = 0;
    (void)state;
    for (int month = 0, nth = 4; month < 12; month++)
        for (int day = 1; day <= days[month]; day++, nth++) {
            snprintf(text, sizeof text, "%s, %02d %s 2026 23:59:59 GMT", weekdays[nth % 7], day,
                     months[month]);
            assert_int_equal(date_parse_http(text, &ms), ERR_OK);
            assert_string_equal(date_http(ms, again), text);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(instants_are_read),
        cmocka_unit_test(what_is_no_instant_is_refused),
        cmocka_unit_test(people_read_dates_in_their_language),
        cmocka_unit_test(days_begin_at_midnight_in_vietnam),
        cmocka_unit_test(leap_days_exist_when_they_do),
        cmocka_unit_test(every_day_agrees_with_the_system_calendar),
        cmocka_unit_test(clock_before_the_calendar_or_behind_it_gives_its_first_or_last_day),
        cmocka_unit_test(days_are_read_and_written),
        cmocka_unit_test(http_dates_come_back),
        cmocka_unit_test(every_weekday_and_month_of_http_is_read),
        cmocka_unit_test(the_machine_zone_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
