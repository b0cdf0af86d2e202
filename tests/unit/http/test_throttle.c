/* Token buckets: a burst, then the rate; blocks do not disturb each other. */
#include "http/throttle.h"
#include "test.h"

#include <arpa/inet.h>
#include <sodium.h>

static const unsigned rates[THROTTLE_KINDS] = {
    [THROTTLE_SEARCH] = 10, [THROTTLE_WRITE] = 1, [THROTTLE_ERROR] = 0};

static const struct sockaddr *address(const char *text)
{
    static struct sockaddr_in v4;
    static struct sockaddr_in6 v6;
    v4 = (struct sockaddr_in){.sin_family = AF_INET};
    v6 = (struct sockaddr_in6){.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
        return (const struct sockaddr *)&v4;
    assert_int_equal(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
    return (const struct sockaddr *)&v6;
}

static int setup(void **state)
{
    *state = sodium_init() < 0 ? NULL : throttle_new(rates);
    return *state ? 0 : -1;
}

static int teardown(void **state)
{
    throttle_free(*state);
    return 0;
}

static int take(void **state, enum throttle_kind kind, const char *client, int64_t now_ms)
{
    return throttle_take(*state, kind, address(client), now_ms);
}

static void twenty_seconds_worth_may_come_at_once_and_then_the_rate(void **state)
{
    for (int i = 0; i < 200; i++)
        assert_int_equal(take(state, THROTTLE_SEARCH, "192.0.2.1", 5000), 0);
    assert_int_equal(take(state, THROTTLE_SEARCH, "192.0.2.1", 5000), 1);
    for (int i = 1; i <= 50; i++) {
        assert_int_equal(take(state, THROTTLE_SEARCH, "192.0.2.1", 5000 + i * 100), 0);
        assert_int_equal(take(state, THROTTLE_SEARCH, "192.0.2.1", 5000 + i * 100), 1);
    }
}

static void the_seconds_to_wait_are_enough(void **state)
{
    for (int i = 0; i < 20; i++)
        assert_int_equal(take(state, THROTTLE_WRITE, "192.0.2.2", 0), 0);
    int wait_s = take(state, THROTTLE_WRITE, "192.0.2.2", 300);
    assert_int_equal(wait_s, 1);
    assert_int_equal(take(state, THROTTLE_WRITE, "192.0.2.2", 300 + wait_s * 1000), 0);
}

static void other_blocks_and_other_kinds_have_their_own(void **state)
{
    for (int i = 0; i < 20; i++)
        take(state, THROTTLE_WRITE, "2001:db8:1:2::1", 0);
    assert_int_equal(take(state, THROTTLE_WRITE, "2001:db8:1:2:ffff::9", 0), 1);
    assert_int_equal(take(state, THROTTLE_WRITE, "2001:db8:1:3::1", 0), 0);
    assert_int_equal(take(state, THROTTLE_WRITE, "192.0.2.77", 0), 0);
    assert_int_equal(take(state, THROTTLE_SEARCH, "2001:db8:1:2::1", 0), 0);
}

static void a_rate_of_nothing_and_no_address_have_no_limit(void **state)
{
    for (int i = 0; i < 10000; i++) {
        assert_int_equal(take(state, THROTTLE_ERROR, "192.0.2.1", 0), 0);
        assert_int_equal(throttle_take(*state, THROTTLE_WRITE, NULL, 0), 0);
    }
}

static void a_clock_that_steps_back_gives_and_takes_nothing(void **state)
{
    for (int i = 0; i < 20; i++)
        take(state, THROTTLE_WRITE, "192.0.2.9", 100000);
    assert_int_equal(take(state, THROTTLE_WRITE, "192.0.2.9", 50000), 1);
    assert_int_equal(take(state, THROTTLE_WRITE, "192.0.2.9", 51000), 0);
}

static void a_million_addresses_take_no_more_memory_and_a_full_bucket_is_forgotten_first(void **state)
{
    for (int i = 0; i < 20; i++)
        take(state, THROTTLE_WRITE, "192.0.2.50", 1000000 + i);
    for (uint32_t i = 0; i < 1000000; i++) {
        struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x0A000000 + i)};
        assert_int_equal(throttle_take(*state, THROTTLE_WRITE, (const struct sockaddr *)&v4, 500000), 0);
    }
    assert_int_equal(take(state, THROTTLE_WRITE, "192.0.2.50", 1000020), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(twenty_seconds_worth_may_come_at_once_and_then_the_rate, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(the_seconds_to_wait_are_enough, setup, teardown),
        cmocka_unit_test_setup_teardown(other_blocks_and_other_kinds_have_their_own, setup, teardown),
        cmocka_unit_test_setup_teardown(a_rate_of_nothing_and_no_address_have_no_limit, setup, teardown),
        cmocka_unit_test_setup_teardown(a_clock_that_steps_back_gives_and_takes_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(
            a_million_addresses_take_no_more_memory_and_a_full_bucket_is_forgotten_first, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
