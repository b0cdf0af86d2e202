/* Tables of spreadsheets are read whatever parts their fields. */
#include "text/table.h"

#include "test.h"

#include <string.h>

static void assert_table(const char *text, const char *wanted)
{
    auto_arena struct arena *arena = arena_new(1024 * 1024);
    struct table_reader reader = table_reader_of(text, strlen(text));
    struct table_record record;
    const char *seen = "";
    enum err err;
    while (!(err = table_next(&reader, arena, &record))) {
        seen = arena_printf(arena, "%s%d:", seen, (int)record.line);
        for (size_t i = 0; i < record.count; i++)
            seen = arena_printf(arena, "%s[%s]", seen, record.fields[i]);
    }
    if (err == ERR_INPUT)
        seen = arena_printf(arena, "%s!%d", seen, (int)record.line);
    assert_string_equal(seen, wanted);
}

static void the_sign_between_fields_is_seen_in_the_first_line(void **state)
{
    (void)state;
    assert_table("a;b\n1;2,5\n", "1:[a][b]2:[1][2,5]");
    assert_table("a,b\r\n1;2,3\r\n", "1:[a][b]2:[1;2][3]");
    assert_table("a\tb\rx\ty", "1:[a][b]2:[x][y]");
    assert_table("\"a;b\",c\n", "1:[a;b][c]");
}

static void marks_hold_signs_lines_and_marks(void **state)
{
    (void)state;
    assert_table("a;b\n\"x;\r\ny\";\"z \"\"q\"\"\"\nm;n", "1:[a][b]2:[x;\ny][z \"q\"]4:[m][n]");
    assert_table("a;b\n \" x \" ; y \n", "1:[a][b]2:[x][y]");
    assert_table("a;b\n\n;\n1;2\n", "1:[a][b]4:[1][2]");
    assert_table("", "");
}

static void a_mark_that_is_never_closed_is_told_by_its_line(void **state)
{
    (void)state;
    assert_table("a;b\n1;\"2\n3;4\n", "1:[a][b]!2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sign_between_fields_is_seen_in_the_first_line),
        cmocka_unit_test(marks_hold_signs_lines_and_marks),
        cmocka_unit_test(a_mark_that_is_never_closed_is_told_by_its_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
