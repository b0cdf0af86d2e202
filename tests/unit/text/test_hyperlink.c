/* Links are found in what the serializer writes, and divided by where they lead. */
#include "text/hyperlink.h"

#include "test.h"

#include <string.h>

static void links_of_a_body_are_found_in_order(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 16);
    const char *html = "<p>&lt;a href=\"/khong\"&gt; <abbr title=\"x\">A</abbr> <a "
                       "href=\"https://a.vn/?x=1&amp;y=&#39;2&#39;\" "
                       "title=\"t\">x</a></p><a id=\"p\">y</a><a title=\"href\" href=\"#p\">z</a><audio "
                       "src=\"/media/a.mp3\"></audio>"
                       "<a href=\"/m\">";
    (void)state;
    assert_string_equal(hyperlink_next(&html, arena), "https://a.vn/?x=1&y='2'");
    assert_string_equal(hyperlink_next(&html, arena), "#p");
    assert_string_equal(hyperlink_next(&html, arena), "/m");
    assert_null(hyperlink_next(&html, arena));
    assert_null(hyperlink_next(&html, arena));
}

static void address_is_inside_outward_or_none(void **state)
{
    static const struct {
        const char *address;
        enum hyperlink_kind kind;
        const char *url, *host;
    } cases[] = {
        {"https://Bao.VN/tin?x#y", HYPERLINK_OUTWARD, "https://Bao.VN/tin?x", "bao.vn"},
        {"HTTP://bao.vn:8080", HYPERLINK_OUTWARD, "HTTP://bao.vn:8080", "bao.vn"},
        {"http://[2001:DB8::1]:80/", HYPERLINK_OUTWARD, "http://[2001:DB8::1]:80/", "[2001:db8::1]"},
        {"https://ai@bao.vn/", HYPERLINK_OUTWARD, "https://ai@bao.vn/", "bao.vn"},
        {"https://xa.vn", HYPERLINK_INSIDE, "/", ""},
        {"https://XA.vn/bai-viet/mot?in=1#phan", HYPERLINK_INSIDE, "/bai-viet/mot?in=1", ""},
        {"https://xa.vn?q=1", HYPERLINK_INSIDE, "/?q=1", ""},
        {"https://xa.vn.khac.vn/", HYPERLINK_OUTWARD, "https://xa.vn.khac.vn/", "xa.vn.khac.vn"},
        {"/media/a.pdf#trang=2", HYPERLINK_INSIDE, "/media/a.pdf", ""},
        {"#phan", HYPERLINK_NONE, "", ""},
        {"//khac.vn/", HYPERLINK_NONE, "", ""},
        {"mailto:a@b.vn", HYPERLINK_NONE, "", ""},
        {"tel:+84912345678", HYPERLINK_NONE, "", ""},
        {"ftp://khac.vn/", HYPERLINK_NONE, "", ""},
        {"https://", HYPERLINK_NONE, "", ""},
        {"http:///x", HYPERLINK_NONE, "", ""},
        {"", HYPERLINK_NONE, "", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_arena struct arena *arena = arena_new(1 << 16);
        struct hyperlink link = hyperlink_read(cases[i].address, "https://xa.vn", arena);
        assert_int_equal(link.kind, cases[i].kind);
        assert_string_equal(link.url, cases[i].url);
        assert_string_equal(link.host, cases[i].host);
    }
}

static void without_an_address_of_its_own_only_paths_are_inside(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 16);
    (void)state;
    assert_int_equal(hyperlink_read("/x", "", arena).kind, HYPERLINK_INSIDE);
    assert_int_equal(hyperlink_read("https://xa.vn/x", "", arena).kind, HYPERLINK_OUTWARD);
}

static void many_links_without_an_address_take_no_longer_than_their_bytes(void **state)
{
    enum { COUNT = 200000 };
    static char html[COUNT * 4 + 1];
    auto_arena struct arena *arena = arena_new(1 << 16);
    const char *rest = html;
    (void)state;
    for (int i = 0; i < COUNT; i++)
        memcpy(html + (ptrdiff_t)i * 4, "<a >", 4);
    assert_null(hyperlink_next(&rest, arena));
    assert_int_equal(*rest, '\0');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_of_a_body_are_found_in_order),
        cmocka_unit_test(address_is_inside_outward_or_none),
        cmocka_unit_test(without_an_address_of_its_own_only_paths_are_inside),
        cmocka_unit_test(many_links_without_an_address_take_no_longer_than_their_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
