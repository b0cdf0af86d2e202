/* Clean HTML with whole addresses. */
#include "html/absolute.h"
#include "test.h"

#include <string.h>

static void assert_absolute(const char *html, const char *wanted)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    struct safe_html got = html_absolute(html, "https://a.example", "https://a.example/bai-viet/x", arena);
    assert_string_equal(got.html, wanted);
    assert_int_equal(got.length, strlen(wanted));
}

static void paths_get_the_base_and_fragments_the_page(void **state)
{
    (void)state;
    assert_absolute("<p><a href=\"/bai-viet/y?a=1&amp;b=2\">y</a> <a href=\"#muc-1\">1</a></p>",
                    "<p><a href=\"https://a.example/bai-viet/y?a=1&amp;b=2\">y</a> "
                    "<a href=\"https://a.example/bai-viet/x#muc-1\">1</a></p>");
    assert_absolute("<img src=\"/media/a.jpg\" alt=\"Ảnh\" width=\"3\">",
                    "<img src=\"https://a.example/media/a.jpg\" alt=\"Ảnh\" width=\"3\">");
}

static void every_address_of_a_srcset_gets_the_base(void **state)
{
    (void)state;
    assert_absolute(
        "<source srcset=\"/media/a.webp 320w, /media/b.webp 640w\">",
        "<source srcset=\"https://a.example/media/a.webp 320w, https://a.example/media/b.webp 640w\">");
}

static void other_addresses_and_all_words_stay(void **state)
{
    static const char *const same[] = {
        "",
        "<p>/media/a.jpg = \"/x\" href=\"/y\"</p>",
        "<a href=\"https://b.example/z\">z</a>",
        "<a href=\"mailto:a@b.example\">thư</a>",
        "<img src=\"\" alt=\"/đường\" title=\"#1\">",
        "<img alt=\"a href=/x src=/y\">",
        "<p lang=\"en\">a &lt; b</p>",
    };
    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        assert_absolute(same[i], same[i]);
}

static void a_tag_that_is_cut_ends_nothing(void **state)
{
    (void)state;
    assert_absolute("<a href=\"/x", "<a href=\"https://a.example/x");
    assert_absolute("<a href=", "<a href=");
}

static void a_failed_arena_gives_nothing(void **state)
{
    auto_arena struct arena *arena = arena_new(1024);
    char html[2000];
    (void)state;
    memset(html, 'a', sizeof html - 1);
    html[sizeof html - 1] = '\0';
    struct safe_html got = html_absolute(html, "https://a.example", "", arena);
    assert_string_equal(got.html, "");
    assert_true(arena_failed(arena));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_get_the_base_and_fragments_the_page),
        cmocka_unit_test(every_address_of_a_srcset_gets_the_base),
        cmocka_unit_test(other_addresses_and_all_words_stay),
        cmocka_unit_test(a_tag_that_is_cut_ends_nothing),
        cmocka_unit_test(a_failed_arena_gives_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
