/* What is judged of an element by its name, its attributes and its style: each way that it may be judged,
 * once. */
#include "html/body.h"

#include "base/buf.h"
#include "element.h"
#include "test.h"

#include <string.h>

/* Cleans, compares HTML and warnings ("code*count" each), and sees that cleaning again changes nothing. */
static void cleaned_gives(const char *source, const char *html, const char *warnings)
{
    auto_arena struct arena *arena = arena_new(1 << 24);
    auto_buf struct buf told = BUF(4096);
    struct body once, twice;
    assert_int_equal(body_render(BODY_HTML, source, strlen(source), arena, &once, NULL), ERR_OK);
    assert_string_equal(once.html.html, html);
    for (size_t i = 0; i < once.warnings.count; i++)
        buf_printf(&told, "%s%s*%zu", i ? " " : "", warning_name(once.warnings.items[i].code),
                   once.warnings.items[i].count);
    assert_string_equal(buf_str(&told), warnings);
    assert_int_equal(body_render(BODY_HTML, html, strlen(html), arena, &twice, NULL), ERR_OK);
    assert_string_equal(twice.html.html, html);
    assert_int_equal(twice.warnings.count, 0);
}

static void what_a_cell_or_a_head_stresses_by_itself_is_not_stressed_again(void **state)
{
    (void)state;
    cleaned_gives("<table><tr><th style=\"font-weight:bold\">a</th><td "
                  "style=\"vertical-align:sub\">b</td></tr></table>",
                  "<table><tbody><tr><th>a</th><td>b</td></tr></tbody></table>\n", "");
}

static void a_stress_that_is_inherited_is_the_parents(void **state)
{
    (void)state;
    cleaned_gives("<i style=\"font-style:inherit\">a</i> <em style=\"font-style:inherit\">b</em>",
                  "<p>a b</p>\n", "");
}

static void a_change_that_names_its_author_is_taken_for_good(void **state)
{
    (void)state;
    cleaned_gives("<p><ins cite=\"mailto:x\">a</ins><ins datetime=\"2020\">b</ins><ins>c</ins></p>",
                  "<p>ab<ins>c</ins></p>\n", "");
}

static void named_places_stay_and_words_own_only_when_something_leads_there(void **state)
{
    (void)state;
    cleaned_gives("<p><a name=\"_Toc1\">a</a><a name=\"muc\">b</a><a name=x_y>c</a><a href=#x_y>d</a></p>",
                  "<p>a<a id=\"phan-muc\"></a>b<a id=\"phan-x_y\"></a>c<a href=\"#phan-x_y\">d</a></p>\n",
                  "");
}

static void how_a_style_shows_an_element_says_whether_it_stands_in_lines_of_its_own(void **state)
{
    (void)state;
    cleaned_gives("<q style=\"display:block\">a</q>", "<p>“a”</p>\n", "");
    cleaned_gives("<ul style=\"display:inline\"><li style=\"display:inline\">a</li></ul><p "
                  "style=\"display:inline\">b</p><p>c</p>",
                  "<ul><li>a</li></ul>\n<p>b</p>\n<p>c</p>\n", "");
}

static void what_is_inherited_is_what_the_parent_is(void **state)
{
    (void)state;
    cleaned_gives("<div style=\"white-space:pre\"><p style=\"white-space:inherit\">a  b</p><p "
                  "style=\"white-space:normal\">a  b</p></div>",
                  "<p>a&nbsp;&nbsp;b</p>\n<p>a b</p>\n", "");
    cleaned_gives("<div style=\"visibility:hidden\">x<p style=\"visibility:inherit\">a</p><p "
                  "style=\"visibility:visible\">b</p><img src=/media/a.jpg alt=c>d&nbsp;e&nbsp;</div>",
                  "<p>b</p>\n", "hidden-removed*4");
}

static void films_and_sounds_of_others_are_links_or_said_to_be_gone(void **state)
{
    (void)state;
    cleaned_gives(
        "<a href=/x><iframe src=\"https://www.youtube.com/embed/abcdefghijk\" title=\"Phim\"></iframe></a>",
        "<p><a href=\"/x\">Phim</a></p>\n", "embed-linked*1");
    cleaned_gives(
        "<video>x<track src=/a.vtt><source src=\"https://www.youtube.com/embed/abcdefghijk\"></video>",
        "<p><a "
        "href=\"https://www.youtube.com/watch?v=abcdefghijk\">https://www.youtube.com/watch?v=abcdefghijk</"
        "a></p>\n",
        "embed-linked*1");
    cleaned_gives("<video src=\"/media/none.xyz\"></video><video src=\"https://a.vn/x.mp4\"></video><object "
                  "data=\"/x\"></object><audio src=x></audio>",
                  "<p><a href=\"https://a.vn/x.mp4\">https://a.vn/x.mp4</a></p>\n",
                  "embed-removed*1 embed-linked*1 embed-removed*1 embed-removed*1");
}

