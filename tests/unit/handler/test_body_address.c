/* Pictures' addresses within a body, exchanged where they stand. */
#include "article/body_address.h"

#include "test.h"

#include <string.h>

static const struct address_change changes[] = {
    {"https://x.vn/a.jpg", "/media/1.jpg"},
    {"https://x.vn/a.jpg?b=1&c=%E1%BA%A2", "/media/2.jpg"},
    {"//x.vn/d_e.png", "/media/3.jpg"},
    {"https://x.vn/failed.jpg", NULL},
};

struct sample {
    const char *text, *wanted;
};

static void check(enum body_format format, const struct sample *samples, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        auto_arena struct arena *arena = arena_new(1 << 20);
        const char *got =
            body_addresses_changed(arena, format, samples[i].text, changes, sizeof changes / sizeof *changes);
        assert_string_equal(got, samples[i].wanted);
    }
}

static void in_html_the_value_of_src_is_exchanged(void **state)
{
    static const struct sample samples[] = {
        {"<img src=\"https://x.vn/a.jpg\">", "<img src=\"/media/1.jpg\">"},
        {"<img src='https://x.vn/a.jpg'>", "<img src='/media/1.jpg'>"},
        {"<img src=https://x.vn/a.jpg>", "<img src=/media/1.jpg>"},
        {"<IMG SRC = https://x.vn/a.jpg alt=x>", "<IMG SRC = /media/1.jpg alt=x>"},
        {"<img alt=\"x\"src=\" https://x.vn/a.jpg \">", "<img alt=\"x\"src=\" /media/1.jpg \">"},
        {"<img src=\"https://x.vn/a.jpg?b=1&amp;c=Ả\">", "<img src=\"/media/2.jpg\">"},
        {"<img src=\"https://x.vn/a.jpg?b=1&#38;c=%E1%BA%A2\">", "<img src=\"/media/2.jpg\">"},
        {"<img src=\"https://x.vn/a.jpg?b=1&c=Ả\">", "<img src=\"/media/2.jpg\">"},
        {"<img src=\"//x.vn/d_e.png\"><img src=//x.vn/d_e.png >",
         "<img src=\"/media/3.jpg\"><img src=/media/3.jpg >"},
        {"<img data-src=\"https://x.vn/a.jpg\">", NULL},
        {"<img xsrc=\"https://x.vn/a.jpg\">", NULL},
        {"<a href=\"https://x.vn/a.jpg\">https://x.vn/a.jpg</a>", NULL},
        {"<img src=\"https://x.vn/a.jpg.webp\">", NULL},
        {"<img src=\"https://x.vn/a.jp\">", NULL},
        {"<img src=\"https://x.vn/failed.jpg\">", NULL},
        {"<img src=\"https://x.vn/a.jpg", NULL},
        {"src=https://x.vn/a.jpg", NULL},
        {"https://x.vn/a.jpg", NULL},
        {"", NULL},
    };
    struct sample filled[sizeof samples / sizeof *samples];
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        filled[i] = (struct sample){samples[i].text, samples[i].wanted ? samples[i].wanted : samples[i].text};
    check(BODY_HTML, filled, sizeof filled / sizeof *filled);
}

static void in_markdown_the_address_behind_brackets_is_exchanged(void **state)
{
    static const struct sample samples[] = {
        {"![a](https://x.vn/a.jpg)", "![a](/media/1.jpg)"},
        {"![a]( https://x.vn/a.jpg \"t\")", "![a]( /media/1.jpg \"t\")"},
        {"![a](<https://x.vn/a.jpg>)", "![a](</media/1.jpg>)"},
        {"![a][b]\n\n[b]: https://x.vn/a.jpg", "![a][b]\n\n[b]: /media/1.jpg"},
        {"[b]:\n<https://x.vn/a.jpg> 't'", "[b]:\n</media/1.jpg> 't'"},
        {"![a](https://x\\.vn/a\\.jpg)", "![a](/media/1.jpg)"},
        {"![a](//x.vn/d\\_e.png)", "![a](/media/3.jpg)"},
        {"![a](https://x.vn/a.jpg?b=1&amp;c=Ả)", "![a](/media/2.jpg)"},
        {"[![a](https://x.vn/a.jpg)](https://x.vn/a.jpg)", "[![a](/media/1.jpg)](/media/1.jpg)"},
        {"https://x.vn/a.jpg and (https://x.vn/a.jpg)", "https://x.vn/a.jpg and (https://x.vn/a.jpg)"},
        {"`https://x.vn/a.jpg`", "`https://x.vn/a.jpg`"},
        {"![a](https://x.vn/failed.jpg)", "![a](https://x.vn/failed.jpg)"},
    };
    (void)state;
    check(BODY_MARKDOWN, samples, sizeof samples / sizeof *samples);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_html_the_value_of_src_is_exchanged),
        cmocka_unit_test(in_markdown_the_address_behind_brackets_is_exchanged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
