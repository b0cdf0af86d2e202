/* Markdown as offices here type it, and what other programs leave in it. */
#include "html/body.h"

#include "base/buf.h"
#include "test.h"

#include <stdio.h>
#include <string.h>

/* Renders, compares, and sees that cleaning the result again changes nothing. */
static void markdown_gives(const char *source, const char *html)
{
    auto_arena struct arena *arena = arena_new(1 << 24);
    struct body once, twice;
    assert_int_equal(body_render(BODY_MARKDOWN, source, strlen(source), arena, &once, NULL), ERR_OK);
    assert_string_equal(once.html.html, html);
    assert_int_equal(body_render(BODY_HTML, html, strlen(html), arena, &twice, NULL), ERR_OK);
    assert_string_equal(twice.html.html, html);
}

static void raw_html_goes_through_the_cleaner(void **state)
{
    (void)state;
    markdown_gives(
        "Giá:\n\n<table>\n<tr><th colspan=\"2\">Loại</th></tr>\n<tr><td>Cam</td><td>20.000</td></tr>\n"
        "</table>\n\nHết.",
        "<p>Giá:</p>\n<table><tbody><tr><th colspan=\"2\">Loại</th></tr><tr><td>Cam</td><td>20.000</td></tr>"
        "</tbody></table>\n<p>Hết.</p>\n");
    markdown_gives("10<sup>3</sup> m<sub>2</sub> <u>gạch</u> <mark>tô</mark>",
                   "<p>10<sup>3</sup> m<sub>2</sub> <u>gạch</u> <mark>tô</mark></p>\n");
    markdown_gives(
        "| a | b |\n|---|---|\n| một<br>hai | <sup>x</sup> |",
        "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>một<br>hai</td><td><sup>x</sup>"
        "</td></tr></tbody></table>\n");
    markdown_gives("<div>\n\nTrong **khung**\n\n</div>\nNgoài",
                   "<p>Trong <strong>khung</strong></p>\n<p>Ngoài</p>\n");
    markdown_gives("<table>\n\n    <tr><td>a</td></tr>\n\n</table>",
                   "<table><tbody><tr><td>a</td></tr></tbody></table>\n");
    markdown_gives("Trước <!-- ghi chú --> sau", "<p>Trước sau</p>\n");
    markdown_gives("<!-- ghi chú --> **đậm**", "<p><strong>đậm</strong></p>\n");
    markdown_gives("<script>x</script> [a](javascript:alert(1))", "<p>a</p>\n");
    markdown_gives("<pre>\n  a\n    *b*\n</pre>", "<pre>  a\n    *b*\n</pre>\n");
    /* Of which not every parser knows the name. */
    markdown_gives("Một <picture>hai</picture> ba", "<p>Một hai ba</p>\n");
}

static void what_only_looks_like_html_stays_text(void **state)
{
    (void)state;
    markdown_gives("Gửi <Ten> và <họ tên>, a < b > c",
                   "<p>Gửi &lt;Ten&gt; và &lt;họ tên&gt;, a &lt; b &gt; c</p>\n");
    markdown_gives("<ten>\n\nSau", "<p>&lt;ten&gt;</p>\n<p>Sau</p>\n");
    markdown_gives("Trước\n\n<!-- quên đóng\n\nSau", "<p>Trước</p>\n<p>&lt;!-- quên đóng Sau</p>\n");
    markdown_gives("Trước <title> giữa\n\nSau", "<p>Trước &lt;title&gt; giữa</p>\n<p>Sau</p>\n");
    markdown_gives("Trước\n\n<plaintext>\n\nSau", "<p>Trước</p>\n<p>&lt;plaintext&gt;</p>\n<p>Sau</p>\n");
    markdown_gives("a <script>alert(1)</script> b", "<p>a b</p>\n");
}

