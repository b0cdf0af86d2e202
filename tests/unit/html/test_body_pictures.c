/* Pictures of bodies in all their forms. */
#include "html/body.h"

#include "test.h"

#include <string.h>

static bool had_alt, had_words; /* what was asked for last */

static bool find(void *context, const char *source, const char *alt, struct body_picture *ret_picture)
{
    (void)context;
    had_alt = alt != NULL;
    had_words = alt && *alt;
    if (strncmp(source, "/media/", 7) != 0)
        return false;
    *ret_picture = (struct body_picture){
        "/media/w.jpg", "Của kho", "/media/n.jpg 320w, /media/w.jpg 800w", "/media/n.webp 320w", 800, 600};
    return true;
}

static const struct body_pictures pictures = {find, NULL};

static const char *render(struct arena *arena, enum body_format format, const char *text)
{
    struct body body;
    assert_int_equal(body_render_with(format, text, strlen(text), &pictures, arena, &body, NULL), ERR_OK);
    return body.html.html;
}

static void a_found_picture_gets_all_its_forms_and_its_size(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    const char *html = render(arena, BODY_MARKDOWN, "![Toàn \"cảnh\"](/media/w.jpg)");
    static const char *const parts[] = {
        "<picture><source type=\"image/webp\" srcset=\"/media/n.webp 320w\" sizes=\"",
        "<img src=\"/media/w.jpg\" srcset=\"/media/n.jpg 320w, /media/w.jpg 800w\" sizes=\"",
        "alt=\"Toàn &quot;cảnh&quot;\" width=\"800\" height=\"600\" loading=\"lazy\" "
        "decoding=\"async\"></picture>"};
    (void)state;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (!strstr(html, parts[i]))
            fail_msg("%s is not in %s", parts[i], html);
}

static void cleaning_it_again_gives_the_same(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    const char *once =
        render(arena, BODY_HTML,
               "<figure><img src=/media/w.jpg alt=A width=400><figcaption>B</figcaption></figure>"
               "<p>x <img src=/media/w.jpg alt=A> y</p>");
    (void)state;
    assert_non_null(strstr(once, "width=\"400\" height=\"300\""));
    assert_string_equal(render(arena, BODY_HTML, once), once);
}

static void without_a_description_the_mediums_own_stands(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    (void)state;
    assert_non_null(strstr(render(arena, BODY_HTML, "<img src=/media/w.jpg>"), "alt=\"Của kho\""));
    assert_false(had_alt);
    render(arena, BODY_HTML, "<img src=/media/w.jpg alt=''>");
    assert_true(had_alt && !had_words);
}

static void what_is_not_found_leaves_its_words(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    (void)state;
    assert_string_equal(render(arena, BODY_HTML, "<p>a <img src=\"https://x.vn/a.jpg\" alt=\"chữ\"> b</p>"),
                        "<p>a chữ b</p>\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_found_picture_gets_all_its_forms_and_its_size),
        cmocka_unit_test(cleaning_it_again_gives_the_same),
        cmocka_unit_test(without_a_description_the_mediums_own_stands),
        cmocka_unit_test(what_is_not_found_leaves_its_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
