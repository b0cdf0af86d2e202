/* Encodings, languages and entity tags. */
#include "http/etag.h"
#include "http/negotiate.h"
#include "test.h"

enum { ALL = 1u << ENCODING_IDENTITY | 1u << ENCODING_GZIP | 1u << ENCODING_BROTLI };

static void encodings_are_chosen_by_quality(void **state)
{
    (void)state;
    assert_int_equal(negotiate_encoding(NULL, ALL), ENCODING_IDENTITY);
    assert_int_equal(negotiate_encoding("", ALL), ENCODING_IDENTITY);
    assert_int_equal(negotiate_encoding("gzip, deflate, br, zstd", ALL), ENCODING_BROTLI);
    assert_int_equal(negotiate_encoding("gzip", ALL), ENCODING_GZIP);
    assert_int_equal(negotiate_encoding("x-gzip", ALL), ENCODING_GZIP);
    assert_int_equal(negotiate_encoding("GZIP;Q=1", ALL), ENCODING_GZIP);
    assert_int_equal(negotiate_encoding("br;q=0.1, gzip;q=0.9", ALL), ENCODING_GZIP);
    assert_int_equal(negotiate_encoding("br;q=0, gzip;q=0", ALL), ENCODING_IDENTITY);
    assert_int_equal(negotiate_encoding("*", ALL), ENCODING_BROTLI);
    assert_int_equal(negotiate_encoding("*;q=0", ALL), ENCODING_IDENTITY);
    assert_int_equal(negotiate_encoding("identity;q=0, gzip;q=0.001", ALL), ENCODING_GZIP);
    assert_int_equal(negotiate_encoding("identity, gzip;q=0.5", ALL), ENCODING_IDENTITY);
    assert_int_equal(negotiate_encoding("br", 1u << ENCODING_IDENTITY), ENCODING_IDENTITY);
    assert_int_equal(negotiate_encoding(",,;q=;=,gzip;;q", ALL), ENCODING_GZIP);
}

static void vietnamese_is_spoken_unless_english_is_preferred(void **state)
{
    (void)state;
    assert_int_equal(negotiate_language(NULL), LANG_VI);
    assert_int_equal(negotiate_language("fr"), LANG_VI);
    assert_int_equal(negotiate_language("en"), LANG_EN);
    assert_int_equal(negotiate_language("en-GB, vi;q=0.9"), LANG_EN);
    assert_int_equal(negotiate_language("vi-VN, en;q=0.9"), LANG_VI);
    assert_int_equal(negotiate_language("en;q=0"), LANG_VI);
    assert_int_equal(negotiate_language("english"), LANG_VI);
}

static void a_type_is_chosen_when_it_is_named_and_wanted_at_least_as_much(void **state)
{
    (void)state;
    static const char csv[] = "text/csv", json[] = "application/json";
    static const char *const chosen[] = {"text/csv",
                                         "TEXT/CSV",
                                         "text/csv, */*;q=0.8",
                                         "application/json, text/csv",
                                         "text/csv;header=present",
                                         "application/json;q=0.1,text/csv;q=0.2"};
    static const char *const passed[] = {"",
                                         "*/*",
                                         "text/*",
                                         "text/csv;q=0",
                                         "text/csvx",
                                         "application/json",
                                         "text/csv;q=0.5, application/json",
                                         "text/csv;q=0.5, */*",
                                         ",;q=,"};
    for (size_t i = 0; i < sizeof chosen / sizeof *chosen; i++)
        assert_true(negotiate_prefers(chosen[i], csv, json));
    for (size_t i = 0; i < sizeof passed / sizeof *passed; i++)
        assert_false(negotiate_prefers(passed[i], csv, json));
    assert_false(negotiate_prefers(NULL, csv, json));
}

static void text_is_for_who_names_it_and_wants_it_more_than_json(void **state)
{
    (void)state;
    static const char *const texts[] = {"text/plain", "TEXT/plain; charset=utf-8", "text/plain, */*;q=0.5",
                                        "application/json;q=0.5, text/plain", "*/*, text/plain;q=0.1"};
    static const char *const others[] = {"",
                                         "*/*",
                                         "text/*",
                                         "text/html",
                                         "text/plain;q=0",
                                         "application/json, text/plain, */*",
                                         "text/plain;q=0.5, application/problem+json",
                                         "text/plainer"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_true(negotiate_wants_text(texts[i]));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(negotiate_wants_text(others[i]));
    assert_false(negotiate_wants_text(NULL));
}

static void if_match_names_a_version_whatever_suffix_came_back(void **state)
{
    int64_t version = 0;
    (void)state;
    assert_int_equal(etag_if_match(NULL, &version), IF_MATCH_ABSENT);
    assert_int_equal(etag_if_match("*", &version), IF_MATCH_ANY);
    static const char *const sevens[] = {"\"7\"", "\"7-gz\"", "\"7-t-br\"", "\"7-p\"", " \"7-t-p-gz\" "};
    for (size_t i = 0; i < sizeof sevens / sizeof *sevens; i++) {
        version = 0;
        assert_int_equal(etag_if_match(sevens[i], &version), IF_MATCH_VERSION);
        assert_int_equal(version, 7);
    }
    assert_int_equal(etag_if_match("W/\"7\"", &version), IF_MATCH_WEAK);
    static const char *const broken[] = {
        "7", "\"\"", "\"x\"", "\"7", "\"7\" \"8\"", "\"7x\"", "\"99999999999999999999\"", ""};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
        assert_int_equal(etag_if_match(broken[i], &version), IF_MATCH_UNREADABLE);
}

static void if_none_match_ignores_the_encoding_but_not_the_token(void **state)
{
    (void)state;
    assert_true(etag_none_match_hits("\"7\"", "7"));
    assert_true(etag_none_match_hits("\"7-gz\"", "7"));
    assert_true(etag_none_match_hits("\"1\", W/\"7-br\"", "7"));
    assert_true(etag_none_match_hits("*", "7"));
    assert_true(etag_none_match_hits("\"7-t-gz\"", "7-t"));
    assert_false(etag_none_match_hits("\"7\"", "7-t"));
    assert_false(etag_none_match_hits("\"7-t\"", "7"));
    assert_false(etag_none_match_hits("\"77\"", "7"));
    assert_false(etag_none_match_hits("7", "7"));
    assert_false(etag_none_match_hits("\"7", "7"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encodings_are_chosen_by_quality),
        cmocka_unit_test(vietnamese_is_spoken_unless_english_is_preferred),
        cmocka_unit_test(a_type_is_chosen_when_it_is_named_and_wanted_at_least_as_much),
        cmocka_unit_test(text_is_for_who_names_it_and_wants_it_more_than_json),
        cmocka_unit_test(if_match_names_a_version_whatever_suffix_came_back),
        cmocka_unit_test(if_none_match_ignores_the_encoding_but_not_the_token),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
