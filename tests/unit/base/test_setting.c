#include "base/setting.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct settings *load(const char *file_text, char *const *environment,
                             const struct setting_option *options, size_t count, enum err expected,
                             const char *fault_part)
{
    char path[] = "/tmp/cong-setting-XXXXXX";
    auto_buf struct buf fault = BUF(2000);
    struct settings *settings = NULL;
    if (file_text) {
        int fd = mkstemp(path);
        assert_int_equal(write(fd, file_text, strlen(file_text)), strlen(file_text));
        close(fd);
    }
    const struct setting_sources sources = {options, count, environment, file_text ? path : NULL};
    enum err err = settings_load(&sources, &fault, &settings);
    if (file_text)
        unlink(path);
    if (fault_part && !strstr(buf_str(&fault), fault_part))
        fail_msg("\"%s\" is not in \"%s\"", fault_part, buf_str(&fault));
    assert_int_equal(err, expected);
    return settings;
}

static void refused(const char *file_text, const char *fault_part)
{
    assert_null(load(file_text, NULL, NULL, 0, ERR_INPUT, fault_part));
}

static void the_defaults_of_the_table_are_within_its_own_bounds(void **state)
{
    (void)state;
    auto_settings struct settings *settings = load(NULL, NULL, NULL, 0, ERR_OK, NULL);
    assert_string_equal(settings->data, "/var/lib/congd");
    assert_int_equal(settings->listen.count, 1);
    assert_string_equal(settings->listen.items[0], "127.0.0.1:8080");
    assert_null(settings->listen.items[1]);
    assert_int_equal(settings->trusted_proxies.count, 0);
    assert_int_equal(settings->page_cache, 64 << 20);
    assert_int_equal(settings->idle_timeout, 600000);
    assert_string_equal(settings->log_level, "info");
}

static void the_stronger_source_wins(void **state)
{
    (void)state;
    char first[] = "CONGD_THREADS=5", second[] = "CONGD_CONNECTIONS=500", other[] = "PATH=/bin";
    char *const environment[] = {other, first, second, NULL};
    const struct setting_option options[] = {
        {"threads", "6"}, {"listen", "[::1]:1"}, {"listen", "127.0.0.1:2"}};
    auto_settings struct settings *settings =
        load("threads = 4\nconnections = 400\nconnections_per_address = 40\nlisten = 127.0.0.1:9\n",
             environment, options, 3, ERR_OK, NULL);
    assert_int_equal(settings->threads, 6);
    assert_int_equal(settings->connections, 500);
    assert_int_equal(settings->connections_per_address, 40);
    assert_int_equal(settings->listen.count, 2);
    assert_string_equal(settings->listen.items[1], "127.0.0.1:2");
    assert_int_equal(settings->origins[SETTING_threads], ORIGIN_OPTION);
    assert_int_equal(settings->origins[SETTING_connections], ORIGIN_ENVIRONMENT);
    assert_int_equal(settings->origins[SETTING_connections_per_address], ORIGIN_FILE);
    assert_int_equal(settings->origins[SETTING_data], ORIGIN_DEFAULT);
}

static void units_are_read_and_written_back(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t value;
        const char *written;
    } cases[] = {{"page_cache = 1G", 1 << 30, "1G"},
                 {"page_cache = 1536K", 1536 << 10, "1536K"},
                 {"page_cache = 1048577", 1048577, "1048577"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_buf struct buf out = BUF(100);
        auto_settings struct settings *settings = load(cases[i].text, NULL, NULL, 0, ERR_OK, NULL);
        setting_print(settings, SETTING_page_cache, &out);
        assert_int_equal(settings->page_cache, cases[i].value);
        assert_string_equal(buf_str(&out), cases[i].written);
    }
    auto_settings struct settings *settings = load("idle_timeout = 2min", NULL, NULL, 0, ERR_OK, NULL);
    assert_int_equal(settings->idle_timeout, 120000);
}

static void what_is_wrong_is_named_with_its_line(void **state)
{
    (void)state;
    refused("threads = 4\n\nthread = 4\n", ":3: there is no setting \"thread\" (was \"threads\" meant?)");
    refused("khong_co = 4\n", ":1: there is no setting \"khong_co\"");
    refused("threads = 65\n", ":1: threads must be a number from 0 to 64");
    refused("threads = -1\n", ":1: threads must be");
    refused("threads = 4x\n", ":1: threads must be");
    refused("threads =\n", ":1: threads must be");
    refused("# comment\nidle_timeout = 20\n", ":2: idle_timeout must be a number from 1s to 10min");
    refused("page_cache = 99999999999999G\n", ":1: page_cache must be a number from 1M to 16G");
    refused("log_level = loud\n", ":1: log_level must be one of info|error|warning|debug");
    refused("log_level = inf\n", ":1: log_level");
    refused("data =\n", ":1: data must have 1 to 1000 characters");
    refused("threads = 4\nthreads = 5\n", ":2: threads is set twice");
    refused("[server]\nthreads = 4\n", "no sections");
    refused("threads = 4\nhello\n", ":2: expected NAME = VALUE");
}

