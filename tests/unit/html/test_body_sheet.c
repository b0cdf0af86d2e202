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
        "{font-weight:bold}.q::before,.q:hover{display:none}</style><div class=u><i>1</i>"
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

static void selectors_of_every_kind_hide_and_stress(void **state)
{
    (void)state;
    sheet_gives(
        "<style>[data-x]{display:none}p[lang|=vi]{font-weight:bold}a[href^='/A' i]{font-style:italic}"
        "[title~=b]{text-decoration:underline}[class*=-y]{font-weight:700}[id$='z']{display:none}</style>"
        "<p data-x>mật</p><p lang=vi-VN>1</p><p><a href=/ab>2</a> <span title='a b'>3</span> <span "
        "class=x-y>4</span></p><p id=xz>mật</p>",
        "<p lang=\"vi-VN\"><strong>1</strong></p>\n<p><a href=\"/ab\"><em>2</em></a> <u>3</u> "
        "<strong>4</strong></p>\n",
        "hidden-removed*2");
    sheet_gives("<style>.q + p{display:none}.q ~ i{font-weight:bold}p:not(.q, :last-child){font-style:italic}"
                "</style><div><p class=q>1</p><p>mật</p><p>3</p><p>4</p></div>",
                "<p>1</p>\n<p><em>3</em></p>\n<p>4</p>\n", "hidden-removed*1");
    sheet_gives("<style>li:nth-child(2n+1){font-weight:bold}li:nth-last-child(1){display:none}"
                "b:first-of-type{font-weight:400}:is(.a,.b) > u:only-child{text-decoration:none}"
                "p:empty,p:lang(en){display:none}</style><ul><li>1</li><li>2</li><li>3</li><li>4</li></ul>"
                "<p><i>x</i><b>5</b><b>6</b></p><p class=b><u>7</u></p><p lang=en>mật</p>",
                "<ul><li><strong>1</strong></li><li>2</li><li><strong>3</strong></li></ul>\n"
                "<p><i>x</i>5<b>6</b></p>\n<p>7</p>\n",
                "hidden-removed*2");
    sheet_gives("<style>.sm\\:an{display:none}o\\:mat{display:none}.a:hover,.a::selection,p::-webkit-x"
                "{display:none}p::-moz-x,.a{display:none}</style><p class=sm:an>mật</p><o:mat>mật</o:mat><p "
                "class=a>1</p>",
                "<p>1</p>\n", "hidden-removed*2");
    /* Of some attributes a capital is as good as a small letter. */
    sheet_gives(
        "<style>[align=center]{font-weight:bold}[title=a]{display:none}</style><p align=CENTER>1</p><p "
        "title=A>2</p>",
        "<p><strong>1</strong></p>\n<p>2</p>\n", "");
    sheet_gives("<style>i.a{font-style:normal}:not(:hover).a{font-style:italic}</style><i class=a>1</i>",
                "<p><i>1</i></p>\n", "");
    sheet_gives("<style>:only-child > body > p{font-weight:bold}</style><p>1</p><p>2</p>",
                "<p><strong>1</strong></p>\n<p><strong>2</strong></p>\n", "");
    /* Back as far as needed: the nearest that fits is not always the right one. */
    sheet_gives("<style>.a > .b span{font-weight:bold}</style><div class=a><div class=b><div><div class=b>"
                "<span>1</span></div></div></div></div>",
                "<p><strong>1</strong></p>\n", "");
    sheet_gives("<style>.a{font-weight:bold;& i{font-style:normal}.b{display:none}@media print{display:none}}"
                "</style><p class=a>1<i>2</i><span class=b>mật</span></p>",
                "<p><strong>12</strong></p>\n", "hidden-removed*1");
}

