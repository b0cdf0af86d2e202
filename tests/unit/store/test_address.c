/* Blocks of addresses (RFC 4632, RFC 4291). */
#include "store/address.h"

#include <arpa/inet.h>

#include "test.h"

static void block_holds_its_addresses_and_no_others(void **state)
{
    (void)state;
    static const struct {
        const char *address, *from;
        bool wanted;
    } cases[] = {
        {"10.1.2.3", "10.0.0.0/8", true},
        {"11.0.0.0", "10.0.0.0/8", false},
        {"9.255.255.255", "10.0.0.0/8", false},
        {"192.0.2.129", "192.0.2.128/25", true},
        {"192.0.2.127", "192.0.2.128/25", false},
        {"192.0.2.0", "192.0.2.128/25", false},
        {"192.0.3.1", "192.0.2.0/23", true},
        {"192.0.4.1", "192.0.2.0/23", false},
        {"2001:db8:4000::1", "2001:db8::/33", true},
        {"2001:db8:8000::1", "2001:db8::/33", false},
        {"192.0.2.1", "192.0.2.1", true},
        {"192.0.2.2", "192.0.2.1", false},
        {"192.0.2.1", "192.0.2.1/32", true},
        {"203.0.113.9", "0.0.0.0/0", true},
        {"2001:db8::1", "0.0.0.0/0", false},
        {"2001:db8:ffff::1", "2001:db8::/32", true},
        {"2001:db9::1", "2001:db8::/32", false},
        {"2001:db8::1", "2001:DB8:0:0::1", true},
        {"::ffff:10.1.2.3", "10.0.0.0/8", true}, /* IPv4 as an IPv6 socket sees it */
        {"192.0.2.1", "10.0.0.0/8 192.0.2.0/24", true},
        {"192.0.2.1", "  10.0.0.0/8   192.0.2.0/24  ", true},
        {"192.0.2.1", "10.0.0.0/8 172.16.0.0/12", false},
        {"192.0.2.1", "nonsense 192.0.2.0/24", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (address_in_blocks(cases[i].address, cases[i].from) != cases[i].wanted)
            fail_msg("%s in %s", cases[i].address, cases[i].from);
}

static void no_blocks_allow_all(void **state)
{
    (void)state;
    assert_true(address_in_blocks("192.0.2.1", NULL));
    assert_true(address_in_blocks("192.0.2.1", ""));
    assert_true(address_in_blocks(NULL, NULL));
}

static void what_is_no_address_is_in_no_block(void **state)
{
    (void)state;
    static const char *const addresses[] = {
        "",          "x",          "10.0.0", "10.0.0.0.0",   "10.0.0.256", "10.0.0.1/8",
        " 10.0.0.1", "010.0.0.1x", ":::",    "fe80::1%eth0", "0x0a000001"};
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++)
        assert_false(address_in_blocks(addresses[i], "0.0.0.0/0 ::/0"));
    assert_false(address_in_blocks(NULL, "0.0.0.0/0"));
}

static void lists_are_checked_for_their_form(void **state)
{
    (void)state;
    static const char *const good[] = {"",     "10.0.0.0/8", "::/0", "192.0.2.1", "10.0.0.0/8 2001:db8::/32",
                                       " ::1 "};
    static const char *const bad[] = {
        "x",
        "10.0.0.0/33",
        "::/129",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "10.0.0.0/8/8",
        "/8",
        "10.0.0.0/8,11.0.0.0/8",
        "10.0.0.0/8\n",
        "10.0.0.0/ 8",
        "10.0.0.0/99999999999999999999",
        "1111111111111111111111111111111111111111111111111111111111111111111111111"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!address_blocks_valid(good[i]))
            fail_msg("refused: %s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (address_blocks_valid(bad[i]))
            fail_msg("taken: %s", bad[i]);
}

static bool held(const struct address_blocks *blocks, const char *text)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
        return address_blocks_hold(blocks, (const struct sockaddr *)&v4);
    assert_int_equal(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
    return address_blocks_hold(blocks, (const struct sockaddr *)&v6);
}

static void blocks_read_once_hold_the_same_addresses(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(65536);
    struct address_blocks blocks;
    assert_int_equal(address_blocks_read(arena, " 192.0.2.0/24  2001:db8::/32 203.0.113.7 ", &blocks),
                     ERR_OK);
    assert_int_equal(blocks.count, 3);
    assert_true(held(&blocks, "192.0.2.255"));
    assert_true(held(&blocks, "::ffff:192.0.2.1"));
    assert_true(held(&blocks, "2001:db8:ffff::1"));
    assert_true(held(&blocks, "203.0.113.7"));
    assert_false(held(&blocks, "192.0.3.0"));
    assert_false(held(&blocks, "203.0.113.8"));
    assert_false(held(&blocks, "2001:db9::1"));
    assert_int_equal(address_blocks_read(arena, "", &blocks), ERR_OK);
    assert_false(held(&blocks, "192.0.2.1")); /* of nobody, and not of all */
    assert_int_equal(address_blocks_read(arena, "192.0.2.0/24 x", &blocks), ERR_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_read_once_hold_the_same_addresses),
        cmocka_unit_test(block_holds_its_addresses_and_no_others),
        cmocka_unit_test(no_blocks_allow_all),
        cmocka_unit_test(what_is_no_address_is_in_no_block),
        cmocka_unit_test(lists_are_checked_for_their_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
