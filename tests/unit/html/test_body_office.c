/* HTML as offices and chats write it: what was to be read arrives, what was hidden does not, and what is left
 * out is said. */
#include "html/body.h"

#include "base/buf.h"
#include "test.h"

#include <stdio.h>
#include <string.h>

/* Cleans, compares HTML and warnings ("code*count" each), and sees that cleaning again changes nothing. */
static void office_gives(const char *source, const char *html, const char *warnings)
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

static void style_decides_over_the_tag(void **state)
{
    (void)state;
    office_gives("<b style=\"font-weight:normal;\"><p><span style=\"font-weight:400\">a </span><span "
                 "style=\"font-weight:700;font-style:italic\">b</span></p></b>",
                 "<p>a <strong><em>b</em></strong></p>\n", "");
    office_gives(
        "<p><b>a <span style='FONT-WEIGHT: normal'>b</span> c</b><i style=\"font-style:normal\">d</i></p>",
        "<p><b>a</b> b <b>c</b>d</p>\n", "");
    office_gives("<p style='font-weight:bold'>a <span style='font-weight:400'>b <b>c</b></span></p>",
                 "<p><strong>a</strong> b <b>c</b></p>\n", "");
    office_gives(
        "<p>10<span style=\"vertical-align:super\">3</span>, H<span style='vertical-align:sub'>2</span>O, "
        "<sup style='vertical-align:baseline'>x</sup></p><table><tr><td style='vertical-align:super'>y",
        "<p>10<sup>3</sup>, H<sub>2</sub>O, x</p>\n<table><tbody><tr><td>y</td></tr></tbody></table>\n", "");
    office_gives(
        "<p><span style='text-decoration:underline'>a</span> <span style='text-decoration:line-through "
        "red'>b</span> <u style='text-decoration:none'>c</u> <a href=/x><span "
        "style='text-decoration:underline'>d</span></a></p>",
        "<p><u>a</u> <s>b</s> c <a href=\"/x\">d</a></p>\n", "");
    office_gives("<h1 style='font-weight:700'><span style='font-weight:700'>a</span></h1>", "<h2>a</h2>\n",
                 "");
}

static void list_beside_its_item_goes_into_it(void **state)
{
    (void)state;
    office_gives("<ul><li>a</li><ul><li>b</li><ol><li>c</li></ol></ul><li>d</li></ul>",
                 "<ul><li>a<ul><li>b<ol><li>c</li></ol></li></ul></li><li>d</li></ul>\n", "");
    office_gives("<ul><ul><li>a</li></ul></ul>", "<ul><li><ul><li>a</li></ul></li></ul>\n", "");
}

static void numbers_and_letters_of_lists_are_kept(void **state)
{
    (void)state;
    office_gives("<ol type=I reversed start=4><li>a<li value=2>b</ol><ol type=x><li>c</ol><ol><li "
                 "style='list-style-type:lower-alpha'>d</ol>",
                 "<ol start=\"4\" type=\"I\" reversed><li>a</li><li "
                 "value=\"2\">b</li></ol>\n<ol><li>c</li></ol>\n<ol type=\"a\"><li>d</li></ol>\n",
                 "");
}

#define MARK(text)                                             \
    "<![if !supportLists]><span style='mso-list:Ignore'>" text \
    "<span style='font:7.0pt \"Times New Roman\"'>&nbsp; </span></span><![endif]>"
#define ITEM(level, mark, text) \
    "<p class=MsoListParagraph style='mso-list:l0 level" level " lfo1'>" MARK(mark) text "</p>\n"

static void raised_letters_are_read_as_such(void **state)
{
    (void)state;
    office_gives("<p>10<span style='position:relative;top:-3.0pt;mso-text-raise:3.0pt'>3</span> x<span "
                 "style='vertical-align:40%'>2</span> H<span style='vertical-align:-0.3em'>2</span>O <span "
                 "style='vertical-align:1px'>a</span><span style='mso-text-raise:.5pt'>b</span></p>",
                 "<p>10<sup>3</sup> x<sup>2</sup> H<sub>2</sub>O ab</p>\n", "");
}

