/* The order of Vietnamese texts. */
#include "text/collate.h"

#include "test.h"

#include <string.h>

static int order(const char *a, const char *b)
{
    return text_collate(a, strlen(a), b, strlen(b));
}

static void assert_rising(const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count; k++) {
            int wanted = i < k ? -1 : i > k, got = order(texts[i], texts[k]);
            if ((got > 0) - (got < 0) != wanted)
                fail_msg("%s, %s: %d", texts[i], texts[k], got);
        }
}

#define RISING(...)                                         \
    do {                                                    \
        const char *const texts[] = {__VA_ARGS__};          \
        assert_rising(texts, sizeof texts / sizeof *texts); \
    } while (0)

static void letters_and_tones_follow_the_dictionary(void **state)
{
    (void)state;
    RISING("a", "à", "ả", "ã", "á", "ạ", "an", "ă", "ằ", "â", "b", "c", "d", "đ", "e", "ê", "g", "i", "o",
           "ô", "ơ", "u", "ư", "v", "x", "y");
}

static void syllables_are_compared_one_by_one(void **state)
{
    (void)state;
    RISING("ba tháng", "bà ngoại", "bá tánh", "ban ngày");
    RISING("Hoa", "hòa bình", "hoan hô");
}

static void numbers_go_by_value(void **state)
{
    (void)state;
    RISING("Xã 2", "Xã 10", "Xã 100", "Xã An");
    assert_int_equal(order("Xã 02", "xã 2"), 0);
    RISING("2", "2a", "2b", "3", "10", "10a", "a2");
    RISING("0", "0a", "00b", "1");
}

/* Of few letters, so that many begin alike. */
static void random_text(uint64_t *random, char text[static 16])
{
    static const char *const pieces[] = {"0", "1", "2", "3", "9", "a", "b", "đ", "ă", "á", " ", "z"};
    text[0] = '\0';
    for (size_t i = 0; i < 5; i++) {
        *random = *random * UINT64_C(6364136223846793005) + 1442695040888963407;
        strcat(text, pieces[(*random >> 33) % (sizeof pieces / sizeof *pieces)]);
    }
}

static void any_three_texts_are_in_one_order(void **state)
{
    (void)state;
    uint64_t random = 1;
    for (int i = 0; i < 200000; i++) {
        char a[16], b[16], c[16];
        random_text(&random, a);
        random_text(&random, b);
        random_text(&random, c);
        int ab = order(a, b), bc = order(b, c), ac = order(a, c), ba = order(b, a);
        if ((ab < 0) != (ba > 0) || (ab == 0) != (ba == 0))
            fail_msg("“%s” and “%s” in both orders", a, b);
        if ((ab <= 0 && bc <= 0 && ac > 0) || (ab == 0 && bc == 0 && ac))
            fail_msg("“%s” ≤ “%s” ≤ “%s”, but not the first and the last", a, b, c);
    }
}

static void form_and_case_do_not_matter(void **state)
{
    (void)state;
    assert_int_equal(order("HÒA Bình", "hoà bình"), 0);
    assert_int_equal(order("Ðức", "đức"), 0);
    assert_true(order("", "a") < 0 && order("a", "") > 0 && order("", " ") == 0);
}

static void every_digit_belongs_to_its_number(void **state)
{
    (void)state;
    RISING("Tổ 1", "Tổ 9", "Tổ 10", "Tổ 19", "Tổ 20", "Tổ 90", "Tổ 99", "Tổ 100");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_and_tones_follow_the_dictionary),
        cmocka_unit_test(syllables_are_compared_one_by_one),
        cmocka_unit_test(numbers_go_by_value),
        cmocka_unit_test(any_three_texts_are_in_one_order),
        cmocka_unit_test(form_and_case_do_not_matter),
        cmocka_unit_test(every_digit_belongs_to_its_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