static void numbers_that_a_style_generates_are_those_of_the_list(void **state)
{
    (void)state;
    cleaned_gives("<style>ol{counter-reset:a}li:before{content:counter(a) \". "
                  "\"}li{counter-increment:a}</style><ol>chữ<p>x</p><li>a</li></ol><ol></ol><ol>t</ol>",
                  "<ol><li>chữ<p>x</p></li><li>a</li></ol>\n<ol><li>t</li></ol>\n", "");
    cleaned_gives("<style>p{counter-increment:a}</style><ol style=\"list-style-type:upper-roman\"><li "
                  "value=x>a<li value=100000>b<li value=-3>c</ol>",
                  "<ol type=\"I\"><li>a</li><li>b</li><li value=\"-3\">c</li></ol>\n", "");
    cleaned_gives("<style>li:before{content:counter(list-item) \". \"}</style><ol "
                  "start=99999><li>a<li>b</ol><ol start=0><li>a<li>b</ol><ol start=-1><li>x</ol>",
                  "<ol start=\"99999\"><li>a</li><li>b</li></ol>\n<ol "
                  "start=\"0\"><li>a</li><li>b</li></ol>\n<ol start=\"-1\"><li>x</li></ol>\n",
                  "");
    cleaned_gives("<style>li:before{content:\"- \"}</style><div><li>a</li></div><q>b</q>",
                  "<ul><li>a</li></ul>\n<p>“b”</p>\n", "");
}

static void what_a_style_generates_is_seen_or_hidden_as_it_says(void **state)
{
    (void)state;
    cleaned_gives(
        "<style>p:before{content:\"x\";display:block}.h:before{display:none}.v:before{visibility:hidden}</"
        "style><p>a</p><p class=h>b</p><p class=v>c</p><p style=\"visibility:hidden\">d</p>",
        "<p>x</p>\n<p>a</p>\n<p>b</p>\n<p>c</p>\n", "hidden-removed*1");
    cleaned_gives("<style>q:after{content:\"x\"}p:after{content:counter(y)}i:after{color:red}</style><p>a "
                  "<q>b</q> <i>c</i></p>",
                  "<p>a “b” <i>c</i>0</p>\n", "");
    cleaned_gives("<style>q:before{content:\"x\"}p{counter-reset:y}</style><p>a <q>b</q></p>",
                  "<p>a “b”</p>\n", "");
}

static void a_page_of_frames_has_no_words(void **state)
{
    (void)state;
    cleaned_gives("<style>p:after{content:\"z\"}</style><frameset><frame src=x></frameset>", "", "");
    cleaned_gives("<frameset><frame src=x></frameset>", "", "");
}

static void controls_are_taken_out_of_words_and_titles(void **state)
{
    (void)state;
    cleaned_gives("<p title=\"a&#7;b\">x<a href=/ title=\"c&#1;&#129;d&#127;e\">y</a></p>",
                  "<p>x<a href=\"/\" title=\"cde\">y</a></p>\n", "");
    cleaned_gives("<p>a&#7;b&#127;c&#11;d&#129;e</p><p>Ð</p><p>ð</p><p>Ɖ</p><p>Ɗ</p><p>°·</p><p>±</p><p>–</"
                  "p><p>‐</p><p>₫</p><p>Ⴁ</p><p>ẞ</p><p>Ạ</p><p>&#127;a</p>",
                  "<p>abc "
                  "de</p>\n<p>Đ</p>\n<p>đ</p>\n<p>Đ</p>\n<p>Ɗ</p>\n<p>°·</p>\n<p>±</p>\n<p>–</p>\n<p>‐</"
                  "p>\n<p>₫</p>\n<p>Ⴁ</p>\n<p>ẞ</p>\n<p>Ạ</p>\n<p>a</p>\n",
                  "");
}

static void numbers_of_attributes_are_numbers_within_bounds_or_left_out(void **state)
{
    (void)state;
    cleaned_gives("<img src=/media/a.jpg alt=a width=\"\" height=1234567><img src=/media/a.jpg alt=b "
                  "width=12a height=1-2><img src=/media/a.jpg alt=c width=20001 height=0>",
                  "<p><img src=\"/media/a.jpg\" alt=\"a\"><img src=\"/media/a.jpg\" alt=\"b\"><img "
                  "src=\"/media/a.jpg\" alt=\"c\"></p>\n",
                  "");
}

