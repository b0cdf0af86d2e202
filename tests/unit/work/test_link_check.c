/* The job that asks where links lead, with a network and a clock of the test: how often it asks whom, in
 * which way, and that a line that is cut makes no link dead. */
#include "base/log.h"
#include "store/article.h"
#include "work/link_check.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ASKED_MOST = 20000 };

/* Noon of 2026-11-24 in the portal's zone. */
static int64_t now_ms, monotonic_ms;

/* What was asked for, and when. */
struct asked {
    char address[200];
    bool is_get;
    int64_t at_ms;
};
static struct asked asked[ASKED_MOST];
static size_t asked_count;
static struct probed (*world)(const struct probe *probe);
static atomic_bool stopping;

static int64_t read_now(void *context)
{
    (void)context;
    return now_ms;
}

static int64_t read_monotonic(void *context)
{
    (void)context;
    return monotonic_ms;
}

static const struct clock test_clock = {read_now, read_monotonic, NULL};

static void pass(int64_t ms)
{
    now_ms += ms;
    monotonic_ms += ms;
}

/* In place of the helper's: takes a twentieth of a second. */
enum err helper_probe(struct helper *helper, const struct fetch_rules *fetch_rules, const struct probe *probe,
                      struct probed *ret_probed)
{
    (void)helper, (void)fetch_rules;
    assert_true(asked_count < ASKED_MOST);
    assert_string_equal(probe->agent, "congd/test");
    struct asked *one = &asked[asked_count++];
    snprintf(one->address, sizeof one->address, "%s", probe->address);
    one->is_get = probe->is_get;
    one->at_ms = monotonic_ms;
    pass(50);
    *ret_probed = world(probe);
    return ERR_OK;
}

static bool is_served(const char *path)
{
    (void)path;
    return true;
}

struct place {
    char folder[40];
    struct store *store;
    struct arena *arena;
    struct link_check_options options;
    struct link_check *check;
};

static const char *no_former_key(struct arena *arena, const char *url)
{
    (void)arena, (void)url;
    return NULL;
}

static const struct link_rules rules = {"", is_served, no_former_key};

