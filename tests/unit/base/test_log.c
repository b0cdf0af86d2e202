#include "log_fixture.h"

#include <pthread.h>
#include <stdio.h>

static void a_client_cannot_forge_a_line(void **state)
{
    (void)state;
    log_init(LOG_LEVEL_INFO, LOG_FORMAT_TEXT);
    begin();
    log_info("request", LOG_SAYS("it was refused"),
             LOG_TEXT("path", "/a\n2026-11-29 13:05:02 +07 error break-in: \"x\\"), LOG_TEXT("agent", NULL),
             LOG_TEXT("plain", "abc"), LOG_NUMBER("status", -404), LOG_FLAG("tls", true),
             LOG_TEXT("split", "a=b"), LOG_TEXT("empty", ""));
    const char *line = end();
    assert_string_equal(
        behind_the_time(line),
        "info request: it was refused path=\"/a\\u000a2026-11-29 13:05:02 +07 error break-in: "
        "\\\"x\\\\\" agent=- plain=abc status=-404 tls=yes split=\"a=b\" empty=\"\"\n");
}

static void each_level_has_its_word(void **state)
{
    (void)state;
    static const char *const words[] = {"error ", "warn ", "info ", "debug "};
    for (enum log_level level = LOG_LEVEL_ERROR; level <= LOG_LEVEL_DEBUG; level++) {
        log_init(LOG_LEVEL_DEBUG, LOG_FORMAT_TEXT);
        begin();
        log_event(level, "e", LOG_FIELDS(LOG_SAYS("s")));
        assert_memory_equal(behind_the_time(end()), words[level], strlen(words[level]));
    }
}

static void the_json_form_is_json_with_numbers_as_numbers(void **state)
{
    (void)state;
    log_init(LOG_LEVEL_INFO, LOG_FORMAT_JSON);
    begin();
    log_error("fault", LOG_SAYS("Cổng \"a\"\t"), LOG_TEXT("text", "1"), LOG_NUMBER("number", INT64_MIN),
              LOG_FLAG("yes", 2), LOG_FLAG("no", false), LOG_TEXT("none", NULL));
    const char *line = end();
    assert_memory_equal(line, "{\"time\":\"20", 11);
    assert_memory_equal(line + 9 + 19, ".", 1); /* milliseconds */
    assert_string_equal(line + 9 + 23,
                        "+07:00\",\"level\":\"error\",\"event\":\"fault\",\"message\":\"Cổng "
                        "\\\"a\\\"\\u0009\",\"text\":\"1\",\"number\":-9223372036854775808,\"yes\":true,"
                        "\"no\":false,\"none\":null}\n");
}

/* What two bytes, or three, become; of both forms. */
static void what_is_no_utf8_or_hides_never_passes(void **state)
{
    (void)state;
    static const struct {
        const char *given, *written;
    } rows[] = {
        {"a\xff"
         "b",
         "a\xEF\xBF\xBD"
         "b"},
        {"a\xC0\xAF", "a\xEF\xBF\xBD\xEF\xBF\xBD"},                               /* too long a form of '/' */
        {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},                 /* half a pair */
        {"\xF4\x90\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"}, /* beyond Unicode */
        {"a\xE1\xBB", "a\xEF\xBF\xBD\xEF\xBF\xBD"},                               /* cut short */
        {"\xC2\x85", "\\u0085"},                                                  /* next line */
        {"\xE2\x80\xA8", "\\u2028"},                                              /* line separator */
        {"\xE2\x80\xAE", "\\u202e"}, /* right to left from here */
        {"\x1b[2J", "\\u001b[2J"},   /* clears a terminal */
        {"\x7f", "\\u007f"},
        {"\xEF\xBB\xBF", "\\ufeff"},
        {"\xF0\x9F\x98\x80 Đ", "\xF0\x9F\x98\x80 Đ"},
    };
    for (enum log_format form = LOG_FORMAT_TEXT; form <= LOG_FORMAT_JSON; form++)
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            char wanted[64];
            log_init(LOG_LEVEL_INFO, form);
            begin();
            log_info("e", LOG_SAYS("s"), LOG_TEXT("k", rows[i].given), LOG_TEXT("z", "="));
            snprintf(wanted, sizeof wanted, "%s", rows[i].written);
            const char *line = end();
            assert_non_null(strstr(line, wanted));
            /* Whoever reads escapes reads them within quotes. */
            assert_true(!strchr(wanted, '\\') ||
                        strstr(line, form == LOG_FORMAT_TEXT ? " k=\"" : "\"k\":\""));
            assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
        }
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
        log_info("full", LOG_SAYS("s"), LOG_TEXT("a", control + shift), LOG_TEXT("b", control),
                 LOG_TEXT("c", marked), LOG_TEXT("d", marked + shift % 3), LOG_TEXT("e", control));
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
    log_info("quiet", LOG_SAYS("a"));
    log_warning("loud", LOG_SAYS("a"));
    const char *line = end();
    assert_null(strstr(line, "quiet"));
    assert_non_null(strstr(line, "loud"));
}