static void languages_are_tags_in_their_usual_forms_or_left_out(void **state)
{
    (void)state;
    cleaned_gives("<p lang=v>a</p><p lang=viet>b</p><p lang=vi_VN>c</p><p lang=zh-Hant>d</p><p "
                  "lang=en-GBR>e</p><p lang=vi-VN-x>f</p><p lang=vie>g</p><p lang=vi->h</p>",
                  "<p>a</p>\n<p>b</p>\n<p>c</p>\n<p lang=\"zh-Hant\">d</p>\n<p>e</p>\n<p>f</p>\n<p "
                  "lang=\"vie\">g</p>\n<p>h</p>\n",
                  "");
}

static void kinds_of_numbers_are_one_letter(void **state)
{
    (void)state;
    cleaned_gives("<ol type=\"\"><li>a</ol><ol type=ab><li>b</ol><ol type=i><li>c</ol>",
                  "<ol><li>a</li></ol>\n<ol><li>b</li></ol>\n<ol type=\"i\"><li>c</li></ol>\n", "");
}

static void an_emoji_is_a_sign_of_the_text(void **state)
{
    (void)state;
    const char *one_gone = "picture-removed*1";
    cleaned_gives("<p><img alt=\"é\"></p>", "<p>é</p>\n", one_gone);
    cleaned_gives("<p><img alt=\"1\"></p>", "<p>1</p>\n", one_gone);
    cleaned_gives("<p><img alt=\"𠀀\"></p>", "<p>𠀀</p>\n", one_gone);
    cleaned_gives("<p><img alt=\"a⃣\"></p>", "<p>a⃣</p>\n", one_gone);
    cleaned_gives("<p><img alt=\"〰〽‼⁉\"></p>", "<p>〰〽‼⁉</p>\n", "");
    cleaned_gives("<p><img alt=\"🇻🇳\"></p>", "<p>🇻🇳</p>\n", "");
    cleaned_gives("<p><img alt=\"🏴󠁧󠁢󠁥󠁮󠁧󠁿\"></p>",
                  "<p>🏴󠁧󠁢󠁥󠁮󠁧󠁿</p>\n", "");
    cleaned_gives("<p><img alt=\"1️⃣\"></p>", "<p>1️⃣</p>\n", "");
    cleaned_gives("<p><img alt=\"❤︎\"></p>", "<p>❤︎</p>\n", "");
    cleaned_gives(
        "<p><img alt=\"❤󠀠\"> <img alt=\"❤︎󠄀\"> <img alt=\"1⃣1\"> <img alt=\"1a\"></p>",
        "<p>❤ ❤︎󠄀 1⃣1 1a</p>\n", "picture-removed*1 picture-removed*1");
}

static void reviewers_words_are_known_by_class_link_and_style(void **state)
{
    (void)state;
    cleaned_gives("<p class=\"mso-x msocomtxt\">a</p><p class=\"MsoDel\">b</p><p class=\"mso nothing "
                  "\">c</p><p><span class=\"msoDelx msocomoff\">d</span></p>",
                  "<p>c</p>\n", "comments-removed*1 deletions-removed*1");
    cleaned_gives(
        "<p><a href=\"http://x.vn/#_msocom_1\">[1]</a> <a href=\"#cmnt1\">[a]</a> <a name=x>b</a></p>",
        "<p><a id=\"phan-x\"></a>b</p>\n", "comments-removed*2");
    cleaned_gives("<p><a href=\"#cmnt_ref1\">[a]</a>Nhận xét</p><div><p><a "
                  "href=\"#cmnt_ref2\">[b]</a>Nữa</p></div><div>chữ<a href=\"#cmnt_ref2\">x</a></div>",
                  "<p>chữ</p>\n", "comments-removed*2");
    cleaned_gives("<p style=\"mso-element:comment\">a</p><div style=\"mso-element:comment-list\">b</div>", "",
                  "comments-removed*2");
    cleaned_gives("<p class=msocomtxt> </p><p><a class=msocomanchor href=#a>[1]</a><a class=msocomanchor "
                  "href=#b>[2]</a>x</p>",
                  "<p>x</p>\n", "comments-removed*2");
}

static void margins_dialogs_and_pictures_of_word_are_known_by_their_names(void **state)
{
    (void)state;
    cleaned_gives("<div title=header>a</div><div title=footer>b</div><div title=other>c</div><div>d</div>",
                  "<p>c</p>\n<p>d</p>\n", "header-removed*2");
    cleaned_gives(
        "<dialog>a</dialog><dialog open>b</dialog><dialoh>c</dialoh><v:imagedatb>d</v:imagedatb><v:imagedata "
        "src=x></v:imagedata>",
        "<p>bcd</p>\n", "hidden-removed*1 picture-removed*1");
}

