/* Links outward: asked for again in time, called dead after three days, and alive when they answer. */
#include "link_fixture.h"

static void link_is_dead_after_failing_on_three_days_and_not_before(void **state)
{
    struct fixture *f = *state;
    struct link_due *items;
    size_t count;
    add_leading_to(f, "mot", "https://bao.vn/1");
    gather(f);
    assert_int_equal(due(f, &items), 1);
    assert_string_equal(items->host, "bao.vn");
    int64_t id = items->id, first_ms = f->now_ms;
    for (int day = 0; day < 2; day++) {
        /* However often on one day. */
        for (int i = 0; i < 5; i++)
            note(f, id, LINK_ANSWERED, 404);
        assert_int_equal(due(f, &items), 0);
        dead(f, &count);
        assert_int_equal(count, 0);
        f->now_ms += DAY + HOUR;
        assert_int_equal(due(f, &items), 1);
    }
    note(f, id, LINK_NAME, 0);
    struct dead_link *found = dead(f, &count);
    assert_int_equal(count, 1);
    assert_int_equal(found->fault, LINK_NAME);
    assert_int_equal(found->failing_ms, first_ms);
    assert_int_equal(found->dead_ms, f->now_ms);
    assert_int_equal(found->place_count, 1);
    assert_string_equal(found->places[0].article.slug, "mot");
    /* It is looked after daily, and is one again when it answers. */
    f->now_ms += DAY + HOUR;
    assert_int_equal(due(f, &items), 1);
    note(f, id, LINK_BUSY, 0);
    dead(f, &count);
    assert_int_equal(count, 1);
    note(f, id, LINK_ANSWERED, 200);
    dead(f, &count);
    assert_int_equal(count, 0);
    assert_int_equal(fixture_integer(f, "SELECT failures + failing_ms FROM links"), 0);
    f->now_ms += 6 * DAY;
    assert_int_equal(due(f, &items), 0);
    f->now_ms += 2 * DAY;
    assert_int_equal(due(f, &items), 1);
}

static void success_in_between_begins_the_three_days_anew(void **state)
{
    struct fixture *f = *state;
    size_t count;
    add_leading_to(f, "mot", "https://bao.vn/1");
    gather(f);
    int64_t id = outward(f);
    static const int answers[] = {500, 500, 301, 500, 500, 500};
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        dead(f, &count);
        assert_int_equal(count, 0);
        note(f, id, LINK_ANSWERED, answers[i]);
        f->now_ms += DAY;
    }
    dead(f, &count);
    assert_int_equal(count, 1);
}

static void what_is_not_asked_for_or_busy_is_never_dead(void **state)
{
    struct fixture *f = *state;
    struct link_due *items;
    size_t count;
    add_leading_to(f, "mot", "http://10.0.0.1/");
    gather(f);
    for (int i = 0; i < 10; i++) {
        note(f, outward(f), i % 2 ? LINK_UNASKED : LINK_BUSY, 0);
        assert_int_equal(due(f, &items), 0);
        f->now_ms += 32 * DAY;
    }
    dead(f, &count);
    assert_int_equal(count, 0);
}

static void clock_that_was_ahead_keeps_nothing_from_being_asked(void **state)
{
    struct fixture *f = *state;
    struct link_due *items;
    add_leading_to(f, "mot", "https://bao.vn/1");
    gather(f);
    f->now_ms += 30000 * DAY;
    note(f, outward(f), LINK_ANSWERED, 404);
    f->now_ms -= 30000 * DAY;
    assert_int_equal(due(f, &items), 1);
    note(f, outward(f), LINK_ANSWERED, 404);
    assert_int_equal(fixture_integer(f, "SELECT failures FROM links"), 2);
    assert_int_equal(due(f, &items), 0);
}

static void link_that_is_gone_is_not_noted_and_its_number_is_nobodys_again(void **state)
{
    struct fixture *f = *state;
    int64_t one = add_leading_to(f, "mot", "https://bao.vn/1");
    gather(f);
    int64_t id = outward(f);
    move_article(f, one, STATUS_TRASHED, ACTION_TRASH);
    add_leading_to(f, "hai", "https://bao.vn/2");
    gather(f);
    assert_int_not_equal(outward(f), id);
    note(f, id, LINK_ANSWERED, 404);
    assert_int_equal(fixture_integer(f, "SELECT status FROM links"), 0);
}

static void all_is_forgotten_when_nobody_checks_and_gathered_again_after(void **state)
{
    struct fixture *f = *state;
    bool more;
    add_leading_to(f, "mot", "https://bao.vn/1");
    gather(f);
    assert_ok(link_forget_some(f->store, &more));
    assert_true(more);
    assert_ok(link_forget_some(f->store, &more));
    assert_false(more);
    assert_int_equal(links(f), 0);
    gather(f);
    assert_int_equal(links(f), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(link_is_dead_after_failing_on_three_days_and_not_before),
        store_test(success_in_between_begins_the_three_days_anew),
        store_test(what_is_not_asked_for_or_busy_is_never_dead),
        store_test(clock_that_was_ahead_keeps_nothing_from_being_asked),
        store_test(link_that_is_gone_is_not_noted_and_its_number_is_nobodys_again),
        store_test(all_is_forgotten_when_nobody_checks_and_gathered_again_after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
