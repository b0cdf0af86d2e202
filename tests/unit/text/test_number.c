#include "text/number.h"

#include "test.h"
#include "text/excerpt.h"

static void thousands_are_grouped(void **state)
{
    (void)state;
    char text[NUMBER_TEXT_SIZE];
    assert_string_equal(number_grouped(10029, LANG_VI, text), "10.029");
    assert_string_equal(number_grouped(10029, LANG_EN, text), "10,029");
    assert_string_equal(number_grouped(0, LANG_VI, text), "0");
    assert_string_equal(number_grouped(999, LANG_VI, text), "999");
    assert_string_equal(number_grouped(1000, LANG_VI, text), "1.000");
    assert_string_equal(number_grouped(-1234567, LANG_EN, text), "-1,234,567");
    assert_string_equal(number_grouped(INT64_MIN, LANG_VI, text), "-9.223.372.036.854.775.808");
    assert_string_equal(number_grouped(INT64_MAX, LANG_VI, text), "9.223.372.036.854.775.807");
}

static void decimals_have_the_mark_of_the_language(void **state)
{
    (void)state;
    char text[NUMBER_TEXT_SIZE];
    assert_string_equal(number_decimal(844, 2, LANG_VI, text), "8,44");
    assert_string_equal(number_decimal(844, 2, LANG_EN, text), "8.44");
    assert_string_equal(number_decimal(-5, 2, LANG_VI, text), "-0,05");
    assert_string_equal(number_decimal(1234567, 1, LANG_VI, text), "123.456,7");
    assert_string_equal(number_decimal(INT64_MIN, 6, LANG_VI, text), "-9.223.372.036.854,775808");
}

static void sizes_are_short(void **state)
{
    (void)state;
    char text[NUMBER_TEXT_SIZE];
    assert_string_equal(number_size(0, LANG_VI, text), "0 byte");
    assert_string_equal(number_size(999, LANG_EN, text), "999 bytes");
    assert_string_equal(number_size(1000, LANG_VI, text), "1,0 KB");
    assert_string_equal(number_size(1449999, LANG_VI, text), "1,4 MB");
    assert_string_equal(number_size(10 * 1000 * 1000, LANG_EN, text), "10 MB");
    assert_string_equal(number_size(999999, LANG_VI, text), "999 KB");
    assert_string_equal(number_size(INT64_MAX, LANG_EN, text), "9.2 EB");
}

static void numbers_are_read_strictly(void **state)
{
    (void)state;
    int64_t number = -1;
    assert_int_equal(number_parse("0", 0, 10, &number), ERR_OK);
    assert_int_equal(number, 0);
    assert_int_equal(number_parse("9223372036854775807", 0, INT64_MAX, &number), ERR_OK);
    assert_int_equal(number, INT64_MAX);
    static const char *const bad[] = {"",
                                      "-1",
                                      "+1",
                                      " 1",
                                      "1 ",
                                      "01",
                                      "1.0",
                                      "0x10",
                                      "1e3",
                                      "１",
                                      "abc",
                                      "9223372036854775808",
                                      "99999999999999999999999"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(number_parse(bad[i], 0, INT64_MAX, &number), ERR_INPUT);
    assert_int_equal(number_parse("0", 1, 100, &number), ERR_INPUT);
    assert_int_equal(number_parse("101", 1, 100, &number), ERR_INPUT);
    assert_int_equal(number, INT64_MAX);
}

static void excerpts_end_with_a_word(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(1 << 16);
    assert_string_equal(text_excerpt("", 10, arena), "");
    assert_string_equal(text_excerpt("Chiều nay", 9, arena), "Chiều nay");
    assert_string_equal(text_excerpt("  Chiều\n\n nay\t", 9, arena), "Chiều nay");
    assert_string_equal(text_excerpt("Chiều nay, huyện họp", 12, arena), "Chiều nay…");
    assert_string_equal(text_excerpt("Chiều nay họp", 10, arena), "Chiều nay…");
    assert_string_equal(text_excerpt("nghiêng nghiêng", 4, arena), "ngh…");
    assert_string_equal(text_excerpt("x\u0323\u0303x\u0323\u0303x\u0323\u0303", 6, arena), "x\u0323\u0303…");
}

static void only_english_and_only_one_thing_is_singular(void **state)
{
    static const int64_t others[] = {0, 2, 10, 11, 21, 101, 1000001, -1};
    (void)state;
    assert_int_equal(number_plural(1, LANG_EN), PLURAL_ONE);
    assert_int_equal(number_plural(1, LANG_VI), PLURAL_OTHER);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_int_equal(number_plural(others[i], LANG_EN), PLURAL_OTHER);
        assert_int_equal(number_plural(others[i], LANG_VI), PLURAL_OTHER);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thousands_are_grouped),
        cmocka_unit_test(decimals_have_the_mark_of_the_language),
        cmocka_unit_test(sizes_are_short),
        cmocka_unit_test(numbers_are_read_strictly),
        cmocka_unit_test(excerpts_end_with_a_word),
        cmocka_unit_test(only_english_and_only_one_thing_is_singular),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
