/* HTML of offices that says by classes and style elements what others say where the words stand. */
#include "html/body.h"

#include "base/buf.h"
#include "test.h"

#include <stdio.h>
#include <string.h>

/* Cleans, compares HTML and warnings ("code*count" each), and sees that cleaning again changes nothing. */
static void sheet_gives(const char *source, const char *html, const char *warnings)
{
    auto_arena struct arena *arena = arena_new(1 << 24);
    auto_buf struct buf said = BUF(4096);
    struct body once, twice;
    assert_int_equal(body_render(BODY_HTML, source, strlen(source), arena, &once, NULL), ERR_OK);
    assert_string_equal(once.html.html, html);
    for (size_t i = 0; i < once.warnings.count; i++)
        buf_printf(&said, "%s%s*%zu", i ? " " : "", warning_name(once.warnings.items[i].code),
                   once.warnings.items[i].count);
    assert_string_equal(buf_str(&said), warnings);
    assert_int_equal(body_render(BODY_HTML, html, strlen(html), arena, &twice, NULL), ERR_OK);
    assert_string_equal(twice.html.html, html);
    assert_string_equal(twice.text, once.text);
    assert_int_equal(twice.warnings.count, 0);
}

static void classes_stress_as_their_rules_say(void **state)
{
    (void)state;
    sheet_gives("<html><head><style type=\"text/css\">.c1{color:#000;font-weight:700}.c2{font-style:italic}"
                ".c3{text-decoration:underline}.c4{text-decoration:line-through}.c5{vertical-align:super}"
                ".c0{font-weight:400;text-decoration:none;vertical-align:baseline}</style></head><body>"
                "<p class=\"c9\"><span class=\"c1\">a</span><span class=\"c0\"> b </span><span class=\"c1 "
                "c2\">c</span> "
                "<span class=c3>d</span> <span class=c4>e</span> 10<span class=c5>3</span></p></body></html>",
                "<p><strong>a</strong> b <strong><em>c</em></strong> <u>d</u> <s>e</s> 10<sup>3</sup></p>\n",
                "");
    sheet_gives(
        "<style><!-- /* Style Definitions */ span.Dam, .x\n\t{mso-style-name:\"a;b}\";\n\tfont-weight:bold;} "
        "p.MsoNormal b {font-weight:normal} --></style><p class=MsoNormal><span class=Dam>a</span> "
        "<b>b</b></p><b>c</b>",
        "<p><strong>a</strong> b</p>\n<p><b>c</b></p>\n", "");
}

static void what_a_class_hides_is_left_out_and_said(void **state)
{
    (void)state;
    sheet_gives("<style>.an{display:none}#x{visibility:hidden}</style><p>a <span class=an>bí mật</span>b</p>"
                "<p id=x>mật</p><p class='An'>c</p>",
                "<p>a b</p>\n<p>c</p>\n", "hidden-removed*2");
    /* Also when the rule stands behind the words, or is important against the attribute. */
    sheet_gives(
        "<p class=an style='display:block'>bí mật</p><p>a</p><style>.an{display:none !important}</style>",
        "<p>a</p>\n", "hidden-removed*1");
    sheet_gives("<style>.an{display:none}</style><p class=an style='display:block'>a</p>", "<p>a</p>\n", "");
    /* On paper or on narrow screens alone it is seen. */
    sheet_gives(
        "<style media=print>p{display:none}</style><style>@media print{p{display:none}} @media "
        "(max-width:600px){p{display:none}} @media screen{i{display:none}}</style><p>a <i>mật</i></p>",
        "<p>a</p>\n", "hidden-removed*1");
    /* A condition of Word is a comment for everybody else. */
    sheet_gives("<!--[if gte mso 10]><style>p{display:none}</style><![endif]--><p>a</p>", "<p>a</p>\n", "");
}

static void rules_hold_by_weight_and_place(void **state)
{
    (void)state;
    sheet_gives(
        "<style>#m{font-weight:400}.a.b{font-weight:700}.a{font-weight:400}p.a{font-weight:400}</style>"
        "<p class='a b'>1</p><p class=a>2</p><p class='b a' id=m>3</p>",
        "<p><strong>1</strong></p>\n<p>2</p>\n<p id=\"phan-m\">3</p>\n", "");
    sheet_gives(
        "<style>.u > i{font-style:normal}div.u b, .v   span{font-weight:normal}body .w,html>body p.z"
        "{font-weight:bold}.q::before,.q:hover,.q + p,a[href]{display:none}</style><div class=u><i>1</i>"
        "<p><i>2</i><b>3</b></p></div><p class=w>4</p><p class=z>5</p><p class=q>6</p><p>7</p>",
        "<p>1</p>\n<p><i>2</i>3</p>\n<p><strong>4</strong></p>\n<p><strong>5</strong></p>\n<p>6</p>\n<p>7</"
        "p>\n",
        "");
    /* Sheets set signs back to draw them themselves, and draw what is there by itself. */
    sheet_gives(
        "<style>sup{vertical-align:baseline;position:relative}a,span.MsoHyperlink,span.msoIns"
        "{text-decoration:underline}b,sup{font:inherit}th,h2{font-weight:bold}</style><h2>x</h2><p>10<sup>3"
        "</sup> <span class=MsoHyperlink><a href=/x>y</a></span> <ins cite=a><span "
        "class=msoIns>z</span></ins>"
        " <b>w</b></p>",
        "<h2>x</h2>\n<p>10<sup>3</sup> <a href=\"/x\">y</a> z <b>w</b></p>\n", "");
}

