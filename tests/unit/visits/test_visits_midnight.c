/* Days and clocks: what other portals' counters get wrong. */
#include "visits_fixture.h"

#include "text/date.h"

#include <time.h>

#define MIDNIGHT (NOON + 12 * HOUR)

static struct day_row day_in_memory(struct fixture *f, int day)
{
    return visit_days_of_day(&f->visits->days, day);
}

static void two_views_at_midnight_go_to_their_own_days(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    f.now_ms = MIDNIGHT - 1;
    view(&f, 1);
    assert_int_equal(stats_of(&f).day, 20261124);
    assert_counts(stats_of(&f).visits, 1, 1, 1);
    f.now_ms = MIDNIGHT;
    assert_counts(stats_of(&f).visits, 0, 1, 1); /* yesterday's number is not shown for a moment */
    assert_int_equal(stats_of(&f).day, 20261125);
    view(&f, 1); /* every visit ends at midnight */
    assert_counts(stats_of(&f).visits, 1, 2, 2);
    assert_int_equal(stats_of(&f).online, 1);
    assert_int_equal(visits_fold(f.visits), ERR_OK);
    assert_int_equal(day_in_memory(&f, 20261124).views, 1);
    assert_int_equal(day_in_memory(&f, 20261125).views, 1);
    fixture_close(&f);
}

static void a_new_month_begins_at_nothing_and_loses_nothing(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    for (int i = 0; i < 40; i++, f.now_ms += DAY) {
        view(&f, 1);
        if (i % 3 == 0)
            assert_int_equal(visits_fold(f.visits), ERR_OK);
    }
    f.now_ms -= DAY; /* 24 November to 2 January */
    assert_int_equal(stats_of(&f).day, 20270102);
    assert_counts(stats_of(&f).visits, 1, 2, 40);
    fixture_revive(&f);
    assert_counts(stats_of(&f).visits, 1, 2, 40);
    fixture_close(&f);
}

static void a_thousand_midnights_keep_every_view_in_its_day(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    f.now_ms = INT64_C(1709139600000) + 12 * HOUR; /* 2024-02-29: a leap day among them */
    for (int i = 0; i < 1000; i++, f.now_ms += DAY) {
        int64_t noon_ms = f.now_ms, midnight_ms = day_start_ms(day_add(day_of(noon_ms), 1));
        int before = day_of(noon_ms), after = day_add(before, 1);
        f.now_ms = midnight_ms - 1 - i % 900;
        view(&f, 1);
        view(&f, 2);
        f.now_ms = midnight_ms + i % 900;
        view(&f, 1);
        assert_int_equal(day_in_memory(&f, before).views, i ? 3 : 2);
        assert_int_equal(day_in_memory(&f, after).views, 1);
        assert_int_equal(day_in_memory(&f, after).visits, 1);
        f.now_ms = noon_ms;
        if (i % 100 == 99)
            assert_int_equal(visits_fold(f.visits), ERR_OK);
    }
    assert_int_equal(f.visits->days.total.views, 3000);
    fixture_close(&f);
}

/* The day of an instant by the C library, from the portal's offset alone. */
static int day_by_hand(int64_t at_ms)
{
    time_t at = (time_t)(at_ms / 1000 + 7 * 3600);
    struct tm tm;
    gmtime_r(&at, &tm);
    return (tm.tm_year + 1900) * 10000 + (tm.tm_mon + 1) * 100 + tm.tm_mday;
}

static uint64_t seed = 4711;

static int64_t below(int64_t bound)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (int64_t)(seed >> 33) % bound;
}

/* Ends of months and years, leap days and their absence (2100), and anything between. */
static int64_t some_instant(void)
{
    static const int32_t days[] = {20240228, 20240229, 20240301, 20230228, 20231231, 20240101, 20240430,
                                   20240501, 20281231, 20280229, 21000228, 21000301, 19700101, 20240731};
    int64_t start_ms = day_start_ms(days[below(sizeof days / sizeof *days)]);
    static const int64_t about[] = {0, 1, -1, 999, -999, 1000, 12 * HOUR, DAY - 1, 60 * MINUTE};
    int64_t at_ms = start_ms + about[below(sizeof about / sizeof *about)];
    return below(4) ? at_ms : at_ms + below(40 * DAY) - 20 * DAY;
}

