/* What a body may cost: no body takes much longer than a plain one of the same size. */
#include "html/body.h"

#include "base/buf.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TIMES_PLAIN_MAX = 40 };

static char text[BODY_TYPED_MAX + 1];

/* Fills the text with `head` and then `unit` again and again. */
static void fill(const char *head, const char *unit)
{
    size_t length = strlen(head), size = strlen(unit);
    memcpy(text, head, length);
    for (; length + size <= BODY_TYPED_MAX; length += size)
        memcpy(text + length, unit, size);
    text[length] = '\0';
}

/* The processor's time for a text, in microseconds; at least one. */
static int64_t cost_of(enum body_format format, const char *source)
{
    auto_arena struct arena *arena = arena_new((size_t)256 << 20);
    struct timespec before, after;
    struct body body;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before);
    enum err err = body_render(format, source, strlen(source), arena, &body, NULL);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after);
    assert_true(!err || err == ERR_INPUT);
    return 1 + (after.tv_sec - before.tv_sec) * 1000000 + (after.tv_nsec - before.tv_nsec) / 1000;
}

static int64_t cost(enum body_format format)
{
    return cost_of(format, text);
}

/* The dearest of a few runs, so that a cold cache does not make it look cheap. */
static int64_t cost_of_plain(void)
{
    int64_t most = 0;
    fill("", "Nội dung bình thường của bài viết. ");
    for (int i = 0; i < 5; i++) {
        int64_t once = cost(BODY_MARKDOWN);
        most = once > most ? once : most;
    }
    return most;
}

static void assert_cheap(const char *what, enum body_format format, int64_t plain)
{
    int64_t least = INT64_MAX;
    for (int i = 0; i < 3 && least > plain * TIMES_PLAIN_MAX; i++) {
        int64_t once = cost(format);
        least = once < least ? once : least;
    }
    if (least > plain * TIMES_PLAIN_MAX)
        fail_msg("%s: %lld us, a plain body %lld", what, (long long)least, (long long)plain);
}

static void hostile_markdown_costs_little_more_than_plain_text(void **state)
{
    (void)state;
    static const char *const bodies[][2] = {{"a|b\n-|-\n", "|"},
                                            {"", "|"},
                                            {"", "a|b\n-|-\n"},
                                            {"", "|\n"},
                                            {"", "*a "},
                                            {"", "**a "},
                                            {"", "*a **a "},
                                            {"", "a**b"},
                                            {"", "_a*b~"},
                                            {"", "~a "},
                                            {"", "`"},
                                            {"", "<"},
                                            {"", "<!--"},
                                            {"", "<a b=\""},
                                            {"", "&"},
                                            {"", "](<"},
                                            {"", "> > > > \n"},
                                            {"", "- "},
                                            {"", "1. "},
                                            {"", "\\"},
                                            {"[a]: /b\n\n", "* a\n "},
                                            {"", "___a "},
                                            {"", "www."},
                                            {"", "www.a.b "},
                                            {"", "a@"},
                                            {"", "a@b.c "},
                                            {"", "http://a "},
                                            {"", "http://("},
                                            {"", "[^a]: b\n"},
                                            {"", "[a]: b\n"},
                                            {"[^1]: x\n\n", "[^1] "},
                                            {"", "<title>"},
                                            {"", "<title> </"},
                                            {"", "<!-- "},
                                            {"", "<svg>"},
                                            {"", "<table>"},
                                            {"", "<a "},
                                            {"", "<a=\""},
                                            {"", "- a\n+ b\n"},
                                            {"", "1. a\n3. b\n"},
                                            {"", "    a\n\n"},
                                            {"", "a\n\tb\n"},
                                            {"", "# a\n"},
                                            {"", "|-"},
                                            {"", "•\n"},
                                            {"", "`a``b"},
                                            {"", "<b><i>"},
                                            {"", "> a\n\n"},
                                            {"", "[x](#a) "},
                                            {"", "~~a"},
                                            {"", "___\n"}};
    int64_t plain = cost_of_plain();
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        fill(bodies[i][0], bodies[i][1]);
        assert_cheap(bodies[i][1], BODY_MARKDOWN, plain);
    }
}