static int set_up(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    auto_buf struct buf fault = BUF(2000);
    snprintf(place->folder, sizeof place->folder, "/tmp/cong-links-XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    log_init(LOG_LEVEL_ERROR, LOG_FORMAT_TEXT);
    now_ms = INT64_C(1795496400000);
    monotonic_ms = 1000000;
    asked_count = 0;
    const struct store_options options = {
        .directory = place->folder, .clock = &test_clock, .readers = 2, .read_limit_ms = 60000};
    assert_int_equal(store_open(&options, &fault, &place->store), ERR_OK);
    place->arena = arena_new(64 << 20);
    place->options = (struct link_check_options){.store = place->store,
                                                 .rules = &rules,
                                                 .agent = "congd/test",
                                                 .clock = &test_clock,
                                                 .stopping = &stopping,
                                                 .is_wanted = true};
    place->check = link_check_new(&place->options);
    *state = place;
    return 0;
}

static int tear_down(void **state)
{
    struct place *place = *state;
    char command[80];
    link_check_free(place->check);
    store_close(place->store);
    arena_free(place->arena);
    snprintf(command, sizeof command, "rm -r %s", place->folder);
    assert_int_equal(system(command), 0);
    free(place);
    return 0;
}

/* An article with links, each "https://HOST/NUMBER". */
static void post(struct place *place, const char *slug, const char *host, int count)
{
    static const struct actor editor = {.role = ROLE_EDITOR, .name = "biên tập"};
    auto_buf struct buf html = BUF(1 << 20);
    struct conn *conn = NULL;
    int64_t id;
    for (int i = 0; i < count; i++)
        buf_printf(&html, "<a href=\"https://%s/%d\">x</a>", host, i);
    const struct article article = {.slug = slug,
                                    .lang = "vi",
                                    .status = STATUS_PUBLISHED,
                                    .title = "Bài",
                                    .body_format = "html",
                                    .body = "x",
                                    .body_html = buf_str(&html),
                                    .body_text = "x"};
    assert_int_equal(store_begin(place->store, place->arena, &editor, &conn), ERR_OK);
    assert_int_equal(article_insert(conn, &article, 0, &id), ERR_OK);
    assert_int_equal(store_commit(&conn), ERR_OK);
}

/* Runs the job as its worker would, for so long. */
static void work(struct place *place, int64_t for_ms)
{
    for (int64_t end_ms = monotonic_ms + for_ms; monotonic_ms < end_ms;) {
        assert_int_equal(link_check_run(place->check), ERR_OK);
        int64_t rest_ms = link_check_rest_ms(place->check);
        int64_t left_ms = end_ms - monotonic_ms;
        rest_ms = rest_ms < 500 ? 500 : rest_ms;
        pass(rest_ms < left_ms ? rest_ms : left_ms > 0 ? left_ms : 1);
    }
}

static int64_t dead(struct place *place)
{
    int64_t count;
    auto_conn struct conn *conn = NULL;
    assert_int_equal(store_lease(place->store, place->arena, &conn), ERR_OK);
    assert_int_equal(link_count_dead(conn, &count), ERR_OK);
    return count;
}

/* Between two requests to one host, the least. */
static int64_t least_gap_ms(const char *host)
{
    int64_t least = INT64_MAX, last = 0;
    for (size_t i = 0; i < asked_count; i++) {
        if (!strstr(asked[i].address, host))
            continue;
        if (last && asked[i].at_ms - last < least)
            least = asked[i].at_ms - last;
        last = asked[i].at_ms;
    }
    return least;
}

static struct probed all_is_well(const struct probe *probe)
{
    (void)probe;
    return (struct probed){.status = 200};
}

static void one_host_is_asked_once_a_second_and_others_meanwhile(void **state)
{
    struct place *place = *state;
    world = all_is_well;
    post(place, "mot", "mot.vn", 60);
    for (int i = 0; i < 40; i++) {
        char name[16];
        snprintf(name, sizeof name, "h%d.vn", i);
        post(place, name, name, 1);
    }
    work(place, 10000);
    /* Thirty-two at once and the rest behind them, though one host has sixty. */
    assert_true(asked_count >= 40);
    assert_true(least_gap_ms("/mot.vn/") >= 1000);
    work(place, 180000);
    assert_int_equal(asked_count, 100);
    assert_true(least_gap_ms("/mot.vn/") >= 1000);
    for (size_t i = 0; i < asked_count; i++)
        assert_false(asked[i].is_get);
    /* Nothing more for almost a week. */
    work(place, INT64_C(6) * 86400000);
    assert_int_equal(asked_count, 100);
    work(place, INT64_C(3) * 86400000);
    assert_int_equal(asked_count, 200);
}

static struct probed some_are_missing(const struct probe *probe)
{
    /* /0 is missing, /1 refuses HEAD, /2 leads to /3 of another host, /4 leads in a circle, /5 nobody has. */
    struct probed probed = {.status = 200};
    char which = probe->address[strlen(probe->address) - 1];
    if (which == '0')
        probed.status = 404;
    else if (which == '1' && !probe->is_get)
        probed.status = 405;
    else if (which == '2')
        probed = (struct probed){.status = 302, .location = "https://khac.vn/3"};
    else if (which == '4')
        probed = (struct probed){.status = 301, .location = "https://mot.vn/4"};
    else if (which == '5')
        probed = (struct probed){.fault = FETCH_NAME};
    else if (which == '6')
        probed.status = 429;
    else if (which == '7')
        probed = (struct probed){.fault = FETCH_FORBIDDEN};
    return probed;
}

static int asked_for(const char *address, bool is_get)
{
    int count = 0;
    for (size_t i = 0; i < asked_count; i++)
        count += strcmp(asked[i].address, address) == 0 && asked[i].is_get == is_get;
    return count;
}

static void three_days_make_dead_what_fails_and_nothing_else(void **state)
{
    struct place *place = *state;
    world = some_are_missing;
    post(place, "mot", "mot.vn", 8);
    work(place, 600000);
    assert_int_equal(asked_for("https://mot.vn/0", false), 1);
    assert_int_equal(asked_for("https://mot.vn/0", true), 1);
    assert_int_equal(asked_for("https://mot.vn/1", true), 1);
    assert_int_equal(asked_for("https://khac.vn/3", false), 1);
    assert_int_equal(asked_for("https://mot.vn/4", false), 6);
    assert_int_equal(asked_for("https://mot.vn/5", true), 0);
    assert_int_equal(asked_for("https://mot.vn/6", true), 0);
    assert_true(least_gap_ms("/mot.vn/") >= 1000);
    assert_int_equal(dead(place), 0);
    work(place, INT64_C(86400000) + 7200000);
    assert_int_equal(dead(place), 0);
    work(place, INT64_C(86400000) + 7200000);
    assert_int_equal(dead(place), 3);
    world = all_is_well;
    work(place, INT64_C(86400000) + 7200000);
    assert_int_equal(dead(place), 0);
}

static struct probed line_is_cut(const struct probe *probe)
{
    (void)probe;
    return (struct probed){.fault = FETCH_NAME};
}

static struct probed one_host_is_gone(const struct probe *probe)
{
    return strstr(probe->address, "/h7.vn/") ? (struct probed){.fault = FETCH_TIMEOUT}
                                             : (struct probed){.status = 200};
}

static void line_that_is_cut_for_days_makes_nothing_dead_and_a_host_that_is_gone_does(void **state)
{
    struct place *place = *state;
    world = all_is_well;
    for (int i = 0; i < 12; i++) {
        char name[16];
        snprintf(name, sizeof name, "h%d.vn", i);
        post(place, name, name, 3);
    }
    work(place, 60000);
    assert_int_equal(asked_count, 36);
    world = line_is_cut;
    work(place, INT64_C(15) * 86400000);
    assert_int_equal(dead(place), 0);
    /* Four a try, one every ten minutes, of the days since they were due. */
    assert_true(asked_count > 100 && asked_count < 9 * 6 * 24 * 5);
    world = one_host_is_gone;
    work(place, INT64_C(4) * 86400000);
    assert_int_equal(dead(place), 3);
    world = all_is_well;
    work(place, INT64_C(2) * 86400000);
    assert_int_equal(dead(place), 0);
}

static struct probed nobody_answers(const struct probe *probe)
{
    (void)probe;
    return (struct probed){.fault = FETCH_TIMEOUT};
}

static void host_that_keeps_silent_is_left_alone_for_a_minute(void **state)
{
    struct place *place = *state;
    world = nobody_answers;
    post(place, "mot", "mot.vn", 4);
    work(place, 300000);
    assert_true(least_gap_ms("/mot.vn/") >= 60000);
}

static void wrong_clock_asks_nobody(void **state)
{
    struct place *place = *state;
    world = all_is_well;
    now_ms = 86400000;
    post(place, "mot", "mot.vn", 4);
    work(place, 600000);
    assert_int_equal(asked_count, 0);
    now_ms = INT64_C(1795496400000);
    work(place, 600000);
    assert_int_equal(asked_count, 4);
}

static void who_does_not_want_it_asks_nobody_and_keeps_nothing(void **state)
{
    struct place *place = *state;
    world = all_is_well;
    post(place, "mot", "mot.vn", 4);
    work(place, 60000);
    assert_int_equal(asked_count, 4);
    link_check_free(place->check);
    place->options.is_wanted = false;
    place->check = link_check_new(&place->options);
    assert_int_equal(link_check_run(place->check), ERR_OK);
    assert_true(link_check_rest_ms(place->check) == INT64_MAX);
    struct link_due *items;
    size_t count;
    int64_t next_ms;
    auto_conn struct conn *conn = NULL;
    assert_int_equal(store_lease(place->store, place->arena, &conn), ERR_OK);
    assert_int_equal(link_list_due(conn, 10, &items, &count, &next_ms), ERR_OK);
    assert_true(next_ms == INT64_MAX);
    assert_int_equal(asked_count, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_host_is_asked_once_a_second_and_others_meanwhile, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(three_days_make_dead_what_fails_and_nothing_else, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            line_that_is_cut_for_days_makes_nothing_dead_and_a_host_that_is_gone_does, set_up, tear_down),
        cmocka_unit_test_setup_teardown(host_that_keeps_silent_is_left_alone_for_a_minute, set_up, tear_down),
        cmocka_unit_test_setup_teardown(wrong_clock_asks_nobody, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_does_not_want_it_asks_nobody_and_keeps_nothing, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