static void an_indent_begins_a_paragraph_and_is_no_code(void **state)
{
    static const char *const indents[] = {
        "\t", "    ", "          ", "\u00A0\u00A0\u00A0\u00A0\u00A0", "\u3000\u3000", "  \t"};
    char source[200];
    (void)state;
    for (size_t i = 0; i < sizeof indents / sizeof *indents; i++) {
        snprintf(source, sizeof source, "Căn cứ\n\n%sĐiều *một*\n\n%sĐiều hai\n%sĐiều ba\n", indents[i],
                 indents[i], indents[i]);
        markdown_gives(source, "<p>Căn cứ</p>\n<p>Điều <em>một</em></p>\n<p>Điều hai</p>\n<p>Điều ba</p>\n");
    }
    markdown_gives("    Ở đầu\n\n        # Không phải mã\n", "<p>Ở đầu</p>\n<h2>Không phải mã</h2>\n");
    markdown_gives(">     Trích\n", "<blockquote><p>Trích</p></blockquote>\n");
    markdown_gives("-     Mục\n\n          Đoạn của mục",
                   "<ul><li><p>Mục</p><p>Đoạn của mục</p></li></ul>\n");
    markdown_gives("**đậm\n    nữa** rồi", "<p><strong>đậm</strong></p>\n<p><strong>nữa</strong> rồi</p>\n");
}

static void code_needs_a_fence(void **state)
{
    (void)state;
    markdown_gives("```\n    a\n\tb ___\n```\n", "<pre><code>    a\n\tb ___\n</code></pre>\n");
    markdown_gives("- a\n\n      ```\n      x\n        y\n      ```\n",
                   "<ul><li><p>a</p><pre><code>x\n  y\n</code></pre></li></ul>\n");
    markdown_gives("~~~\n<b>\n~~~\n    sau", "<pre><code>&lt;b&gt;\n</code></pre>\n<p>sau</p>\n");
}

static void lists_of_minutes_nest_and_keep_their_order(void **state)
{
    (void)state;
    markdown_gives("- a\n+ b\n+ c\n- d\n+ e\n",
                   "<ul><li>a<ul><li>b</li><li>c</li></ul></li><li>d<ul><li>e</li></ul></li></ul>\n");
    markdown_gives("- a\n  + b\n    * c\n- d",
                   "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>\n");
    markdown_gives("- a\n        - b\n        - c\n", "<ul><li>a<ul><li>b</li><li>c</li></ul></li></ul>\n");
    markdown_gives("1. a\n   - b\n     + c\n2. d",
                   "<ol><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ol>\n");
    markdown_gives("* a\n* b", "<ul><li>a</li><li>b</li></ul>\n");
}

static void numbers_stay_as_they_were_typed(void **state)
{
    (void)state;
    markdown_gives("1. a\n3. b\n5. c",
                   "<ol><li value=\"1\">a</li><li value=\"3\">b</li><li value=\"5\">c</li></ol>\n");
    markdown_gives("3. a\n4. b", "<ol start=\"3\"><li>a</li><li>b</li></ol>\n");
    markdown_gives("1. a\n\n1. b", "<ol><li value=\"1\"><p>a</p></li><li value=\"1\"><p>b</p></li></ol>\n");
    markdown_gives(
        "> 2. a\n> 4. b *c*",
        "<blockquote><ol><li value=\"2\">a</li><li value=\"4\">b <em>c</em></li></ol></blockquote>\n");
    markdown_gives("0912345678. Gọi số này", "<p>0912345678. Gọi số này</p>\n");
    markdown_gives("1) a\n2) b", "<ol><li>a</li><li>b</li></ol>\n");
    /* No list has such numbers. */
    markdown_gives("01. a\n02. b", "<p>01. a<br>02. b</p>\n");
    markdown_gives("Gồm:\n01. a\n02) b\n\n- c\n  01. d\n  02. e",
                   "<p>Gồm:<br>01. a<br>02) b</p>\n<ul><li>c<br>01. d<br>02. e</li></ul>\n");
    markdown_gives("01) a\n\n10) b", "<p>01) a</p>\n<ol start=\"10\"><li>b</li></ol>\n");
    markdown_gives("0. a\n1. b", "<ol start=\"0\"><li>a</li><li>b</li></ol>\n");
}