static void all_faults_are_told_at_once(void **state)
{
    (void)state;
    char variable[] = "CONGD_LISTENN=1";
    char *const environment[] = {variable, NULL};
    const struct setting_option options[] = {{"connections", "1"}};
    auto_buf struct buf fault = BUF(4000), text = BUF(4000);
    struct settings *settings = NULL;
    char path[] = "/tmp/cong-setting-XXXXXX";
    int fd = mkstemp(path);
    buf_text(&text, "threads = 65\nhello\nbase_url = ");
    for (int i = 0; i < 600; i++)
        buf_char(&text, 'x');
    buf_text(&text, "\nworld\nlog_level = loud\nthreads = 2\n");
    assert_int_equal(write(fd, text.bytes, text.length), text.length);
    close(fd);
    const struct setting_sources sources = {options, 1, environment, path};
    assert_int_equal(settings_load(&sources, &fault, &settings), ERR_INPUT);
    unlink(path);
    static const char *const wanted[] = {":1: threads must be",
                                         ":2: expected NAME = VALUE",
                                         ":3: the line is too long",
                                         ":4: expected NAME = VALUE",
                                         ":5: log_level must be",
                                         ":6: threads is set twice",
                                         "CONGD_LISTENN: there is no setting",
                                         "option: connections must be"};
    const char *at = buf_str(&fault);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        at = strstr(at, wanted[i]);
        if (!at)
            fail_msg("\"%s\" is not in its place in \"%s\"", wanted[i], buf_str(&fault));
        size_t rest = strcspn(at, "\n");
        assert_true(i + 1 == sizeof wanted / sizeof *wanted ? !at[rest] : at[rest] == '\n');
    }
}

static void more_faults_than_fit_are_as_many_as_fit(void **state)
{
    (void)state;
    struct setting_option options[50];
    auto_buf struct buf fault = BUF(500);
    struct settings *settings = NULL;
    for (size_t i = 0; i < 50; i++)
        options[i] = (struct setting_option){"khong_co", "1"};
    const struct setting_sources sources = {options, 50, NULL, NULL};
    assert_int_equal(settings_load(&sources, &fault, &settings), ERR_INPUT);
    assert_false(buf_failed(&fault));
    assert_true(fault.length > 400);
}

static void a_line_that_would_be_cut_in_two_is_refused(void **state)
{
    (void)state;
    char text[600];
    memset(text, 'x', sizeof text);
    memcpy(text, "base_url = ", 11);
    text[598] = '\n';
    text[599] = '\0';
    refused(text, ":1: the line is too long");
}

static void an_unknown_variable_is_refused_by_name(void **state)
{
    (void)state;
    char variable[] = "CONGD_LISTENN=1";
    char *const environment[] = {variable, NULL};
    assert_null(
        load(NULL, environment, NULL, 0, ERR_INPUT, "CONGD_LISTENN: there is no setting \"listenn\""));
}

static void a_missing_file_is_told(void **state)
{
    (void)state;
    auto_buf struct buf fault = BUF(2000);
    struct settings *settings = NULL;
    const struct setting_sources sources = {NULL, 0, NULL, "/nonexistent/congd.conf"};
    assert_int_equal(settings_load(&sources, &fault, &settings), ERR_NOT_FOUND);
    assert_string_equal(buf_str(&fault), "/nonexistent/congd.conf cannot be read: No such file or directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_defaults_of_the_table_are_within_its_own_bounds),
        cmocka_unit_test(the_stronger_source_wins),
        cmocka_unit_test(units_are_read_and_written_back),
        cmocka_unit_test(what_is_wrong_is_named_with_its_line),
        cmocka_unit_test(all_faults_are_told_at_once),
        cmocka_unit_test(more_faults_than_fit_are_as_many_as_fit),
        cmocka_unit_test(a_line_that_would_be_cut_in_two_is_refused),
        cmocka_unit_test(an_unknown_variable_is_refused_by_name),
        cmocka_unit_test(a_missing_file_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
