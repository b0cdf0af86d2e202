/* Plain text and the bare addresses in texts: what people type in chats and copy out of letters. */
#include "html/body.h"

#include "test.h"

#include <string.h>

static void renders(enum body_format format, const char *source, const char *html)
{
    auto_arena struct arena *arena = arena_new(1 << 24);
    struct body body;
    assert_int_equal(body_render(format, source, strlen(source), arena, &body, NULL), ERR_OK);
    assert_string_equal(body.html.html, html);
}

/* The text holds `address`, which leads to `target`; NULL: nothing is linked. In Markdown as in plain text.
 */
static void links(const char *text, const char *address, const char *target)
{
    auto_arena struct arena *arena = arena_new(1 << 24);
    for (int format = 0; format < BODY_FORMAT_COUNT; format++) {
        struct body body;
        if (format == BODY_HTML)
            continue;
        assert_int_equal(body_render((enum body_format)format, text, strlen(text), arena, &body, NULL),
                         ERR_OK);
        const char *link = target ? arena_printf(arena, "<a href=\"%s\">%s</a>", target, address) : "<a ";
        bool is_there = strstr(body.html.html, link) != NULL;
        if (is_there != (target != NULL))
            print_error("%s: %s\n", text, body.html.html);
        assert_int_equal(is_there, target != NULL);
        assert_string_equal(body.text, text);
    }
}

static void bare_addresses_become_links(void **state)
{
    (void)state;
    links("Xem https://a.vn/b-c?d=1", "https://a.vn/b-c?d=1", "https://a.vn/b-c?d=1");
    links("Xem:http://a.vn", "http://a.vn", "http://a.vn");
    links("Xem HTTPS://A.vn/x", "HTTPS://A.vn/x", "HTTPS://A.vn/x");
    links("vào www.binhgia.gov.vn/tin nhé", "www.binhgia.gov.vn/tin", "https://www.binhgia.gov.vn/tin");
    links("Email:xa.binhgia@langson.gov.vn", "xa.binhgia@langson.gov.vn", "mailto:xa.binhgia@langson.gov.vn");
    links("“a@b.vn”", "a@b.vn", "mailto:a@b.vn");
    links("👉https://a.vn👈", "https://a.vn", "https://a.vn");
    renders(BODY_TEXT, "https://a.vn/tin-tức",
            "<p><a href=\"https://a.vn/tin-tức\">https://a.vn/tin-tức</a></p>\n");
    links("https://a.vn/a_b_c_", "https://a.vn/a_b_c", "https://a.vn/a_b_c");
}

static void punctuation_and_brackets_around_an_address_are_no_part_of_it(void **state)
{
    (void)state;
    links("Xem https://a.vn/b.", "https://a.vn/b", "https://a.vn/b");
    links("(https://a.vn/b)", "https://a.vn/b", "https://a.vn/b");
    links("(xem https://a.vn/b_(c)).", "https://a.vn/b_(c)", "https://a.vn/b_(c)");
    links("“https://a.vn/b”, rồi", "https://a.vn/b", "https://a.vn/b");
    links("https://a.vn/b… hết", "https://a.vn/b", "https://a.vn/b");
    links("www.a.vn, www2", "www.a.vn", "https://www.a.vn");
    links("gửi a@b.vn.", "a@b.vn", "mailto:a@b.vn");
    links("gửi a@b.vn; rồi", "a@b.vn", "mailto:a@b.vn");
}

static void what_only_looks_like_an_address_stays_text(void **state)
{
    static const char *const texts[] = {"xhttp://a.vn", "http://", "http://.",     "www.",    "www.a",
                                        "xwww.a.vn",    "a@b",     "@b.vn",        "a@b.1",   "Hộ@a.vn",
                                        "10@20",        "a@-.vn",  "ssh://a@b.vn", "12:30//x"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        links(texts[i], NULL, NULL);
}

static void lines_of_chats_stay_lines(void **state)
{
    (void)state;
    renders(BODY_TEXT,
            "THÔNG BÁO\n• Hộ 1\n– Mục a\n+ Mục b\n1) Một\n3. Ba\na) chữ\n#binhgia\n-----\n    Lùi\n\tTab\n",
            "<p>THÔNG BÁO<br>• Hộ 1<br>– Mục a<br>+ Mục b<br>1) Một<br>3. Ba<br>a) "
            "chữ<br>#binhgia<br>-----<br>Lùi<br>"
            "Tab</p>\n");
    renders(BODY_TEXT, "Họ tên: ____ Ngày ___/___\n* a *b* _c_ <b>",
            "<p>Họ tên: ____ Ngày ___/___<br>* a *b* _c_ &lt;b&gt;</p>\n");
    renders(
        BODY_TEXT, "Xem <https://a.vn/?a=1&b=\"2> nhé",
        "<p>Xem &lt;<a href=\"https://a.vn/?a=1&amp;b=\">https://a.vn/?a=1&amp;b=</a>&quot;2&gt; nhé</p>\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bare_addresses_become_links),
        cmocka_unit_test(punctuation_and_brackets_around_an_address_are_no_part_of_it),
        cmocka_unit_test(what_only_looks_like_an_address_stays_text),
        cmocka_unit_test(lines_of_chats_stay_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
