/* Which addresses a picture may be fetched from. */
#include "fetch_judge.h"

#include "test.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

static struct sockaddr_storage end_of(const char *text, unsigned port)
{
    struct sockaddr_storage end = {0};
    struct sockaddr_in *v4 = (void *)&end;
    struct sockaddr_in6 *v6 = (void *)&end;
    if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons((uint16_t)port);
    } else {
        assert_int_equal(inet_pton(AF_INET6, text, &v6->sin6_addr), 1);
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons((uint16_t)port);
    }
    return end;
}

static bool may_reach(const struct fetch_rules *rules, const char *text, unsigned port)
{
    struct sockaddr_storage end = end_of(text, port);
    return fetch_may_reach(rules, (const struct sockaddr *)&end);
}

static const struct {
    const char *address;
    bool is_public;
} table[] = {
    {"8.8.8.8", true},
    {"1.1.1.1", true},
    {"203.162.4.191", true},
    {"9.255.255.255", true},
    {"11.0.0.0", true},
    {"100.63.255.255", true},
    {"100.128.0.0", true},
    {"126.255.255.255", true},
    {"128.0.0.1", true},
    {"169.253.255.255", true},
    {"172.15.255.255", true},
    {"172.32.0.0", true},
    {"192.167.255.255", true},
    {"192.169.0.0", true},
    {"198.17.255.255", true},
    {"198.20.0.0", true},
    {"223.255.255.255", true},
    {"0.0.0.0", false},
    {"0.255.255.255", false},
    {"10.0.0.1", false},
    {"10.255.255.255", false},
    {"100.64.0.0", false},
    {"100.127.255.255", false},
    {"127.0.0.1", false},
    {"127.255.255.254", false},
    {"169.254.169.254", false},
    {"172.16.0.1", false},
    {"172.31.255.255", false},
    {"192.0.0.1", false},
    {"192.0.2.1", false},
    {"192.88.99.1", false},
    {"192.168.0.1", false},
    {"198.18.0.1", false},
    {"198.19.255.255", false},
    {"198.51.100.1", false},
    {"203.0.113.1", false},
    {"224.0.0.1", false},
    {"239.255.255.255", false},
    {"240.0.0.1", false},
    {"255.255.255.255", false},
    {"2606:4700:4700::1111", true},
    {"2001:200::1", true},
    {"2001:dc8::1", true},
    {"2405:4800::1", true},
    {"3ffe::1", true},
    {"::", false},
    {"::1", false},
    {"::7f00:1", false},
    {"::ffff:8.8.8.8", false},
    {"::ffff:127.0.0.1", false},
    {"::ffff:0:8.8.8.8", false},
    {"64:ff9b::7f00:1", false},
    {"64:ff9b::808:808", false},
    {"64:ff9b:1::1", false},
    {"100::1", false},
    {"2001::1", false},
    {"2001:10::1", false},
    {"2001:20::1", false},
    {"2001:1ff:ffff::1", false},
    {"2001:db8::1", false},
    {"2002:7f00:1::1", false},
    {"2002:808:808::1", false},
    {"3fff::1", false},
    {"5f00::1", false},
    {"fc00::1", false},
    {"fd12:3456::1", false},
    {"fe80::1", false},
    {"febf::1", false},
    {"fec0::1", false},
    {"ff02::1", false},
    {"ff0e::1", false},
};

static void public_addresses_may_be_reached_and_no_others(void **state)
{
    const struct fetch_rules none = {.allowed_count = 0};
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (may_reach(&none, table[i].address, 443) != table[i].is_public ||
            may_reach(&none, table[i].address, 80) != table[i].is_public)
            fail_msg("%s", table[i].address);
        assert_false(may_reach(&none, table[i].address, 22));
        assert_false(may_reach(&none, table[i].address, 8080));
        assert_false(may_reach(&none, table[i].address, 0));
    }
}

static void what_is_neither_ipv4_nor_ipv6_is_never_reached(void **state)
{
    const struct sockaddr local = {.sa_family = AF_UNIX};
    (void)state;
    assert_false(fetch_may_reach(&(struct fetch_rules){.allowed_count = 0}, &local));
}

static void an_allowed_end_is_that_address_and_port_alone(void **state)
{
    static const char *const ends[] = {"127.0.0.1:8080", "[fd00::5]:81", "203.0.113.9:443"};
    struct fetch_rules rules;
    (void)state;
    assert_int_equal(fetch_rules_read(ends, 3, "", &rules), ERR_OK);
    assert_true(may_reach(&rules, "127.0.0.1", 8080));
    assert_true(may_reach(&rules, "fd00::5", 81));
    assert_true(may_reach(&rules, "203.0.113.9", 443));
    assert_false(may_reach(&rules, "127.0.0.1", 80));
    assert_false(may_reach(&rules, "127.0.0.2", 8080));
    assert_false(may_reach(&rules, "fd00::5", 80));
    assert_false(may_reach(&rules, "8.8.8.8", 8080));
    assert_true(may_reach(&rules, "8.8.8.8", 443));
}

static void an_end_is_an_address_and_a_port_or_nothing(void **state)
{
    static const char *const wrong[] = {
        "127.0.0.1",    "127.0.0.1:", "127.0.0.1:0",     "127.0.0.1:65536", "127.0.0.0/8:80",
        "localhost:80", "::1:80",     "[::1]",           "[127.0.0.1]:80",  "127.0.0.1:080",
        ":80",          "[]:80",      "127.0.0.1:80:80", "0x7f.1:80",       "[fe80::1%lo]:80"};
    struct fetch_rules rules;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (fetch_rules_read(&wrong[i], 1, "", &rules) != ERR_INPUT)
            fail_msg("%s", wrong[i]);
}

static void localhost_and_all_below_it_are_known_without_asking(void **state)
{
    static const char *const own[] = {"localhost", "LocalHost", "localhost.", "a.localhost",
                                      "a.b.LOCALHOST."};
    static const char *const others[] = {
        "", ".", "ocalhost", "alocalhost", "localhost.vn", "localhost..", "a-localhost"};
    (void)state;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (!fetch_is_own_name(own[i]))
            fail_msg("%s is asked of a resolver", own[i]);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (fetch_is_own_name(others[i]))
            fail_msg("%s is taken for this machine", others[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(public_addresses_may_be_reached_and_no_others),
        cmocka_unit_test(what_is_neither_ipv4_nor_ipv6_is_never_reached),
        cmocka_unit_test(an_allowed_end_is_that_address_and_port_alone),
        cmocka_unit_test(localhost_and_all_below_it_are_known_without_asking),
        cmocka_unit_test(an_end_is_an_address_and_a_port_or_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
