/* Who is a machine, row by row of the list, and how machines are counted. */
#include "visits_fixture.h"
#include "visits_machine.h"

static const struct {
    const char *word, *agent, *source, *name;
    enum machine_kind kind;
    unsigned number;
} rows[] = {
#define CRAWLER(number, name, word, agent, source) {word, agent, source, name, MACHINE_CRAWLER, number},
#define MACHINE(kind, word, agent, source) {word, agent, source, "", MACHINE_##kind, 0},
#include "visits_machine.def"
#undef CRAWLER
#undef MACHINE
};

enum { ROWS = sizeof rows / sizeof *rows };

static void each_row_recognizes_its_own_user_agent(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        const struct machine machine = visitor_classify(rows[i].agent);
        if (machine.kind != rows[i].kind || strcmp(machine.name, rows[i].name) != 0)
            fail_msg("%s: %s is taken for %s %s", rows[i].word, rows[i].agent,
                     machine_kind_name(machine.kind), machine.name);
        assert_true(*rows[i].source != '\0');
    }
}

static void each_row_is_needed_for_some_user_agent(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        const char *word = rows[i].word + (*rows[i].word == '^');
        char agent[1000];
        snprintf(agent, sizeof agent, "%s xxxxxxxxxx", word);
        if (visitor_classify(agent).kind != rows[i].kind)
            fail_msg("an earlier row takes %s", rows[i].word);
    }
}

static void a_word_bound_to_the_beginning_counts_nowhere_else(void **state)
{
    (void)state;
    assert_int_equal(visitor_classify("Java/17.0.9").kind, MACHINE_LIBRARY);
    assert_int_equal(
        visitor_classify("Opera/9.80 (J2ME/MIDP; Opera Mini/7.1; Java/1.0; vi) Presto/2.12").kind,
        MACHINE_NONE);
}

static void numbers_of_crawlers_are_given_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        const struct machine machine = {rows[i].kind, rows[i].name},
                             back = machine_of_number(machine_number(&machine));
        assert_int_equal(back.kind, rows[i].kind);
        assert_string_equal(back.name, rows[i].name);
        for (size_t j = 0; j < i; j++)
            assert_true(!rows[i].number || rows[j].number != rows[i].number);
    }
}

static void a_number_that_nobody_gave_is_another_machine(void **state)
{
    (void)state;
    static const uint32_t numbers[] = {0, 200, 0xffffff02, MACHINE_KINDS, UINT32_MAX};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        const struct machine machine = machine_of_number(numbers[i]);
        assert_true(machine.kind > MACHINE_NONE && machine.kind < MACHINE_KINDS);
        assert_string_equal(machine.name, "");
    }
}

static void browsers_inside_messengers_and_on_odd_telephones_are_people(void **state)
{
    (void)state;
    static const char *const people[] = {
        "w3m/0.5.3",
        "w3m/0.5.3+git20230121",
        "Lynx/2.9.0dev.12 libwww-FM/2.14 SSL-MM/1.4.1 GNUTLS/3.7.8",
        "Links (2.28; Linux 6.1 x86_64; GNU C 12.2; text)",
        "Links/2.1",
        "ELinks/0.13.2 (textmode; Linux; 80x24-2)",
        "Mozilla/5.0 (Linux; Android 12; SM-A125F Build/SP1A.210812.016; wv) AppleWebKit/537.36 (KHTML, like "
        "Gecko) "
        "Version/4.0 Chrome/110.0.5481.153 Mobile Safari/537.36 Zalo android/12100694 ZaloTheme/light "
        "ZaloLanguage/vi",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 16_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Mobile/15E148 [FBAN/FBIOS;FBAV/420.0.0.32.70;FBDV/iPhone13,2;FBMD/iPhone;FBSN/iOS]",
        "Mozilla/5.0 (Linux; Android 11; CUBOT X50) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/96.0 "
        "Mobile "
        "Safari/537.36",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "coc_coc_browser/123.0.186 "
        "Chrome/117.0.5938.186 Safari/537.36",
        "Mozilla/5.0 (Linux; U; Android 10; vi-vn; Redmi 8) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Version/4.0 "
        "Chrome/112.0 Mobile Safari/537.36 XiaoMi/MiuiBrowser/14.4.0-g",
        "Mozilla/5.0 (Linux; Android 9; vivo 1901) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/87.0 Mobile "
        "Safari/537.36 VivoBrowser/8.7.0.1",
        "UCWEB/2.0 (MIDP-2.0; U; Adr 4.4.2; vi; SM-G7102) U2/1.0.0 UCBrowser/10.7.6 U2/1.0.0 Mobile"};
    for (size_t i = 0; i < sizeof people / sizeof *people; i++)
        if (visitor_classify(people[i]).kind != MACHINE_NONE)
            fail_msg("a person: %s", people[i]);
}