enum { STACK_SIZE = 256 * 1024, PAINT = 0xA5 };

static void *say_nothing(void *context)
{
    (void)context;
    log_info("quiet", LOG_SAYS("a"));
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
    struct log_field fields[22];
    memset(value, 'x', sizeof value - 1);
    fields[0] = (struct log_field)LOG_SAYS("s");
    for (size_t i = 1; i < 21; i++)
        fields[i] = (struct log_field)LOG_TEXT("k", value);
    fields[21] = (struct log_field)LOG_END;
    log_init(LOG_LEVEL_INFO, LOG_FORMAT_TEXT);
    begin();
    log_event(LOG_LEVEL_INFO, "long", fields);
    const char *line = end();
    size_t length = strlen(line);
    assert_in_range(length, 15 * 1024, 16 * 1024);
    assert_int_equal(line[length - 1], '\n');
}

static size_t describe(void *owner, struct log_field *fields)
{
    fields[0] = (struct log_field)LOG_TEXT("job", owner);
    return 1;
}

static void a_failure_says_whose_it_is_and_the_same_again_is_silent(void **state)
{
    (void)state;
    char name[] = "folds";
    log_init(LOG_LEVEL_INFO, LOG_FORMAT_TEXT);
    begin();
    struct log_context first = {describe, name, 0, 0}, *around = log_enter(&first);
    assert_false(log_has_told());
    log_info("fine", LOG_SAYS("s"));
    assert_false(log_has_told());
    struct log_context within = {0}, *outer = log_enter(&within);
    log_error("store", LOG_SAYS("s"), LOG_NUMBER("n", 1));
    assert_true(log_has_told());
    log_leave(outer);
    assert_true(log_has_told());
    log_leave(around);
    assert_false(log_has_told());
    struct log_context second = {describe, name, first.told, 0};
    around = log_enter(&second);
    log_error("store", LOG_SAYS("s"), LOG_NUMBER("n", 1));
    assert_int_equal(second.told, first.told);
    log_error("store", LOG_SAYS("s"), LOG_NUMBER("n", 2));
    log_leave(around);
    const char *line = end();
    assert_string_equal(behind_the_time(line) + strlen("info fine: s\n"), strchr(line, '\n') + 1);
    line = strchr(line, '\n') + 1;
    assert_string_equal(behind_the_time(line) + strlen("error store: s n=1 job=folds\n"),
                        strchr(line, '\n') + 1);
    line = strchr(line, '\n') + 1;
    assert_string_equal(behind_the_time(line), "error store: s n=2 job=folds\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_client_cannot_forge_a_line),
        cmocka_unit_test(each_level_has_its_word),
        cmocka_unit_test(the_json_form_is_json_with_numbers_as_numbers),
        cmocka_unit_test(what_is_no_utf8_or_hides_never_passes),
        cmocka_unit_test(a_full_line_still_ends_its_value_and_its_object),
        cmocka_unit_test(what_is_less_important_is_left_out),
        cmocka_unit_test(a_line_that_is_left_out_zeroes_no_sixteen_kib),
        cmocka_unit_test(long_values_are_cut_and_the_line_still_ends),
        cmocka_unit_test(a_failure_says_whose_it_is_and_the_same_again_is_silent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