static void conditions_hold_as_on_a_screen(void **state)
{
    (void)state;
    static const char *const holding[] = {"@media screen and (min-width:768px)",
                                          "@media (max-width: 60em), all",
                                          "@media not print",
                                          "@media only screen and (orientation:landscape)",
                                          "@media (width >= 600px) and (width < 2000px)",
                                          "@media (400px <= width <= 1280px)",
                                          "@supports (display:grid)",
                                          "@supports not (-ms-ime-align:auto)",
                                          "@supports (display:grid) and (not (-moz-x:y))",
                                          "@layer a",
                                          "@media screen { @media all",
                                          "@media (hover:hover) and (pointer:fine)"};
    static const char *const others[] = {"@media print",
                                         "@media (max-width:600px)",
                                         "@media not screen",
                                         "@media (min-width:2000px)",
                                         "@supports not (display:grid)",
                                         "@media (orientation:portrait)",
                                         "@media (width < 600px)",
                                         "@media (prefers-color-scheme:dark)",
                                         "@media (-ms-high-contrast:none)",
                                         "@font-face",
                                         "@page",
                                         "@keyframes x"};
    char source[400];
    for (size_t i = 0; i < sizeof holding / sizeof *holding; i++) {
        snprintf(source, sizeof source, "<style>%s{.a{display:none}%s}</style><p class=a>x</p><p>y</p>",
                 holding[i], strchr(holding[i], '{') ? "}" : "");
        sheet_gives(source, "<p>y</p>\n", "hidden-removed*1");
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        snprintf(source, sizeof source, "<style>%s{.a{display:none}}</style><p class=a>x</p>", others[i]);
        sheet_gives(source, "<p>x</p>\n", "");
    }
    sheet_gives("<style media='print'>.a{display:none}</style><style media='screen and (min-width:9px)'>"
                ".b{display:none}</style><style type=text/less>.a{display:none}</style><p class=a>x</p><p "
                "class=b>y</p>",
                "<p>x</p>\n", "hidden-removed*1");
    /* What stands in no layer outweighs all that does. */
    sheet_gives("<style>p{font-weight:bold}@layer x{p.a{font-weight:400}}</style><p class=a>x</p>",
                "<p><strong>x</strong></p>\n", "");
}

static void what_is_not_understood_of_a_sheet_is_said_where_it_matters(void **state)
{
    (void)state;
    sheet_gives("<style>p:has(b){display:none}@container (width > 1px){i{font-weight:bold}}</style><p>x</p>",
                "<p>x</p>\n", "style-unread*2");
    sheet_gives("<style>p:has(b){color:red}@container (width > 1px){i{margin:0}}p::first-line{color:red}"
                "</style><p>x</p>",
                "<p>x</p>\n", "");
    sheet_gives("<style>@media (x-unknown: 1){p{visibility:hidden}}</style><p>x</p>", "<p>x</p>\n",
                "style-unread*1");
}

static void numbers_that_styles_generate_are_kept(void **state)
{
    (void)state;
    /* As Google Docs saves a list with words before its numbers. */
    sheet_gives("<style>.lst-kix_a-0>li:before{content:\"Điều \" counter(lst-ctn-kix_a-0,decimal) \". \"}"
                "ol.lst-kix_a-0{list-style-type:none}ol.lst-kix_a-0.start{counter-reset:lst-ctn-kix_a-0 3}"
                ".lst-kix_a-0>li{counter-increment:lst-ctn-kix_a-0}.lst-kix_a-1>li:before{content:\"\" "
                "counter(lst-ctn-kix_a-1,lower-latin) \") \"}</style>"
                "<ol class='lst-kix_a-0 start' start=4><li>Một</li></ol><ol class='lst-kix_a-1 start'>"
                "<li>x</li></ol><ol class='lst-kix_a-0' start=5><li><span>Hai</span></li></ol>",
                "<p>Điều 4. Một</p>\n<ol type=\"a\"><li>x</li></ol>\n<p>Điều 5. Hai</p>\n", "");
    /* "1.1." is no number that a list could have. */
    sheet_gives("<style>ol{counter-reset:i;list-style:none}li:before{counter-increment:i;content:counters(i,"
                "'.') '. '}</style><ol><li>a<ol><li>b</li><li>c</li></ol></li><li>d</li></ol>",
                "<p>1. a</p>\n<p>1.1. b</p>\n<p>1.2. c</p>\n<p>2. d</p>\n", "");
    /* A number that a list has by itself stays one, also where it goes on elsewhere. */
    sheet_gives("<style>body{counter-reset:i}li{counter-increment:i}li:before{content:counter(i,upper-roman) "
                "'. '}</style><ol><li>a</li><li>b</li></ol><p>x</p><ol><li>c</li></ol>",
                "<ol type=\"I\"><li>a</li><li>b</li></ol>\n<p>x</p>\n<ol type=\"I\"><li value=\"3\">c"
                "</li></ol>\n",
                "");
    sheet_gives(
        "<style>h2{counter-increment:c}h2:before{content:'Chương ' counter(c,upper-roman) ': ';"
        "font-style:italic}.x:after{content:' (' attr(title) ')'}.y:before{content:'\\2022  ' '\\f101'}"
        ".z:before{content:'mật';display:none}</style><h2>A</h2><h2>B</h2><p class=x title=t>x</p>"
        "<p class=y>y</p><p class=z>z</p>",
        "<h2><em>Chương I:</em> A</h2>\n<h2><em>Chương II:</em> B</h2>\n<p>x (t)</p>\n<p>y</p>\n"
        "<p>z</p>\n",
        "");
    sheet_gives("<ol><li style='list-style-type:none'>a</li></ol><style>.m::marker{content:'Khoản ' "
                "counter(list-item) '. '}</style><ol><li class=m>b</li><li class=m value=7>c</li></ol>",
                "<ol><li>a</li></ol>\n<p>Khoản 1. b</p>\n<p>Khoản 7. c</p>\n", "");
}