static void no_text_whatever_its_length_is_read_beyond_its_end(void **state)
{
    (void)state;
    for (size_t length = 0; length < 1100; length++) {
        char *agent = malloc(length + 1);
        memset(agent, 'b', length);
        agent[length] = '\0';
        enum machine_kind kind = visitor_classify(agent).kind;
        assert_int_equal(kind, length < 10 || length > 1000 ? MACHINE_NAMELESS : MACHINE_NONE);
        free(agent);
    }
}

static int64_t requests_of(const struct machine_row *machines, size_t count, const char *kind,
                           const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(machines[i].kind, kind) == 0 && strcmp(machines[i].name, name) == 0)
            return machines[i].requests.all;
    return 0;
}

static void machines_are_counted_by_kind_and_crawlers_by_name(void **state)
{
    (void)state;
    struct fixture f;
    struct machine_row *machines;
    size_t count;
    fixture_open(&f);
    view(&f, 1);
    for (int i = 0; i < 3; i++)
        view_by(&f, 1, ROBOT, 7);
    view_by(&f, 1, "Mozilla/5.0 (compatible; coccocbot-web/1.0)", 0);
    view_by(&f, 1, "curl/7.88.1", 0);
    view_by(&f, 1, "Wget/1.21.3", 0);
    view_by(&f, 1, NULL, 0);
    visit_prefetched(f.visits);
    visit_prefetched(f.visits);
    assert_counts(stats_of(&f).machines, 7, 7, 7); /* what is fetched in advance is no machine's */
    assert_counts(stats_of(&f).views, 1, 1, 1);
    fixture_revive(&f);
    f.now_ms += DAY;
    view_by(&f, 1, ROBOT, 0);
    assert_int_equal(visits_fold(f.visits), ERR_OK);
    auto_arena struct arena *arena = arena_new(1 << 20);
    auto_conn struct conn *conn = NULL;
    assert_int_equal(store_lease(f.store, arena, &conn), ERR_OK);
    assert_int_equal(visit_rows_machines(conn, &machines, &count), ERR_OK);
    assert_int_equal(count, 5);
    assert_string_equal(machines[0].name, "Googlebot");
    assert_counts(machines[0].requests, 1, 4, 4);
    assert_int_equal(requests_of(machines, count, "crawler", "Cốc Cốc"), 1);
    assert_int_equal(requests_of(machines, count, "library", ""), 2);
    assert_int_equal(requests_of(machines, count, "nameless", ""), 1);
    assert_int_equal(requests_of(machines, count, "prefetch", ""), 2);
    store_end(TAKE(conn));
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_recognizes_its_own_user_agent),
        cmocka_unit_test(each_row_is_needed_for_some_user_agent),
        cmocka_unit_test(a_word_bound_to_the_beginning_counts_nowhere_else),
        cmocka_unit_test(numbers_of_crawlers_are_given_once),
        cmocka_unit_test(a_number_that_nobody_gave_is_another_machine),
        cmocka_unit_test(browsers_inside_messengers_and_on_odd_telephones_are_people),
        cmocka_unit_test(no_text_whatever_its_length_is_read_beyond_its_end),
        cmocka_unit_test(machines_are_counted_by_kind_and_crawlers_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
