/* What a write or a read leaves behind when it is broken off at any of its steps: by an interruption of
 * SQLite's machine, or because the memory of the request ends. Nothing is written by half, and no half answer
 * is given. */
#include "acts.h"

#include "store/condition.h"

#include <limits.h>

static void an_interruption_at_any_step_leaves_nothing(void **state)
{
    struct fixture *f = *state;
    struct scene scene;
    scene_make(&scene, f);
    int64_t before = digest(f);
    for (int i = 0; i < ACTS; i++) {
        int step = 1;
        for (;; step++) {
            auto_arena struct arena *arena = arena_new((size_t)1 << 20);
            enum err err = attempt(&scene, &acts[i], arena, FAULT_INTERRUPT, step, false);
            if (!atomic_load(&injected.happened)) {
                assert_int_equal(err, ERR_OK);
                break;
            }
            if (err != ERR_TIMEOUT)
                print_error("%s at %d: %d\n", acts[i].name, step, err);
            assert_int_equal(err, ERR_TIMEOUT);
            assert_int_equal(digest(f), before);
        }
        assert_true(step > 1);
    }
}

static void memory_that_ends_anywhere_in_a_request_leaves_nothing(void **state)
{
    struct fixture *f = *state;
    struct scene scene;
    scene_make(&scene, f);
    for (int i = 0; i < ACTS; i++) {
        int64_t before = digest(f);
        for (size_t limit = MEMORY_LEAST;; limit += MEMORY_STEP) {
            auto_arena struct arena *arena = arena_new(limit);
            enum err err = attempt(&scene, &acts[i], arena, FAULT_INTERRUPT, 0, true);
            if (!err)
                break;
            assert_int_equal(err, ERR_MEMORY);
            assert_int_equal(digest(f), before);
        }
        assert_true(acts[i].is_read || digest(f) != before);
    }
}

static void memory_of_sqlite_that_ends_at_any_allocation_leaves_nothing(void **state)
{
    struct fixture *f = *state;
    struct scene scene;
    scene_make(&scene, f);
    int64_t before = digest(f);
    for (int i = 0; i < ACTS; i++)
        for (int step = 1;; step++) {
            auto_arena struct arena *arena = arena_new((size_t)1 << 20);
            enum err err = attempt(&scene, &acts[i], arena, FAULT_NOMEM, step, false);
            if (!atomic_load(&injected.happened)) {
                assert_int_equal(err, ERR_OK);
                break;
            }
            /* Some it can do without. */
            assert_true(!err || err == ERR_MEMORY);
            assert_int_equal(digest(f), before);
        }
}

/* SQLite writes a page for which there was no memory among what is damaged. */
static void a_check_that_lacks_memory_finds_no_damage(void **state)
{
    struct fixture *f = *state;
    int refusals = 0;
    fault_arm(FAULT_NOMEM, INT_MAX);
    assert_ok(integrity_check(f->store, INTEGRITY_QUICK, NULL));
    int all = INT_MAX - atomic_load(&injected.left);
    fault_disarm();
    /* Pages are read at the end, behind the opening of a connection; not each allocation is tried, for time.
     */
    for (int step = all - all / 16; step <= all; step += 7) {
        fault_arm(FAULT_NOMEM, step);
        refusals += integrity_check(f->store, INTEGRITY_QUICK, NULL) != ERR_OK;
        fault_disarm();
        assert_false(integrity_is_damaged(f->store));
    }
    assert_true(refusals > 0);
}

int main(void)
{
    /* So that each is asked of the allocator. */
    sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0);
    faults_install();
    const struct CMUnitTest tests[] = {
        store_test(an_interruption_at_any_step_leaves_nothing),
        store_test(memory_that_ends_anywhere_in_a_request_leaves_nothing),
        store_test(memory_of_sqlite_that_ends_at_any_allocation_leaves_nothing),
        store_test(a_check_that_lacks_memory_finds_no_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