static void an_empty_item_keeps_the_numbers_of_those_behind(void **state)
{
    (void)state;
    office_gives("<ol><li>a</li><li> </li><li>b</li></ol><ul><li>c</li><li></li></ul><ol></ol>",
                 "<ol><li>a</li><li></li><li>b</li></ol>\n<ul><li>c</li></ul>\n", "");
}

static void words_list_paragraphs_become_lists(void **state)
{
    (void)state;
    office_gives(ITEM("1", "1.", "Một") ITEM("2", "a)", "Con") ITEM("2", "b)", "Con nữa")
                     ITEM("3", "i.", "Cháu") ITEM("1", "3.", "Ba") "<p>Hết</p>" ITEM("1", "4.", "Bốn"),
                 "<ol><li>Một<ol type=\"a\"><li>Con</li><li>Con nữa<ol "
                 "type=\"i\"><li>Cháu</li></ol></li></ol></li><li "
                 "value=\"3\">Ba</li></ol>\n<p>Hết</p>\n<ol start=\"4\"><li>Bốn</li></ol>\n",
                 "");
    office_gives(ITEM("1", "·", "Chấm") ITEM("2", "o", "Tròn") ITEM("1", "-", "Gạch"),
                 "<ul><li>Chấm<ul><li>Tròn</li></ul></li><li>Gạch</li></ul>\n", "");
    office_gives(
        "<table><tr><td>" ITEM("1", "I.", "Trong ô") "</table><p>Sau</p>",
        "<table><tbody><tr><td><ol type=\"I\"><li>Trong ô</li></ol></td></tr></tbody></table>\n<p>Sau</p>\n",
        "");
}

static void numbers_that_no_list_can_have_stay_as_text(void **state)
{
    (void)state;
    office_gives(ITEM("1", "Điều 1.", "Phạm vi") ITEM("2", "1.1.", "Chung") ITEM("1", "đ)", "Khác"),
                 "<p>Điều 1. Phạm vi</p>\n<p>1.1. Chung</p>\n<p>đ) Khác</p>\n", "");
}

static void reviewers_comments_never_arrive(void **state)
{
    (void)state;
    office_gives("<p>Nội dung<span class=MsoCommentReference><a class=msocomanchor "
                 "href=\"#_msocom_1\">[NVA1]</a></span> "
                 "tiếp.</p><div style=\"mso-element:comment-list\"><hr class=msocomoff><div "
                 "style=\"mso-element:comment\"><div "
                 "class=msocomtxt><p class=MsoCommentText>Sai!</p></div></div><div "
                 "style='mso-element:comment'>Sai nữa</div></div>",
                 "<p>Nội dung tiếp.</p>\n", "comments-removed*2");
    office_gives("<p>a<a style='mso-comment-reference:NVA_1;mso-comment-date:20240101T1000'>b</a><span "
                 "style='mso-special-character:comment'>[NVA1]</span></p>",
                 "<p>ab</p>\n", "comments-removed*1");
    office_gives("<p>a<sup><a href=\"#cmnt1\" id=\"cmnt_ref1\">[a]</a></sup></p><div class=\"c1\"><p><a "
                 "href=\"#cmnt_ref1\" "
                 "id=\"cmnt1\">[a]</a><span>Sai</span></p><p>Dòng hai</p></div>",
                 "<p>a</p>\n", "comments-removed*1");
}

static void deleted_words_go_and_inserted_ones_stay(void **state)
{
    (void)state;
    office_gives(
        "<p>a <del cite=\"mailto:NVA\" datetime=\"2024-01-01T10:00\"><span class=msoDel>b</span></del><ins "
        "cite=\"mailto:NVA\"><span class=msoIns>c</span></ins> <del>d</del><s>e</s></p>",
        "<p>a c <s>e</s></p>\n", "deletions-removed*2");
}

static void hidden_words_never_arrive(void **state)
{
    (void)state;
    office_gives("<p>a<span style='display:none;mso-hide:all'>b</span><span hidden>c</span><span "
                 "style='visibility:hidden'>d<span style='visibility:visible'>e</span></span><span "
                 "style='mso-hide:all'></span></p>",
                 "<p>ae</p>\n", "hidden-removed*3");
    office_gives("<div style='mso-element:header'><p>Đầu trang</p></div><div title=\"footer\"><p>Trang "
                 "1</p></div><p>a</p>",
                 "<p>a</p>\n", "header-removed*2");
    office_gives("<!--[if gte mso "
                 "9]><xml><o:Author>NVA</o:Author></xml><![endif]--><!--StartFragment--><p>a</p><!-- hỏi lại "
                 "anh Hà -->",
                 "<p>a</p>\n", "source-comments-removed*1");
    office_gives("<noscript>a</noscript><template>b</template><p>c</p><canvas></canvas>", "<p>c</p>\n",
                 "hidden-removed*2");
}

