/* What the counters of other portals get wrong, each as a test. A client that forges X-Forwarded-For is one
 * of tests/e2e/stats-proxy.test.mjs. */
#include "visits_fixture.h"

#include <pthread.h>
#include <time.h>

#define MIDNIGHT (NOON + 12 * HOUR)

static void a_visit_is_renewed_by_each_view_and_does_not_end_half_an_hour_after_its_first(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    for (int minute = 0; minute <= 10 * 60; minute += 25, f.now_ms += 25 * MINUTE)
        view(&f, 1); /* somebody who reads all afternoon */
    assert_counts(stats_of(&f).visits, 1, 1, 1);
    assert_counts(stats_of(&f).views, 25, 25, 25);
    fixture_close(&f);
}

static void a_reader_who_keeps_no_cookie_is_one_visit(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    for (int i = 0; i < 100; i++, f.now_ms += 3000)
        view(&f, 1); /* nothing but address and User-Agent is ever asked for */
    assert_counts(stats_of(&f).visits, 1, 1, 1);
    assert_int_equal(stats_of(&f).online, 1);
    fixture_close(&f);
}

static void robots_are_not_online(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    for (unsigned host = 0; host < 200; host++)
        view_by(&f, host, ROBOT, 0);
    visit_prefetched(f.visits);
    assert_int_equal(stats_of(&f).online, 0);
    assert_counts(stats_of(&f).visits, 0, 0, 0);
    view(&f, 1);
    assert_int_equal(stats_of(&f).online, 1);
    fixture_close(&f);
}

static void the_days_of_the_month_are_never_zeroed(void **state)
{
    (void)state;
    struct fixture f;
    struct day_row *rows;
    size_t count;
    auto_arena struct arena *arena = arena_new(1 << 20);
    fixture_open(&f);
    for (int day = 0; day < 400; day++, f.now_ms += DAY) {
        view(&f, 1);
        view(&f, 2);
        if (day % 7 == 0)
            fixture_revive(&f);
    }
    assert_counts(stats_of(&f).visits, 0, 2 * 28, 800); /* 29 December 2027, before anybody came */
    assert_int_equal(visits_daily(f.visits, arena, 20000101, 20991231, &rows, &count), ERR_OK);
    assert_int_equal(count, 400);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(rows[i].visits, 2);
    fixture_close(&f);
}

static void yesterdays_number_is_not_shown_after_midnight(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    f.now_ms = MIDNIGHT - 1000;
    for (unsigned host = 0; host < 50; host++)
        view(&f, host);
    assert_counts(stats_of(&f).visits, 50, 50, 50);
    f.now_ms = MIDNIGHT; /* nothing happens at all: no view, no job */
    assert_counts(stats_of(&f).visits, 0, 50, 50);
    assert_counts(stats_of(&f).views, 0, 50, 50);
    assert_int_equal(stats_of(&f).day, 20261125);
    assert_int_equal(stats_of(&f).online, 0); /* every visit has ended */
    fixture_close(&f);
}

static void the_zone_of_the_machine_makes_no_difference(void **state)
{
    (void)state;
    static const char *const zones[] = {
        "UTC", "Asia/Ho_Chi_Minh", "America/Los_Angeles", "Pacific/Kiritimati", "XXX-14", "XXX+12", ""};
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        struct fixture f;
        setenv("TZ", zones[i], 1);
        tzset();
        fixture_open(&f);
        f.now_ms = MIDNIGHT - 1;
        view(&f, 1);
        f.now_ms = MIDNIGHT;
        view(&f, 1);
        setenv("TZ", zones[(i + 1) % (sizeof zones / sizeof *zones)],
               1); /* written in one, read in another */
        tzset();
        fixture_revive(&f);
        assert_int_equal(stats_of(&f).day, 20261125);
        assert_counts(stats_of(&f).views, 1, 2, 2);
        assert_int_equal(visit_days_of_day(&f.visits->days, 20261124).views, 1);
        fixture_close(&f);
    }
    unsetenv("TZ");
    tzset();
}

/* A clock that goes on by a millisecond each time it is asked, from before midnight to after it. */
struct race {
    struct fixture fixture;
    atomic_int_fast64_t now_ms;
};

enum { RACERS = 4, RACE_VIEWS = 5000 };

static int64_t race_now(void *context)
{
    return atomic_fetch_add((atomic_int_fast64_t *)context, 1);
}

static void *race(void *context)
{
    struct race *race = context;
    for (unsigned i = 0; i < RACE_VIEWS; i++)
        view(&race->fixture, i % 100);
    return NULL;
}

static void a_race_at_midnight_puts_each_view_into_one_day(void **state)
{
    (void)state;
    struct race r;
    pthread_t threads[RACERS];
    fixture_open(&r.fixture);
    const int64_t start_ms = MIDNIGHT - RACERS * RACE_VIEWS / 2;
    atomic_init(&r.now_ms, start_ms);
    r.fixture.clock = (struct clock){race_now, race_now, &r.now_ms};
    for (int i = 0; i < RACERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, race, &r), 0);
    for (int i = 0; i < RACERS; i++)
        pthread_join(threads[i], NULL);
    /* Every view took one millisecond of the clock, so the days hold as many as there were before and after.
     */
    const struct visit_days *days = &r.fixture.visits->days;
    assert_int_equal(visit_days_of_day(days, 20261124).views, MIDNIGHT - start_ms);
    assert_int_equal(visit_days_of_day(days, 20261125).views, RACERS * RACE_VIEWS - (MIDNIGHT - start_ms));
    assert_int_equal(visit_days_of_day(days, 20261124).visits, 100);
    assert_int_equal(visit_days_of_day(days, 20261125).visits, 100);
    fixture_close(&r.fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_visit_is_renewed_by_each_view_and_does_not_end_half_an_hour_after_its_first),
        cmocka_unit_test(a_reader_who_keeps_no_cookie_is_one_visit),
        cmocka_unit_test(robots_are_not_online),
        cmocka_unit_test(the_days_of_the_month_are_never_zeroed),
        cmocka_unit_test(yesterdays_number_is_not_shown_after_midnight),
        cmocka_unit_test(the_zone_of_the_machine_makes_no_difference),
        cmocka_unit_test(a_race_at_midnight_puts_each_view_into_one_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