static void addresses_of_mail_are_completed_when_they_are_ones(void **state)
{
    (void)state;
    cleaned_gives("<p><a href=\"a@b.vn\">1</a><a href=\"@b.vn\">2</a><a href=\"a@b@c.vn\">3</a><a "
                  "href=\"a@localhost\">4</a><a href=\"a/b@c.vn\">5</a><a href=\"a@b.xyz\">6</a><a "
                  "href=\"a@b.c.vn?subject=x\">7</a></p>",
                  "<p><a href=\"mailto:a@b.vn\">1</a>234567</p>\n",
                  "link-completed*1 link-removed*1 link-removed*1 link-removed*1 link-removed*1 "
                  "link-removed*1 link-removed*1");
}

static void addresses_are_mended_or_left_out(void **state)
{
    (void)state;
    cleaned_gives("<p><a href=\"/a&#7;b\">1</a><a href=\" \">2</a><a href=\"tel:0 12\">3</a></p>",
                  "<p><a href=\"/ab\">1</a>2<a href=\"tel:012\">3</a></p>\n", "link-removed*1");
    cleaned_gives("<p><a href=\"http://[1111:2222:3333:4444:5555:6666:7777:8888:9999:1111]/\">1</a><a "
                  "href=\"http://a.vn:80x/\">2</a><a href=\"/%Gz%z\">3</a></p>",
                  "<p>12<a href=\"/%25Gz%25z\">3</a></p>\n", "link-removed*1 link-removed*1");
}

static void comments_of_the_source_are_said_unless_a_program_wrote_them(void **state)
{
    (void)state;
    cleaned_gives("<!-- --><!-- lời --><!-- [if x] --><p>a</p><html><head></head><!-- giữa --><body><p>b",
                  "<p>a</p>\n<p>b</p>\n", "source-comments-removed*2");
    cleaned_gives("<html><head></head><!-- giữa --><body><p>b", "<p>b</p>\n", "source-comments-removed*1");
}

static void what_is_hidden_is_said_when_there_was_something(void **state)
{
    (void)state;
    cleaned_gives("<div hidden> <b>&nbsp;</b></div><div "
                  "hidden><svg><text>a</text></svg><math><mi>x<![CDATA[y]]></mi></math></div><div "
                  "hidden><img src=x></div>",
                  "", "hidden-removed*2");
    cleaned_gives("<template>a</template><svg><style>a</style><title>b</title><text>c</text></svg><map><area "
                  "href=/x><area></map><del>x</del>",
                  "<p>c</p>\n", "hidden-removed*1 drawing-flattened*1 link-removed*1 deletions-removed*1");
}

static void a_player_stands_where_a_film_of_the_portal_is(void **state)
{
    (void)state;
    cleaned_gives(
        "<img src=/media/a.mp4 alt=\"Phim\"><video src=/media/b.webm><track src=/media/b.vtt "
        "srclang=en><track src=/media/c.vtt srclang=x><track src=/media/d.vtt></video>",
        "<p><video src=\"/media/a.mp4\" controls preload=\"none\" aria-label=\"Phim\"><a "
        "href=\"/media/a.mp4\">Phim</a></video><video src=\"/media/b.webm\" controls preload=\"none\"><track "
        "src=\"/media/b.vtt\" kind=\"captions\" srclang=\"en\" label=\"English\"><track src=\"/media/c.vtt\" "
        "kind=\"captions\" srclang=\"vi\" label=\"Tiếng Việt\"><track src=\"/media/d.vtt\" kind=\"captions\" "
        "srclang=\"vi\" label=\"Tiếng Việt\"><a href=\"/media/b.webm\">webm</a></video></p>\n",
        "");
}

static void letters_are_as_the_style_shows_them(void **state)
{
    (void)state;
    cleaned_gives(
        "<p style=\"text-transform:uppercase\">đậm</p><p style=\"text-transform:lowercase\">ĐẬM</p><p "
        "style=\"text-transform:capitalize\">một hai</p><p style=\"text-transform:none\">Ba</p>",
        "<p>ĐẬM</p>\n<p>đậm</p>\n<p>Một Hai</p>\n<p>Ba</p>\n", "");
}

