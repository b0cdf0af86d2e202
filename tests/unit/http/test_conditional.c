/* Conditional and range requests by RFC 9110 sections 13 and 14. */
#include "http/conditional.h"
#include "test.h"

#define DAY "Tue, 24 Nov 2026 "
enum { SIZE = 1000 };
static const int64_t modified_ms = 1795521600500; /* Tue, 24 Nov 2026 12:00:00.5 GMT */

static enum condition check(struct request request)
{
    return condition_check(&request, "7", modified_ms);
}

static void tags_come_before_dates(void **state)
{
    (void)state;
    assert_int_equal(check((struct request){0}), CONDITION_SEND);
    assert_int_equal(check((struct request){.if_none_match = "\"7-gz\""}), CONDITION_NOT_MODIFIED);
    assert_int_equal(check((struct request){.if_none_match = "*"}), CONDITION_NOT_MODIFIED);
    assert_int_equal(
        check((struct request){.if_none_match = "\"8\"", .if_modified_since = DAY "23:00:00 GMT"}),
        CONDITION_SEND);
    assert_int_equal(check((struct request){.if_match = "\"7\""}), CONDITION_SEND);
    assert_int_equal(check((struct request){.if_match = "\"6\", \"7\""}), CONDITION_SEND);
    assert_int_equal(check((struct request){.if_match = "*"}), CONDITION_SEND);
    assert_int_equal(check((struct request){.if_match = "\"8\""}), CONDITION_FAILED);
    assert_int_equal(check((struct request){.if_match = "\"8\"", .if_none_match = "\"7\""}),
                     CONDITION_FAILED);
    assert_int_equal(check((struct request){.if_match = "\"7\"", .if_unmodified_since = DAY "11:00:00 GMT"}),
                     CONDITION_SEND);
}

static void if_match_compares_strongly(void **state)
{
    (void)state;
    assert_int_equal(check((struct request){.if_match = "W/\"7\""}), CONDITION_FAILED);
    assert_int_equal(check((struct request){.if_match = "W/\"7\", \"7-br\""}), CONDITION_SEND);
    assert_int_equal(check((struct request){.if_none_match = "W/\"7\""}), CONDITION_NOT_MODIFIED);
}

static void what_exists_without_a_tag_matches_any(void **state)
{
    const struct request any = {.if_match = "*"}, empty = {.if_match = "\"\""};
    (void)state;
    assert_int_equal(condition_check(&any, "", modified_ms), CONDITION_SEND);
    assert_int_equal(condition_check(&empty, "", modified_ms), CONDITION_FAILED);
}

static void dates_count_in_seconds(void **state)
{
    (void)state;
    assert_int_equal(check((struct request){.if_modified_since = DAY "12:00:00 GMT"}),
                     CONDITION_NOT_MODIFIED);
    assert_int_equal(check((struct request){.if_modified_since = DAY "12:00:01 GMT"}),
                     CONDITION_NOT_MODIFIED);
    assert_int_equal(check((struct request){.if_modified_since = DAY "11:59:59 GMT"}), CONDITION_SEND);
    assert_int_equal(check((struct request){.if_unmodified_since = DAY "12:00:00 GMT"}), CONDITION_SEND);
    assert_int_equal(check((struct request){.if_unmodified_since = DAY "11:59:59 GMT"}), CONDITION_FAILED);
    assert_int_equal(check((struct request){.if_modified_since = "yesterday"}), CONDITION_SEND);
    assert_int_equal(check((struct request){.if_unmodified_since = ""}), CONDITION_SEND);
}

static void what_has_no_validators_is_sent(void **state)
{
    const struct request dated = {.if_modified_since = DAY "23:00:00 GMT"}, tagged = {.if_none_match = "*"};
    const struct request match = {.if_match = "\"7\""};
    (void)state;
    assert_int_equal(condition_check(&dated, "", 0), CONDITION_SEND);
    assert_int_equal(condition_check(&tagged, "", 0), CONDITION_SEND);
    assert_int_equal(condition_check(&match, "", 0), CONDITION_FAILED);
}

