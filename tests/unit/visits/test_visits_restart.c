/* Visits go on over restarts, however much was counted meanwhile. */
#include "visits_fixture.h"

static void crowd(struct fixture *f, unsigned from, unsigned count)
{
    for (unsigned host = from; host < from + count; host++) {
        struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x0a000000u + host)};
        visit_record(f->visits, (const struct sockaddr *)&address, BROWSER, 0);
    }
}

static void views_of_few(struct fixture *f, int64_t views)
{
    for (int64_t i = 0; i < views; i++) {
        crowd(f, (unsigned)(i % 500), 1);
        if (i % 1000 == 0)
            assert_int_equal(visits_sync(f->visits), ERR_OK); /* as the job does, five times a second */
    }
}

static void a_visit_survives_though_the_ring_went_round_since(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    crowd(&f, 100000, 20000); /* each has one view */
    for (int turn = 0; turn < 5; turn++, f.now_ms += 5 * MINUTE)
        views_of_few(&f, JOURNAL_CAPACITY / 2);
    assert_true(f.visits->next > JOURNAL_CAPACITY * 2);
    const struct stats before = stats_of(&f);
    assert_counts(before.visits, 20500, 20500, 20500);
    assert_counts(before.views, 20000 + 5 * (JOURNAL_CAPACITY / 2), before.views.month, before.views.all);
    fixture_revive(&f);
    assert_counts(stats_of(&f).views, before.views.today, before.views.month, before.views.all);
    crowd(&f, 100000, 20000); /* 25 minutes later */
    assert_counts(stats_of(&f).visits, 20500, 20500, 20500);
    f.now_ms += 31 * MINUTE;
    crowd(&f, 100000, 10);
    assert_counts(stats_of(&f).visits, 20510, 20510, 20510);
    fixture_close(&f);
}

static void who_was_seen_again_is_not_carried_twice(void **state)
{
    (void)state;
    struct fixture f;
    struct visit_record record;
    unsigned seen = 0;
    fixture_open(&f);
    crowd(&f, 100000, 100);
    views_of_few(&f, JOURNAL_CAPACITY * 2);
    for (uint64_t number = f.visits->next - JOURNAL_CAPACITY; number < f.visits->next; number++)
        seen += journal_read(&f.visits->journal, number, &record) && record.flags == RECORD_SEEN;
    assert_in_range(seen, 100, 200); /* each of the hundred once a round */
    fixture_close(&f);
}

static void more_visits_than_the_ring_can_hold_do_no_harm(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    for (unsigned i = 0; i < 600; i++) {
        crowd(&f, i * 1000, 1000);
        assert_int_equal(visits_sync(f.visits), ERR_OK);
    }
    assert_counts(stats_of(&f).visits, 600000, 600000, 600000);
    assert_true(f.visits->next < 600000 + JOURNAL_CAPACITY * 3 / 2); /* they are not written again for ever */
    fixture_revive(&f);
    assert_counts(stats_of(&f).views, 600000, 600000, 600000);
    fixture_close(&f);
}

static void a_clock_set_back_before_the_restart_makes_nobody_a_stranger(void **state)
{
    (void)state;
    static const int64_t steps[] = {-30 * 1000, -299 * 1000, -301 * 1000, -20 * MINUTE, -5 * HOUR};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        struct fixture f;
        fixture_open(&f);
        crowd(&f, 1, 10);
        fixture_kill(&f);
        f.now_ms += steps[i];
        assert_int_equal(visits_open(f.store, &f.clock, &f.visits), ERR_OK);
        f.now_ms += MINUTE;
        crowd(&f, 1, 10);
        assert_counts(stats_of(&f).visits, 10, 10, 10);
        assert_int_equal(stats_of(&f).online, 10);
        fixture_close(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_visit_survives_though_the_ring_went_round_since),
        cmocka_unit_test(who_was_seen_again_is_not_carried_twice),
        cmocka_unit_test(more_visits_than_the_ring_can_hold_do_no_harm),
        cmocka_unit_test(a_clock_set_back_before_the_restart_makes_nobody_a_stranger),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
