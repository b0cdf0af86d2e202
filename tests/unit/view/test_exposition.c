/* Prometheus's text form, byte by byte. */
#include "view/exposition.h"

#include "test.h"

#include <string.h>

static void assert_text(const struct buf *out, const char *wanted)
{
    assert_false(buf_failed(out));
    assert_string_equal(buf_str(out), wanted);
}

static void a_family_is_two_lines_and_its_samples(void **state)
{
    (void)state;
    auto_buf struct buf out = BUF(4096);
    exposition_counter(&out, "a_total", "What a is.", 7);
    exposition_gauge(&out, "b", "What b is.", -1);
    assert_text(&out, "# HELP a_total What a is.\n# TYPE a_total counter\na_total 7\n"
                      "# HELP b What b is.\n# TYPE b gauge\nb -1\n");
}

static void nothing_in_a_label_can_end_it(void **state)
{
    (void)state;
    auto_buf struct buf out = BUF(4096);
    const struct label labels[] = {{"route", "/a\"b\\c\nd/{id}"}, {"other", "ữ"}, {0}};
    exposition_integer(&out, "a", labels, 1);
    assert_text(&out, "a{route=\"/a\\\"b\\\\c\\nd/{id}\",other=\"ữ\"} 1\n");
}

static void a_help_line_stays_one_line(void **state)
{
    (void)state;
    auto_buf struct buf out = BUF(4096);
    exposition_family(&out, "a", FAMILY_GAUGE, "one\ntwo \\ \"three\"");
    assert_text(&out, "# HELP a one\\ntwo \\\\ \"three\"\n# TYPE a gauge\n");
}

static void microseconds_are_shown_as_seconds(void **state)
{
    (void)state;
    static const struct {
        int64_t us;
        const char *text;
    } cases[] = {{0, "a 0\n"},         {1, "a 0.000001\n"},         {500, "a 0.0005\n"},   {1000000, "a 1\n"},
                 {1500000, "a 1.5\n"}, {10000001, "a 10.000001\n"}, {-250000, "a -0.25\n"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_buf struct buf out = BUF(4096);
        exposition_seconds(&out, "a", NULL, cases[i].us);
        assert_text(&out, cases[i].text);
    }
}

static void the_buckets_of_a_histogram_count_all_up_to_their_bound(void **state)
{
    (void)state;
    auto_buf struct buf out = BUF(4096);
    struct histogram histogram = {0};
    struct histogram_state seen = {0};
    const struct label labels[] = {{"of", "b"}, {0}};
    static const uint64_t sizes[] = {1, 2, 2, 100, 1000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        histogram_add(&histogram, &histogram_sizes, sizes[i]);
    histogram_read(&histogram, &seen);
    exposition_sizes(&out, "a", labels, &seen);
    assert_text(&out, "a_bucket{of=\"b\",le=\"1\"} 1\n"
                      "a_bucket{of=\"b\",le=\"2\"} 3\n"
                      "a_bucket{of=\"b\",le=\"4\"} 3\n"
                      "a_bucket{of=\"b\",le=\"8\"} 3\n"
                      "a_bucket{of=\"b\",le=\"16\"} 3\n"
                      "a_bucket{of=\"b\",le=\"32\"} 3\n"
                      "a_bucket{of=\"b\",le=\"64\"} 3\n"
                      "a_bucket{of=\"b\",le=\"128\"} 4\n"
                      "a_bucket{of=\"b\",le=\"+Inf\"} 5\n"
                      "a_sum{of=\"b\"} 1105\n"
                      "a_count{of=\"b\"} 5\n");
}

static void a_histogram_of_times_has_its_bounds_in_seconds(void **state)
{
    (void)state;
    auto_buf struct buf out = BUF(4096);
    struct histogram_state seen = {.counts = {1}, .sum = 400};
    exposition_times(&out, "a", NULL, &seen);
    assert_ptr_equal(strstr(buf_str(&out), "a_bucket{le=\"0.0005\"} 1\na_bucket{le=\"0.001\"} 1\n"),
                     buf_str(&out));
    assert_non_null(
        strstr(buf_str(&out), "a_bucket{le=\"30\"} 1\na_bucket{le=\"+Inf\"} 1\na_sum 0.0004\na_count 1\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_family_is_two_lines_and_its_samples),
        cmocka_unit_test(nothing_in_a_label_can_end_it),
        cmocka_unit_test(a_help_line_stays_one_line),
        cmocka_unit_test(microseconds_are_shown_as_seconds),
        cmocka_unit_test(the_buckets_of_a_histogram_count_all_up_to_their_bound),
        cmocka_unit_test(a_histogram_of_times_has_its_bounds_in_seconds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
