/* Numbers, dates and document numbers as keys. */
#include "text/compound.h"

#include "test.h"

#include <string.h>

typedef bool reading(const char *text, size_t length, const struct word *first, char key[COMPOUND_KEY_SIZE],
                     size_t *ret_end);

static bool reference(const char *text, size_t length, const struct word *first, char key[COMPOUND_KEY_SIZE],
                      size_t *ret_end)
{
    bool whole;
    return reference_at(text, length, first, key, ret_end, &whole) && whole;
}

/* The first key that the text holds, "" for none. */
static const char *first_key(const char *text, reading *read)
{
    static char key[COMPOUND_KEY_SIZE];
    struct word word;
    size_t length = strlen(text), end;
    for (size_t at = 0; word_next(text, length, &at, &word);)
        if (read(text, length, &word, key, &end)) {
            assert_true(end > word.start && end <= length);
            return key;
        }
    return "";
}

static void number_grouped_by_thousands_is_one_key(void **state)
{
    (void)state;
    assert_string_equal(first_key("Tất cả: 10.029 lượt", compound_at), "10029");
    assert_string_equal(first_key("1.234.567", compound_at), "1234567");
    assert_string_equal(first_key("3.14 và 1.2345", compound_at), "");
    assert_string_equal(first_key("10029", compound_at), "");
    assert_string_equal(first_key("1.2.3.4", compound_at), "");
}

static void date_is_one_key_however_it_is_written(void **state)
{
    (void)state;
    const char *const ways[] = {"9/10/2023",
                                "09/10/2023",
                                "09-10-2023",
                                "(9.10.2023)",
                                "ngày 9/10/2023",
                                "Ngày 09 tháng 10 năm 2023",
                                "NGÀY 9 THÁNG 10 NĂM 2023."};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        assert_string_equal(first_key(ways[i], compound_at), "d20231009");
    assert_string_equal(first_key("31/2/2023", compound_at), "");
    assert_string_equal(first_key("9/10-2023", compound_at), "");
    assert_string_equal(first_key("9/10/20235", compound_at), "");
    assert_string_equal(first_key("ngày 9 tháng", compound_at), "");
    assert_string_equal(first_key("ngày", compound_at), "");
}

static void document_number_has_one_key_in_all_its_forms(void **state)
{
    (void)state;
    const char *const pairs[][2] = {
        {"Kế hoạch số 120-KH/HU ngày", "120/kh/hu"},
        {"120 - kh/hu", "120/kh/hu"},
        {"Nghị định 08/2023/NĐ-CP của", "8/2023/nd/cp"},
        {"8/2023/nd-cp", "8/2023/nd/cp"},
        {"08/2023/NĐ–CP", "8/2023/nd/cp"},
        {"1234/QĐ-UBND", "1234/qd/ubnd"},
        {"Luật số 45/2019/QH14", "45/2019/qh14"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        assert_string_equal(first_key(pairs[i][0], reference), pairs[i][1]);
    assert_string_equal(first_key("ngày 9/10/2023", reference), "");
    assert_string_equal(first_key("10-20 người", reference), "");
    assert_string_equal(first_key("giai đoạn 2020-2025", reference), "");
    assert_string_equal(first_key("4hph\"p", reference), ""); /* found by fuzzing */
}

static void number_and_year_alone_begin_a_document_number(void **state)
{
    (void)state;
    char key[COMPOUND_KEY_SIZE];
    struct word word;
    size_t at = 0, end;
    bool whole = true;
    assert_true(word_next("08/2023", 7, &at, &word));
    assert_true(reference_at("08/2023", 7, &word, key, &end, &whole));
    assert_string_equal(key, "8/2023");
    assert_false(whole);
    assert_int_equal(end, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(number_grouped_by_thousands_is_one_key),
        cmocka_unit_test(date_is_one_key_however_it_is_written),
        cmocka_unit_test(document_number_has_one_key_in_all_its_forms),
        cmocka_unit_test(number_and_year_alone_begin_a_document_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
