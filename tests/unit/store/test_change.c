/* The change feed: complete, ordered, each article once. */
#include "fixture.h"

#include "store/change.h"

static struct change_list feed(struct fixture *f, int64_t since, int64_t floor, int limit)
{
    struct change_list list;
    struct conn *conn = fixture_lease(f);
    assert_ok(change_list(conn, since, floor, limit, &list));
    store_end(conn);
    return list;
}

static struct change_state state_of(struct fixture *f)
{
    struct change_state state;
    struct conn *conn = fixture_lease(f);
    assert_ok(change_state(conn, &state));
    store_end(conn);
    return state;
}

static int64_t publish(struct fixture *f, const char *slug)
{
    struct article a = sample(slug);
    a.status = STATUS_PUBLISHED;
    return add_article(f, &a);
}

static void assert_change(const struct change *change, int64_t id, bool is_delete)
{
    assert_int_equal(change->article_id, id);
    assert_int_equal(change->kind == CHANGE_DELETE, is_delete);
}

static void each_article_stands_at_its_last_change(void **state)
{
    struct fixture *f = *state;
    int64_t one = publish(f, "mot"), two = publish(f, "hai"), three = publish(f, "ba");
    move_article(f, one, STATUS_WITHDRAWN, ACTION_WITHDRAW);
    struct change_list list = feed(f, 0, 0, 100);
    assert_int_equal(list.count, 3);
    assert_change(&list.items[0], two, false);
    assert_change(&list.items[1], three, false);
    assert_change(&list.items[2], one, true);
    assert_true(list.items[0].sequence < list.items[1].sequence);
    assert_int_equal(list.items[2].sequence, state_of(f).sequence);
    assert_int_equal(list.items[2].deleted_ms, f->now_ms);
    assert_string_equal(list.items[0].article.slug, "hai");
    assert_false(list.more);
}

static void drafts_take_no_number(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("nhap");
    a.status = STATUS_DRAFT;
    a.id = add_article(f, &a);
    save_article(f, &a, ACTION_EDIT);
    assert_int_equal(state_of(f).sequence, 0);
    assert_int_equal(feed(f, 0, 0, 100).count, 0);
}

static void steps_follow_each_other_without_gap_or_repeat(void **state)
{
    struct fixture *f = *state;
    int64_t since = 0;
    size_t seen = 0;
    for (int i = 0; i < 10; i++) {
        char slug[20];
        snprintf(slug, sizeof slug, "bai-%d", i);
        int64_t id = publish(f, slug);
        if (i % 3 == 0)
            move_article(f, id, STATUS_WITHDRAWN, ACTION_WITHDRAW);
    }
    for (bool more = true; more;) {
        struct change_list list = feed(f, since, 0, 3);
        for (size_t i = 0; i < list.count; i++) {
            assert_true(list.items[i].sequence > since);
            since = list.items[i].sequence;
        }
        seen += list.count;
        more = list.more;
    }
    assert_int_equal(seen, 10);
    assert_int_equal(since, state_of(f).sequence);
}

static void deletions_below_the_floor_are_left_out(void **state)
{
    struct fixture *f = *state;
    int64_t one = publish(f, "mot"), two = publish(f, "hai");
    move_article(f, one, STATUS_WITHDRAWN, ACTION_WITHDRAW);
    int64_t floor = state_of(f).sequence;
    struct change_list list = feed(f, 0, floor, 100);
    assert_int_equal(list.count, 1);
    assert_change(&list.items[0], two, false);
    move_article(f, two, STATUS_WITHDRAWN, ACTION_WITHDRAW);
    list = feed(f, 0, floor, 100);
    assert_int_equal(list.count, 1);
    assert_change(&list.items[0], two, true);
}

static void aborted_write_leaves_no_gap_in_what_is_seen(void **state)
{
    struct fixture *f = *state;
    publish(f, "mot");
    struct article a = sample("bo-do");
    a.status = STATUS_PUBLISHED;
    int64_t id;
    struct conn *conn = fixture_begin(f);
    assert_ok(article_insert(conn, &a, 0, &id));
    store_end(conn);
    publish(f, "hai");
    assert_int_equal(state_of(f).sequence, 2);
    assert_int_equal(feed(f, 1, 0, 100).count, 1);
}

static void old_tombstones_are_forgotten_and_the_horizon_moves(void **state)
{
    struct fixture *f = *state;
    int64_t one = publish(f, "mot"), two = publish(f, "hai");
    move_article(f, one, STATUS_WITHDRAWN, ACTION_WITHDRAW);
    int64_t first = state_of(f).sequence;
    f->now_ms += 399 * DAY;
    move_article(f, two, STATUS_WITHDRAWN, ACTION_WITHDRAW);
    struct conn *conn = fixture_begin(f);
    assert_ok(change_forget(conn));
    assert_ok(store_commit(&conn));
    assert_int_equal(state_of(f).horizon, 0);
    f->now_ms += 2 * DAY;
    conn = fixture_begin(f);
    assert_ok(change_forget(conn));
    assert_ok(store_commit(&conn));
    assert_int_equal(state_of(f).horizon, first);
    struct change_list list = feed(f, first, 0, 100);
    assert_int_equal(list.count, 1);
    assert_change(&list.items[0], two, true);
    assert_int_equal(feed(f, 0, 0, 100).count, 1);
}

static void public_articles_come_by_id(void **state)
{
    struct fixture *f = *state;
    int64_t one = publish(f, "mot"), two = publish(f, "hai");
    struct article a = sample("nhap");
    struct article_list list;
    a.status = STATUS_DRAFT;
    add_article(f, &a);
    struct conn *conn = fixture_lease(f);
    assert_ok(change_articles(conn, CHANGE_PUBLIC, NULL, 0, 1, &list));
    assert_int_equal(list.items[0].id, one);
    assert_true(list.more);
    assert_ok(change_articles(conn, CHANGE_PUBLIC, NULL, one, 10, &list));
    assert_int_equal(list.count, 1);
    assert_int_equal(list.items[0].id, two);
    assert_false(list.more);
    store_end(conn);
}

static void waiting_ends_with_a_commit_or_with_patience(void **state)
{
    struct fixture *f = *state;
    uint64_t generation = store_generation(f->store);
    assert_int_equal(store_wait(f->store, generation, 20), generation);
    publish(f, "mot");
    assert_true(store_wait(f->store, generation, 10000) > generation);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(each_article_stands_at_its_last_change),
        store_test(drafts_take_no_number),
        store_test(steps_follow_each_other_without_gap_or_repeat),
        store_test(deletions_below_the_floor_are_left_out),
        store_test(aborted_write_leaves_no_gap_in_what_is_seen),
        store_test(old_tombstones_are_forgotten_and_the_horizon_moves),
        store_test(public_articles_come_by_id),
        store_test(waiting_ends_with_a_commit_or_with_patience),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
