/* Memory of the program that ends at any allocation of a request, from its beginning to its commit: it is
 * refused, and nothing of it is kept. */
#include "acts.h"
#include "failing_memory.h"

#include "store/account.h"
#include "store/letter.h"

static void memory_that_ends_at_any_allocation_leaves_nothing(void **state)
{
    struct fixture *f = *state;
    struct scene scene;
    scene_make(&scene, f);
    for (int i = 0; i < ACTS; i++) {
        int64_t before = digest(f);
        for (int step = 1;; step++) {
            auto_arena struct arena *arena = arena_new((size_t)1 << 20);
            failing_memory_arm(step);
            enum err err = attempt(&scene, &acts[i], arena, FAULT_INTERRUPT, 0, true);
            failing_memory_disarm();
            /* Some it can do without; once it is done, it cannot be done again. */
            if (!err)
                break;
            assert_int_equal(err, ERR_MEMORY);
            assert_int_equal(digest(f), before);
        }
        assert_true(acts[i].is_read || digest(f) != before);
    }
}

static void uses_of_tokens_wait_for_memory(void **state)
{
    struct fixture *f = *state;
    struct scene scene;
    struct token token;
    scene_make(&scene, f);
    for (int step = 1;; step++) {
        struct actor actor = {0};
        struct conn *conn = fixture_lease(f);
        assert_ok(token_verify(conn, scene.secret, "192.0.2.1", &actor));
        store_end(conn);
        failing_memory_arm(step);
        enum err err = token_flush_uses(f->store);
        failing_memory_disarm();
        if (!err)
            break;
        assert_int_equal(err, ERR_MEMORY);
    }
    struct conn *conn = fixture_lease(f);
    assert_ok(token_by_id(conn, scene.token, &token));
    store_end(conn);
    assert_int_equal(token.last_used_ms, f->now_ms);
}

/* Longer than what an arena has at first. */
enum { LETTER_SIZE = 100000 };

/* A letter that nothing is said of is given up by whoever sends it, for good. */
static void a_letter_for_which_there_is_no_memory_is_not_one_of_another_key(void **state)
{
    struct fixture *f = *state;
    const struct account wanted = {.name = "lan", .display_name = "Lan", .role = ROLE_EDITOR};
    auto_free char *text = malloc(LETTER_SIZE + 1);
    int64_t account;
    assert_non_null(text);
    memset(text, 'a', LETTER_SIZE);
    text[LETTER_SIZE] = '\0';
    struct conn *conn = fixture_begin(f);
    assert_ok(account_create(conn, &wanted, &account));
    assert_ok(letter_put(conn, account, 20000, text));
    assert_ok(store_commit(&conn));
    int refusals = 0;
    bool has_failed = true;
    for (int step = 1; has_failed; step++) {
        auto_arena struct arena *arena = arena_new((size_t)1 << 20);
        struct letter_due due = {0};
        assert_ok(store_lease(f->store, arena, &conn));
        failing_memory_arm(step);
        enum err err = letter_find_due(conn, f->now_ms, &due);
        has_failed = failing_memory_disarm();
        if (err)
            assert_int_equal(err, ERR_MEMORY);
        else
            assert_string_equal(due.letter, text);
        refusals += err != ERR_OK;
        store_end(conn);
    }
    assert_true(refusals > 0);
    /* And one of another key is. */
    auto_buf struct buf fault = BUF(2000);
    char path[400];
    store_close(TAKE(f->store));
    fixture_path(f, "secret.key", path);
    assert_int_equal(unlink(path), 0);
    assert_ok(fixture_try_open(f, &fault, &f->store));
    struct letter_due due = {.letter = text};
    conn = fixture_lease(f);
    assert_ok(letter_find_due(conn, f->now_ms, &due));
    assert_null(due.letter);
    store_end(conn);
}

static void a_store_for_which_there_is_no_memory_is_not_opened(void **state)
{
    struct fixture *f = *state;
    int step = 1;
    for (;; step++) {
        auto_buf struct buf fault = BUF(2000);
        failing_memory_arm(step);
        enum err err = fixture_try_open(f, &fault, &f->store);
        failing_memory_disarm();
        if (!err)
            break;
        assert_null(f->store);
    }
    assert_true(step > 10);
}

int main(void)
{
    faults_install();
    const struct CMUnitTest tests[] = {
        store_test(memory_that_ends_at_any_allocation_leaves_nothing),
        store_test(uses_of_tokens_wait_for_memory),
        store_test(a_letter_for_which_there_is_no_memory_is_not_one_of_another_key),
        folder_test(a_store_for_which_there_is_no_memory_is_not_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