static void letters_are_as_the_style_shows_them(void **state)
{
    (void)state;
    sheet_gives("<style>.h{text-transform:uppercase}</style><p class=h>Quyết định <span "
                "style='text-transform:none'>của Ủy ban</span></p><p style='text-transform:capitalize'>đường "
                "lê lợi</p>",
                "<p>QUYẾT ĐỊNH của Ủy ban</p>\n<p>Đường Lê Lợi</p>\n", "");
    sheet_gives(
        "<style>.a{font-weight:bold}.a{font-weight:inherit}.b{font-style:italic;font-style:xx}</style>"
        "<p class=a>1<b style='font-weight:inherit'>2</b></p><p class=b>3</p>",
        "<p>12</p>\n<p><em>3</em></p>\n", "");
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

/* A link to what is left out has the tree written once more; the second time all rules are asked again. */
static void a_tree_that_is_written_again_is_asked_as_much_as_before(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(1 << 27);
    auto_buf struct buf source = BUF(1 << 22);
    struct body body;
    enum body_fault fault = BODY_FAULT_NONE;
    buf_text(&source, "<style>.x{display:none}");
    for (int i = 0; i < 100; i++)
        buf_printf(&source, ".a .b%d .a{font-weight:bold}", i);
    buf_text(&source, "</style>");
    buf_text(&source, "<p>x <a href='#x'>y</a></p><div class=x><p id=x>z</p></div>");
    for (int i = 0; i < 45000; i++)
        buf_text(&source, "<p class=a>x</p>");
    assert_int_equal(body_render(BODY_HTML, buf_str(&source), source.length, arena, &body, &fault), ERR_OK);
    assert_null(strstr(body.html.html, "#x"));
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
        cmocka_unit_test(selectors_of_every_kind_hide_and_stress),
        cmocka_unit_test(conditions_hold_as_on_a_screen),
        cmocka_unit_test(what_is_not_understood_of_a_sheet_is_said_where_it_matters),
        cmocka_unit_test(numbers_that_styles_generate_are_kept),
        cmocka_unit_test(letters_are_as_the_style_shows_them),
        cmocka_unit_test(broken_and_endless_sheets_do_no_harm),
        cmocka_unit_test(a_tree_that_is_written_again_is_asked_as_much_as_before),
        cmocka_unit_test(words_filtered_lists_are_lists),
        cmocka_unit_test(lists_that_google_docs_saves_flat_are_nested),
        cmocka_unit_test(blanks_that_are_seen_stay),
        cmocka_unit_test(the_title_is_what_is_seen_of_it),
        cmocka_unit_test(links_that_lead_around_become_what_they_lead_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
