/* A body whose memory ends anywhere is refused, and never cleaned by half. */
#include "html/body.h"

#include "compact.h"
#include "element.h"
#include "failing_memory.h"
#include "sanitize.h"
#include "scratch.h"
#include "test.h"

#include <string.h>

/* One of each that takes memory on its way: words, a table, lists, links, pictures, films, generated numbers,
 * what is left out and said. */
static const char source[] =
    "<style>p{counter-increment:a}p:before{content:counter(a) \". \"}</style><h1>Đầu&nbsp;đề</h1><p lang=vi "
    "title=\"a&#7;b\">Một&#xBBBBBBBBBB; "
    "<a href=\"tel:0 12\" title=b>hai</a> <a href=\"a@b.vn\">ba</a> <a name=x>b</a><a href=#x>c</a></p>"
    "<ol type=i start=3><li>Bốn<ul><li>năm</ul></ol><table><tr><th scope=row>sáu<td rowspan=2>bảy</table>"
    "<p style=\"white-space:pre-wrap;text-transform:uppercase\">tám  chín\n\tmười</p><p hidden>ẩn</p><!-- "
    "lời -->"
    "<img src=/media/a.jpg alt=\"Ảnh\" width=20><video src=\"https://a.vn/x.mp4\" title=Phim></video>"
    "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1. "
    "</span>mục</p>"
    "<div><div><div><div><div><div><div>sâu</div></div></div></div></div></div></div>";

enum { ARENA = 1 << 20, LEAST = 512, STEP = 96, FINE = 8 };

/* Cleans HTML as it is sent, with so much memory for the work. */
static enum err clean_within(size_t limit, const char *html, struct arena *arena, struct body *ret_body,
                             enum body_fault *ret_fault)
{
    auto_scratch struct scratch scratch = {0};
    static char copy[64 * 1024];
    assert_true(strlen(html) < sizeof copy);
    assert_int_equal(scratch_init(&scratch, limit), ERR_OK);
    strcpy(copy, html);
    size_t length = html_compact(copy, strlen(copy), &scratch);
    return html_sanitize(copy, length, &scratch, arena, ret_body, ret_fault);
}

/* With more and more, until it is enough; how often it was not. */
static size_t refusals(const char *html, size_t least, size_t step)
{
    auto_arena struct arena *arena = arena_new(ARENA);
    struct body whole;
    assert_int_equal(body_render(BODY_HTML, html, strlen(html), arena, &whole, NULL), ERR_OK);
    for (size_t limit = least, refused = 0;; limit += step, refused++) {
        auto_arena struct arena *results = arena_new(ARENA);
        struct body body = {.text = NULL};
        enum body_fault fault = BODY_FAULT_NONE;
        enum err err = clean_within(limit, html, results, &body, &fault);
        if (!err) {
            assert_string_equal(body.html.html, whole.html.html);
            assert_string_equal(body.text, whole.text);
            return refused;
        }
        /* Too much work is the body's fault, memory is ours. */
        assert_true((err == ERR_INPUT && fault == BODY_FAULT_OUTPUT) || (err == ERR_MEMORY && !fault));
        assert_null(body.text);
    }
}

static void scratch_that_ends_anywhere_refuses_the_body(void **state)
{
    (void)state;
    assert_true(refusals(source, LEAST, STEP) > 100);
}

/* In small bodies the memory ends within their words: the parser's stands at the beginning, in one piece. */
static void words_for_which_there_is_no_memory_refuse_the_body(void **state)
{
    enum { PIECE = 16 * 1024 };
    static const char *const bodies[] = {
        "<p style=\"white-space:pre\">a\tb\nc\td\ne\tf\ng\th\ni\tj\nk\tl\nm\tn</p>",
        "<p>e\xCC\x81&nbsp;e\xCC\x81&nbsp;e\xCC\x81&nbsp;e\xCC\x81&nbsp;e\xCC\x81</p>",
        "<p><a href=\"tel:0 12\">a</a><a href=\"tel:0 13\">b</a></p>",
        "<style>p{counter-increment:a}p:before{content:\"\\110\\F0\" counter(a)}</style><p>a<p>b<p>c",
        "<div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div>"
        "<div><div><div>"
        "<div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div>"
        "<div><div><div>"
        "<div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div>"
        "<div><div><div>"
        "a",
    };
    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        assert_true(refusals(bodies[i], PIECE, FINE) > 0);
}