/* Longer ones are shown by their beginning. */
static void of_long_words_that_are_hidden_the_beginning_is_said(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 24);
    auto_buf struct buf source = BUF(4096);
    struct body body;
    (void)state;
    buf_text(&source, "<p>a</p><p hidden>");
    for (int i = 0; i < 300; i++)
        buf_char(&source, 'b');
    buf_text(&source, "<i>c</i></p>");
    assert_int_equal(body_render(BODY_HTML, buf_str(&source), source.length, arena, &body, NULL), ERR_OK);
    assert_string_equal(body.html.html, "<p>a</p>\n");
    assert_int_equal(body.warnings.count, 1);
    assert_memory_equal(body.warnings.items[0].shown, "bbb", 3);
}

/* An address or a title that no page should have is left out whole. */
static void what_is_too_long_for_an_attribute_is_left_out(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 24);
    auto_buf struct buf source = BUF(1 << 20);
    struct body body;
    (void)state;
    buf_text(&source, "<p><a href=\"/");
    for (int i = 0; i < 3000; i++)
        buf_char(&source, 'a');
    buf_text(&source, "\">b</a><a href=\"/c\" title=\"");
    for (int i = 0; i < 70 * 1024; i++)
        buf_char(&source, 't');
    buf_text(&source, "\">d</a><img alt=\"");
    for (int i = 0; i < 20; i++)
        buf_text(&source, "❤❤");
    buf_text(&source, "\"></p>");
    assert_int_equal(body_render(BODY_HTML, buf_str(&source), source.length, arena, &body, NULL), ERR_OK);
    assert_null(strstr(body.html.html, "href"));
    assert_memory_equal(body.html.html, "<p>bd", 5);
}

static void what_only_joins_signs_is_no_sign_by_itself(void **state)
{
    (void)state;
    assert_false(picture_is_emoji("\xE2\x83\xA3")); /* the keycap */
    assert_false(picture_is_emoji("\xEF\xB8\x8F"));
    assert_true(picture_is_emoji("1\xE2\x83\xA3"));
    assert_true(picture_is_emoji("❤\xE2\x80\x8D❤"));
    /* U+1F000 to U+1FAFF, and what stands beside them. */
    assert_true(picture_is_emoji("\xF0\x9F\x80\x80"));
    assert_true(picture_is_emoji("\xF0\x9F\xAB\xBF"));
    assert_false(picture_is_emoji("\xF0\x9E\xBF\xBF"));
    assert_false(picture_is_emoji("\xF0\x9F\xAC\x80"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_cell_or_a_head_stresses_by_itself_is_not_stressed_again),
        cmocka_unit_test(a_stress_that_is_inherited_is_the_parents),
        cmocka_unit_test(a_change_that_names_its_author_is_taken_for_good),
        cmocka_unit_test(named_places_stay_and_words_own_only_when_something_leads_there),
        cmocka_unit_test(how_a_style_shows_an_element_says_whether_it_stands_in_lines_of_its_own),
        cmocka_unit_test(what_is_inherited_is_what_the_parent_is),
        cmocka_unit_test(films_and_sounds_of_others_are_links_or_said_to_be_gone),
        cmocka_unit_test(numbers_that_a_style_generates_are_those_of_the_list),
        cmocka_unit_test(what_a_style_generates_is_seen_or_hidden_as_it_says),
        cmocka_unit_test(a_page_of_frames_has_no_words),
        cmocka_unit_test(controls_are_taken_out_of_words_and_titles),
        cmocka_unit_test(numbers_of_attributes_are_numbers_within_bounds_or_left_out),
        cmocka_unit_test(languages_are_tags_in_their_usual_forms_or_left_out),
        cmocka_unit_test(kinds_of_numbers_are_one_letter),
        cmocka_unit_test(an_emoji_is_a_sign_of_the_text),
        cmocka_unit_test(reviewers_words_are_known_by_class_link_and_style),
        cmocka_unit_test(margins_dialogs_and_pictures_of_word_are_known_by_their_names),
        cmocka_unit_test(addresses_of_mail_are_completed_when_they_are_ones),
        cmocka_unit_test(addresses_are_mended_or_left_out),
        cmocka_unit_test(comments_of_the_source_are_said_unless_a_program_wrote_them),
        cmocka_unit_test(what_is_hidden_is_said_when_there_was_something),
        cmocka_unit_test(a_player_stands_where_a_film_of_the_portal_is),
        cmocka_unit_test(letters_are_as_the_style_shows_them),
        cmocka_unit_test(what_only_joins_signs_is_no_sign_by_itself),
        cmocka_unit_test(of_long_words_that_are_hidden_the_beginning_is_said),
        cmocka_unit_test(what_is_too_long_for_an_attribute_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
