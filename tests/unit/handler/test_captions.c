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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_form_is_that_of_webvtt),
                                       cmocka_unit_test(times_are_whole_and_go_forward)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
