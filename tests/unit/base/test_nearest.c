#include "base/nearest.h"

#include "test.h"

#include <string.h>

static const char *const names[] = {"title",        "lead", "body",   "body_format",
                                    "published_at", "tags", "status", "tin-tuc-su-kien"};
enum { COUNT = sizeof names / sizeof *names };

static void a_slip_is_forgiven(void **state)
{
    static const char *const pairs[][2] = {
        {"titel", "title"},
        {"Title", "title"},
        {"tag", "tags"},
        {"publised_at", "published_at"},
        {"publish-at", "published_at"},
        {"bodyformat", "body_format"},
        {"stauts", "status"},
        {"tin-tuc", "tin-tuc-su-kien"},
        {"tin tuc su kien", "tin-tuc-su-kien"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        assert_string_equal(nearest_name(pairs[i][0], names, COUNT), pairs[i][1]);
}

static void what_is_like_nothing_gets_no_suggestion(void **state)
{
    static const char *const others[] = {"", "x", "author", "ti", "khong-co-gi"};
    char large[2000];
    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_null(nearest_name(others[i], names, COUNT));
    memset(large, 't', sizeof large - 1);
    large[sizeof large - 1] = '\0';
    assert_null(nearest_name(large, names, COUNT));
    assert_null(nearest_name("title", names, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slip_is_forgiven),
        cmocka_unit_test(what_is_like_nothing_gets_no_suggestion),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
