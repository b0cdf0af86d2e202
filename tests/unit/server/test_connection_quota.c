/* Connections counted by block of addresses. */
#include "connection_quota.h"
#include "test.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sodium.h>
#include <stdlib.h>

enum { LIMIT = 3, BLOCKS = 500, STEPS = 200000 };

static struct sockaddr_in address(uint32_t number)
{
    return (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(number)};
}

static bool is_full(struct connection_quota *quota, uint32_t number)
{
    struct sockaddr_in v4 = address(number);
    return connection_quota_is_full(quota, (const struct sockaddr *)&v4);
}

static uint64_t enter(struct connection_quota *quota, uint32_t number)
{
    struct sockaddr_in v4 = address(number);
    return connection_quota_enter(quota, (const struct sockaddr *)&v4);
}

/* Beside a plain count of every address, through entries and leaves at random. */
static void the_count_of_each_block_is_exact(void **state)
{
    struct connection_quota *quota = connection_quota_new(BLOCKS * LIMIT, LIMIT);
    static unsigned counts[BLOCKS];
    static uint64_t blocks[BLOCKS];
    (void)state;
    assert_non_null(quota);
    srand(7);
    for (int i = 0; i < STEPS; i++) {
        uint32_t number = (uint32_t)(rand() % BLOCKS);
        assert_int_equal(is_full(quota, number), counts[number] >= LIMIT);
        if (rand() % 2 && counts[number] < LIMIT) {
            blocks[number] = enter(quota, number);
            counts[number]++;
        } else if (counts[number]) {
            connection_quota_leave(quota, blocks[number]);
            counts[number]--;
        }
    }
    connection_quota_free(quota);
}

/* More of them than there are places, one after the other. */
static void blocks_that_went_take_no_place(void **state)
{
    enum { MANY = 1000 };
    struct connection_quota *quota = connection_quota_new(10, LIMIT);
    (void)state;
    for (uint32_t number = 0; number < MANY; number++)
        connection_quota_leave(quota, enter(quota, number));
    for (unsigned i = 0; i < LIMIT; i++) {
        assert_false(is_full(quota, MANY));
        assert_true(enter(quota, MANY));
    }
    assert_true(is_full(quota, MANY));
    connection_quota_free(quota);
}

static void addresses_of_one_64_are_one_block(void **state)
{
    struct connection_quota *quota = connection_quota_new(10, 1);
    struct sockaddr_in6 one = {.sin6_family = AF_INET6}, same = one, other = one;
    (void)state;
    inet_pton(AF_INET6, "2001:db8::1", &one.sin6_addr);
    inet_pton(AF_INET6, "2001:db8::ffff:0:0:2", &same.sin6_addr);
    inet_pton(AF_INET6, "2001:db8:0:1::1", &other.sin6_addr);
    connection_quota_enter(quota, (const struct sockaddr *)&one);
    assert_true(connection_quota_is_full(quota, (const struct sockaddr *)&same));
    assert_false(connection_quota_is_full(quota, (const struct sockaddr *)&other));
    connection_quota_free(quota);
}

static void a_limit_of_nothing_is_none(void **state)
{
    struct connection_quota *quota = connection_quota_new(10, 0);
    (void)state;
    for (uint32_t i = 0; i < 1000; i++) {
        assert_false(is_full(quota, 1));
        assert_int_equal(enter(quota, 1), 0);
    }
    connection_quota_leave(quota, 0);
    connection_quota_free(quota);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_count_of_each_block_is_exact),
        cmocka_unit_test(blocks_that_went_take_no_place),
        cmocka_unit_test(addresses_of_one_64_are_one_block),
        cmocka_unit_test(a_limit_of_nothing_is_none),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
