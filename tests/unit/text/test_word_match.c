/* Words that somebody has, compared with a text: what counts, where they part, and what it costs. */
#include "text/word_match.h"

#include "test.h"

#include <stdio.h>
#include <string.h>

static const char published[] =
    "Thông báo lịch tiếp công dân\nChủ tịch xã tiếp dân vào ngày 05/12, tại phòng số 3.\n"
    "Mức thu: 5.000 đồng (năm nghìn). Không thu thêm khoản nào.";

static struct word_match match(struct arena *arena, const char *given)
{
    struct word_match found;
    assert_int_equal(words_match(given, published, arena, &found), ERR_OK);
    return found;
}

static void all_and_any_part_are_the_same(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    (void)state;
    static const char *const same[] = {
        published,
        "thu thêm khoản nào",
        "Thông báo\r\nlịch   tiếp\xc2\xa0"
        "công dân Chủ tịch xã tiếp dân vào",
        "“Mức thu”: 5.000 đồng – năm nghìn… Không",
        "nào",
    };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        struct word_match found = match(arena, same[i]);
        assert_true(found.is_same);
        assert_int_equal(found.same, found.words);
        assert_string_equal(found.given, "");
    }
}

static void one_changed_word_is_shown_in_its_place(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    (void)state;
    struct word_match found = match(arena, "Chủ tịch xã tiếp dân vào ngày 06/12, tại phòng số 3.");
    assert_false(found.is_same);
    assert_int_equal(found.before, 0);
    assert_int_equal(found.same, 7);
    assert_string_equal(found.context, "Chủ tịch xã tiếp dân vào ngày");
    assert_string_equal(found.given, "06/12, tại phòng số 3.");
    assert_string_equal(found.published, "05/12, tại phòng số 3. Mức thu: 5.000");
    /* Letters, marks on them, capitals, figures and what stands within them count. */
    static const char *const other[] = {"Mức thu: 50.000 đồng", "Mức thu: 5,000 đồng",
                                        "Mức Thu: 5.000 đồng",  "Mức thư: 5.000 đồng",
                                        "Mức thu: -5.000 đồng", "Mức thu 5.000 đồng không"};
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        assert_false(match(arena, other[i]).is_same);
    /* One that was taken out, and one that was put in. */
    assert_string_equal(match(arena, "thu thêm khoản").given, "");
    found = match(arena, "năm nghìn Không thêm khoản nào");
    assert_string_equal(found.given, "thêm khoản nào");
    assert_string_equal(found.published, "thu thêm khoản nào.");
    found = match(arena, "Thông báo lịch tiếp công dân và doanh nghiệp");
    assert_string_equal(found.given, "và doanh nghiệp");
}

static void words_before_the_text_are_told_apart(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    (void)state;
    struct word_match found =
        match(arena, "Cổng thông tin xã Nà Khuổi Thông báo lịch tiếp công dân Chủ tịch");
    assert_false(found.is_same);
    assert_int_equal(found.before, 6);
    assert_string_equal(found.given, "Cổng thông tin xã Nà Khuổi");
    assert_string_equal(found.published, "");
    found = match(arena, "hoàn toàn là chuyện khác");
    assert_int_equal(found.same, 0);
    assert_string_equal(found.given, "hoàn toàn là chuyện khác");
}

static void nothing_is_no_words(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    struct word_match found;
    (void)state;
    static const char *const none[] = {"", " \n\t", "… – • “”", "- - -"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(words_match(none[i], published, arena, &found), ERR_INPUT);
    assert_int_equal(words_match("chữ", "", arena, &found), ERR_OK);
    assert_false(found.is_same);
}

/* The same word again and again, with another at the end: what is quadratic takes hours of it. */
static void long_texts_take_their_length(void **state)
{
    enum { WORDS = 200000 };
    auto_arena struct arena *arena = arena_new(1 << 20);
    auto_free char *text = malloc(2 * WORDS + 2), *given = malloc(2 * WORDS + 2);
    struct word_match found;
    (void)state;
    for (size_t i = 0; i < WORDS; i++) {
        memcpy(text + 2 * i, "a ", 2);
        memcpy(given + 2 * i, "a ", 2);
    }
    text[2 * WORDS] = '\0';
    memcpy(given + WORDS, "b", 2);
    assert_int_equal(words_match(given, text, arena, &found), ERR_OK);
    assert_int_equal(found.same, WORDS / 2);
    assert_string_equal(found.given, "b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_and_any_part_are_the_same),
        cmocka_unit_test(one_changed_word_is_shown_in_its_place),
        cmocka_unit_test(words_before_the_text_are_told_apart),
        cmocka_unit_test(nothing_is_no_words),
        cmocka_unit_test(long_texts_take_their_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