static void a_thousand_steps_of_the_clock_leave_every_view_in_one_day(void **state)
{
    (void)state;
    enum { STEPS = 1000, VIEWS = 3 };
    struct fixture f;
    int64_t expected = 0;
    fixture_open(&f);
    for (int i = 0; i < STEPS; i++) {
        f.now_ms = some_instant();
        if (f.now_ms < 1000)
            continue;
        int day = day_by_hand(f.now_ms);
        int64_t before = day_in_memory(&f, day).views;
        for (unsigned host = 0; host < VIEWS; host++)
            view(&f, host);
        expected += VIEWS;
        assert_int_equal(day_in_memory(&f, day).views, before + VIEWS);
        assert_int_equal(f.visits->days.total.views, expected);
        assert_int_equal(stats_of(&f).day, day);
        if (i % 50 == 0)
            assert_int_equal(visits_fold(f.visits), ERR_OK);
        if (i % 111 == 0)
            fixture_revive(&f);
    }
    assert_int_equal(visits_fold(f.visits), ERR_OK);
    fixture_revive(&f);
    assert_int_equal(f.visits->days.total.views, expected);
    int64_t sum = 0;
    for (size_t i = 0; i < f.visits->days.count; i++)
        sum += f.visits->days.rows[i].views;
    assert_int_equal(sum, expected);
    fixture_close(&f);
}

static void a_clock_set_back_a_little_neither_ends_nor_doubles_a_visit(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    view(&f, 1);
    f.now_ms -= 200 * 1000;
    view(&f, 1);
    view(&f, 2);
    assert_counts(stats_of(&f).visits, 2, 2, 2);
    assert_int_equal(stats_of(&f).online, 2);
    f.now_ms += 450 * 1000; /* 250 s after the first view */
    assert_int_equal(stats_of(&f).online, 2);
    f.now_ms += 50 * 1000;
    assert_int_equal(stats_of(&f).online, 0);
    fixture_close(&f);
}

static void a_clock_set_back_over_midnight_puts_views_where_it_says(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    f.now_ms = MIDNIGHT + 500;
    view(&f, 1);
    f.now_ms = MIDNIGHT - 500;
    view(&f, 1);
    assert_int_equal(day_in_memory(&f, 20261124).views, 1);
    assert_int_equal(day_in_memory(&f, 20261125).views, 1);
    assert_int_equal(stats_of(&f).day, 20261124);
    f.now_ms = MIDNIGHT + 600;
    view(&f, 1); /* still the visit that began at half a second past midnight */
    assert_int_equal(day_in_memory(&f, 20261125).visits, 1);
    fixture_close(&f);
}

static void a_clock_that_was_years_ahead_comes_back_to_its_days(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    view(&f, 1);
    f.now_ms += 3000 * DAY;
    view(&f, 1);
    f.now_ms -= 3000 * DAY;
    view(&f, 1);
    f.now_ms += 60 * 1000;
    view(&f, 1);
    assert_counts(stats_of(&f).views, 3, 3, 4);
    assert_int_equal(stats_of(&f).online, 1);
    assert_int_equal(f.visits->key.day, 20261124);
    f.now_ms -= HOUR;
    view(&f, 1); /* an hour back within the day: seen lately, so the same visit */
    assert_counts(stats_of(&f).visits, 2, 2, 3);
    assert_int_equal(stats_of(&f).online, 1);
    fixture_close(&f);
}

static void a_clock_outside_the_calendar_is_survived(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    f.now_ms = -5;
    view(&f, 1);
    f.now_ms = 0;
    view(&f, 1);
    f.now_ms = INT64_MAX;
    view(&f, 1);
    assert_int_equal(stats_of(&f).views.all, 3);
    assert_int_equal(visits_fold(f.visits), ERR_OK);
    f.now_ms = NOON;
    assert_int_equal(stats_of(&f).views.all, 3);
    fixture_close(&f);
}

static void the_days_key_is_destroyed_when_its_day_ends(void **state)
{
    (void)state;
    struct fixture f;
    char path[100];
    unsigned char former[16], kept[64];
    fixture_open(&f);
    snprintf(path, sizeof path, "%s/day.key", f.folder);
    memcpy(former, f.visits->key.bytes, sizeof former);
    fixture_revive(&f);
    assert_memory_equal(f.visits->key.bytes, former, sizeof former);
    f.now_ms = MIDNIGHT;
    assert_int_equal(visits_fold(f.visits), ERR_OK); /* nobody comes, and yet */
    assert_memory_not_equal(f.visits->key.bytes, former, sizeof former);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t size = fread(kept, 1, sizeof kept, file);
    fclose(file);
    assert_null(memmem(kept, size, former, sizeof former));
    assert_non_null(memmem(kept, size, f.visits->key.bytes, sizeof former));
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_views_at_midnight_go_to_their_own_days),
        cmocka_unit_test(a_new_month_begins_at_nothing_and_loses_nothing),
        cmocka_unit_test(a_thousand_midnights_keep_every_view_in_its_day),
        cmocka_unit_test(a_thousand_steps_of_the_clock_leave_every_view_in_one_day),
        cmocka_unit_test(a_clock_set_back_a_little_neither_ends_nor_doubles_a_visit),
        cmocka_unit_test(a_clock_set_back_over_midnight_puts_views_where_it_says),
        cmocka_unit_test(a_clock_that_was_years_ahead_comes_back_to_its_days),
        cmocka_unit_test(a_clock_outside_the_calendar_is_survived),
        cmocka_unit_test(the_days_key_is_destroyed_when_its_day_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
