/* Lines of a file in bounded memory. */
#include "bulk/line_reader.h"

#include "test.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LONGEST = 1000 };

static struct line_reader open_text(const char *text, size_t size)
{
    int fd = memfd_create("lines", 0);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, size), (ssize_t)size);
    return line_reader_of(fd, LONGEST);
}

static void close_text(struct line_reader *reader)
{
    close(reader->fd);
    line_reader_done(reader);
}

static void assert_line(struct line_reader *reader, const char *text, int64_t number)
{
    struct line line;
    assert_int_equal(line_reader_next(reader, &line), ERR_OK);
    assert_false(line.is_too_long);
    assert_string_equal(line.text, text);
    assert_int_equal(line.size, strlen(text));
    assert_int_equal(reader->number, number);
}

static void assert_end(struct line_reader *reader)
{
    struct line line;
    assert_int_equal(line_reader_next(reader, &line), ERR_NOT_FOUND);
    assert_int_equal(line_reader_next(reader, &line), ERR_NOT_FOUND);
}

static void lines_come_one_by_one_with_their_numbers(void **state)
{
    static const char text[] = "một\n\nba\r\nbốn";
    struct line_reader reader = open_text(text, sizeof text - 1);
    (void)state;
    assert_line(&reader, "một", 1);
    assert_line(&reader, "", 2);
    assert_line(&reader, "ba\r", 3);
    assert_line(&reader, "bốn", 4);
    assert_end(&reader);
    close_text(&reader);
}

static void empty_file_has_no_line(void **state)
{
    struct line_reader reader = open_text("", 0);
    (void)state;
    assert_end(&reader);
    close_text(&reader);
}

static void last_line_feed_begins_no_line(void **state)
{
    struct line_reader reader = open_text("a\n", 2);
    (void)state;
    assert_line(&reader, "a", 1);
    assert_end(&reader);
    close_text(&reader);
}

/* Around the limit, and around the size of a piece. */
static void long_line_is_told_and_passed_over(void **state)
{
    static const size_t sizes[] = {LONGEST - 1, LONGEST, LONGEST + 1, 65535, 65536, 65537, 200000};
    static char text[300000];
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct line line;
        memset(text, 'x', sizes[i]);
        memcpy(text + sizes[i], "\nsau", 4);
        struct line_reader reader = open_text(text, sizes[i] + 4);
        assert_int_equal(line_reader_next(&reader, &line), ERR_OK);
        assert_int_equal(line.is_too_long, sizes[i] > LONGEST);
        if (!line.is_too_long)
            assert_int_equal(line.size, sizes[i]);
        assert_line(&reader, "sau", 2);
        assert_end(&reader);
        close_text(&reader);
    }
}

static void long_last_line_without_line_feed_is_told(void **state)
{
    static char text[70000];
    struct line line;
    (void)state;
    memset(text, 'x', sizeof text);
    struct line_reader reader = open_text(text, sizeof text);
    assert_int_equal(line_reader_next(&reader, &line), ERR_OK);
    assert_true(line.is_too_long);
    assert_end(&reader);
    close_text(&reader);
}

static void many_lines_cross_the_pieces_whole(void **state)
{
    enum { LINES = 30000 };
    static char text[LINES * 12];
    size_t size = 0;
    (void)state;
    for (int i = 0; i < LINES; i++)
        size += (size_t)snprintf(text + size, sizeof text - size, "dong %d\n", i);
    struct line_reader reader = open_text(text, size);
    for (int i = 0; i < LINES; i++) {
        char wanted[20];
        snprintf(wanted, sizeof wanted, "dong %d", i);
        assert_line(&reader, wanted, i + 1);
    }
    assert_end(&reader);
    close_text(&reader);
}

static void nul_within_a_line_is_kept_in_its_size(void **state)
{
    struct line line;
    struct line_reader reader = open_text("a\0b\nc", 5);
    (void)state;
    assert_int_equal(line_reader_next(&reader, &line), ERR_OK);
    assert_int_equal(line.size, 3);
    assert_memory_equal(line.text, "a\0b", 3);
    assert_line(&reader, "c", 2);
    close_text(&reader);
}

static void it_goes_back_behind_any_line(void **state)
{
    static const char text[] = "\xEF\xBB\xBFmột\nhai\nba";
    struct line_reader reader = open_text(text, sizeof text - 1);
    (void)state;
    assert_line(&reader, "một", 1);
    assert_line(&reader, "hai", 2);
    assert_line(&reader, "ba", 3);
    assert_int_equal(line_reader_return(&reader, 1), ERR_OK);
    assert_line(&reader, "hai", 2);
    assert_int_equal(line_reader_return(&reader, 0), ERR_OK);
    assert_line(&reader, "một", 1);
    close_text(&reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_come_one_by_one_with_their_numbers),
        cmocka_unit_test(empty_file_has_no_line),
        cmocka_unit_test(last_line_feed_begins_no_line),
        cmocka_unit_test(long_line_is_told_and_passed_over),
        cmocka_unit_test(long_last_line_without_line_feed_is_told),
        cmocka_unit_test(many_lines_cross_the_pieces_whole),
        cmocka_unit_test(it_goes_back_behind_any_line),
        cmocka_unit_test(nul_within_a_line_is_kept_in_its_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