static void lines_with_signs_of_their_own_stay_lines(void **state)
{
    (void)state;
    markdown_gives("Gồm:\n• Hộ 1\n– Mục a\na) chữ a\nđ) chữ đ\n3. ba\n👉 xem",
                   "<p>Gồm:<br>• Hộ 1<br>– Mục a<br>a) chữ a<br>đ) chữ đ<br>3. ba<br>👉 xem</p>\n");
    markdown_gives("1.Một\n2.Hai\n(1) a\n(2) b\n1/ c\n2/ d\nI. e\nIV. f\n(đ) g",
                   "<p>1.Một<br>2.Hai<br>(1) a<br>(2) b<br>1/ c<br>2/ d<br>I. e<br>IV. f<br>(đ) g</p>\n");
    markdown_gives("Một\nhai", "<p>Một hai</p>\n");
    markdown_gives("giá\n3.5 triệu\n(năm 2024) và\n12 hộ\na. b\nVI x",
                   "<p>giá 3.5 triệu (năm 2024) và 12 hộ a. b VI x</p>\n");
    markdown_gives("Một\n1. hai", "<p>Một</p>\n<ol><li>hai</li></ol>\n");
    markdown_gives("#BinhGia #LangSon\n#binhgia\n-----\nSau",
                   "<p>#BinhGia #LangSon<br>#binhgia</p>\n<hr>\n<p>Sau</p>\n");
    markdown_gives("Đề mục\n---\nSau", "<h2>Đề mục</h2>\n<p>Sau</p>\n");
}

static void blanks_to_fill_in_are_kept(void **state)
{
    (void)state;
    markdown_gives("Tên:____Sinh:____", "<p>Tên:____Sinh:____</p>\n");
    markdown_gives("Họ tên: ___ Ngày ___/___/___", "<p>Họ tên: ___ Ngày ___/___/___</p>\n");
    markdown_gives("______________\n\nKý", "<p>______________</p>\n<p>Ký</p>\n");
    markdown_gives("___ba gạch___ _một_ __hai__",
                   "<p><em><strong>ba gạch</strong></em> <em>một</em> <strong>hai</strong></p>\n");
    markdown_gives("`a ____ b` ............", "<p><code>a ____ b</code> ............</p>\n");
    markdown_gives("~10 người, ~20 xe", "<p>~10 người, ~20 xe</p>\n");
}

static void addresses_hold_no_emphasis(void **state)
{
    (void)state;
    markdown_gives("https://a.vn/_b_/c*d*e",
                   "<p><a href=\"https://a.vn/_b_/c*d*e\">https://a.vn/_b_/c*d*e</a></p>\n");
    markdown_gives(
        "[x](https://a.vn/_b_) <https://a.vn/_c_>",
        "<p><a href=\"https://a.vn/_b_\">x</a> <a href=\"https://a.vn/_c_\">https://a.vn/_c_</a></p>\n");
    markdown_gives(
        "**https://a.vn** và [www.b.vn](/c)",
        "<p><strong><a href=\"https://a.vn\">https://a.vn</a></strong> và <a href=\"/c\">www.b.vn</a></p>\n");
}

static void links_lead_to_headings(void **state)
{
    (void)state;
    markdown_gives("[a](#thời-gian) [b](#Thoi-gian) [c](#th%E1%BB%9Di-gian) [d](#khac)\n\n## Thời "
                   "*gian*\n\n## Thời gian\n",
                   "<p><a href=\"#muc-thoi-gian\">a</a> <a href=\"#muc-thoi-gian\">b</a> <a "
                   "href=\"#muc-thoi-gian\">c</a> "
                   "d</p>\n<h2 id=\"muc-thoi-gian\">Thời <em>gian</em></h2>\n<h2>Thời gian</h2>\n");
}

