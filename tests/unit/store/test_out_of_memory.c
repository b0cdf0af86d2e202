/* Memory of the program that ends at any allocation of a request, from its beginning to its commit: it is
 * refused, and nothing of it is kept. */
#include "acts.h"
#include "failing_memory.h"

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
        folder_test(a_store_for_which_there_is_no_memory_is_not_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
