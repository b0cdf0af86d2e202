/* An album's text is read as its pictures and written as these again; on a page each has an address. */
#include "html/album.h"

#include "html/body.h"
#include "test.h"

#include <string.h>

static const char pictures[] =
    "<figure><img src=\"/media/a.jpg\" alt=\"Rước &amp; hát\"><figcaption>Đám rước &lt;vào&gt; "
    "sân</figcaption></figure>\n"
    "<p><img src=\"/media/b.jpg\" alt=\"b\"> <img src=\"/media/c.jpg\" alt=\"c\"></p>\n";

static void an_album_is_read_as_its_pictures(void **state)
{
    auto_arena struct arena *arena = arena_new(1024 * 1024);
    struct album_item *items;
    size_t count;
    bool is_whole;
    (void)state;
    assert_int_equal(album_read(pictures, arena, &items, &count, &is_whole), ERR_OK);
    assert_int_equal(count, 3);
    assert_true(is_whole);
    assert_string_equal(items[0].source, "/media/a.jpg");
    assert_string_equal(items[0].alt, "Rước & hát");
    assert_string_equal(items[0].caption, "Đám rước <vào> sân");
    assert_string_equal(items[2].source, "/media/c.jpg");
    assert_string_equal(items[2].caption, "");
    for (const char *const *mixed =
             (const char *const[]){"<p>Chữ.</p>\n<p><img src=\"/media/a.jpg\" alt=\"a\"></p>\n",
                                   "<p><img src=\"/media/a.jpg\" alt=\"a\"> chữ</p>\n",
                                   "<p><a href=\"/a\"><img src=\"/media/a.jpg\" alt=\"a\"></a></p>\n",
                                   "<figure><img src=\"/media/a.jpg\" alt=\"a\"><figcaption>Đám "
                                   "<em>rước</em></figcaption></figure>\n",
                                   "<figure><figcaption>Trước</figcaption><img src=\"/media/a.jpg\" "
                                   "alt=\"a\"></figure>\n",
                                   "<ul><li>a</li></ul>\n", NULL};
         *mixed; mixed++) {
        assert_int_equal(album_read(*mixed, arena, &items, &count, &is_whole), ERR_OK);
        assert_false(is_whole);
    }
    assert_int_equal(album_read("", arena, &items, &count, &is_whole), ERR_OK);
    assert_true(is_whole && count == 0);
}

static void what_is_written_is_read_the_same_again(void **state)
{
    static const struct album_item items[] = {
        {"/media/a.jpg", "Một \"ảnh\"\n\nhai dòng", "<b>Chú</b> & thích\n\nmới"}, {"/media/b.jpg", "b", ""}};
    auto_arena struct arena *arena = arena_new(4 * 1024 * 1024);
    struct album_item *read;
    struct body body;
    size_t count;
    bool is_whole;
    (void)state;
    const char *text = album_write(items, 2, arena);
    assert_non_null(text);
    assert_int_equal(body_render(BODY_MARKDOWN, text, strlen(text), arena, &body, NULL), ERR_OK);
    assert_int_equal(album_read(body.html.html, arena, &read, &count, &is_whole), ERR_OK);
    assert_int_equal(count, 2);
    assert_true(is_whole);
    assert_string_equal(read[0].caption, "<b>Chú</b> & thích mới");
    assert_string_equal(read[0].alt, "Một \"ảnh\" hai dòng");
    assert_string_equal(read[1].source, "/media/b.jpg");
}

static void each_block_of_pictures_has_an_address_and_ways(void **state)
{
    auto_arena struct arena *arena = arena_new(1024 * 1024);
    (void)state;
    struct safe_html html = html_album((struct safe_html){pictures, strlen(pictures)}, "trước", "sau", arena);
    assert_non_null(strstr(html.html, "<div class=\"shot\" id=\"anh-1\">\n<figure>"));
    assert_non_null(strstr(html.html,
                           "<p class=\"turns\">1/2 <a class=\"btn\" href=\"#anh-2\">sau</a></p></div>\n<div "
                           "class=\"shot\" id=\"anh-2\">"));
    assert_non_null(
        strstr(html.html, "<p class=\"turns\">2/2 <a class=\"btn\" href=\"#anh-1\">trước</a></p></div>\n"));
    static const char words[] = "<p>Chữ.</p>\n";
    assert_string_equal(html_album((struct safe_html){words, strlen(words)}, "trước", "sau", arena).html,
                        words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_album_is_read_as_its_pictures),
        cmocka_unit_test(what_is_written_is_read_the_same_again),
        cmocka_unit_test(each_block_of_pictures_has_an_address_and_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