static void footnotes_lead_there_and_back(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 24);
    static const char source[] = "Theo luật[^1].\n\n[^1]: Luật số 1\n\n    Đoạn hai\n\nHết.";
    struct body body;
    (void)state;
    assert_int_equal(body_render(BODY_MARKDOWN, source, sizeof source - 1, arena, &body, NULL), ERR_OK);
    assert_non_null(strstr(body.html.html, "<sup><a href=\"#phan-fn-1\" id=\"phan-fnref-1\">(1)</a></sup>"));
    assert_non_null(strstr(body.text, "Theo luật(1)."));
    assert_non_null(strstr(body.html.html, "<li id=\"phan-fn-1\">"));
    assert_non_null(strstr(body.html.html, "href=\"#phan-fnref-1\""));
    assert_non_null(strstr(body.html.html, "Đoạn hai"));
    assert_true(strstr(body.html.html, "Hết.") < strstr(body.html.html, "Đoạn hai"));
}

static void definitions_that_nobody_refers_to_are_text(void **state)
{
    (void)state;
    markdown_gives("[Lưu-ý]: mang-giấy-tờ", "<p>[Lưu-ý]: mang-giấy-tờ</p>\n");
    markdown_gives("1. <ten>\n\n2. <ten>\n[a]: b",
                   "<ol><li>&lt;ten&gt;</li><li>&lt;ten&gt;</li></ol>\n<p>[a]: b</p>\n");
    markdown_gives("[^2]: Chú thích", "<p>[^2]: Chú thích</p>\n");
    markdown_gives("[x][A] [b]\n\n[a]: /c\n[B]: /d", "<p><a href=\"/c\">x</a> <a href=\"/d\">b</a></p>\n");
}

static void no_link_leads_to_a_note_within_what_is_not_shown(void **state)
{
    (void)state;
    markdown_gives("T[^1]<template>\n\n[^1]: Ghi chú", "<p>T<a id=\"phan-fnref-1\"></a><sup>(1)</sup></p>\n");
}

static void no_link_leads_to_a_place_within_what_is_left_out(void **state)
{
    (void)state;
    markdown_gives("T<video>[^1]\n[^1]:", "<p>T</p>\n<ol><li id=\"phan-fn-1\">↩</li></ol>\n");
    markdown_gives("a [b](#x) <video><i id=x></i></video>", "<p>a b</p>\n");
    markdown_gives("a [b](#x)\n\n<div id=x></div>", "<p>a b</p>\n");
}

static void no_place_is_kept_for_a_link_that_is_left_out(void **state)
{
    (void)state;
    markdown_gives("<i id=x>a</i> b <video><a href=\"#x\">c</a></video>", "<p><i>a</i> b</p>\n");
    markdown_gives("<i id=x>a</i> b [](#x)", "<p><i>a</i> b</p>\n");
}

/* What was said when the tree was written first is not said twice, and what was said before is said. */
static void link_that_leads_nowhere_is_said_once(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 24);
    static const char source[] =
        "<p>a <span style=\"display:none\"><i id=x>b</i></span> <a href=\"#x\">c</a>\n"
        "<a href=\"javascript:d\">e</a></p>";
    struct body body;
    (void)state;
    assert_int_equal(body_render(BODY_HTML, source, sizeof source - 1, arena, &body, NULL), ERR_OK);
    assert_string_equal(body.html.html, "<p>a c e</p>\n");
    assert_int_equal(body.warnings.count, 3);
    assert_int_equal(body.warnings.items[0].code, WARNING_HIDDEN_REMOVED);
    assert_int_equal(body.warnings.items[0].count, 1);
    assert_int_equal(body.warnings.items[1].code, WARNING_LINK_REMOVED);
    assert_int_equal(body.warnings.items[1].line, 1);
    assert_string_equal(body.warnings.items[1].shown, "#x");
    assert_int_equal(body.warnings.items[2].code, WARNING_LINK_REMOVED);
    assert_int_equal(body.warnings.items[2].line, 2);
}

static void footnotes_that_nothing_leads_to_are_text(void **state)
{
    (void)state;
    markdown_gives("`[^1]`\n\n[^1]: xem", "<p><code>[^1]</code></p>\n<p>[^1]: xem</p>\n");
    markdown_gives("<ten>\n[^1]: xem\n\n> [^2]: kia",
                   "<p>&lt;ten&gt; [^1]: xem</p>\n<blockquote><p>[^2]: kia</p></blockquote>\n");
}

