/* The definition of the statistics, sentence by sentence. */
#include "visits_fixture.h"

static void each_view_counts_and_thirty_minutes_without_one_end_a_visit(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    view(&f, 1);
    f.now_ms += 30 * MINUTE;
    view(&f, 1);
    assert_counts(stats_of(&f).visits, 1, 1, 1);
    f.now_ms += 30 * MINUTE;
    view(&f, 1); /* an hour after the first: each view renewed the visit */
    assert_counts(stats_of(&f).visits, 1, 1, 1);
    f.now_ms += 30 * MINUTE + 1000;
    view(&f, 1);
    assert_counts(stats_of(&f).visits, 2, 2, 2);
    assert_counts(stats_of(&f).views, 4, 4, 4);
    fixture_close(&f);
}

static void another_address_or_another_browser_is_another_visitor(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    view(&f, 1);
    view(&f, 2);
    view_by(&f, 2, TELEPHONE, 0);
    view_by(&f, 2, TELEPHONE, 0);
    assert_counts(stats_of(&f).visits, 3, 3, 3);
    assert_counts(stats_of(&f).views, 4, 4, 4);
    assert_int_equal(stats_of(&f).online, 3);
    fixture_close(&f);
}

static void an_ipv6_visitor_is_the_first_half_of_the_address(void **state)
{
    (void)state;
    static const char *const texts[] = {"2001:db8::1", "2001:db8::ffff:1", "2001:db8:0:1::1",
                                        "::ffff:192.0.2.1"};
    struct fixture f;
    fixture_open(&f);
    for (size_t i = 0; i < 4; i++) {
        struct sockaddr_in6 address = {.sin6_family = AF_INET6};
        assert_int_equal(inet_pton(AF_INET6, texts[i], &address.sin6_addr), 1);
        visit_record(f.visits, (const struct sockaddr *)&address, BROWSER, 0);
    }
    assert_counts(stats_of(&f).visits, 3, 3, 3);
    view(&f, 1); /* the mapped form of IPv4 is the same visitor */
    assert_counts(stats_of(&f).visits, 3, 3, 3);
    fixture_close(&f);
}

static void online_are_those_of_the_last_300_seconds(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    view(&f, 1);
    f.now_ms += 100 * 1000;
    view(&f, 2);
    assert_int_equal(stats_of(&f).online, 2);
    f.now_ms += 199 * 1000;
    assert_int_equal(stats_of(&f).online, 2);
    f.now_ms += 1000;
    assert_int_equal(stats_of(&f).online, 1);
    view(&f, 2);
    f.now_ms += 299 * 1000;
    assert_int_equal(stats_of(&f).online, 1);
    f.now_ms += 1000;
    assert_int_equal(stats_of(&f).online, 0);
    f.now_ms += 5 * HOUR;
    view(&f, 1);
    assert_int_equal(stats_of(&f).online, 1);
    fixture_close(&f);
}

static void machines_are_counted_apart(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    view_by(&f, 1, ROBOT, 7);
    view_by(&f, 1, "curl/7.88.1", 0);
    view_by(&f, 1, NULL, 0);
    const struct stats stats = stats_of(&f);
    assert_int_equal(stats.online, 0);
    assert_counts(stats.visits, 0, 0, 0);
    assert_counts(stats.views, 0, 0, 0);
    assert_counts(stats.machines, 3, 3, 3);
    fixture_close(&f);
}

static void people_and_machines_are_told_apart(void **state)
{
    (void)state;
    static const char *const people[] = {
        BROWSER,
        TELEPHONE,
        "Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/17.0 "
        "Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 11; CUBOT X50) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/96.0 "
        "Mobile Safari/537.36",
        "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) coc_coc_browser/110.0 "
        "Chrome/104.0 Safari/537.36",
        "Lynx/2.8.9rel.1 libwww-FM/2.14 SSL-MM/1.4.1",
        "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1; U; vi) Presto/2.12",
        "w3m/0.5.3+git20230121",
        "Dillo/3.0.5",
        "Links (2.28; Linux)",
        "NokiaC3-00/5.0 (08.63) Profile/MIDP-2.1"};
    static const char *const machines[] = {"",
                                           "-",
                                           "Mozilla",
                                           "Mozilla/5.0",
                                           ROBOT,
                                           "Mozilla/5.0 (compatible; coccocbot-web/1.0)",
                                           "Wget/1.21.3",
                                           "python-requests/2.31.0",
                                           "Go-http-client/2.0",
                                           "okhttp/4.9.0",
                                           "facebookexternalhit/1.1",
                                           "1234567890 123",
                                           "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like "
                                           "Gecko) HeadlessChrome/120.0 Safari/537.36",
                                           "Mozilla/5.0\r\n forged agent",
                                           "W3C_Validator/1.3 http://validator.w3.org/services"};
    static char absurd[2000];
    memset(absurd, 'a', sizeof absurd - 1);
    for (size_t i = 0; i < sizeof people / sizeof *people; i++)
        if (visitor_classify(people[i]).kind != MACHINE_NONE)
            fail_msg("a person: %s", people[i]);
    for (size_t i = 0; i < sizeof machines / sizeof *machines; i++)
        if (visitor_classify(machines[i]).kind == MACHINE_NONE)
            fail_msg("a machine: %s", machines[i]);
    assert_int_equal(visitor_classify(NULL).kind, MACHINE_NAMELESS);
    assert_int_equal(visitor_classify(absurd).kind, MACHINE_NAMELESS);
}

static void the_opening_balance_counts_into_all_alone(void **state)
{
    (void)state;
    static const struct actor actor = {.role = ROLE_ADMIN, .name = "console"};
    struct fixture f;
    fixture_open(&f);
    auto_arena struct arena *arena = arena_new(65536);
    struct conn *conn;
    view(&f, 1);
    assert_int_equal(store_begin(f.store, arena, &actor, &conn), ERR_OK);
    struct ledger_entry entry;
    assert_int_equal(ledger_add(conn, 10000, "số đầu kỳ", &entry), ERR_OK);
    assert_int_equal(store_commit(&conn), ERR_OK);
    assert_int_equal(visits_fold(f.visits), ERR_OK);
    assert_counts(stats_of(&f).visits, 1, 1, 10001);
    assert_counts(stats_of(&f).views, 1, 1, 1);
    assert_int_equal(stats_of(&f).opening, 10000);
    fixture_revive(&f);
    assert_counts(stats_of(&f).visits, 1, 1, 10001);
    fixture_close(&f);
}

static void a_millions_visitors_take_no_more_than_64_mib(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    for (unsigned host = 0; host < 1000000; host++) {
        struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(host)};
        visit_record(f.visits, (const struct sockaddr *)&address, BROWSER, 0);
    }
    assert_counts(stats_of(&f).visits, 1000000, 1000000, 1000000);
    assert_int_equal(stats_of(&f).online, 1000000);
    assert_true(table_bytes(&f.visits->table) <= 64u << 20);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_view_counts_and_thirty_minutes_without_one_end_a_visit),
        cmocka_unit_test(another_address_or_another_browser_is_another_visitor),
        cmocka_unit_test(an_ipv6_visitor_is_the_first_half_of_the_address),
        cmocka_unit_test(online_are_those_of_the_last_300_seconds),
        cmocka_unit_test(machines_are_counted_apart),
        cmocka_unit_test(people_and_machines_are_told_apart),
        cmocka_unit_test(the_opening_balance_counts_into_all_alone),
        cmocka_unit_test(a_millions_visitors_take_no_more_than_64_mib),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
