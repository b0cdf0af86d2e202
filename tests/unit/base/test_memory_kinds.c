/* Arena, buffer, error table and clock. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"

#include "test.h"

#include <string.h>

static void an_arena_that_failed_stays_failed(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(8192);
    assert_string_equal(arena_printf(arena, "%d-%s", 7, "x"), "7-x");
    assert_null(arena_text(arena, NULL));
    assert_false(arena_failed(arena));
    assert_null(arena_alloc(arena, 100000));
    assert_true(arena_failed(arena));
    assert_string_equal(arena_text(arena, "still works"), "still works");
    assert_true(arena_failed(arena));
}

static void an_arena_keeps_to_its_limit(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(64 * 1024);
    size_t given = 0;
    while (arena_alloc(arena, 1000))
        given += 1000;
    assert_in_range(given, 30000, 64 * 1024);
    assert_null(arena_zero(arena, (size_t)-1, 16));
}

static void arena_memory_is_aligned_and_apart(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(1 << 20);
    char *former = arena_alloc(arena, 0);
    for (size_t size = 0; size < 500; size++) {
        char *bytes = arena_alloc(arena, size);
        assert_int_equal((uintptr_t)bytes % 16, 0);
        assert_ptr_not_equal(bytes, former);
        memset(bytes, (int)size, size);
        former = bytes;
    }
}

static void a_buffer_grows_to_its_limit_and_then_says_no(void **state)
{
    (void)state;
    auto_buf struct buf buf = BUF(1000);
    assert_string_equal(buf_str(&buf), "");
    for (int i = 0; i < 100; i++)
        buf_printf(&buf, "%09d ", i);
    assert_int_equal(buf.length, 1000);
    assert_false(buf_failed(&buf));
    buf_char(&buf, 'x');
    assert_true(buf_failed(&buf));
    assert_null(buf_take(&buf));
    buf_done(&buf);
    buf_text(&buf, "again");
    buf_cut(&buf, 2);
    auto_free char *text = buf_take(&buf);
    assert_string_equal(text, "ag");
    assert_string_equal(buf_str(&buf), "");
}

static void an_empty_buffer_gives_an_empty_text(void **state)
{
    (void)state;
    auto_buf struct buf buf = BUF(10);
    auto_free char *text = buf_take(&buf);
    assert_string_equal(text, "");
}

static void every_error_has_a_status_a_type_and_titles(void **state)
{
    (void)state;
    assert_int_equal(err_status(ERR_OK), 200);
    for (enum err err = ERR_OK + 1; err < ERR_COUNT; err++) {
        assert_in_range(err_status(err), 400, 599);
        assert_true(strlen(err_type(err)) > 2);
        assert_true(strlen(err_title(err, LANG_VI)) > 2);
        assert_true(strlen(err_title(err, LANG_EN)) > 2);
        for (enum err other = ERR_OK; other < err; other++)
            assert_string_not_equal(err_type(err), err_type(other));
    }
}

static void the_machines_clock_goes_forward(void **state)
{
    (void)state;
    int64_t first = clock_monotonic_ms(&clock_system);
    assert_true(clock_monotonic_ms(&clock_system) >= first);
    assert_true(clock_now_ms(&clock_system) > INT64_C(1600000000000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_arena_that_failed_stays_failed),
        cmocka_unit_test(an_arena_keeps_to_its_limit),
        cmocka_unit_test(arena_memory_is_aligned_and_apart),
        cmocka_unit_test(a_buffer_grows_to_its_limit_and_then_says_no),
        cmocka_unit_test(an_empty_buffer_gives_an_empty_text),
        cmocka_unit_test(every_error_has_a_status_a_type_and_titles),
        cmocka_unit_test(the_machines_clock_goes_forward),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
