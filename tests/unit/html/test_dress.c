/* What a page adds to a clean body: where, and that nothing of the body is lost or changed. */
#include "html/dress.h"

#include "base/buf.h"
#include "html/absolute.h"
#include "html/body.h"
#include "test.h"

#include <string.h>

static const struct dress_words words = {"Bảng", "Vuốt \"ngang\"", "Ảnh", "Tải", "Xem trên"};

static const char *dressed_with(struct arena *arena, const char *html, const char *still)
{
    struct body body;
    assert_int_equal(body_render(BODY_HTML, html, strlen(html), arena, &body, NULL), ERR_OK);
    struct safe_html out = html_dressed(body.html, &words, still, arena);
    assert_false(arena_failed(arena));
    assert_int_equal(out.length, strlen(out.html));
    return out.html;
}

static const char *dressed(struct arena *arena, const char *html)
{
    return dressed_with(arena, html, NULL);
}

static size_t count_of(const char *text, const char *word)
{
    size_t count = 0;
    for (; (text = strstr(text, word)); text += strlen(word))
        count++;
    return count;
}

#define PICTURE "<img src=/media/a.jpg alt=A width=900 height=600>"

static void plain_text_stays_byte_by_byte(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 22);
    static const char text[] = "<p>a &lt;table&gt; b</p>\n<ul><li>c</li></ul>\n<pre>d\n  e</pre>\n";
    (void)state;
    assert_string_equal(dressed(arena, text), text);
    assert_string_equal(dressed(arena, ""), "");
}

static void a_table_gets_a_named_frame_and_one_within_it_none(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 22);
    (void)state;
    const char *html = dressed(
        arena, "<table><caption>Thu &amp; <b>chi</b></caption><tr><td>1<table><tr><td>2</table></table>"
               "<blockquote><table><tr><td>3</table></blockquote>");
    assert_int_equal(count_of(html, "<div class=\"scroll\""), 2);
    assert_int_equal(count_of(html, "</div>"), 2);
    assert_non_null(strstr(html, "aria-label=\"Bảng 1: Thu &amp; chi\""));
    assert_non_null(strstr(html, "aria-label=\"Bảng 2\""));
    assert_non_null(strstr(html, "Vuốt &quot;ngang&quot;"));
}

#define TEL(dialled, shown) "<a class=\"joined\" href=\"tel:" dialled "\">" shown "</a>"

static void numbers_in_cells_stay_whole_and_words_have_room(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 22);
    static const struct {
        const char *text, *shown;
    } cells[] = {
        {"0205 381 2345", TEL("02053812345", "0205 381 2345")},
        {"Thôn 09/10/2026 và", "Thôn <span class=\"joined\">09/10/2026</span> và"},
        {"Số 08/2023/NĐ-CP", "Số <span class=\"joined\">08/2023/NĐ-CP</span>"},
        {"0205 381 2345, 0912 345 678",
         TEL("02053812345", "0205 381 2345") ", " TEL("0912345678", "0912 345 678")},
        {"tăng 85 % so", "tăng <span class=\"joined\">85 %</span> so"},
        {"12.345 đồng", "12.345 đồng"},
        {"một - hai/ba", "một - hai/ba"},
        {"1 &amp; 2", "1 &amp; 2"},
        {"https://dichvucong.gov.vn/a?b=1", "https://dichvucong.gov.vn/a?b=1"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        const char *html = dressed(
            arena, arena_printf(arena, "<table><tr><td>%s</td><td>x</td></tr></table>", cells[i].text));
        assert_non_null(strstr(html, arena_printf(arena, ">%s</td><td>x</td>", cells[i].shown)));
    }
    const char *html = dressed(arena, "<table><tr><th>Ngắn</th><td>Một câu <b>mười lăm</b> chữ</td>");
    assert_non_null(strstr(html, "<th>Ngắn</th><td class=\"wordy\">Một"));
}