static void what_is_seen_in_odd_elements_is_kept(void **state)
{
    (void)state;
    office_gives("<select><option>a<option>b</select><p>c<button>d</button></p><object "
                 "data=x><p>e</p></object><svg><text>f"
                 "</text><title>g</title></svg><p>h<math><mi>i</mi></math></p><input value=j><input "
                 "type=hidden value=k>",
                 "<p>a</p>\n<p>b</p>\n<p>cd</p>\n<p>e</p>\n<p>f</p>\n<p>hi</p>\n",
                 "embed-removed*1 drawing-flattened*1 drawing-flattened*1 controls-removed*1");
    office_gives("<span style='display:block'>a</span><span style='display:block'>b</span><div "
                 "style='display:inline'>c</div><div "
                 "style='display:inline'>d</div>",
                 "<p>a</p>\n<p>b</p>\n<p>cd</p>\n", "");
}

static void what_ends_a_drawing_is_read_as_browsers_read_it(void **state)
{
    (void)state;
    /* Behind <p> the drawing is over, and what stands in <xmp> is text. */
    office_gives("<svg><text>a<p>b</p><xmp><i>c</i></xmp>",
                 "<p>a</p>\n<p>b</p>\n<p>&lt;i&gt;c&lt;/i&gt;</p>\n", "drawing-flattened*1");
    office_gives("<p>a<svg><text>b</p><xmp><i>c</i></xmp><p>d",
                 "<p>a</p>\n<p>b</p>\n<p>&lt;i&gt;c&lt;/i&gt;</p>\n<p>d</p>\n", "drawing-flattened*1");
    office_gives("<p>a<svg/>b</p><xmp>c</xmp><p>d</p>", "<p>ab</p>\n<p>c</p>\n<p>d</p>\n",
                 "drawing-flattened*1");
    office_gives("<p>a<math><mi></s> <xmp>b<div class='c' dir=auto>d",
                 "<p>a</p>\n<p>b&lt;div class=&#39;c&#39; dir=auto&gt;d</p>\n", "drawing-flattened*1");
    office_gives("<p>a<svg><title/></svg></p><style>.x{display:none}</style><p class=x>b</p>", "<p>a</p>\n",
                 "drawing-flattened*1 hidden-removed*1");
    /* Its styles are those of the page. */
    office_gives("<svg><style><![CDATA[.x{display:none}]]></style><text>a</text></svg><p class=x>b</p><p>c",
                 "<p>a</p>\n<p>c</p>\n", "drawing-flattened*1 hidden-removed*1");
    /* Comments behind the end of the page are told like others. */
    office_gives("<html><body><p>a</p></body><!-- b --></html><!-- c -->", "<p>a</p>\n",
                 "source-comments-removed*2");
    office_gives("<frameset><frame src=x></frameset><p>a</p>", "<p>a</p>\n", "");
}

static void films_become_links_and_other_frames_are_said(void **state)
{
    (void)state;
    office_gives("<p>a</p><iframe src=\"//www.youtube.com/embed/x_-1?rel=0\" title=\"Lễ "
                 "hội\"></iframe><video src=a.mp4>b</video>",
                 "<p>a</p>\n<p><a href=\"https://www.youtube.com/watch?v=x_-1\">Lễ hội</a></p>\n",
                 "embed-linked*1 embed-removed*1");
    office_gives(
        "<iframe "
        "src=\"https://www.facebook.com/plugins/"
        "video.php?href=https%3A%2F%2Fwww.facebook.com%2Fx%2Fvideos%2F1%2F&w=1\">",
        "<p><a href=\"https://www.facebook.com/x/videos/1/\">https://www.facebook.com/x/videos/1/</a></p>\n",
        "embed-linked*1");
    office_gives("<iframe src=\"https://evil.example/www.youtube.com/embed/x\"></iframe>", "",
                 "embed-removed*1");
}

