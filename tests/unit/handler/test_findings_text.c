/* Words of links, sentences and times, as they are judged when an article is looked over. */
#include "article/findings_text.h"

#include "test.h"

#include <string.h>

static struct arena *arena;

static void a_link_says_where_it_leads_or_is_mute(void **state)
{
    (void)state;
    const char *const mute[] = {"tại đây",
                                "Tại đây",
                                "TẠI ĐÂY.",
                                "đây",
                                "xem thêm…",
                                "Chi tiết",
                                "bấm vào đây",
                                "click here",
                                "Link",
                                "tai day",
                                "",
                                " → ",
                                "xem chi tiết tại đây"};
    const char *const fine[] = {"Mẫu đơn xin xác nhận", "danh sách trúng tuyển", "Cổng dịch vụ công",
                                "đây là mẫu đơn", "Nghị định 30/2020/NĐ-CP"};
    for (size_t i = 0; i < sizeof mute / sizeof *mute; i++)
        if (!findings_link_is_mute(mute[i]))
            fail_msg("%s says nothing", mute[i]);
    for (size_t i = 0; i < sizeof fine / sizeof *fine; i++)
        if (findings_link_is_mute(fine[i]))
            fail_msg("%s says enough", fine[i]);
    assert_true(findings_link_is_bare("https://a.gov.vn/x") && findings_link_is_bare("WWW.a.vn"));
    assert_false(findings_link_is_bare("Trang của tỉnh"));
}

static void a_time_is_over_when_a_date_that_ends_something_is_past(void **state)
{
    (void)state;
    const int32_t day = 20261130;
    const struct {
        const char *sentence, *wanted;
    } cases[] = {
        {"Nộp hồ sơ trước ngày 15/11/2026", "15/11/2026"},
        {"Hạn cuối: ngày 29 tháng 11 năm 2026", "ngày 29 tháng 11 năm 2026"},
        {"chậm nhất 29-11-2026", "29-11-2026"},
        {"từ 01/11/2026 đến hết ngày 20/11/2026", "20/11/2026"},
        {"Nộp hồ sơ trước ngày 15/12/2026", NULL},
        {"đến ngày 30/11/2026", NULL},
        {"Quyết định ngày 15/11/2024 của Chủ tịch", NULL},
        {"không có ngày nào", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *past = findings_past_time(cases[i].sentence, day, arena);
        if (!past != !cases[i].wanted || (past && strcmp(past, cases[i].wanted) != 0))
            fail_msg("%s: %s", cases[i].sentence, past ? past : "none");
    }
}

static void sentences_end_with_their_signs_lines_and_cells(void **state)
{
    static const char text[] = "Một hai ba. Bốn năm! Sáu…\nBảy\tTám 3.5 triệu; chín";
    const size_t wanted[] = {3, 2, 1, 1, 4, 1};
    struct sentence sentence;
    size_t at = 0, count = 0;
    (void)state;
    while (sentence_next(text, sizeof text - 1, &at, &sentence)) {
        assert_true(count < 6);
        assert_int_equal(sentence.words, wanted[count++]);
    }
    assert_int_equal(count, 6);
    at = 0;
    assert_false(sentence_next("", 0, &at, &sentence));
    assert_false(sentence_next("...", 3, &(size_t){0}, &sentence));
}

static void a_place_of_the_text_knows_the_heading_above(void **state)
{
    static const char text[] = "Mở đầu\n\nKinh phí\n\nTiền\n\nThời gian\n\nNgày";
    const struct survey_item items[] = {{SURVEY_HEADING, 2, "Kinh phí", NULL},
                                        {SURVEY_LINK, 0, "x", "/x"},
                                        {SURVEY_HEADING, 2, "Thời gian", NULL}};
    struct findings_headings headings;
    (void)state;
    findings_headings_read(&headings, text, items, 3, arena);
    assert_null(findings_heading_at(&headings, 0));
    assert_string_equal(findings_heading_at(&headings, (size_t)(strstr(text, "Tiền") - text)), "Kinh phí");
    assert_string_equal(findings_heading_at(&headings, sizeof text - 1), "Thời gian");
}

static int setup(void **state)
{
    (void)state;
    arena = arena_new(16 * 1024 * 1024);
    return !arena;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_link_says_where_it_leads_or_is_mute),
        cmocka_unit_test(a_time_is_over_when_a_date_that_ends_something_is_past),
        cmocka_unit_test(sentences_end_with_their_signs_lines_and_cells),
        cmocka_unit_test(a_place_of_the_text_knows_the_heading_above),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