static void telephones_are_links_and_other_numbers_are_none(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 22);
    static const struct {
        const char *text, *shown;
    } texts[] = {
        {"Gọi 0205 000 0000.", "Gọi " TEL("02050000000", "0205 000 0000") "."},
        {"(024.3733.5588)", "(" TEL("02437335588", "024.3733.5588") ")"},
        {"(0205) 381 2345; 0912-345-678",
         TEL("02053812345", "(0205) 381 2345") "; " TEL("0912345678", "0912-345-678")},
        {"+84 912 345 678", TEL("+84912345678", "+84 912 345 678")},
    };
    static const char *const others[] = {
        "0100109106",
        "0912345678",
        "02 03 05 07 09",
        "01/02/2026 0912",
        "12.345.678.901",
        "0200.109.106/KH",
        "1900 1234",
        "0912 345 678 90",
        "025 123 456 789 012",
        "112233445566 7788990011",
        "<code>0912 345 678</code>",
        "<a href=\"/x\">0912 345 678</a>",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_string_equal(dressed(arena, arena_printf(arena, "<p>%s</p>", texts[i].text)),
                            arena_printf(arena, "<p>%s</p>\n", texts[i].shown));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_null(strstr(dressed(arena, arena_printf(arena, "<p>%s</p>", others[i])), "joined"));
    assert_non_null(strstr(dressed(arena, "<table><tr><td><a href=\"/x\">0912 345 678</a></td>"),
                           "<a href=\"/x\"><span class=\"joined\">0912 345 678</span></a>"));
}

static void no_body_has_more_numbers_than_there_is_room_for(void **state)
{
    enum { CELLS = 20000 };
    auto_arena struct arena *arena = arena_new(1 << 26);
    auto_buf struct buf body = BUF(1 << 20);
    (void)state;
    buf_text(&body, "<table>");
    for (int i = 0; i < CELLS; i++)
        buf_text(&body, "<tr><td>1-2</td></tr>");
    buf_text(&body, "</table>");
    const char *html = dressed(arena, buf_str(&body));
    assert_int_equal(count_of(html, "1-2"), CELLS);
    assert_int_equal(count_of(html, "joined"), 4096);
}

static void a_picture_leads_to_itself_unless_it_leads_elsewhere_or_says_nothing(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 22);
    (void)state;
    assert_non_null(
        strstr(dressed(arena, "<p>x " PICTURE "</p>"), "<a class=\"zoom\" href=\"/media/a.jpg\"><img"));
    assert_null(strstr(dressed(arena, "<p><a href=/x>" PICTURE "</a></p>"), "zoom"));
    assert_null(strstr(dressed(arena, "<p><img src=/media/a.jpg alt=''></p>"), "zoom"));
    assert_non_null(strstr(dressed(arena, "<p><a href=/x>x</a> " PICTURE "</p>"), "zoom"));
}

static void pictures_in_a_row_are_an_album(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 22);
    (void)state;
    assert_non_null(strstr(dressed(arena, "<p>" PICTURE PICTURE "</p>"), "aria-label=\"Ảnh: 2\""));
    assert_non_null(strstr(dressed(arena, "<figure>" PICTURE "<figcaption>a</figcaption></figure><p>" PICTURE
                                          "<br>" PICTURE "</p>"),
                           "aria-label=\"Ảnh: 3\""));
    const char *parted = dressed(arena, "<p>" PICTURE "</p><p>x</p><p>" PICTURE "</p>");
    assert_null(strstr(parted, "photos"));
    assert_null(strstr(dressed(arena, "<p>" PICTURE " words " PICTURE "</p>"), "photos"));
    assert_int_equal(
        count_of(dressed(arena, "<p>" PICTURE PICTURE "</p><p>x</p><p>" PICTURE PICTURE "</p>"), "</div>"),
        2);
}

