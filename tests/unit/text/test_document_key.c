/* Numbers of documents have one key however they were typed. */
#include "text/document_key.h"

#include "test.h"

#include <string.h>

static void one_number_has_one_key_however_it_is_typed(void **state)
{
    static const char *const typed[] = {"05/2024/QĐ-UBND",    "5/2024/QĐ-UBND",        "05/2024/qđ-ubnd",
                                        "05/2024/QD-UBND",    "05-2024-QĐ-UBND",       "05-2024-qd-ubnd",
                                        "05 2024 qđ ubnd",    "05 / 2024 / QĐ - UBND", "05/2024/QĐ–UBND",
                                        "số 05/2024/QĐ-UBND", "So: 005/2024/QĐ-UBND",  "05/2024/QĐUBND",
                                        "05.2024.QĐ.UBND",    "05/2024/Q\u0110-UBND"};
    char key[DOCUMENT_KEY_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        assert_true(document_key(typed[i], key));
        assert_string_equal(key, "5-2024-qdubnd");
    }
}

static void other_numbers_have_other_keys(void **state)
{
    char key[DOCUMENT_KEY_SIZE];
    (void)state;
    assert_true(document_key("31/2024/QH15", key));
    assert_string_equal(key, "31-2024-qh-15");
    assert_true(document_key("0", key));
    assert_string_equal(key, "0");
    assert_true(document_key("BC-12/2024", key));
    assert_string_equal(key, "bc-12-2024");
    assert_true(document_key("không số", key));
    assert_string_equal(key, "khongso");
    assert_false(document_key("", key));
    assert_false(document_key(" /-. ", key));
    assert_false(document_key("1/"
                              "abcdefghijkabcdefghijkabcdefghijk-abcdefghijkabcdefghijk-"
                              "abcdefghijkabcdefghijk-abcdefghijkabcdefghijk",
                              key));
}

static void what_is_typed_to_find_one_may_go_on_behind_it(void **state)
{
    char keys[DOCUMENT_GUESSES][DOCUMENT_KEY_SIZE];
    (void)state;
    size_t count = document_key_guesses("quyết định 05/2024/QĐ-UBND, về đất", keys);
    assert_int_equal(count, 3);
    assert_string_equal(keys[0], "5-2024-qdubnd");
    assert_string_equal(keys[1], "5-2024-qd");
    assert_string_equal(keys[2], "5-2024");
    assert_int_equal(document_key_guesses("giá nước sạch", keys), 0);
    assert_int_equal(document_key_guesses("12", keys), 0);
    assert_int_equal(document_key_guesses("", keys), 0);
    assert_int_equal(document_key_guesses("1 a b c d e f g h i k l", keys), DOCUMENT_GUESSES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_number_has_one_key_however_it_is_typed),
        cmocka_unit_test(other_numbers_have_other_keys),
        cmocka_unit_test(what_is_typed_to_find_one_may_go_on_behind_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
