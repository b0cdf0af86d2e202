#include "base/base64url.h"

#include "test.h"

#include <string.h>

static void the_examples_of_the_standard_hold(void **state)
{
    (void)state;
    static const char *const plain[] = {"", "f", "fo", "foo", "foob", "fooba", "foobar"};
    static const char *const coded[] = {"", "Zg", "Zm8", "Zm9v", "Zm9vYg", "Zm9vYmE", "Zm9vYmFy"};
    for (size_t i = 0; i < 7; i++) {
        char text[16];
        unsigned char bytes[16];
        size_t size = 99;
        base64url_encode(plain[i], i, text);
        assert_string_equal(text, coded[i]);
        assert_int_equal(strlen(text), BASE64URL_LENGTH(i));
        assert_int_equal(base64url_decode(coded[i], strlen(coded[i]), bytes, i, &size), ERR_OK);
        assert_int_equal(size, i);
        assert_memory_equal(bytes, plain[i], i);
    }
}

static void the_alphabet_is_safe_in_addresses(void **state)
{
    (void)state;
    char text[8];
    base64url_encode("\xFB\xEF\xFF", 3, text);
    assert_string_equal(text, "--__");
}

static void a_value_has_one_spelling(void **state)
{
    (void)state;
    static const char *const bad[] = {"Z",    "Zg==", "Zh",     "Zm9",       "Zm9vY",
                                      "+/+/", "Zm 9", "Zm9v\n", "\xC3\xA9xx"};
    unsigned char bytes[16];
    size_t size = 99;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(base64url_decode(bad[i], strlen(bad[i]), bytes, sizeof bytes, &size), ERR_INPUT);
    assert_int_equal(base64url_decode("Zm9v", 4, bytes, 2, &size), ERR_TOO_LARGE);
    assert_int_equal(size, 99);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_of_the_standard_hold),
        cmocka_unit_test(the_alphabet_is_safe_in_addresses),
        cmocka_unit_test(a_value_has_one_spelling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
