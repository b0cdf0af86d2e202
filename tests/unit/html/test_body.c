#include "html/body.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Renders, compares, and sees that cleaning the result again changes nothing. */
static void renders(enum body_format format, const char *source, const char *html, const char *text)
{
    auto_arena struct arena *arena = arena_new(1 << 24);
    struct body once, twice;
    assert_int_equal(body_render(format, source, strlen(source), arena, &once, NULL), ERR_OK);
    assert_string_equal(once.html.html, html);
    assert_int_equal(once.html.length, strlen(html));
    if (text)
        assert_string_equal(once.text, text);
    assert_int_equal(body_render(BODY_HTML, html, strlen(html), arena, &twice, NULL), ERR_OK);
    assert_string_equal(twice.html.html, html);
    assert_string_equal(twice.text, once.text);
}

static void html_gives(const char *source, const char *html)
{
    renders(BODY_HTML, source, html, NULL);
}

static void plain_text_has_paragraphs_and_lines(void **state)
{
    (void)state;
    renders(BODY_TEXT, "   A & B\nC\n \t\n\n  <b> {{x}}\n", "<p>A &amp; B<br>C</p>\n<p>&lt;b&gt; {{x}}</p>\n",
            "A & B\nC\n\n<b> {{x}}");
    renders(BODY_TEXT, "\n\n", "", "");
}

static void markdown_gives_what_it_says(void **state)
{
    (void)state;
    renders(BODY_MARKDOWN, "# Đề mục\n\nxin *chào* **bạn** ~~cũ~~ `x<y`\n\n- a\n- b\n\n1. c\n",
            "<h2>Đề mục</h2>\n<p>xin <em>chào</em> <strong>bạn</strong> <s>cũ</s> "
            "<code>x&lt;y</code></p>\n"
            "<ul><li>a</li><li>b</li></ul>\n<ol><li>c</li></ol>\n",
            "Đề mục\n\nxin chào bạn cũ x<y\n\na\nb\n\nc");
    renders(BODY_MARKDOWN, "| a | b |\n|---|--:|\n| 1 | 2 |\n",
            "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></"
            "tbody></table>\n",
            "a\tb\n1\t2");
    renders(BODY_MARKDOWN, "![Ảnh](/media/1.jpg) [l](https://a.vn/ \"t\") https://b.vn\n",
            "<p><img src=\"/media/1.jpg\" alt=\"Ảnh\"> <a href=\"https://a.vn/\" title=\"t\">l</a> "
            "<a href=\"https://b.vn\">https://b.vn</a></p>\n",
            "Ảnh l https://b.vn");
    renders(BODY_MARKDOWN, "```c\n\nint x;\n  y\n```\n", "<pre><code>\nint x;\n  y\n</code></pre>\n",
            "\nint x;\n  y\n");
    renders(BODY_MARKDOWN,
            "a <script>alert(1)</script> <b>c</b> [d](javascript:alert(1))\n\n<div onclick=x>e</div>\n",
            "<p>a <b>c</b> d</p>\n<p>e</p>\n", NULL);
    renders(BODY_MARKDOWN, "", "", "");
}

static void headings_begin_at_two_and_leave_no_gap(void **state)
{
    (void)state;
    html_gives("<h1>a</h1><h2>b</h2><h1>c</h1>", "<h2>a</h2>\n<h3>b</h3>\n<h2>c</h2>\n");
    html_gives("<h3>a</h3><h6>b</h6><h4>c</h4><h2>d</h2>",
               "<h2>a</h2>\n<h3>b</h3>\n<h3>c</h3>\n<h2>d</h2>\n");
    html_gives("<h1> </h1><h2>a</h2>", "<h2>a</h2>\n");
    html_gives("<h1>a</h1><h2>b</h2><h3>c</h3><h4>d</h4><h5>e</h5><h6>f</h6>",
               "<h2>a</h2>\n<h3>b</h3>\n<h4>c</h4>\n<h5>d</h5>\n<h6>e</h6>\n<h6>f</h6>\n");
}

static void indents_of_fixed_spaces_are_no_content(void **state)
{
    (void)state;
    renders(BODY_HTML,
            "<p>&nbsp;&nbsp;&nbsp; Chiều&nbsp;9/10</p><p>&nbsp;</p><p><br></p><p></p><div>\u200B</div>",
            "<p>Chiều 9/10</p>\n", "Chiều 9/10");
}

static void bare_text_and_divisions_become_paragraphs(void **state)
{
    (void)state;
    html_gives("a<div>b<div>c</div>d</div>e", "<p>a</p>\n<p>b</p>\n<p>c</p>\n<p>d</p>\n<p>e</p>\n");
    html_gives("<p>a<br><br><br>b<br>c<br></p>", "<p>a</p>\n<p>b<br>c</p>\n");
    html_gives("<td>x<section><span>y</span></section>", "<p>x</p>\n<p>y</p>\n");
    html_gives("<center><font color=red>a</font></center>", "<p>a</p>\n");
}

