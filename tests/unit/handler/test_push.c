/* The signature of a message, what an answer means, and when a message is tried again. */
#include "push/push_pace.h"
#include "push/push_sign.h"

#include "test.h"

#include <string.h>

static void a_message_is_signed_as_standard_webhooks_says(void **state)
{
    /* The vector that the specification's own libraries are tested with. */
    static const char body[] = "{\"test\": 2432232314}";
    char signature[PUSH_SIGNATURE_SIZE];
    (void)state;
    assert_true(push_sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
                          1614265330, body, sizeof body - 1, signature));
    assert_string_equal(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

static void what_is_no_secret_signs_nothing(void **state)
{
    static const char *const secrets[] = {"", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8G",
                                          "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa!w"};
    char signature[PUSH_SIGNATURE_SIZE], id[200];
    (void)state;
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
        assert_false(push_sign(secrets[i], "a", 1, "{}", 2, signature));
    memset(id, 'x', sizeof id - 1);
    id[sizeof id - 1] = '\0';
    assert_false(push_sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", id, 1, "{}", 2, signature));
}

static void it_is_tried_again_after_seconds_and_then_hours(void **state)
{
    (void)state;
    assert_int_equal(push_backoff_ms(0), 5000);
    for (int attempts = 1; attempts < 9; attempts++)
        assert_true(push_backoff_ms(attempts) > push_backoff_ms(attempts - 1));
    assert_int_equal(push_backoff_ms(8), 6 * 3600 * 1000);
    assert_int_equal(push_backoff_ms(INT64_MAX), 6 * 3600 * 1000);
    assert_int_equal(push_backoff_ms(-1), 5000);
    assert_int_equal(push_quiet_ms(0), 5000);
    assert_int_equal(push_quiet_ms(100), 5 * 60 * 1000);
}

static void an_answer_means_taken_gone_refused_or_away(void **state)
{
    static const struct {
        int status;
        enum push_verdict verdict;
    } cases[] = {{200, PUSH_IS_TAKEN},   {204, PUSH_IS_TAKEN},   {299, PUSH_IS_TAKEN},
                 {301, PUSH_IS_REFUSED}, {400, PUSH_IS_REFUSED}, {404, PUSH_IS_REFUSED},
                 {410, PUSH_IS_GONE},    {429, PUSH_IS_AWAY},    {500, PUSH_IS_AWAY},
                 {503, PUSH_IS_AWAY},    {199, PUSH_IS_REFUSED}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct probed probed = {.status = cases[i].status};
        assert_int_equal(push_judge(&probed), cases[i].verdict);
        probed.fault = FETCH_TIMEOUT;
        assert_int_equal(push_judge(&probed), PUSH_IS_AWAY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_is_signed_as_standard_webhooks_says),
        cmocka_unit_test(what_is_no_secret_signs_nothing),
        cmocka_unit_test(it_is_tried_again_after_seconds_and_then_hours),
        cmocka_unit_test(an_answer_means_taken_gone_refused_or_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
