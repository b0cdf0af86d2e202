/* Captions whose times can be read are taken, others are not. */
#include "media/captions.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* From memory of exactly this size, so that a step beyond is seen. */
static bool whole(const char *text)
{
    size_t size = strlen(text);
    char *copy = malloc(size + !size);
    assert_non_null(copy);
    memcpy(copy, text, size);
    bool is_whole = captions_begin(copy, size) && captions_are_whole(copy, size);
    free(copy);
    return is_whole;
}

static void the_form_is_that_of_webvtt(void **state)
{
    (void)state;
    assert_true(whole("WEBVTT\n\n00:01.000 --> 00:02.500\nXin chào\n"));
    assert_true(whole(
        "\xEF\xBB\xBFWEBVTT - tiếng Việt\r\n\r\n1\r\n01:00:01.000 --> 01:00:02.000 align:start\r\nA\r\n"));
    assert_true(whole("WEBVTT\n\n00:01.000\t-->\t00:02.500"));
    assert_false(whole("WEBVTT"));
    assert_false(whole("WEBVTT\n\nno captions\n"));
    assert_false(whole("WEBVTTX\n\n00:01.000 --> 00:02.500\nA\n"));
    assert_false(whole("1\n00:00:01,000 --> 00:00:02,000\nA\n"));
}

static void times_are_whole_and_go_forward(void **state)
{
    static const char *const bad[] = {"00:01.000 --> ",
                                      "00:01.000 -->",
                                      "00:01.000-->00:02.000",
                                      "00:02.000 --> 00:01.000",
                                      "00:61.000 --> 00:62.000",
                                      "00:01,000 --> 00:02,000",
                                      "0:01.000 --> 0:02.000",
                                      "00:01.00 --> 00:02.00",
                                      "00:01.000 --> 00:02.0000",
                                      "-->",
                                      "00:60:01.000 --> 00:60:02.000"};
    char text[128];
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        snprintf(text, sizeof text, "WEBVTT\n\n%s\nA\n", bad[i]);
        assert_false(whole(text));
        snprintf(text, sizeof text, "WEBVTT\n\n%s", bad[i]);
        assert_false(whole(text));
    }
}

/* Everything that is said, a paragraph a line; from memory of exactly the text's size. */
static const char *said(struct arena *arena, const char *text)
{
    size_t size = strlen(text), count;
    char *copy = malloc(size + !size);
    const char **paragraphs, *all = "";
    assert_non_null(copy);
    memcpy(copy, text, size);
    assert_int_equal(captions_said(copy, size, arena, &paragraphs, &count), ERR_OK);
    free(copy);
    for (size_t i = 0; i < count; i++)
        all = arena_printf(arena, "%s%s\n", all, paragraphs[i]);
    return all;
}

static void what_is_said_is_told_without_times_and_marks(void **state)
{
    auto_arena struct arena *arena = arena_new(4 * 1024 * 1024);
    (void)state;
    assert_string_equal(
        said(arena, "WEBVTT - tên\n\nNOTE không đọc\n\n1\n00:01.000 --> 00:02.000 align:start\n<v Lan>Xin "
                    "<i>chào</i>\nbà con &amp; cô bác.\r\n\r\n00:02.000 --> 00:03.000\nbà con &amp; cô "
                    "bác.\n\n00:03.000 --> 00:04.000\n5 &lt; 6"),
        "Xin chào bà con & cô bác. 5 < 6\n");
    assert_string_equal(said(arena, "WEBVTT\n\n00:01.000 --> 00:02.000\nA\n\n00:02.000 --> "
                                    "00:03.000\nA\n\n00:03.000 --> 00:04.000\nB &am"),
                        "A B &am\n");
    assert_string_equal(said(arena, "WEBVTT"), "");
    const char *many = "WEBVTT\n\n";
    for (int i = 0; i < 30; i++)
        many = arena_printf(arena, "%s00:%02d.000 --> 00:%02d.500\nCâu số %d trong ba mươi câu nói.\n\n",
                            many, i, i, i);
    size_t breaks = 0;
    for (const char *at = said(arena, many); *at; at++)
        breaks += *at == '\n';
    assert_in_range(breaks, 3, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_form_is_that_of_webvtt),
        cmocka_unit_test(times_are_whole_and_go_forward),
        cmocka_unit_test(what_is_said_is_told_without_times_and_marks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