static void inline_elements_move_into_blocks(void **state)
{
    (void)state;
    html_gives("<b>a<p>b</p>c</b>d", "<p><b>a</b></p>\n<p><b>b</b></p>\n<p><b>c</b>d</p>\n");
    html_gives("<a href=/x><h2>a</h2><p>b</p></a>",
               "<h2><a href=\"/x\">a</a></h2>\n<p><a href=\"/x\">b</a></p>\n");
    html_gives("<p>a<b> </b>c <i> d </i>e<u></u></p>", "<p>a c <i>d</i> e</p>\n");
    html_gives("<p><b>1<i>2</b>3</i></p>", "<p><b>1<i>2</i></b><i>3</i></p>\n");
    html_gives("<p><b><b>x</b></b><a href=/a>y<a href=/b>z</a></p>",
               "<p><b>x</b><a href=\"/a\">y</a><a href=\"/b\">z</a></p>\n");
}

static void lists_hold_items_and_items_have_lists(void **state)
{
    (void)state;
    html_gives("<ul>a<li>b<ul><li>c</ul>d<ul>e</ul></ul><li>f</li><li>g</li>h",
               "<ul><li>a</li><li>b<ul><li>c</li></ul>d<ul><li>e</li></ul></li></ul>\n<ul><li>f</li><li>g</"
               "li></ul>\n"
               "<p>h</p>\n");
    html_gives("<ul><li></li> <li> </ul><ol></ol><dl></dl>", "");
    html_gives("<ol start=3 type=a><li value=7>a</ol><ul><li value=7>b</ul>",
               "<ol start=\"3\" type=\"a\"><li value=\"7\">a</li></ol>\n<ul><li>b</li></ul>\n");
    html_gives("<ol start=0><li value=0>a<li value=->b<li value=''>c</ol>",
               "<ol start=\"0\"><li value=\"0\">a</li><li>b</li><li>c</li></ol>\n");
    html_gives("<dl>x<dt>a<dd>b<p>c</dl><dd>d",
               "<dl><dt></dt><dd>x</dd><dt>a</dt><dd>b<p>c</p></dd></dl>\n<dl><dt></dt><dd>d</dd></dl>\n");
}

static void terms_and_descriptions_come_in_pairs(void **state)
{
    (void)state;
    html_gives("<dl><dt>a</dl>", "<dl><dt>a</dt><dd></dd></dl>\n");
    html_gives("<dl><dt><dd></dl><dt></dt>", "");
}

static void tables_keep_their_shape(void **state)
{
    (void)state;
    renders(BODY_HTML,
            "<table border=1 style=x><caption>Bảng<thead><tr><th scope=col lang=en>a<th scope=x>b"
            "<tr><td colspan=2 rowspan=0>c<tr><td><td rowspan=9>d<tr><tr><td>e</table>",
            "<table><caption>Bảng</caption><thead><tr><th scope=\"col\" lang=\"en\">a</th><th>b</th></tr>"
            "<tr><td colspan=\"2\">c</td></tr><tr><td></td><td "
            "rowspan=\"2\">d</td></tr><tr><td>e</td></tr></thead></table>\n",
            "Bảng\n\na\tb\nc\nd\ne");
    html_gives("<table><tr><td> </td></tr></table>", "");
    html_gives("<table><tr><td colspan=3>a<td rowspan=2>b<tr><tr><td colspan=2>c<td>d</table>",
               "<table><tbody><tr><td colspan=\"2\">a</td><td rowspan=\"2\">b</td></tr>"
               "<tr><td>c</td><td>d</td></tr></tbody></table>\n");
    html_gives("<table><tr><td colspan=30>a<td colspan=5>b<tr><td>c</table>",
               "<table><tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></tbody></table>\n");
    html_gives("<table><tfoot><tr><td>a<thead><tr><td>b<tbody><caption>c</table>",
               "<table><tbody><tr><td>a</td></tr></tbody><tbody><tr><td>b</td></tr></tbody>"
               "<tbody><tr><td>c</td></tr></tbody></table>\n");
}

static void figures_have_one_caption_at_an_end(void **state)
{
    (void)state;
    html_gives("<figure><img src=/media/1.jpg alt='Một \"ảnh\"' width=10 height=x><figcaption>Chú "
               "thích<p>x</figcaption>y"
               "</figure>",
               "<figure><img src=\"/media/1.jpg\" alt=\"Một &quot;ảnh&quot;\" width=\"10\"><figcaption>Chú "
               "thích<p>x</p>"
               "</figcaption></figure>\n<p>y</p>\n");
    html_gives("<figure><figcaption>a</figcaption><img src=/media/1.jpg></figure><figcaption>b</figcaption>",
               "<figure><figcaption>a</figcaption><img src=\"/media/1.jpg\" alt=\"\"></figure>\n<p>b</p>\n");
}

static void preformatted_text_keeps_its_spaces(void **state)
{
    (void)state;
    html_gives("<pre>\n\n  a\n\tb  <b> c</b></pre><pre> \n </pre>", "<pre>\n\n  a\n\tb  <b> c</b></pre>\n");
    html_gives("<pre>a<p>b</p><br>c</pre>", "<pre>ab\nc</pre>\n");
}