static void what_a_picture_or_frame_holds_is_said(void **state)
{
    (void)state;
    office_gives("<map name=m><area href='https://a.vn' alt=A><area></map><p>x</p>", "<p>x</p>\n",
                 "link-removed*1");
    auto_arena struct arena *arena = arena_new(1 << 22);
    struct body body;
    const char *source = "<video><source src=a.mp4></video><iframe srcdoc='<p>b'></iframe><p>c</p><math><mi>x"
                         "</mi><mn>2</mn></math>";
    assert_int_equal(body_render(BODY_HTML, source, strlen(source), arena, &body, NULL), ERR_OK);
    assert_string_equal(body.warnings.items[0].shown, "a.mp4");
    assert_string_equal(body.warnings.items[1].shown, "<p>b");
    assert_string_equal(body.warnings.items[2].shown, "x 2");
}

static void quotations_get_the_marks_of_the_language(void **state)
{
    (void)state;
    office_gives("<p>a <q>b <q>c</q></q>.</p>", "<p>a “b ‘c’”.</p>\n", "");
}

static void emoji_that_are_pictures_become_characters(void **state)
{
    (void)state;
    office_gives("<p>a <img alt=\"😀\" src=\"https://static.xx.fbcdn.net/1.png\"><img alt=\"❤️\" "
                 "src=data:x><img alt=\"1️⃣\"></p>",
                 "<p>a 😀❤️1️⃣</p>\n", "");
    office_gives("<p>a <img alt=\"Ảnh 1\" src=\"file:///C:/1.png\"></p>", "<p>a Ảnh 1</p>\n",
                 "picture-removed*1");
}

static void links_are_completed_or_said_to_lead_nowhere(void **state)
{
    (void)state;
    office_gives("<a href=www.a.vn>1</a> <a href=\"//b.vn/x\">2</a> <a href='c@d.vn'>3</a> <a "
                 "href='e.gov.vn/f?g#h'>4</a>",
                 "<p><a href=\"https://www.a.vn\">1</a> <a href=\"https://b.vn/x\">2</a> <a "
                 "href=\"mailto:c@d.vn\">3</a> <a "
                 "href=\"https://e.gov.vn/f?g#h\">4</a></p>\n",
                 "link-completed*1 link-completed*1 link-completed*1 link-completed*1");
    office_gives(
        "<a href='tel:0205 3812 345'>1</a><a href='sms:+84912'>2</a><a href='geo:21.8,106.7'>3</a><a "
        "href='ftp://a.vn/b'>4</a><a href=/x>5</a>",
        "<p><a href=\"tel:02053812345\">1</a><a href=\"sms:+84912\">2</a><a href=\"geo:21.8,106.7\">3</a><a "
        "href=\"ftp://a.vn/b\">4</a><a href=\"/x\">5</a></p>\n",
        "");
    office_gives("<a href='tin.html'>1</a><a href='../x'>2</a><a href='file:///C:/a.doc'>3</a><a "
                 "href='javascript:alert(1)'>4</a><a href='#mất'>5</a><a href=''>6</a>",
                 "<p>123456</p>\n",
                 "link-removed*1 link-removed*1 link-removed*1 link-removed*1 link-removed*1");
}

static void links_to_parts_arrive(void **state)
{
    (void)state;
    office_gives(
        "<p><a href='#a'>1</a><a href='#b c'>2</a><a href='#d'>3</a><a href='#e'>4</a></p><h2 id=a>A</h2><p "
        "id=a>lại</p><a name='b c'></a><p>B</p><div id=d><p>D</p></div><p>x <span id=e>E</span><span "
        "id=f>F</span></p>",
        "<p><a href=\"#phan-a\">1</a><a href=\"#phan-b-c\">2</a><a href=\"#phan-d\">3</a><a "
        "href=\"#phan-e\">4</a></p>\n<h2 id=\"phan-a\">A</h2>\n<p id=\"phan-a-2\">lại</p>\n<p><a "
        "id=\"phan-b-c\"></a>B</p>\n<p><a id=\"phan-d\"></a>D</p>\n<p>x <a id=\"phan-e\"></a>EF</p>\n",
        "");
    /* A footnote and its way back. */
    office_gives(
        "<p>a<a href=\"#_ftn1\" name=\"_ftnref1\">[1]</a></p><div id=ftn1><p><a href=\"#_ftnref1\" "
        "name=\"_ftn1\">[1]</a> b</p></div>",
        "<p>a<a href=\"#phan-_ftn1\" id=\"phan-_ftnref1\">[1]</a></p>\n<p><a href=\"#phan-_ftnref1\" "
        "id=\"phan-_ftn1\">[1]</a> b</p>\n",
        "");
    office_gives(
        "<p><a href=\"#1-giới-thiệu\">x</a></p><h2>1. Giới thiệu</h2><p id=z></p><p><a href=#z>z</a></p>",
        "<p><a href=\"#muc-1-gioi-thieu\">x</a></p>\n<h2 id=\"muc-1-gioi-thieu\">1. Giới thiệu</h2>\n<p><a "
        "id=\"phan-z\"></a><a href=\"#phan-z\">z</a></p>\n",
        "");
}

