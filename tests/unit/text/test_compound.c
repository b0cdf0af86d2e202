/* Numbers, dates and document numbers as keys. */
#include "text/compound.h"

#include "test.h"

#include <stdio.h>
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

/* The keys that the beginning of a text may be, apart by a blank. */
static const char *guesses(const char *text)
{
    static char all[8 * COMPOUND_KEY_SIZE];
    char keys[6][COMPOUND_KEY_SIZE];
    struct word word;
    size_t at = 0, length = strlen(text);
    all[0] = '\0';
    assert_true(word_next(text, length, &at, &word));
    size_t count = reference_guesses(text, length, &word, keys, 6);
    for (size_t i = 0; i < count; i++) {
        strcat(all, i ? " " : "");
        strcat(all, keys[i]);
    }
    return all;
}

static void each_part_behind_a_number_makes_one_guess_more(void **state)
{
    (void)state;
    assert_string_equal(guesses("45"), "");
    assert_string_equal(guesses("45 2026"), "");
    assert_string_equal(guesses("45 qđ"), guesses("45/QĐ"));
    assert_string_not_equal(guesses("45 qđ"), "");
    const char *one = strchr(guesses("45 qđ"), ' ');
    assert_null(one);
    assert_non_null(strchr(guesses("45 qđ ubnd"), ' '));
    assert_non_null(strstr(guesses("45 2026 qđ"), "2026"));
    /* A year stands behind the number alone, and is one. */
    assert_string_equal(guesses("45 2100 qđ ubnd"), guesses("45/2100/QĐ-UBND"));
    assert_string_not_equal(guesses("45 2100 qđ"), "");
    assert_string_equal(guesses("45 2101 qđ"), "");
    assert_string_not_equal(guesses("45 1900 qđ"), "");
    assert_string_equal(guesses("45 1899 qđ"), "");
    assert_string_equal(guesses("45 qđ 2026"), guesses("45 qđ"));
}

static void every_hyphen_makes_one_word_of_two(void **state)
{
    (void)state;
    const char *plain = first_key("a-b", hyphenated_at);
    char wanted[COMPOUND_KEY_SIZE];
    snprintf(wanted, sizeof wanted, "%s", plain);
    assert_string_not_equal(wanted, "");
    assert_string_equal(first_key("a\xE2\x80\x90"
                                  "b",
                                  hyphenated_at),
                        wanted);
    assert_string_equal(first_key("a\xE2\x80\x91"
                                  "b",
                                  hyphenated_at),
                        wanted);
    assert_string_equal(first_key("a\xE2\x80\x92"
                                  "b",
                                  hyphenated_at),
                        "");
    assert_string_equal(first_key("a\xE2\x80\x90", hyphenated_at), "");
    assert_string_equal(first_key("a-", hyphenated_at), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(number_grouped_by_thousands_is_one_key),
        cmocka_unit_test(date_is_one_key_however_it_is_written),
        cmocka_unit_test(document_number_has_one_key_in_all_its_forms),
        cmocka_unit_test(number_and_year_alone_begin_a_document_number),
        cmocka_unit_test(each_part_behind_a_number_makes_one_guess_more),
        cmocka_unit_test(every_hyphen_makes_one_word_of_two),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