static void word_paste_is_cleaned(void **state)
{
    (void)state;
    html_gives("<html "
               "xmlns:o=\"urn:schemas-microsoft-com:office:office\"><head><title>x</"
               "title><style>p.MsoNormal{}</style>"
               "<!--[if gte mso "
               "9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]--></head>"
               "<body lang=VI link=blue><div class=WordSection1>"
               "<p class=MsoNormal style='text-indent:36.0pt'><span lang=VI "
               "style='mso-tab-count:1'>&nbsp;&nbsp;&nbsp; </span>"
               "<b style='mso-bidi-font-weight:normal'><span lang=EN-US>Kế hoạch<o:p></o:p></span></b></p>"
               "<p class=MsoNormal><o:p>&nbsp;</o:p></p>"
               "<p class=MsoListParagraph><![if !supportLists]><span>-<span>&nbsp;&nbsp; "
               "</span></span><![endif]>Một</p>"
               "<XML id=a><w:TrackMoves/><w:View>Normal</w:View></XML><xmlx><v:shape id=a><v:imagedata src=x "
               "/></v:shape><st1:place>Bình Gia</st1:place>"
               "</div></body></html>",
               "<p><b>Kế hoạch</b></p>\n<ul><li>Một</li></ul>\n<p>Bình Gia</p>\n");
}

static void languages_are_kept_and_directions_are_not(void **state)
{
    (void)state;
    html_gives("<p lang=en dir=rtl id=a class=b style='x'>a <em lang='fr-FR'>b</em> <i lang='x\"y'>c</i></p>",
               "<p id=\"phan-a\" lang=\"en\">a <em lang=\"fr-FR\">b</em> <i>c</i></p>\n");
}

static void addresses_are_mended_as_browsers_do(void **state)
{
    (void)state;
    html_gives("<a href=' https://a.vn/x y?q=[1]|100%#a#b '>x</a>",
               "<p><a href=\"https://a.vn/x%20y?q=%5B1%5D%7C100%25#a%23b\">x</a></p>\n");
    html_gives("<a href=tin.html>x</a> <a name=y>y</a> <a href='MAILTO:a@b.vn'>z</a>",
               "<p>x <a id=\"phan-y\"></a>y <a href=\"MAILTO:a@b.vn\">z</a></p>\n");
}

static void references_are_normalised_like_text(void **state)
{
    (void)state;
    html_gives("<p>Vi&#xea;&#x323;t &ETH;&#x202e;&#7;x&#0; &#x80; <b>&#x301;y</b></p>",
               "<p>Việt Đx\uFFFD € <b>y</b></p>\n");
}

static void the_first_heading_is_the_title(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(1 << 20);
    const char *title = "untouched", *rest = title;
    assert_true(body_first_heading("\n \n# Khánh *thành*  đường `A` #\n\nThân bài\n", arena, &title, &rest));
    assert_string_equal(title, "Khánh thành đường A");
    assert_string_equal(rest, "Thân bài\n");
    assert_true(body_first_heading("# A", arena, &title, &rest));
    assert_string_equal(rest, "");
    static const char *const none[] = {"",    "Thân bài\n# A\n", "## A\n",    "#A\n", "    # A\n",
                                       "#\n", "#  \nx",          "# ![](x)\n"};
    title = rest = "untouched";
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        assert_false(body_first_heading(none[i], arena, &title, &rest));
        assert_string_equal(title, "untouched");
        assert_string_equal(rest, "untouched");
    }
}

static void formats_have_names(void **state)
{
    (void)state;
    assert_int_equal(body_format_from_name("markdown"), BODY_MARKDOWN);
    assert_int_equal(body_format_from_name("html"), BODY_HTML);
    assert_int_equal(body_format_from_name("text"), BODY_TEXT);
    assert_int_equal(body_format_from_name("HTML"), BODY_FORMAT_COUNT);
    assert_string_equal(body_format_name(BODY_TEXT), "text");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_text_has_paragraphs_and_lines),
        cmocka_unit_test(markdown_gives_what_it_says),
        cmocka_unit_test(headings_begin_at_two_and_leave_no_gap),
        cmocka_unit_test(indents_of_fixed_spaces_are_no_content),
        cmocka_unit_test(bare_text_and_divisions_become_paragraphs),
        cmocka_unit_test(inline_elements_move_into_blocks),
        cmocka_unit_test(lists_hold_items_and_items_have_lists),
        cmocka_unit_test(terms_and_descriptions_come_in_pairs),
        cmocka_unit_test(tables_keep_their_shape),
        cmocka_unit_test(figures_have_one_caption_at_an_end),
        cmocka_unit_test(preformatted_text_keeps_its_spaces),
        cmocka_unit_test(word_paste_is_cleaned),
        cmocka_unit_test(languages_are_kept_and_directions_are_not),
        cmocka_unit_test(addresses_are_mended_as_browsers_do),
        cmocka_unit_test(references_are_normalised_like_text),
        cmocka_unit_test(the_first_heading_is_the_title),
        cmocka_unit_test(formats_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
