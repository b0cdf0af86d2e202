/* Rooms that take part in transactions and refuse: what the engine does then. */
#include "engine_fixture.h"

#include "security/use.h"
#include "store/token.h"

static enum err refuse(struct conn *conn)
{
    (void)conn;
    return ERR_UNAVAILABLE;
}

static enum err refuse_to_ease(struct conn *conn, void *own)
{
    (void)own;
    return refuse(conn);
}

static void store_that_is_not_healed_begins_nothing(void **state)
{
    struct fixture *f = *state;
    struct hook *hook = &f->store->hooks[0];
    const struct hooks *calls = hook->calls;
    struct hooks refusing = *calls;
    const struct article article = sample("sau-do");
    struct conn *conn = NULL;
    refusing.heal = refuse;
    hook->calls = &refusing;
    f->store->is_hurt = true;
    assert_int_equal(store_begin(f->store, f->arena, &editor, &conn), ERR_UNAVAILABLE);
    /* Nor may uses be forgotten that cannot be saved. */
    use_note(f->store, 1, NOON);
    assert_int_equal(token_flush_uses(f->store), ERR_UNAVAILABLE);
    assert_int_equal(use_noted(f->store, 1), NOON);
    hook->calls = calls;
    add_article(f, &article);
    assert_false(f->store->is_hurt);
    assert_index_is_right(f);
}

static void marks_nest_in_a_long_transaction_and_one_that_is_refused_is_none(void **state)
{
    struct fixture *f = *state;
    struct hook *hook = &f->store->hooks[0];
    const struct hooks *calls = hook->calls;
    struct hooks refusing = *calls;
    struct article outer = sample("ngoai"), inner = sample("trong");
    struct conn *conn = NULL;
    int64_t id;
    assert_ok(store_begin_alone(f->store, f->arena, &editor, &conn));
    assert_ok(store_mark(conn));
    assert_ok(article_insert(conn, &outer, 0, &id));
    assert_ok(store_mark(conn));
    assert_ok(article_insert(conn, &inner, 0, &id));
    assert_ok(store_take_back(conn));
    assert_ok(store_keep(conn));
    refusing.ease = refuse_to_ease;
    hook->calls = &refusing;
    assert_int_equal(store_mark(conn), ERR_UNAVAILABLE);
    assert_int_equal(conn->mark_count, 0);
    hook->calls = calls;
    assert_ok(store_commit(&conn));
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM articles WHERE slug = 'ngoai'"), 1);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM articles"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(store_that_is_not_healed_begins_nothing),
        store_test(marks_nest_in_a_long_transaction_and_one_that_is_refused_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
