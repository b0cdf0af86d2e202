/* What stands in a clean body, as somebody looks it over. */
#include "html/survey.h"

#include "html/body.h"

#include "test.h"

#include <string.h>

static struct arena *arena;

/* "heading2:Một; link:đây→https://a/; …" of the body that this HTML becomes. */
static const char *surveyed(const char *source)
{
    static const char *const kinds[] = {"heading", "link", "picture", "bold"};
    struct body body;
    struct survey_item *items;
    size_t count;
    const char *all = "";
    assert_int_equal(body_render(BODY_HTML, source, strlen(source), arena, &body, NULL), ERR_OK);
    assert_int_equal(html_survey(body.html.html, arena, &items, &count), ERR_OK);
    for (size_t i = 0; i < count; i++) {
        const struct survey_item *item = &items[i];
        all = arena_printf(arena, "%s%s%s%s:%s%s%s", all, *all ? "; " : "", kinds[item->kind],
                           item->kind == SURVEY_HEADING ? arena_printf(arena, "%d", item->level) : "",
                           item->text, item->url ? " > " : "", item->url ? item->url : "");
    }
    return all;
}

static void headings_links_and_pictures_are_told_in_order(void **state)
{
    (void)state;
    assert_string_equal(surveyed("<h2>Một &amp; <em>hai</em></h2><p>Xem <a "
                                 "href=\"https://a.vn/?x=1&amp;y\">tại <b>đây</b></a>.</p>"
                                 "<h3>Ba</h3><p><img src=\"/media/a.webp\" alt=\"Cây đa\"></p>"),
                        "heading2:Một & hai; link:tại đây > https://a.vn/?x=1&y; heading3:Ba; "
                        "picture:Cây đa > /media/a.webp");
}

static void a_picture_is_the_words_of_its_link(void **state)
{
    (void)state;
    assert_string_equal(surveyed("<p><a href=\"/x\"><img src=\"/media/a.webp\" alt=\"Bản đồ\"></a></p>"),
                        "link:Bản đồ > /x; picture:Bản đồ > /media/a.webp");
}

static void a_link_within_the_page_is_none(void **state)
{
    (void)state;
    assert_string_equal(surveyed("<h2 id=\"a\">Một</h2><p><a href=\"#a\">lên</a></p>"), "heading2:Một");
}

static void a_paragraph_all_in_bold_is_told_and_no_other(void **state)
{
    (void)state;
    assert_string_equal(
        surveyed("<p><b>Kinh phí</b></p><p><b>Lưu ý:</b> mang theo giấy tờ</p><p>Xem <b>đây</b></p>"),
        "bold:Kinh phí");
    assert_string_equal(
        surveyed("<table><tr><td><p><b>Cột</b></p></td></tr></table><ul><li><b>Mục</b></li></ul>"), "");
}

static void no_more_is_told_than_said(void **state)
{
    enum { LINKS = 3000 };
    const char one[] = "<a href=\"/x\">x</a> ";
    static char html[LINKS * sizeof one];
    struct survey_item *items;
    size_t count;
    (void)state;
    for (int i = 0; i < LINKS; i++)
        memcpy(html + (size_t)i * (sizeof one - 1), one, sizeof one);
    assert_int_equal(html_survey(html, arena, &items, &count), ERR_OK);
    assert_int_equal(count, SURVEY_MOST);
}

static int setup(void **state)
{
    (void)state;
    arena = arena_new(64 * 1024 * 1024);
    return !arena;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headings_links_and_pictures_are_told_in_order),
        cmocka_unit_test(a_picture_is_the_words_of_its_link),
        cmocka_unit_test(a_link_within_the_page_is_none),
        cmocka_unit_test(a_paragraph_all_in_bold_is_told_and_no_other),
        cmocka_unit_test(no_more_is_told_than_said),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