/* Of few bytes a parser can make much work. */
static void a_page_that_takes_more_work_than_is_given_is_too_complicated(void **state)
{
    static char html[40 * 1024];
    enum { WORK = 600 * 1024 };
    auto_arena struct arena *arena = arena_new(ARENA);
    struct body body;
    enum body_fault fault = BODY_FAULT_NONE;
    (void)state;
    while (strlen(html) + 5 < sizeof html)
        strcat(html, "<p>a");
    assert_int_equal(clean_within(WORK, html, arena, &body, &fault), ERR_INPUT);
    assert_int_equal(fault, BODY_FAULT_OUTPUT);
}

/* What is sent loses its frames before it is parsed; a parser that meets them makes a page without a body. */
static void a_page_of_frames_has_no_words(void **state)
{
    static const char frames[] = "<frameset><frame src=x></frameset>";
    char style[] = "<style>p{counter-increment:a}</style>";
    auto_arena struct arena *arena = arena_new(ARENA);
    auto_scratch struct scratch scratch = {0};
    struct body body;
    enum body_fault fault;
    (void)state;
    assert_int_equal(scratch_init(&scratch, ARENA), ERR_OK);
    html_compact(style, strlen(style), &scratch);
    assert_int_equal(html_sanitize(frames, strlen(frames), &scratch, arena, &body, &fault), ERR_OK);
    assert_string_equal(body.html.html, "");
}

static void text_that_cannot_be_mended_is_none(void **state)
{
    char text[1001];
    auto_arena struct arena *small = arena_new(1024);
    (void)state;
    memset(text, '\xFF', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_null(clean_text(text, small));
    assert_true(arena_failed(small));
}

static void results_that_find_no_memory_are_none(void **state)
{
    size_t refused = 0;
    (void)state;
    for (size_t limit = 1024;; limit += 16) {
        auto_arena struct arena *arena = arena_new(limit);
        struct body body = {.text = NULL};
        enum err err = body_render(BODY_HTML, source, strlen(source), arena, &body, NULL);
        if (!err && !arena_failed(arena))
            break;
        assert_true(err == ERR_MEMORY || arena_failed(arena));
        refused++;
    }
    assert_true(refused > 5);
}

static void a_body_is_refused_at_any_allocation_that_fails(void **state)
{
    auto_arena struct arena *results = arena_new(ARENA);
    struct body whole;
    int step = 1;
    (void)state;
    assert_int_equal(body_render(BODY_HTML, source, strlen(source), results, &whole, NULL), ERR_OK);
    for (;; step++) {
        auto_arena struct arena *arena = arena_new(ARENA);
        struct body body = {.text = NULL};
        failing_memory_arm(step);
        enum err err = body_render(BODY_HTML, source, strlen(source), arena, &body, NULL);
        if (!failing_memory_disarm())
            break;
        /* Some it can do without, as those that only save room. */
        if (!err && !arena_failed(arena))
            assert_string_equal(body.html.html, whole.html.html);
        else
            assert_true(err == ERR_MEMORY || arena_failed(arena));
    }
    assert_true(step > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scratch_that_ends_anywhere_refuses_the_body),
        cmocka_unit_test(a_body_is_refused_at_any_allocation_that_fails),
        cmocka_unit_test(words_for_which_there_is_no_memory_refuse_the_body),
        cmocka_unit_test(a_page_that_takes_more_work_than_is_given_is_too_complicated),
        cmocka_unit_test(a_page_of_frames_has_no_words),
        cmocka_unit_test(text_that_cannot_be_mended_is_none),
        cmocka_unit_test(results_that_find_no_memory_are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