static void broken_and_endless_sheets_do_no_harm(void **state)
{
    (void)state;
    sheet_gives(
        "<style>}}} .a{font-weight:bold} @x; @font-face{a:b} .b{font-weight:bold; .c{d} } \\.d{display:none} "
        ".e{display:none</style><p class=a>1</p><p class=b>2</p><p class=d>3</p><p class=e>4</p>",
        "<p><strong>1</strong></p>\n<p><strong>2</strong></p>\n<p>3</p>\n", "hidden-removed*1");
    auto_arena struct arena *arena = arena_new(1 << 26);
    auto_buf struct buf source = BUF(1 << 22);
    struct body body;
    enum body_fault fault = BODY_FAULT_NONE;
    /* A page of many parts brings its styles along with each of them. */
    for (int i = 0; i < 300; i++)
        buf_text(&source, "<style>.a{font-weight:bold}.b{font-weight:400}</style><p class=a>x</p>");
    assert_int_equal(body_render(BODY_HTML, buf_str(&source), source.length, arena, &body, &fault), ERR_OK);
    assert_non_null(strstr(body.html.html, "<p><strong>x</strong></p>"));
    buf_cut(&source, 0);
    buf_text(&source, "<style>");
    for (int i = 0; i < 100; i++)
        buf_printf(&source, ".a .b%d .a{font-weight:bold}", i);
    buf_text(&source, "</style>");
    for (int i = 0; i < 20000; i++)
        buf_text(&source, "<p class=a>x</p>");
    assert_int_equal(body_render(BODY_HTML, buf_str(&source), source.length, arena, &body, &fault), ERR_OK);
    for (int i = 0; i < 200000; i++)
        buf_text(&source, "<p class=a>");
    assert_int_equal(body_render(BODY_HTML, buf_str(&source), source.length, arena, &body, &fault),
                     ERR_INPUT);
    assert_int_equal(fault, BODY_FAULT_OUTPUT);
}

#define GAP "<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp;&nbsp;\n</span>"

static void words_filtered_lists_are_lists(void **state)
{
    (void)state;
    sheet_gives(
        "<p class=MsoListParagraphCxSpFirst style='margin-left:36.0pt;text-indent:-18.0pt'><span\n"
        "style='font-family:Symbol'>·" GAP "</span>Một</p>\n\n<p class=MsoListParagraphCxSpMiddle "
        "style='margin-left:72.0pt;text-indent:-18.0pt'><span style='font-family:\"Courier New\"'>o" GAP
        "</span>Con</p>\n<p class=MsoListParagraphCxSpLast style='margin-left:1.27cm'><b>·" GAP
        "Hai</b></p>\n<p class=MsoNormal>Hết.</p>",
        "<ul><li>Một<ul><li>Con</li></ul></li><li><b>Hai</b></li></ul>\n<p>Hết.</p>\n", "");
    sheet_gives(
        "<p class=MsoNormal style='margin:0cm 0cm 0cm 35.7pt'>2." GAP "Hai</p><p class=MsoNormal "
        "style='margin-left:36pt'>4)" GAP "Bốn</p><p class=MsoListParagraph>Điều 1.&nbsp;&nbsp; Không</p>",
        "<ol start=\"2\"><li>Hai</li><li value=\"4\">Bốn</li></ol>\n<p>Điều 1.&nbsp;&nbsp; Không</p>\n", "");
    sheet_gives(
        "<p class=MsoListParagraph>a)&nbsp;&nbsp;&nbsp; chữ</p><p class=MsoListParagraph>-<span>&nbsp;&nbsp; "
        "</span>gạch</p><p class=MsoListParagraph>5 con</p><p>-&nbsp;&nbsp; x</p>",
        "<ol type=\"a\"><li>chữ</li></ol>\n<ul><li>gạch</li></ul>\n<p>5 con</p>\n<p>-&nbsp;&nbsp; x</p>\n",
        "");
}

