#include "text/warning.h"

#include "base/cleanup.h"
#include "test.h"

#include <string.h>

static void what_is_shown_is_one_line_cut_at_a_word(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(1 << 16);
    struct warnings warnings = {.arena = arena};
    char text[1000] = "chữ\n  thứ \xff hai ";
    size_t size = strlen(text);
    memset(text + size, 'a', sizeof text - size);
    warnings_add(&warnings, WARNING_WIDE_TABLE, 7, text, sizeof text);
    assert_int_equal(warnings.count, 1);
    assert_int_equal(warnings.items[0].line, 7);
    assert_string_equal(warnings.items[0].shown, "chữ thứ \xEF\xBF\xBD hai…");
}

static void a_hundred_and_one_are_a_hundred_and_a_count(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(1 << 16);
    struct warnings warnings = {.arena = arena}, all = {.arena = arena};
    for (size_t i = 0; i < WARNINGS_MAX + 1; i++)
        warnings_add(&warnings, WARNING_WIDE_TABLE, i, NULL, 0);
    assert_int_equal(warnings.count, WARNINGS_MAX);
    assert_int_equal(warnings.unnamed, 1);
    assert_string_equal(warnings.items[0].shown, "");
    warnings_take(&all, &warnings, 10);
    assert_int_equal(all.items[0].line, 0);
    assert_int_equal(all.items[1].line, 11);
    warnings_take(&all, &warnings, 0);
    assert_int_equal(all.count, WARNINGS_MAX);
    assert_int_equal(all.unnamed, 2 + WARNINGS_MAX);
}

static void what_comes_in_numbers_is_counted_at_its_first_place(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(1 << 16);
    struct warnings warnings = {.arena = arena};
    warnings_count(&warnings, WARNING_CAPITALS, 3, "một", strlen("một"));
    warnings_count(&warnings, WARNING_WIDE_TABLE, 4, NULL, 0);
    warnings_count(&warnings, WARNING_CAPITALS, 5, "hai", strlen("hai"));
    assert_int_equal(warnings.count, 2);
    assert_int_equal(warnings.items[0].count, 2);
    assert_int_equal(warnings.items[0].line, 3);
    assert_string_equal(warnings.items[0].shown, "một");
}

static void every_code_is_a_word_of_its_own(void **state)
{
    (void)state;
    for (enum warning_code i = 0; i < WARNING_COUNT; i++) {
        assert_true(*warning_name(i) && *warning_sentence(i, LANG_VI) && *warning_sentence(i, LANG_EN));
        assert_int_equal(strspn(warning_name(i), "abcdefghijklmnopqrstuvwxyz0123456789-"),
                         strlen(warning_name(i)));
        for (enum warning_code j = 0; j < i; j++)
            assert_string_not_equal(warning_name(i), warning_name(j));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_shown_is_one_line_cut_at_a_word),
        cmocka_unit_test(a_hundred_and_one_are_a_hundred_and_a_count),
        cmocka_unit_test(what_comes_in_numbers_is_counted_at_its_first_place),
        cmocka_unit_test(every_code_is_a_word_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
