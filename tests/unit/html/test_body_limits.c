/* What a body may be long, wide and deep: at each limit, and one above. */
#include "html/body.h"

#include "base/buf.h"
#include "base/cleanup.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static char *repeat(const char *unit, size_t count)
{
    size_t length = strlen(unit);
    char *text = malloc(length * count + 1);
    for (size_t i = 0; i < count; i++)
        memcpy(text + i * length, unit, length);
    text[length * count] = '\0';
    return text;
}

static void refuses(enum body_format format, const char *unit, size_t count, enum err err,
                    enum body_fault expected)
{
    auto_arena struct arena *arena = arena_new(1 << 26);
    auto_free char *text = repeat(unit, count);
    struct body body;
    enum body_fault fault = BODY_FAULT_NONE;
    assert_int_equal(body_render(format, text, strlen(text), arena, &body, &fault), err);
    assert_int_equal(fault, expected);
    assert_true(*body_fault_words(fault, LANG_VI) && *body_fault_words(fault, LANG_EN));
}

static void limits_are_named(void **state)
{
    (void)state;
    refuses(BODY_TEXT, "a", BODY_TYPED_MAX + 1, ERR_TOO_LARGE, BODY_FAULT_TOO_LONG);
    refuses(BODY_MARKDOWN, "a", BODY_TYPED_MAX + 1, ERR_TOO_LARGE, BODY_FAULT_TOO_LONG);
    refuses(BODY_HTML, "a", BODY_SOURCE_MAX + 1, ERR_TOO_LARGE, BODY_FAULT_SOURCE);
    refuses(BODY_HTML, "<p>a<!-- -->", BODY_SIZE_MAX / 8, ERR_INPUT, BODY_FAULT_KEPT);
    refuses(BODY_MARKDOWN, "[", BODY_BRACKETS_MAX + 1, ERR_INPUT, BODY_FAULT_BRACKETS);
    refuses(BODY_MARKDOWN, ">", 10000, ERR_INPUT, BODY_FAULT_DEPTH);
    refuses(BODY_HTML, "<div>", 10000, ERR_INPUT, BODY_FAULT_DEPTH);
    refuses(BODY_HTML, "<ul><li>", 10000, ERR_INPUT, BODY_FAULT_DEPTH);
    refuses(BODY_HTML, "<div><!--</div>--><style></div></style><p title=\"</div>\">", 1000, ERR_INPUT,
            BODY_FAULT_DEPTH);
    refuses(BODY_HTML, "\xC3", 1, ERR_UTF8, BODY_FAULT_UTF8);
}

/* Renders HTML of `head`, then `unit` so often, then `foot`, and gives the fault. */
static enum body_fault fault_of(const char *head, const char *unit, size_t count, const char *foot)
{
    auto_arena struct arena *arena = arena_new((size_t)1 << 27);
    auto_free char *middle = repeat(unit, count);
    auto_buf struct buf text = BUF(2 * BODY_SOURCE_MAX);
    struct body body;
    enum body_fault fault = BODY_FAULT_NONE;
    buf_text(&text, head);
    buf_text(&text, middle);
    buf_text(&text, foot);
    assert_false(buf_failed(&text));
    enum err err = body_render(BODY_HTML, buf_str(&text), text.length, arena, &body, &fault);
    assert_int_equal(err == ERR_OK, fault == BODY_FAULT_NONE);
    return fault;
}

