#include "text/width.h"

#include "test.h"

/* What Noto Sans Bold makes of them at 16 px, in hundredths of an em. */
static void words_are_nearly_as_wide_as_they_are_drawn(void **state)
{
    static const struct {
        const char *text;
        int drawn;
    } cases[] = {
        {"Trang chủ", 494},          {"Giới thiệu", 491},    {"Thông báo", 525}, {"Văn bản", 406},
        {"Thủ tục hành chính", 966}, {"Lịch công tác", 653}, {"Hỏi đáp", 382},   {"Thêm", 281},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_in_range(text_width(cases[i].text), cases[i].drawn * 93 / 100, cases[i].drawn * 115 / 100);
}

static void marks_have_no_width_and_capitals_have_more(void **state)
{
    (void)state;
    assert_int_equal(text_width(""), 0);
    assert_int_equal(text_width("e\xCC\x82"), text_width("e"));
    assert_true(text_width("VĂN BẢN") > text_width("văn bản"));
    assert_int_equal(text_width("漢字"), 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_nearly_as_wide_as_they_are_drawn),
        cmocka_unit_test(marks_have_no_width_and_capitals_have_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