/* Every open block is looked at again with each line. */
static void lines_below_many_open_blocks_cost_little(void **state)
{
    (void)state;
    static const char *const lines[] = {"\n", "b\n", "\n\nb\n"};
    int64_t plain = cost_of_plain();
    for (int depth = 25; depth <= 400; depth *= 2) {
        char head[2 * 400 + 3] = "";
        for (int i = 0; i < depth; i++)
            memcpy(head + 2 * i, "- ", 3);
        strcat(head, "a\n");
        for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
            fill(head, lines[i]);
            assert_cheap(lines[i], BODY_MARKDOWN, plain);
        }
    }
}

/* A megabyte as Word copies it, beside its words alone. */
static void dress_of_an_office_costs_less_than_its_length(void **state)
{
    (void)state;
    enum { MEGABYTE = 1024 * 1024, TIMES_MAX = 6 };
    static const char dressed[] =
        "<p class=MsoNormal "
        "style='margin-bottom:6.0pt;text-align:justify;text-indent:36.0pt;line-height:150%;"
        "mso-layout-grid-align:none'><span lang=VI "
        "style='font-size:14.0pt;line-height:150%;font-family:\"Times New "
        "Roman\",serif;mso-fareast-font-family:\"Times New Roman\";mso-ansi-language:VI'>Nội dung bình "
        "thường của "
        "bài viết.<o:p></o:p></span></p>\n\n";
    static const char plain[] = "<p>Nội dung bình thường của bài viết.</p>\n";
    int64_t costs[2] = {INT64_MAX, INT64_MAX};
    for (int round = 0; round < 10; round++) {
        const char *const units[] = {dressed, plain};
        for (int i = 0; i < 2; i++) {
            auto_buf struct buf html = BUF(2 * MEGABYTE);
            for (size_t k = 0; k < MEGABYTE / (sizeof dressed - 1); k++)
                buf_text(&html, units[i]);
            int64_t once = cost_of(BODY_HTML, buf_str(&html));
            costs[i] = once < costs[i] ? once : costs[i];
        }
    }
    if (costs[0] > costs[1] * TIMES_MAX)
    if (costs[0] > costs[1] * TIMES_MAX)
        fail_msg("dressed %lld us, plain %lld us", (long long)costs[0], (long long)costs[1]);
}

static void tag_with_many_attributes_costs_little(void **state)
{
    (void)state;
    int64_t plain = cost_of_plain();
    size_t length = (size_t)snprintf(text, sizeof text, "<p");
    for (int i = 0; length < BODY_TYPED_MAX - 20; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, " a%d=1", i);
    memcpy(text + length, ">chữ", sizeof ">chữ");
    assert_cheap("attributes", BODY_HTML, plain);
    auto_arena struct arena *arena = arena_new(1 << 24);
    struct body body;
    assert_int_equal(body_render(BODY_HTML, text, strlen(text), arena, &body, NULL), ERR_OK);
    assert_string_equal(body.text, "chữ");
}

static void row_of_four_thousand_bars_stays_as_text(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(1 << 24);
    struct body body;
    char bars[4001];
    memset(bars, '|', sizeof bars - 1);
    bars[4000] = '\0';
    const char *markdown = arena_printf(arena, "Trước\n\n%s\n\n[x](/a|b%s) `%s`\n", bars, "", bars);
    assert_int_equal(body_render(BODY_MARKDOWN, markdown, strlen(markdown), arena, &body, NULL), ERR_OK);
    assert_int_equal(body.warnings.count, 1);
    assert_int_equal(body.warnings.items[0].code, WARNING_WIDE_TABLE);
    size_t count = 0;
    for (const char *p = body.text; *p; p++)
        count += *p == '|';
    assert_int_equal(count, 8000);
    assert_null(strchr(body.html.html, '\x02'));
    assert_non_null(strstr(body.html.html, "/a%7Cb"));
    const char *table = "a|b\n-|-\nc|d\n";
    assert_int_equal(body_render(BODY_MARKDOWN, table, strlen(table), arena, &body, NULL), ERR_OK);
    assert_int_equal(body.warnings.count, 0);
    assert_non_null(strstr(body.html.html, "<table"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_markdown_costs_little_more_than_plain_text),
        cmocka_unit_test(lines_below_many_open_blocks_cost_little),
        cmocka_unit_test(dress_of_an_office_costs_less_than_its_length),
        cmocka_unit_test(tag_with_many_attributes_costs_little),
        cmocka_unit_test(row_of_four_thousand_bars_stays_as_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
