#include "text/content_line.h"

#include "test.h"

#include <string.h>

static void lines_are_folded_at_75_octets_and_between_letters(void **state)
{
    (void)state;
    for (int count = 1; count < 400; count++) {
        auto_buf struct buf value = BUF(4096), out = BUF(8192), unfolded = BUF(8192);
        for (int i = 0; i < count; i++)
            buf_text(&value, i % 3 ? "ế" : "a");
        content_line_text(&out, "SUMMARY", buf_str(&value));
        for (const char *line = buf_str(&out); *line;) {
            const char *end = strstr(line, "\r\n");
            assert_non_null(end);
            assert_true(end - line <= 75);
            /* What a line begins with is the blank of the fold, or the first letter of the name; never the
             * inside of one. */
            assert_true(((unsigned char)line[*line == ' '] & 0xC0) != 0x80);
            buf_add(&unfolded, line + (*line == ' '), (size_t)(end - line) - (*line == ' '));
            line = end + 2;
        }
        assert_memory_equal(buf_str(&unfolded), "SUMMARY:", 8);
        assert_string_equal(buf_str(&unfolded) + 8, buf_str(&value));
    }
}

static void words_are_escaped_and_nothing_gives_no_line(void **state)
{
    (void)state;
    auto_buf struct buf out = BUF(4096);
    content_line_text(&out, "X", "a,b;c\\d\ne\rf");
    content_line_text(&out, "Y", "");
    content_line_text(&out, "Z", NULL);
    assert_string_equal(buf_str(&out), "X:a\\,b\\;c\\\\d\\nef\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_folded_at_75_octets_and_between_letters),
        cmocka_unit_test(words_are_escaped_and_nothing_gives_no_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
