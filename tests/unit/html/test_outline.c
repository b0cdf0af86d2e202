#include "html/outline.h"

#include "base/buf.h"
#include "html/body.h"
#include "test.h"

#include <string.h>

static struct safe_html clean(struct arena *arena, const char *html)
{
    struct body body;
    assert_int_equal(body_render(BODY_HTML, html, strlen(html), arena, &body, NULL), ERR_OK);
    return body.html;
}

static struct outline outline_of(struct arena *arena, const char *html)
{
    struct outline outline = html_outline(clean(arena, html), arena);
    assert_false(arena_failed(arena));
    assert_int_equal(outline.html.length, strlen(outline.html.html));
    return outline;
}

static void headings_get_addresses_from_their_words(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 22);
    (void)state;
    struct outline outline = outline_of(
        arena, "<h2>Kết quả &amp; <em>số liệu</em></h2><p>a</p><h3 lang=\"en\">Next</h3><h2>Ý</h2>");
    assert_int_equal(outline.count, 3);
    assert_string_equal(outline.headings[0].id, "muc-ket-qua-so-lieu");
    assert_string_equal(outline.headings[0].text, "Kết quả & số liệu");
    assert_int_equal(outline.headings[1].level, 3);
    assert_non_null(strstr(outline.html.html, "<h2 id=\"muc-ket-qua-so-lieu\">Kết quả &amp; <em>"));
    assert_non_null(strstr(outline.html.html, "<h3 id=\"muc-next\" lang=\"en\">"));
}

static void same_words_get_different_addresses(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 22);
    (void)state;
    struct outline outline = outline_of(arena, "<h2>A</h2><h2>A</h2><h2>A 2</h2><h2>!!!</h2><h2>12</h2>");
    for (size_t i = 0; i < outline.count; i++)
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(outline.headings[i].id, outline.headings[k].id);
    assert_int_equal(outline.count, 5);
}

static void a_heading_that_is_linked_to_keeps_its_address(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 22);
    (void)state;
    struct outline outline = outline_of(arena, "<p><a href=\"#a\">x</a><a href=\"#Mục-hai\">y</a></p><h2>Mục "
                                               "hai</h2><h2 id=a>Ba</h2><h2>Mục hai</h2>");
    assert_int_equal(outline.count, 3);
    assert_non_null(strstr(outline.html.html, "<a href=\"#phan-a\">x</a><a href=\"#muc-muc-hai\">y</a>"));
    assert_string_equal(outline.headings[0].id, "muc-muc-hai");
    assert_string_equal(outline.headings[1].id, "phan-a");
    assert_string_equal(outline.headings[2].id, "muc-muc-hai-2");
    assert_null(strstr(outline.html.html, "id=\"phan-a\" id="));
}

static void text_that_looks_like_a_heading_is_none(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 22);
    (void)state;
    struct outline outline =
        outline_of(arena, "<p>&lt;h2&gt;x&lt;/h2&gt;</p><p><a href=\"/a\" title=\"<h2>\">y</a></p>");
    assert_int_equal(outline.count, 0);
    assert_null(strstr(outline.html.html, " id="));
}

static void headings_beyond_the_limit_stay_as_they_are(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 24);
    auto_buf struct buf html = BUF(1 << 16);
    (void)state;
    for (int i = 0; i < OUTLINE_MAX + 20; i++)
        buf_printf(&html, "<h2>Mục</h2>");
    struct outline outline = outline_of(arena, buf_str(&html));
    size_t ids = 0;
    for (const char *p = outline.html.html; (p = strstr(p, " id=")); p++)
        ids++;
    assert_int_equal(outline.count, OUTLINE_MAX);
    assert_int_equal(ids, OUTLINE_MAX);
    size_t headings = 0;
    for (const char *p = outline.html.html; (p = strstr(p, "</h2>")); p++)
        headings++;
    assert_int_equal(headings, OUTLINE_MAX + 20);
}

static const char *picture(void *context, const char *url)
{
    ++*(int *)context;
    return strcmp(url, "/media/a.jpg") == 0 ? "data:image/jpeg;base64,AAAA" : NULL;
}

static void pictures_come_along_or_leave_their_words(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 22);
    int asked = 0;
    (void)state;
    struct safe_html html = clean(
        arena, "<p>đầu <img src=\"/media/a.jpg\" alt=\"x &gt; src=&quot;y\" width=\"3\" height=\"2\"> giữa"
               " <img src=\"/media/b.jpg\" alt=\"mất &amp; \"> cuối</p><p>src=\"/media/a.jpg\"</p>");
    struct safe_html out = html_portable(html, picture, &asked, arena);
    assert_int_equal(asked, 2);
    assert_non_null(
        strstr(out.html, "<img src=\"data:image/jpeg;base64,AAAA\" alt=\"x &gt; src=&quot;y\" width"));
    assert_non_null(strstr(out.html, " giữa [mất &amp;] cuối"));
    assert_null(strstr(out.html, "<img src=\"/media"));
}

static void bytes_become_a_picture_s_address(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 16);
    (void)state;
    assert_string_equal(safe_url_picture(arena, "image/png", "ab\xff", 3).url, "data:image/png;base64,YWL/");
    assert_string_equal(safe_url_picture(arena, "image/webp", "", 0).url, "data:image/webp;base64,");
    auto_arena struct arena *small = arena_new(1024);
    char many[4096] = "";
    assert_null(safe_url_picture(small, "image/png", many, sizeof many).url);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headings_get_addresses_from_their_words),
        cmocka_unit_test(same_words_get_different_addresses),
        cmocka_unit_test(a_heading_that_is_linked_to_keeps_its_address),
        cmocka_unit_test(text_that_looks_like_a_heading_is_none),
        cmocka_unit_test(headings_beyond_the_limit_stay_as_they_are),
        cmocka_unit_test(pictures_come_along_or_leave_their_words),
        cmocka_unit_test(bytes_become_a_picture_s_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
