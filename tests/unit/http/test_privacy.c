/* Whose answer it is. */
#include "http/privacy.h"
#include "test.h"

static void only_a_request_that_brings_nothing_of_its_sender_is_public(void **state)
{
    const struct request nobody = {0}, reader = {.authorization = "Bearer x", .actor.role = ROLE_READER},
                         console = {.console = true, .actor.role = ROLE_ADMIN},
                         invalid = {.authorization = "Bearer x"}, cookie = {.cookie = "tuy-chon=1"};
    (void)state;
    assert_int_equal(privacy_of(&nobody), PRIVACY_PUBLIC);
    assert_int_equal(privacy_of(&cookie), PRIVACY_PUBLIC); /* the display choice is a stylesheet of its own */
    assert_int_equal(privacy_of(&reader), PRIVACY_STAFF);
    assert_int_equal(privacy_of(&console), PRIVACY_STAFF);
    assert_int_equal(privacy_of(&invalid), PRIVACY_PERSONAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_a_request_that_brings_nothing_of_its_sender_is_public),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