static void lists_that_google_docs_saves_flat_are_nested(void **state)
{
    (void)state;
    sheet_gives(
        "<style>ol.lst-kix_a-0{list-style-type:none}.lst-kix_a-1>li:before{content:\"\" "
        "counter(lst-ctn-kix_a-1,lower-latin) \". \"}.lst-kix_a-0 > li::before{content:\"\" "
        "counter(lst-ctn-kix_a-0,decimal) \". \"}.lst-kix_b-0>li:before{content:\"\\0025cf  \"}</style>"
        "<ol class=\"c1 lst-kix_a-0 start\" start=\"1\"><li class=\"c2 li-bullet-0\">Một</li></ol>"
        "<ol class=\"c1 lst-kix_a-1 start\" start=\"1\"><li>Con</li><li>Con nữa</li></ol> "
        "<ol class=\"c1 lst-kix_a-0\" start=\"2\"><li>Hai</li></ol><ul class=\"lst-kix_b-0 "
        "start\"><li>Khác</li></ul>"
        "<ul class=\"lst-kix_b-2 start\"><li>Sâu</li></ul><p>Hết</p><ul "
        "class=\"lst-kix_b-1\"><li>Lẻ</li></ul>",
        "<ol start=\"1\"><li>Một<ol start=\"1\" type=\"a\"><li>Con</li><li>Con "
        "nữa</li></ol></li><li>Hai</li></ol>\n<ul><li>Khác<ul><li>Sâu</li>"
        "</ul></li></ul>\n<p>Hết</p>\n<ul><li>Lẻ</li></ul>\n",
        "");
}

static void blanks_that_are_seen_stay(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(1 << 22);
    struct body body;
    const char *source = "<p style='white-space:pre-wrap'>  Họ tên:     Tuổi:  ba\tb\n   c  </p>";
    sheet_gives(source, "<p>Họ tên: &nbsp; &nbsp; Tuổi:&nbsp;&nbsp;ba&nbsp; &nbsp; b<br>c</p>\n", "");
    assert_int_equal(body_render(BODY_HTML, source, strlen(source), arena, &body, NULL), ERR_OK);
    assert_string_equal(body.text, "Họ tên:     Tuổi:  ba    b\nc");
    sheet_gives(
        "<p>&nbsp;&nbsp; a&nbsp; b&nbsp;&nbsp;c &nbsp; &nbsp;d</p><h2 style='white-space:pre'>a   b</h2>",
        "<p>a b&nbsp;&nbsp;c&nbsp; &nbsp; d</p>\n<h2>a b</h2>\n", "");
}

static void links_that_lead_around_become_what_they_lead_to(void **state)
{
    (void)state;
    sheet_gives(
        "<a "
        "href=\"https://www.google.com/url?q=https://binhgia.gov.vn/"
        "a%3Fb%3D1&amp;sa=D&amp;source=editors\">1</a>"
        "<a href='https://l.facebook.com/l.php?u=https%3A%2F%2Fa.vn%2Fx%23y&h=AT0'>2</a><a "
        "href='https://apc01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fb.vn%2F&data=05'>3</a>",
        "<p><a href=\"https://binhgia.gov.vn/a?b=1\">1</a><a href=\"https://a.vn/x#y\">2</a><a "
        "href=\"https://b.vn/\">3</a></p>\n",
        "link-unwrapped*1 link-unwrapped*1 link-unwrapped*1");
    sheet_gives("<a href='https://www.google.com/url?q=javascript:alert(1)'>1</a><a "
                "href='https://www.google.com/search?q=https://a.vn'>2</a><a "
                "href='https://evil.vn/.safelinks.protection.outlook.com/?url=https://a.vn'>3</a>",
                "<p><a href=\"https://www.google.com/url?q=javascript:alert(1)\">1</a><a "
                "href=\"https://www.google.com/search?q=https://a.vn\">2</a><a "
                "href=\"https://evil.vn/.safelinks.protection.outlook.com/?url=https://a.vn\">3</a></p>\n",
                "");
}

static void the_title_is_what_is_seen_of_it(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(1 << 22);
    const char *title, *rest;
    assert_true(
        body_html_title("<style>.an{display:none}</style><h1>Tin <span class=an>nội bộ</span></h1><p>b</p>",
                        arena, &title, &rest));
    assert_string_equal(title, "Tin");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classes_stress_as_their_rules_say),
        cmocka_unit_test(what_a_class_hides_is_left_out_and_said),
        cmocka_unit_test(rules_hold_by_weight_and_place),
        cmocka_unit_test(broken_and_endless_sheets_do_no_harm),
        cmocka_unit_test(words_filtered_lists_are_lists),
        cmocka_unit_test(lists_that_google_docs_saves_flat_are_nested),
        cmocka_unit_test(blanks_that_are_seen_stay),
        cmocka_unit_test(the_title_is_what_is_seen_of_it),
        cmocka_unit_test(links_that_lead_around_become_what_they_lead_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