static void only_reading_is_conditional(void **state)
{
    (void)state;
    assert_int_equal(check((struct request){.method = METHOD_HEAD, .if_none_match = "*"}),
                     CONDITION_NOT_MODIFIED);
    assert_int_equal(check((struct request){.method = METHOD_POST, .if_none_match = "*"}), CONDITION_SEND);
}

struct sample {
    const char *header;
    enum range_kind kind;
    int64_t start, size;
};

static void one_range_is_found_or_all_is_sent(void **state)
{
    static const struct sample samples[] = {
        {"bytes=0-0", RANGE_PART, 0, 1},
        {"bytes=0-", RANGE_PART, 0, 1000},
        {"bytes=10-19", RANGE_PART, 10, 10},
        {"BYTES=990-5000", RANGE_PART, 990, 10},
        {"bytes=999-99999999999999999999999999", RANGE_PART, 999, 1},
        {"bytes=-10", RANGE_PART, 990, 10},
        {"bytes=-5000", RANGE_PART, 0, 1000},
        {"bytes=1000-", RANGE_BEYOND, 0, 0},
        {"bytes=99999999999999999999999999-", RANGE_BEYOND, 0, 0},
        {"bytes=-0", RANGE_BEYOND, 0, 0},
        {"bytes=20-10", RANGE_WHOLE, 0, 0},
        {"bytes=0-1,5-6", RANGE_WHOLE, 0, 0},
        {"bytes=-", RANGE_WHOLE, 0, 0},
        {"bytes=", RANGE_WHOLE, 0, 0},
        {"bytes= 1-2", RANGE_WHOLE, 0, 0},
        {"bytes=1-2 ", RANGE_WHOLE, 0, 0},
        {"bytes=a-b", RANGE_WHOLE, 0, 0},
        {"bytes=--1", RANGE_WHOLE, 0, 0},
        {"lines=1-2", RANGE_WHOLE, 0, 0},
        {"", RANGE_WHOLE, 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        const struct request request = {.range = samples[i].header};
        struct range range = {0};
        if (range_choose(&request, "7", modified_ms, SIZE, &range) != samples[i].kind)
            print_error("%s\n", samples[i].header);
        range = (struct range){0};
        assert_int_equal(range_choose(&request, "7", modified_ms, SIZE, &range), samples[i].kind);
        assert_int_equal(range.start, samples[i].start);
        assert_int_equal(range.size, samples[i].size);
    }
}

static enum range_kind with(const char *if_range)
{
    const struct request request = {.range = "bytes=0-1", .if_range = if_range};
    struct range range;
    return range_choose(&request, "7", modified_ms, SIZE, &range);
}

static void if_range_wants_the_very_same(void **state)
{
    (void)state;
    assert_int_equal(with("\"7\""), RANGE_PART);
    assert_int_equal(with("\"77\""), RANGE_WHOLE);
    assert_int_equal(with("\"7-gz\""), RANGE_WHOLE);
    assert_int_equal(with("W/\"7\""), RANGE_WHOLE);
    assert_int_equal(with("\"7"), RANGE_WHOLE);
    assert_int_equal(with(""), RANGE_WHOLE);
    assert_int_equal(with(DAY "12:00:00 GMT"), RANGE_PART);
    assert_int_equal(with(DAY "12:00:01 GMT"), RANGE_WHOLE);
}

static void an_empty_file_has_no_ranges(void **state)
{
    const struct request request = {.range = "bytes=0-"}, suffix = {.range = "bytes=-1"};
    struct range range;
    (void)state;
    assert_int_equal(range_choose(&request, "", 0, 0, &range), RANGE_BEYOND);
    assert_int_equal(range_choose(&suffix, "", 0, 0, &range), RANGE_BEYOND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tags_come_before_dates),
        cmocka_unit_test(if_match_compares_strongly),
        cmocka_unit_test(what_exists_without_a_tag_matches_any),
        cmocka_unit_test(dates_count_in_seconds),
        cmocka_unit_test(what_has_no_validators_is_sent),
        cmocka_unit_test(only_reading_is_conditional),
        cmocka_unit_test(one_range_is_found_or_all_is_sent),
        cmocka_unit_test(if_range_wants_the_very_same),
        cmocka_unit_test(an_empty_file_has_no_ranges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