static void a_film_of_another_site_is_a_card_when_it_stands_alone(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 22);
    (void)state;
    assert_non_null(strstr(dressed(arena, "<iframe src=https://www.youtube.com/embed/abc></iframe>"),
                           "<p class=\"watch\"><a href=\"https://www.youtube.com/watch?v=abc\"> <span>Xem "
                           "trên YouTube</span></a></p>"));
    assert_non_null(strstr(dressed(arena, "<p><a href=https://vimeo.com/1>Lễ <b>hội</b></a></p>"),
                           ">Lễ <b>hội</b> <span>Xem trên Vimeo"));
    assert_null(strstr(dressed(arena, "<p>xem <a href=https://vimeo.com/1>phim</a></p>"), "watch"));
    assert_null(strstr(dressed(arena, "<p><a href=https://vimeo.com/1>phim</a> hay</p>"), "watch"));
    assert_null(strstr(dressed(arena, "<p><a href=https://vimeo.com.evil.example/1>phim</a></p>"), "watch"));
    assert_null(strstr(dressed(arena, "<p><a href=https://youtu.be/>phim</a></p>"), "watch"));
}

static void a_player_is_followed_by_the_way_to_its_file(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 22);
    (void)state;
    const char *html =
        dressed(arena, "<p><video src=/media/a.mp4 poster=/media/a.jpg title='Lễ &amp; hội'></video></p>");
    assert_non_null(strstr(
        html, "</video><span class=\"load\"><a href=\"/media/a.mp4\">Tải: Lễ &amp; hội</a></span></p>"));
    struct safe_html whole = html_absolute(html, "https://x.vn", "https://x.vn/a", arena);
    assert_non_null(strstr(
        whole.html,
        "src=\"https://x.vn/media/a.mp4\" controls preload=\"none\" poster=\"https://x.vn/media/a.jpg\""));
    assert_null(strstr(dressed(arena, "<video src=//evil.example/a.mp4></video><p>x</p>"),
                       "evil.example/a.mp4\" controls"));
}

static void a_film_shows_a_still_before_it_is_played(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 22);
    (void)state;
    const char *films = "<p><video src=/media/a.mp4></video></p><p><video src=/media/b.mp4></video></p>";
    const char *html = dressed_with(arena, films, "/media/s.webp");
    assert_non_null(
        strstr(html, "<video src=\"/media/a.mp4\" controls preload=\"none\" poster=\"/media/s.webp\">"));
    assert_int_equal(count_of(html, "poster="), 1);
    assert_int_equal(count_of(dressed(arena, films), "poster="), 0);
    /* One of its own stays, and the next has none. */
    const char *own = "<p><video src=/media/a.mp4 poster=/media/a.jpg></video></p>";
    assert_string_equal(dressed_with(arena, own, "/media/s.webp"), dressed(arena, own));
    assert_null(
        strstr(dressed_with(arena, "<p><audio src=/media/a.mp3></audio></p>", "/media/s.webp"), "poster"));
    /* Markdown has no other place for it than the title, which then is no name. */
    const char *typed = "<p><img src=/media/a.mp4 title=/media/a.jpg></p>";
    assert_non_null(strstr(dressed(arena, typed), "preload=\"none\" poster=\"/media/a.jpg\">"));
    typed = "<p><img src=/media/a.mp4 alt=Hội title='Hội xuân'></p>";
    assert_non_null(strstr(dressed(arena, typed), "preload=\"none\" aria-label=\"Hội\">"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_text_stays_byte_by_byte),
        cmocka_unit_test(a_table_gets_a_named_frame_and_one_within_it_none),
        cmocka_unit_test(numbers_in_cells_stay_whole_and_words_have_room),
        cmocka_unit_test(telephones_are_links_and_other_numbers_are_none),
        cmocka_unit_test(no_body_has_more_numbers_than_there_is_room_for),
        cmocka_unit_test(a_picture_leads_to_itself_unless_it_leads_elsewhere_or_says_nothing),
        cmocka_unit_test(pictures_in_a_row_are_an_album),
        cmocka_unit_test(a_film_of_another_site_is_a_card_when_it_stands_alone),
        cmocka_unit_test(a_player_is_followed_by_the_way_to_its_file),
        cmocka_unit_test(a_film_shows_a_still_before_it_is_played),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
