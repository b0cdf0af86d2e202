/* What the passing of time does to articles, exactly once and as an editor would have done it. */
#include "engine_fixture.h"

#include "store/schedule.h"

static int64_t schedule(struct fixture *f, const char *slug, int64_t due_ms)
{
    struct article a = sample(slug);
    a.status = STATUS_SCHEDULED, a.due_ms = due_ms;
    return add_article(f, &a);
}

static bool is_due(struct fixture *f)
{
    int64_t due_ms = 0;
    struct conn *conn = fixture_lease(f);
    assert_ok(schedule_next(conn, &due_ms));
    store_end(conn);
    return due_ms <= f->now_ms;
}

static struct schedule_done run(struct fixture *f, int limit)
{
    struct schedule_done done;
    struct conn *conn = fixture_begin(f);
    assert_ok(schedule_run(conn, limit, &done));
    assert_ok(store_commit(&conn));
    return done;
}

static void published_when_due_and_never_again(void **state)
{
    struct fixture *f = *state;
    int64_t id = schedule(f, "hen-gio", NOON + MINUTE);
    f->now_ms = NOON + MINUTE - 1;
    assert_false(is_due(f));
    assert_int_equal(run(f, 10).published, 0);
    f->now_ms = NOON + MINUTE + 30;
    assert_true(is_due(f));
    struct schedule_done done = run(f, 10);
    assert_int_equal(done.published, 1);
    assert_int_equal(done.first_due_ms, NOON + MINUTE);
    struct article a = get_article(f, id);
    assert_int_equal(a.status, STATUS_PUBLISHED);
    assert_int_equal(a.published_ms, NOON + MINUTE);
    assert_int_equal(a.due_ms, 0);
    assert_int_equal(a.version, 2);
    assert_false(is_due(f));
    assert_int_equal(run(f, 10).published, 0);
    assert_int_equal(fixture_sequence(f), 1);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM audit WHERE action = 'article.publish'"), 1);
}

static void first_publication_is_kept(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("dang-lai");
    a.id = add_article(f, &a);
    move_article(f, a.id, STATUS_WITHDRAWN, ACTION_WITHDRAW);
    struct article again = move_article(f, a.id, STATUS_DRAFT, ACTION_EDIT);
    again.status = STATUS_SCHEDULED, again.due_ms = NOON + HOUR;
    save_article(f, &again, ACTION_SCHEDULE);
    f->now_ms = NOON + HOUR;
    assert_int_equal(run(f, 10).published, 1);
    assert_int_equal(get_article(f, a.id).published_ms, NOON);
}

static void batches_go_on_until_nothing_is_due(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 25; i++) {
        char slug[20];
        snprintf(slug, sizeof slug, "bai-%d", i);
        schedule(f, slug, NOON + MINUTE);
    }
    f->now_ms = NOON + DAY;
    int runs = 0, published = 0;
    for (; is_due(f); runs++)
        published += run(f, 10).published;
    assert_int_equal(runs, 3);
    assert_int_equal(published, 25);
}

static void expired_article_is_withdrawn(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("het-han");
    a.expires_ms = NOON + HOUR;
    a.id = add_article(f, &a);
    assert_false(is_due(f));
    f->now_ms = NOON + HOUR;
    struct schedule_done done = run(f, 10);
    assert_int_equal(done.withdrawn, 1);
    assert_int_equal(get_article(f, a.id).status, STATUS_WITHDRAWN);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM tombstones"), 1);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM audit WHERE action = 'article.expire'"), 1);
    assert_false(is_due(f));
}

static void trash_is_emptied_after_ninety_days(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("vao-thung-rac");
    int count = -1;
    a.id = add_article(f, &a);
    struct article gone = get_article(f, a.id);
    gone.status = STATUS_TRASHED, gone.deleted_ms = NOON;
    save_article(f, &gone, ACTION_TRASH);
    for (int i = 0; i < 2; i++) {
        f->now_ms = NOON + 90 * DAY - 1 + i;
        struct conn *conn = fixture_begin(f);
        assert_ok(schedule_empty_trash(conn, 10, &count));
        assert_ok(store_commit(&conn));
        assert_int_equal(count, i);
    }
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM articles"), 0);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM tombstones"), 1);
}

static void addresses_leave_the_audit_after_a_year(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("dia-chi");
    a.id = add_article(f, &a);
    f->now_ms = NOON + 200 * DAY;
    save_article(f, &a, ACTION_EDIT);
    f->now_ms = NOON + 366 * DAY;
    struct conn *conn = fixture_begin(f);
    assert_ok(schedule_forget_addresses(conn));
    assert_ok(store_commit(&conn));
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM audit WHERE address IS NULL"), 1);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM audit WHERE address IS NOT NULL"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(published_when_due_and_never_again), store_test(first_publication_is_kept),
        store_test(batches_go_on_until_nothing_is_due), store_test(expired_article_is_withdrawn),
        store_test(trash_is_emptied_after_ninety_days), store_test(addresses_leave_the_audit_after_a_year),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