static void lines_of_chats_are_kept(void **state)
{
    (void)state;
    office_gives("<div style=\"white-space: pre-wrap\">a\nb\n\nc</div><p>d\ne</p>",
                 "<p>a<br>b</p>\n<p>c</p>\n<p>d e</p>\n", "");
}

static void warnings_say_the_line_and_the_words(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(1 << 22);
    struct body body;
    const char *source = "<xml>\n<a>\n</xml><p>a</p>\n<p>b <del>bỏ   đi\nnhé</del></p>\n<del>x</del>";
    assert_int_equal(body_render(BODY_HTML, source, strlen(source), arena, &body, NULL), ERR_OK);
    assert_int_equal(body.warnings.count, 1);
    assert_int_equal(body.warnings.items[0].line, 4);
    assert_int_equal(body.warnings.items[0].count, 2);
    assert_string_equal(body.warnings.items[0].shown, "bỏ đi nhé");
}

static void what_is_hidden_is_not_kept_with_the_source(void **state)
{
    (void)state;
    static const char *const sources[] = {
        "<p>a</p><!--[if gte mso 9]><xml><o:Author>NVA</o:Author></xml><![endif]-->",
        "<p>a<del>NVA</del></p>", "<meta name=author content=NVA><p>a</p>", "<p>a</p><!-- NVA -->",
        "<p>a<span hidden>NVA</span></p>"};
    auto_arena struct arena *arena = arena_new(1 << 22);
    struct body body;
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        assert_int_equal(body_render(BODY_HTML, sources[i], strlen(sources[i]), arena, &body, NULL), ERR_OK);
        assert_non_null(body.source);
        assert_string_equal(body.source, "<p>a</p>\n");
    }
    assert_int_equal(body_render(BODY_HTML, "<p>a", 4, arena, &body, NULL), ERR_OK);
    assert_null(body.source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(style_decides_over_the_tag),
        cmocka_unit_test(list_beside_its_item_goes_into_it),
        cmocka_unit_test(numbers_and_letters_of_lists_are_kept),
        cmocka_unit_test(raised_letters_are_read_as_such),
        cmocka_unit_test(an_empty_item_keeps_the_numbers_of_those_behind),
        cmocka_unit_test(words_list_paragraphs_become_lists),
        cmocka_unit_test(numbers_that_no_list_can_have_stay_as_text),
        cmocka_unit_test(reviewers_comments_never_arrive),
        cmocka_unit_test(deleted_words_go_and_inserted_ones_stay),
        cmocka_unit_test(hidden_words_never_arrive),
        cmocka_unit_test(what_is_seen_in_odd_elements_is_kept),
        cmocka_unit_test(what_ends_a_drawing_is_read_as_browsers_read_it),
        cmocka_unit_test(films_become_links_and_other_frames_are_said),
        cmocka_unit_test(what_a_picture_or_frame_holds_is_said),
        cmocka_unit_test(quotations_get_the_marks_of_the_language),
        cmocka_unit_test(emoji_that_are_pictures_become_characters),
        cmocka_unit_test(links_are_completed_or_said_to_lead_nowhere),
        cmocka_unit_test(links_to_parts_arrive),
        cmocka_unit_test(lines_of_chats_are_kept),
        cmocka_unit_test(what_is_hidden_is_not_kept_with_the_source),
        cmocka_unit_test(warnings_say_the_line_and_the_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
