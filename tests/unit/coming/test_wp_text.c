/* Bodies of WordPress: paragraphs of plain line breaks, short codes. */
#include "wordpress/wp_text.h"

#include "test.h"

static bool picture(void *context, long long id, struct wp_picture *ret_picture)
{
    (void)context;
    *ret_picture = (struct wp_picture){"/a.jpg", "", ""};
    return id == 7;
}

static bool no_child(void *context, size_t index, struct wp_picture *ret_picture)
{
    (void)context;
    (void)index;
    (void)ret_picture;
    return false;
}

static void unknown(void *context, const char *name)
{
    (void)name;
    ++*(int *)context;
}

static const char *nothing_shared(void *context, long long id)
{
    (void)context;
    (void)id;
    return NULL;
}

static const char *body(struct arena *arena, const char *text, int *ret_unknown)
{
    const struct wp_codes codes = {ret_unknown, picture, no_child, unknown, unknown, nothing_shared};
    *ret_unknown = 0;
    return wp_body(text, &codes, arena);
}

static void plain_line_breaks_become_paragraphs(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(1024 * 1024);
    int told;
    assert_string_equal(body(arena, "a\r\nb\r\n\r\n\r\nc", &told), "<p>a<br>\nb</p>\n<p>c</p>\n");
    assert_string_equal(body(arena, "<ul>\n<li>a</li>\n</ul>\n\nb", &told),
                        "<ul>\n<li>a</li>\n</ul>\n<p>b</p>\n");
    assert_string_equal(body(arena, "<pre>a\n\nb</pre>", &told), "<pre>a\n\nb</pre>\n");
    assert_string_equal(body(arena, "", &told), "");
}

static void short_codes_are_converted_or_told(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(1024 * 1024);
    int told;
    assert_string_equal(body(arena, "[caption id=\"x\"]<img src=\"b\" /> w[/caption]", &told),
                        "<figure><img src=\"b\" /><figcaption> w</figcaption></figure>\n");
    assert_string_equal(body(arena, "[gallery ids=\"7,8\"]", &told),
                        "<figure><img src=\"/a.jpg\" alt=\"\"></figure>\n");
    assert_int_equal(told, 0);
    assert_string_equal(body(arena, "[form id=1] [1] [x", &told), "<p>[form id=1] [1] [x</p>\n");
    assert_int_equal(told, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_line_breaks_become_paragraphs),
        cmocka_unit_test(short_codes_are_converted_or_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
