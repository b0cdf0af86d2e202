/* The ledger: what counts into all beside the days. */
#include "visits_fixture.h"

static const struct actor writer = {.role = ROLE_ADMIN, .name = "kỹ thuật"};

static enum err adjust(struct fixture *f, int64_t visits, const char *note)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    auto_conn struct conn *conn = NULL;
    struct ledger_entry entry = {0};
    assert_int_equal(store_begin(f->store, arena, &writer, &conn), ERR_OK);
    enum err err = ledger_add(conn, visits, note, &entry);
    if (err)
        return err;
    assert_true(entry.id > 0);
    assert_int_equal(entry.at_ms, f->now_ms);
    assert_int_equal(store_commit(&conn), ERR_OK);
    return visits_fold(f->visits);
}

static void entries_are_kept_with_note_author_and_time(void **state)
{
    (void)state;
    struct fixture f;
    struct ledger_entry *rows;
    size_t count;
    fixture_open(&f);
    assert_int_equal(adjust(&f, 10029, "Số đầu kỳ"), ERR_OK);
    f.now_ms += DAY;
    assert_int_equal(adjust(&f, -29, "Sửa số đầu kỳ"), ERR_OK);
    auto_arena struct arena *arena = arena_new(1 << 20);
    auto_conn struct conn *conn = NULL;
    assert_int_equal(store_lease(f.store, arena, &conn), ERR_OK);
    assert_int_equal(ledger_list(conn, &rows, &count), ERR_OK);
    assert_int_equal(count, 2);
    assert_int_equal(rows[0].visits, 10029);
    assert_string_equal(rows[0].note, "Số đầu kỳ");
    assert_string_equal(rows[0].author, "kỹ thuật");
    assert_int_equal(rows[1].visits, -29);
    assert_int_equal(rows[1].at_ms - rows[0].at_ms, DAY);
    store_end(TAKE(conn));
    assert_counts(stats_of(&f).visits, 0, 0, 10000);
    fixture_close(&f);
}

static void the_sum_of_all_never_falls_below_nothing(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    view(&f, 1);
    view(&f, 2);
    assert_int_equal(visits_fold(f.visits), ERR_OK);
    assert_int_equal(adjust(&f, -3, "quá"), ERR_INPUT);
    assert_int_equal(adjust(&f, -2, "vừa đủ"), ERR_OK);
    assert_counts(stats_of(&f).visits, 2, 2, 0);
    assert_int_equal(adjust(&f, -1, "quá"), ERR_INPUT);
    fixture_close(&f);
}

static void numbers_beyond_any_portal_are_refused(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    assert_int_equal(adjust(&f, LEDGER_VISITS_MAX, "nhiều"), ERR_OK);
    assert_int_equal(adjust(&f, 1, "quá nhiều"), ERR_INPUT);
    assert_int_equal(stats_of(&f).visits.all, LEDGER_VISITS_MAX);
    fixture_close(&f);
}

static void a_full_ledger_says_so(void **state)
{
    (void)state;
    struct fixture f;
    auto_arena struct arena *arena = arena_new(4 << 20);
    auto_conn struct conn *conn = NULL;
    struct ledger_entry entry;
    fixture_open(&f);
    assert_int_equal(store_begin(f.store, arena, &writer, &conn), ERR_OK);
    for (int i = 0; i < LEDGER_MOST; i++)
        assert_int_equal(ledger_add(conn, 1, "một", &entry), ERR_OK);
    assert_int_equal(ledger_add(conn, 1, "một", &entry), ERR_TOO_LARGE);
    store_end(TAKE(conn));
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_are_kept_with_note_author_and_time),
        cmocka_unit_test(the_sum_of_all_never_falls_below_nothing),
        cmocka_unit_test(numbers_beyond_any_portal_are_refused),
        cmocka_unit_test(a_full_ledger_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
