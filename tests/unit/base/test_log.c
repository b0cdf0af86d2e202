#include "base/log.h"

#include "test.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char logged[32 * 1024];
static int saved, ends[2];

static void begin(void)
{
    assert_int_equal(pipe(ends), 0);
    saved = dup(STDERR_FILENO);
    dup2(ends[1], STDERR_FILENO);
    close(ends[1]);
}

static const char *end(void)
{
    dup2(saved, STDERR_FILENO);
    close(saved);
    ssize_t got = read(ends[0], logged, sizeof logged - 1);
    close(ends[0]);
    logged[got < 0 ? 0 : got] = '\0';
    return logged;
}

static void a_client_cannot_forge_a_line(void **state)
{
    (void)state;
    log_init(LOG_LEVEL_INFO, LOG_FORMAT_TEXT);
    begin();
    log_info("request", "path", "/a\nevent=break-in \"x\\", "agent", (char *)NULL, "plain", "abc");
    const char *line = end();
    assert_non_null(strstr(
        line, " level=info event=request path=\"/a\\u000aevent=break-in \\\"x\\\\\" agent=- plain=abc\n"));
    assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
}

static void the_json_form_is_json(void **state)
{
    (void)state;
    log_init(LOG_LEVEL_INFO, LOG_FORMAT_JSON);
    begin();
    log_error("fault", "text", "Cổng \"a\"\t");
    const char *line = end();
    assert_int_equal(line[0], '{');
    assert_non_null(
        strstr(line, "\"level\":\"error\",\"event\":\"fault\",\"text\":\"Cổng \\\"a\\\"\\u0009\"}\n"));
}

static void a_full_line_still_ends_its_value_and_its_object(void **state)
{
    (void)state;
    char control[1025], marked[1400];
    memset(control, 1, sizeof control - 1);
    control[sizeof control - 1] = '\0';
    for (size_t i = 0; i + 3 < sizeof marked; i += 3)
        memcpy(marked + i, "\xE1\xBB\x9B", 4);
    for (size_t shift = 0; shift < 12; shift++) {
        log_init(LOG_LEVEL_INFO, LOG_FORMAT_JSON);
        begin();
        log_info("full", "a", control + shift, "b", control, "c", marked, "d", marked + shift % 3, "e",
                 control);
        const char *line = end();
        size_t length = strlen(line);
        assert_true(length > 15 * 1024 && length <= 16 * 1024);
        assert_string_equal(line + length - 3, "\"}\n");
        assert_int_not_equal(line[length - 4], '\\');
        assert_non_null(strstr(line, "\x9B\",\"d\":\"")); /* "c" was cut behind a whole letter */
    }
}

static void what_is_less_important_is_left_out(void **state)
{
    (void)state;
    log_init(LOG_LEVEL_WARNING, LOG_FORMAT_TEXT);
    begin();
    log_info("quiet", "a", "b");
    log_warning("loud", "a", "b");
    const char *line = end();
    assert_null(strstr(line, "quiet"));
    assert_non_null(strstr(line, "loud"));
}

enum { STACK_SIZE = 256 * 1024, PAINT = 0xA5 };

static void *say_nothing(void *context)
{
    (void)context;
    log_info("quiet", "a", "b");
    return NULL;
}

static void *do_nothing(void *context)
{
    return context;
}

/* How much of its stack a thread that runs `run` has written. */
static size_t stack_used(void *(*run)(void *))
{
    pthread_t thread;
    pthread_attr_t attributes;
    unsigned char *stack = NULL;
    size_t untouched = 0;
    assert_int_equal(posix_memalign((void **)&stack, 4096, STACK_SIZE), 0);
    memset(stack, PAINT, STACK_SIZE);
    pthread_attr_init(&attributes);
    assert_int_equal(pthread_attr_setstack(&attributes, stack, STACK_SIZE), 0);
    assert_int_equal(pthread_create(&thread, &attributes, run, NULL), 0);
    pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
    while (untouched < STACK_SIZE && stack[untouched] == PAINT)
        untouched++;
    free(stack);
    return STACK_SIZE - untouched;
}

static void a_line_that_is_left_out_zeroes_no_sixteen_kib(void **state)
{
    (void)state;
    log_init(LOG_LEVEL_WARNING, LOG_FORMAT_TEXT);
    assert_true(stack_used(say_nothing) < stack_used(do_nothing) + 4096);
}

static void long_values_are_cut_and_the_line_still_ends(void **state)
{
    (void)state;
    static char value[100000];
    memset(value, 'x', sizeof value - 1);
    log_init(LOG_LEVEL_INFO, LOG_FORMAT_TEXT);
    begin();
    log_info("long", "1", value, "2", value, "3", value, "4", value, "5", value, "6", value, "7", value, "8",
             value, "9", value, "10", value, "11", value, "12", value, "13", value, "14", value, "15", value,
             "16", value, "17", value);
    const char *line = end();
    size_t length = strlen(line);
    assert_in_range(length, 16 * 1024 - 10, 16 * 1024);
    assert_int_equal(line[length - 1], '\n');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_client_cannot_forge_a_line),
        cmocka_unit_test(the_json_form_is_json),
        cmocka_unit_test(a_full_line_still_ends_its_value_and_its_object),
        cmocka_unit_test(what_is_less_important_is_left_out),
        cmocka_unit_test(a_line_that_is_left_out_zeroes_no_sixteen_kib),
        cmocka_unit_test(long_values_are_cut_and_the_line_still_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
