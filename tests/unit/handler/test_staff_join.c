/* Two texts divided into what both have and where they differ, and joined again by choice: nothing of either
 * is lost. */
#include "staff/staff_join.h"

#include "test.h"

#include <string.h>

static struct join joined(struct arena *arena, const char *theirs, const char *mine)
{
    struct join join;
    assert_int_equal(join_texts(theirs, mine, arena, &join), ERR_OK);
    return join;
}

static void paragraphs_that_both_have_are_no_difference(void **state)
{
    auto_arena struct arena *arena = arena_new(16 * 1024 * 1024);
    (void)state;
    struct join join = joined(arena, "Một.\n\nHai.\n\nBa.", "Một.\n\nHai sửa.\n\nBa.\n\nBốn.");
    assert_int_equal(join.count, 4);
    assert_true(join.parts[0].is_same);
    assert_string_equal(join.parts[1].theirs, "Hai.");
    assert_string_equal(join.parts[1].mine, "Hai sửa.");
    assert_true(join.parts[2].is_same);
    assert_string_equal(join.parts[3].theirs, "");
    assert_string_equal(join.parts[3].mine, "Bốn.");
    const enum join_choice theirs[] = {JOIN_THEIRS, JOIN_THEIRS}, mine[] = {JOIN_MINE, JOIN_MINE},
                           both[] = {JOIN_BOTH, JOIN_MINE};
    assert_string_equal(join_made(&join, theirs, arena), "Một.\n\nHai.\n\nBa.");
    assert_string_equal(join_made(&join, mine, arena), "Một.\n\nHai sửa.\n\nBa.\n\nBốn.");
    assert_string_equal(join_made(&join, both, arena), "Một.\n\nHai.\n\nHai sửa.\n\nBa.\n\nBốn.");
    assert_int_equal(joined(arena, "", "").count, 0);
    assert_int_equal(joined(arena, "x\ny\n\n\nz\n", "x\ny\n\nz").count, 1);
}

static void texts_too_large_to_compare_are_one_difference(void **state)
{
    enum { SIZE = 40000 };
    auto_arena struct arena *arena = arena_new(64 * 1024 * 1024);
    static char theirs[SIZE], mine[SIZE];
    (void)state;
    for (int i = 0; i < SIZE - 4; i += 4) {
        memcpy(theirs + i, "a\n\nb", 4);
        memcpy(mine + i, "c\n\nd", 4);
    }
    struct join join = joined(arena, theirs, mine);
    assert_int_equal(join.count, 1);
    assert_string_equal(join.parts[0].theirs, theirs);
    assert_string_equal(join.parts[0].mine, mine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paragraphs_that_both_have_are_no_difference),
        cmocka_unit_test(texts_too_large_to_compare_are_one_difference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
