#include "html/opening.h"

#include "test.h"

#include <string.h>

static void it_is_of_paragraphs_and_items_alone(void **state)
{
    static const struct {
        const char *html, *words;
    } cases[] = {
        {"<h2>A</h2><p>Một <b>hai</b></p><p>ba</p>", "  Một hai  ba "},
        {"<figure><img src=\"/media/a\" alt=\"a > b\"><figcaption>c</figcaption></figure><p>d</p>", "  d "},
        {"<div><table><tr><td>x</td></tr></table></div><ul><li>y &amp; &lt;z&gt; &quot;</li></ul>",
         "    y & <z> \" "},
        {"<p>lời<sup><a href=\"#1\">1</a></sup>.</p>", " lời  . "},
        {"", ""},
        {"<p>&copy; &", " &copy; &"},
        {"<p title='>'>a<", " a"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_arena struct arena *arena = arena_new(1 << 16);
        const char *got = html_opening(cases[i].html, 100, arena), *want = cases[i].words;
        /* How many blanks part two blocks does not matter. */
        while (*got || *want) {
            if (*got == ' ' || *want == ' ') {
                assert_true((*got == ' ' || !*got) && (*want == ' ' || !*want));
                got += strspn(got, " ");
                want += strspn(want, " ");
            } else {
                assert_int_equal(*got++, *want++);
            }
        }
    }
}

static void it_ends_behind_a_whole_letter(void **state)
{
    static char html[20000];
    (void)state;
    strcpy(html, "<p>x");
    for (size_t i = 0; i < 4000; i++)
        strcat(html + i * 3, "ế");
    auto_arena struct arena *arena = arena_new(1 << 16);
    size_t length = strlen(html_opening(html, 10, arena));
    assert_in_range(length, 10, 3000);
    assert_int_equal((length - 2) % 3, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_of_paragraphs_and_items_alone),
        cmocka_unit_test(it_ends_behind_a_whole_letter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
