/* One-time codes by RFC 6238, and the slow hash of passwords. */
#include "base/password.h"
#include "base/totp.h"
#include "test.h"

#include <string.h>

static const unsigned char secret[] = "12345678901234567890";

static void codes_are_those_of_the_standard(void **state)
{
    /* RFC 6238 appendix B, SHA-1; the last six digits. */
    static const struct {
        int64_t second;
        const char *code;
    } known[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
                 {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
    char code[TOTP_DIGITS + 1];
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        totp_code(secret, 20, known[i].second / TOTP_STEP_S, code);
        assert_string_equal(code, known[i].code);
    }
}

static void a_code_is_good_for_its_step_and_the_neighbours(void **state)
{
    char code[TOTP_DIGITS + 1];
    const int64_t now_ms = INT64_C(1234567890000), step = now_ms / 1000 / TOTP_STEP_S;
    (void)state;
    for (int64_t away = -3; away <= 3; away++) {
        totp_code(secret, 20, step + away, code);
        int64_t found = totp_step_of(secret, 20, code, now_ms);
        assert_int_equal(found, away >= -1 && away <= 1 ? step + away : 0);
    }
    assert_int_equal(totp_step_of(secret, 20, "005 924", now_ms), step);
    static const char *const none[] = {"", "00592", "0059244", "00592a", "-05924", "٠٠٥٩٢٤"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(totp_step_of(secret, 20, none[i], now_ms), 0);
}

static void base32_is_that_of_the_standard(void **state)
{
    char text[BASE32_OF_20 + 1];
    (void)state;
    base32_encode(secret, 20, text);
    assert_string_equal(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}

static void a_password_is_right_by_its_hash_alone(void **state)
{
    char hash[PASSWORD_HASH_SIZE];
    bool is_right = true;
    (void)state;
    assert_int_equal(password_hash("cá rô phi bơi ngược dòng", hash), ERR_OK);
    assert_memory_equal(hash, "$argon2id$v=19$m=65536,t=2,p=1$", 31);
    assert_int_equal(password_verify(hash, "cá rô phi bơi ngược dòng", &is_right), ERR_OK);
    assert_true(is_right);
    assert_int_equal(password_verify(hash, "cá rô phi bơi ngược dòng ", &is_right), ERR_OK);
    assert_false(is_right);
    assert_int_equal(password_verify(NULL, "", &is_right), ERR_OK);
    assert_false(is_right);
    assert_false(password_is_stale(hash));
    assert_true(password_is_stale("$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
                                  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_those_of_the_standard),
        cmocka_unit_test(a_code_is_good_for_its_step_and_the_neighbours),
        cmocka_unit_test(base32_is_that_of_the_standard),
        cmocka_unit_test(a_password_is_right_by_its_hash_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
