/* Capitals and small letters, of Vietnamese and of languages whose letters grow. */
#include "text/letter.h"

#include "test.h"

#include <string.h>

static void letters_are_raised_and_lowered_with_their_marks(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 16);
    (void)state;
    assert_string_equal(text_upper("đường ế ỵ 12", arena), "ĐƯỜNG Ế Ỵ 12");
    assert_string_equal(text_lower("ĐƯỜNG Ế Ỵ 12", arena), "đường ế ỵ 12");
    assert_string_equal(text_upper("straße", arena), "STRASSE");
    assert_string_equal(text_upper("", arena), "");
}

static void each_word_begins_with_a_capital_and_the_rest_stays(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 16);
    (void)state;
    assert_string_equal(text_capitalized("ủy ban nhân dân xã Hữu Liên", arena),
                        "Ủy Ban Nhân Dân Xã Hữu Liên");
    assert_string_equal(text_capitalized("một-hai, (ba) o'hara d’être 4bốn", arena),
                        "Một-Hai, (Ba) O'hara D’être 4bốn");
    assert_string_equal(text_capitalized("ŉ ﬃ", arena), "ʼN Ffi");
    assert_string_equal(text_capitalized("a", arena), "A");
    assert_string_equal(text_capitalized("", arena), "");
}

static void twelve_capitals_may_be_an_abbreviation_and_thirteen_shout(void **state)
{
    (void)state;
    assert_false(text_is_shouting("HĐND-UBND-ĐTNC 2026"));
    assert_true(text_is_shouting("HĐND-UBND-ĐTNCS 2026"));
    assert_false(text_is_shouting("HĐND-UBND-ĐTNCS năm 2026"));
}

static void a_text_for_which_there_is_no_memory_is_empty(void **state)
{
    auto_arena struct arena *arena = arena_new(1024);
    static char text[2000];
    (void)state;
    memset(text, 'a', sizeof text - 1);
    assert_string_equal(text_capitalized(text, arena), "");
    assert_true(arena_failed(arena));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_are_raised_and_lowered_with_their_marks),
        cmocka_unit_test(each_word_begins_with_a_capital_and_the_rest_stays),
        cmocka_unit_test(twelve_capitals_may_be_an_abbreviation_and_thirteen_shout),
        cmocka_unit_test(a_text_for_which_there_is_no_memory_is_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
