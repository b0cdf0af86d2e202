/* The keys of words, against an oracle of their own (keys.py), and by the rules that users were promised. */
#include "text/word.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct word first(const char *text)
{
    struct word word;
    size_t at = 0;
    assert_true(word_next(text, strlen(text), &at, &word));
    return word;
}

static void assert_same(const char *a, const char *b)
{
    struct word x = first(a), y = first(b);
    assert_string_equal(x.exact, y.exact);
    assert_string_equal(x.fold, y.fold);
}

static void assert_apart(const char *a, const char *b)
{
    struct word x = first(a), y = first(b);
    assert_string_not_equal(x.exact, y.exact);
}

static void every_accented_letter_has_the_oracles_keys_in_all_its_forms(void **state)
{
    (void)state;
    char line[200];
    int count = 0;
    FILE *file = fopen(TEST_SOURCE_DIR "/tests/unit/text/keys.txt", "r");
    assert_non_null(file);
    for (; fgets(line, sizeof line, file); count++) {
        char *exact = strchr(line, '\t'), *fold = exact ? strchr(exact + 1, '\t') : NULL;
        assert_non_null(fold);
        *exact++ = *fold++ = '\0';
        fold[strcspn(fold, "\n")] = '\0';
        struct word word = first(line);
        assert_string_equal(word.exact, exact);
        assert_string_equal(word.fold, fold);
        assert_true(word.is_marked && word.end == strlen(line));
    }
    fclose(file);
    assert_true(count >= 392);
}

static void place_of_the_tone_does_not_matter(void **state)
{
    (void)state;
    assert_same("hòa", "hoà");
    assert_same("thủy", "thuỷ");
    assert_same("việt", "vịêt");
    assert_same("việt", "viêṭ");
    assert_same("ỦY", "uỷ");
    assert_apart("hòa", "hóa");
    assert_apart("hòa", "hoa");
    assert_apart("hoa", "hỏa");
}

static void y_is_i_where_both_are_written(void **state)
{
    (void)state;
    const char *const same[][2] = {{"kỹ", "kĩ"}, {"quý", "quí"}, {"Lý", "lí"},
                                   {"tỷ", "tỉ"}, {"mỹ", "mĩ"},   {"hy", "hi"}};
    const char *const apart[][2] = {{"Vỹ", "vĩ"},   {"ý", "í"},     {"Thy", "thi"},     {"tuy", "tui"},
                                    {"tay", "tai"}, {"tây", "tâi"}, {"quyên", "quiên"}, {"kyz", "kiz"}};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        assert_same(same[i][0], same[i][1]);
    for (size_t i = 0; i < sizeof apart / sizeof *apart; i++)
        assert_apart(apart[i][0], apart[i][1]);
}

static void word_without_marks_says_so(void **state)
{
    (void)state;
    struct word plain = first("hoa");
    assert_true(!plain.is_marked && word_has_two_keys(&plain));
    assert_true(first("đi").is_marked && first("hòa").is_marked && first("tư").is_marked);
    struct word number = first("2023");
    assert_true(number.is_number && number.has_digit && !word_has_two_keys(&number));
    struct word mixed = first("COVID19");
    assert_true(!mixed.is_number && mixed.has_digit);
    assert_string_equal(mixed.exact, "covid19");
}

static void offsets_are_of_the_original_bytes(void **state)
{
    (void)state;
    const char text[] = "  Ủy ban, “NHÂN DÂN” 5.";
    const char *const words[] = {"Ủy", "ban", "NHÂN", "DÂN", "5"};
    struct word word;
    size_t at = 0, count = 0;
    for (; word_next(text, strlen(text), &at, &word); count++) {
        assert_int_equal(word.end - word.start, strlen(words[count]));
        assert_memory_equal(text + word.start, words[count], word.end - word.start);
    }
    assert_int_equal(count, 5);
}

static void other_scripts_are_words_too(void **state)
{
    (void)state;
    assert_string_equal(first("Straße").fold, "strasse");
    assert_string_equal(first("МОСКВА").fold, "москва");
    assert_string_equal(first("Đắk").fold, "dak");
    assert_string_equal(first("ñandú").fold, "nandu");
    assert_string_equal(first("越南").fold, "越南");
}

static void word_is_found_with_its_marks_or_without_any(void **state)
{
    static const char text[] = "Đăng ký khai sinh";
    struct word marked = first("ký"), other = first("kỷ"), plain = first("ky"), begun = first("sin");
    (void)state;
    assert_true(word_is_in(&marked, false, text));
    assert_false(word_is_in(&other, false, text));
    assert_true(word_is_in(&plain, false, text));
    assert_true(word_is_in(&begun, true, text));
    assert_false(word_is_in(&begun, false, text));
    assert_false(word_is_in(&plain, true, NULL));
}

static void hostile_text_has_keys_that_fit(void **state)
{
    (void)state;
    size_t length = 300000, at = 0, count = 0;
    char *text = malloc(length);
    struct word word;
    assert_non_null(text);
    for (size_t i = 0; i + 3 <= length; i += 3)
        memcpy(text + i, "ế", 3);
    for (; word_next(text, length, &at, &word); count++)
        assert_true(strlen(word.exact) < WORD_KEY_SIZE && strlen(word.fold) < WORD_KEY_SIZE);
    assert_int_equal(count, 1);
    for (size_t i = 0; i < length; i++)
        text[i] = (char)(i * 7919 >> 3);
    for (at = 0; word_next(text, length, &at, &word);)
        assert_true(word.end <= length && word.start < word.end && strlen(word.exact) == word.exact_length &&
                    strlen(word.fold) == word.fold_length && word.exact_length < WORD_KEY_SIZE &&
                    word.fold_length < WORD_KEY_SIZE);
    free(text);
    at = 0;
    assert_false(word_next("\u0301\u0302 … — !", 12, &at, &word));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_accented_letter_has_the_oracles_keys_in_all_its_forms),
        cmocka_unit_test(place_of_the_tone_does_not_matter),
        cmocka_unit_test(y_is_i_where_both_are_written),
        cmocka_unit_test(word_without_marks_says_so),
        cmocka_unit_test(offsets_are_of_the_original_bytes),
        cmocka_unit_test(other_scripts_are_words_too),
        cmocka_unit_test(word_is_found_with_its_marks_or_without_any),
        cmocka_unit_test(hostile_text_has_keys_that_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