static void cells_beyond_the_head_stay_in_the_last_one(void **state)
{
    (void)state;
    markdown_gives("|a|b|\n|-|-|\n|1|2|3|\n|4|\n5|6 \\| x|7|\n",
                   "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2|3</td></tr>"
                   "<tr><td>4</td><td></td></tr><tr><td>5</td><td>6 | x|7</td></tr></tbody></table>\n");
}

static void a_dash_in_a_head_is_a_cell_and_quoted_tables_are_apart(void **state)
{
    (void)state;
    markdown_gives("| a | - |\n|---|---|\n| 1 | 2 |",
                   "<table><thead><tr><th>a</th><th>-</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr>"
                   "</tbody></table>\n");
    markdown_gives(
        "> | a |\n> |---|\n>\n> | b | c |\n> |---|---|\n> | 1 | 2 |",
        "<blockquote><table><thead><tr><th>a</th></tr></thead></table><table><thead><tr><th>b</th>"
        "<th>c</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table></blockquote>\n");
}

static void tasks_show_their_box(void **state)
{
    (void)state;
    markdown_gives("- [ ] chưa\n- [x] *xong*\n- [y] khác",
                   "<ul><li>☐ chưa</li><li>☑ <em>xong</em></li><li>[y] khác</li></ul>\n");
}

static void a_table_beyond_the_limits_is_text_with_its_lines(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 26);
    (void)state;
    for (size_t rows = BODY_TABLE_CELLS_MAX / 4 - 1; rows <= BODY_TABLE_CELLS_MAX / 4; rows++) {
        auto_buf struct buf source = BUF(1 << 20);
        struct body body;
        bool fits = rows < BODY_TABLE_CELLS_MAX / 4;
        buf_text(&source, "Trước\n\n|a|b|c|d|\n|-|-|-|-|\n");
        for (size_t i = 0; i < rows; i++)
            buf_text(&source, "|1|2|3|4|\n");
        assert_int_equal(body_render(BODY_MARKDOWN, source.bytes, source.length, arena, &body, NULL), ERR_OK);
        assert_int_equal(strstr(body.html.html, "<table>") != NULL, fits);
        assert_int_equal(strstr(body.text, "|1|2|3|4|\n|1|2|3|4|") == NULL, fits);
        assert_int_equal(body.warnings.count, !fits);
        assert_true(fits || body.warnings.items[0].line == 3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(raw_html_goes_through_the_cleaner),
        cmocka_unit_test(what_only_looks_like_html_stays_text),
        cmocka_unit_test(an_indent_begins_a_paragraph_and_is_no_code),
        cmocka_unit_test(code_needs_a_fence),
        cmocka_unit_test(lists_of_minutes_nest_and_keep_their_order),
        cmocka_unit_test(numbers_stay_as_they_were_typed),
        cmocka_unit_test(lines_with_signs_of_their_own_stay_lines),
        cmocka_unit_test(blanks_to_fill_in_are_kept),
        cmocka_unit_test(addresses_hold_no_emphasis),
        cmocka_unit_test(links_lead_to_headings),
        cmocka_unit_test(footnotes_lead_there_and_back),
        cmocka_unit_test(definitions_that_nobody_refers_to_are_text),
        cmocka_unit_test(no_link_leads_to_a_note_within_what_is_not_shown),
        cmocka_unit_test(no_link_leads_to_a_place_within_what_is_left_out),
        cmocka_unit_test(no_place_is_kept_for_a_link_that_is_left_out),
        cmocka_unit_test(link_that_leads_nowhere_is_said_once),
        cmocka_unit_test(footnotes_that_nothing_leads_to_are_text),
        cmocka_unit_test(cells_beyond_the_head_stay_in_the_last_one),
        cmocka_unit_test(a_dash_in_a_head_is_a_cell_and_quoted_tables_are_apart),
        cmocka_unit_test(tasks_show_their_box),
        cmocka_unit_test(a_table_beyond_the_limits_is_text_with_its_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