static void html_may_be_so_long_before_and_behind_cleaning_and_no_longer(void **state)
{
    (void)state;
    /* As sent: 8 MiB, of which hardly anything is text. */
    static const char island[] = "<p>a</p><xml>", end[] = "</xml>";
    size_t dress = BODY_SOURCE_MAX - (sizeof island - 1) - (sizeof end - 1);
    assert_int_equal(fault_of(island, "x", dress, end), BODY_FAULT_NONE);
    assert_int_equal(fault_of(island, "x", dress + 1, end), BODY_FAULT_SOURCE);
    /* As kept: 1 MiB, "<p>", "</p>" and the line break among it. */
    assert_int_equal(fault_of("<!-- a --><p>", "x", BODY_SIZE_MAX - 8, "</p>"), BODY_FAULT_NONE);
    assert_int_equal(fault_of("<!-- a --><p>", "x", BODY_SIZE_MAX - 7, "</p>"), BODY_FAULT_KEPT);
    /* As shown: 4 MiB; "&" becomes five bytes. */
    size_t signs = (BODY_HTML_SIZE_MAX - 8) / 5;
    assert_int_equal((BODY_HTML_SIZE_MAX - 8) % 5, 1);
    assert_int_equal(fault_of("<p>a", "&", signs, "</p>"), BODY_FAULT_NONE);
    assert_int_equal(fault_of("<p>aa", "&", signs, "</p>"), BODY_FAULT_OUTPUT);
}

static void a_table_may_be_so_wide_and_no_wider(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(1 << 26);
    static const char *const wide[] = {"|a", "|-"};
    for (size_t columns = 64; columns <= 65; columns++) {
        struct body body;
        enum body_fault fault = BODY_FAULT_NONE;
        auto_free char *head = repeat(wide[0], columns), *line = repeat(wide[1], columns),
                       *cells = repeat("<td>a", columns);
        const char *markdown = arena_printf(arena, "> %s|\n> %s|\n", head, line);
        const char *html = arena_printf(arena, "<table><tr>%s</table>", cells);
        enum err expected = columns == 64 ? ERR_OK : ERR_INPUT;
        assert_int_equal(body_render(BODY_MARKDOWN, markdown, strlen(markdown), arena, &body, &fault),
                         ERR_OK);
        assert_int_equal(body.warnings.count, columns == 64 ? 0 : 1);
        assert_int_equal(strstr(body.html.html, "<table>") != NULL, columns == 64);
        assert_int_equal(body_render(BODY_HTML, html, strlen(html), arena, &body, &fault), expected);
        assert_int_equal(fault, columns == 64 ? BODY_FAULT_NONE : BODY_FAULT_COLUMNS);
    }
    auto_free char *head = repeat(wide[0], 64), *line = repeat(wide[1], 64), *rows = repeat("a\n", 60000);
    const char *blown_up = arena_printf(arena, "%s|\n%s|\n%s", head, line, rows);
    struct body body;
    enum body_fault fault = BODY_FAULT_NONE;
    assert_int_equal(body_render(BODY_MARKDOWN, blown_up, strlen(blown_up), arena, &body, &fault), ERR_OK);
    assert_int_equal(body.warnings.count, 1);
    assert_int_equal(body.warnings.items[0].code, WARNING_WIDE_TABLE);
    assert_int_equal(body.warnings.items[0].line, 1);
}

static void a_table_may_have_so_many_cells_and_no_more(void **state)
{
    (void)state;
    for (size_t rows = BODY_TABLE_CELLS_MAX / 2; rows <= BODY_TABLE_CELLS_MAX / 2 + 1; rows++) {
        auto_arena struct arena *arena = arena_new(1 << 26);
        auto_free char *cells = repeat("<tr><td>a<td>b", rows);
        const char *html = arena_printf(arena, "<table>%s</table>", cells);
        bool fits = 2 * rows <= BODY_TABLE_CELLS_MAX;
        struct body body;
        enum body_fault fault = BODY_FAULT_NONE;
        assert_int_equal(body_render(BODY_HTML, html, strlen(html), arena, &body, &fault),
                         fits ? ERR_OK : ERR_INPUT);
        assert_int_equal(fault, fits ? BODY_FAULT_NONE : BODY_FAULT_CELLS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits_are_named),
        cmocka_unit_test(html_may_be_so_long_before_and_behind_cleaning_and_no_longer),
        cmocka_unit_test(a_table_may_be_so_wide_and_no_wider),
        cmocka_unit_test(a_table_may_have_so_many_cells_and_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
