/* A whole day of 1,000,000 views by 200,000 visitors, robots among them, against a count that shares nothing
 * with the one under test: it keeps for every visitor the times of his views, sorts and looks. */
#include "visits_fixture.h"

#include "store/article.h"

#include <time.h>

#define MIDNIGHT (NOON - 12 * HOUR)

enum { VIEWS = 1000000, VISITORS = 200000, ROBOTS = 300, ARTICLES = 500, CHECKS = 96 };

static const char *const agents[] = {BROWSER, TELEPHONE,
                                     "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
                                     "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) "
                                     "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
                                     "Mobile/15E148 Safari/604.1"};
static const char *const robots[] = {ROBOT, "curl/7.88.1", "Mozilla/5.0 (compatible; bingbot/2.0)", NULL};

enum { AGENTS = sizeof agents / sizeof *agents, ROBOT_AGENTS = sizeof robots / sizeof *robots };

struct event {
    uint32_t at_ms;   /* in the day */
    uint32_t visitor; /* VISITORS and more: a robot */
    uint32_t article; /* 0 none */
};

static uint64_t seed = 20261124;

static uint32_t below(uint32_t bound)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((seed >> 33) % bound);
}

static int by_time(const void *a, const void *b)
{
    const struct event *x = a, *y = b;
    return (x->at_ms > y->at_ms) - (x->at_ms < y->at_ms);
}

static int by_visitor(const void *a, const void *b)
{
    const struct event *x = a, *y = b;
    if (x->visitor != y->visitor)
        return x->visitor < y->visitor ? -1 : 1;
    return by_time(a, b);
}

/* Some come once, some often; more by day than by night. */
static struct event *make_day(void)
{
    struct event *events = malloc(VIEWS * sizeof *events);
    for (uint32_t i = 0; i < VIEWS; i++) {
        bool is_robot = below(8) == 0;
        uint32_t favourite = below(2) ? VISITORS : VISITORS / 50;
        events[i].visitor = is_robot ? VISITORS + below(ROBOTS) : i < VISITORS ? i : below(favourite);
        events[i].at_ms = below(4) ? 6 * 3600000 + below(16 * 3600000) : below(24 * 3600000);
        events[i].article = below(3) ? 1 + below(below(2) ? 5 : ARTICLES) : 0;
    }
    qsort(events, VIEWS, sizeof *events, by_time);
    return events;
}

static void replay(struct fixture *f, const struct event *event)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(0x0a000000u + event->visitor / AGENTS)};
    bool is_robot = event->visitor >= VISITORS;
    const char *agent = is_robot ? robots[event->visitor % ROBOT_AGENTS] : agents[event->visitor % AGENTS];
    f->now_ms = MIDNIGHT + event->at_ms;
    visit_record(f->visits, (const struct sockaddr *)&address, agent, event->article);
}

/* Seconds are what the definition counts in. */
static int64_t count_visits(struct event *events)
{
    int64_t visits = 0;
    qsort(events, VIEWS, sizeof *events, by_visitor);
    for (size_t i = 0; i < VIEWS && events[i].visitor < VISITORS; i++) {
        bool is_first = !i || events[i - 1].visitor != events[i].visitor;
        visits += is_first || events[i].at_ms / 1000 - events[i - 1].at_ms / 1000 > 1800;
    }
    return visits;
}

static int64_t count_online(const struct event *events, size_t count, uint32_t now_s)
{
    static uint32_t last[VISITORS];
    int64_t online = 0;
    memset(last, 0, sizeof last);
    for (size_t i = 0; i < count; i++)
        if (events[i].visitor < VISITORS)
            last[events[i].visitor] = events[i].at_ms / 1000 + 1;
    for (size_t i = 0; i < VISITORS; i++)
        online += last[i] && now_s - (last[i] - 1) < 300;
    return online;
}

static int64_t processor_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void check_articles(struct fixture *f, const struct event *events)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    auto_conn struct conn *conn = NULL;
    int64_t views[ARTICLES + 1] = {0}, whole = 0;
    for (size_t i = 0; i < VIEWS; i++)
        views[events[i].article] += events[i].visitor < VISITORS;
    assert_int_equal(store_lease(f->store, arena, &conn), ERR_OK);
    for (int article = 1; article <= ARTICLES; article++) {
        struct visit_counts stored = {0};
        uint64_t folded;
        assert_int_equal(visit_rows_of_article(conn, article, 20261124, &stored, &folded), ERR_OK);
        int64_t counted = stored.today;
        assert_int_equal(counted, views[article]);
        whole += counted;
    }
    assert_true(whole > VIEWS / 3);
}

static void a_day_of_a_million_views_is_counted_as_by_hand(void **state)
{
    (void)state;
    struct fixture f;
    struct event *events = make_day();
    int64_t people = 0, spent_ns = 0;
    fixture_open(&f);
    for (size_t i = 0; i < VIEWS; i++) {
        int64_t begin_ns = processor_ns();
        replay(&f, &events[i]);
        spent_ns += processor_ns() - begin_ns;
        people += events[i].visitor < VISITORS;
        if (i % 1000 == 999)
            assert_int_equal(visits_sync(f.visits), ERR_OK);
        if (i % 20000 == 19999)
            assert_int_equal(visits_fold(f.visits), ERR_OK);
        if (i % (VIEWS / CHECKS) == 0)
            assert_int_equal(stats_of(&f).online, count_online(events, i + 1, events[i].at_ms / 1000));
        if (i == VIEWS / 2) /* killed at noon */
            fixture_revive(&f);
    }
    assert_int_equal(visits_fold(f.visits), ERR_OK);
    const struct stats stats = stats_of(&f);
    size_t memory = table_bytes(&f.visits->table) + sizeof *f.visits;
    assert_true(memory <= 64u << 20);
    check_articles(&f, events);
    int64_t visits = count_visits(events);
    printf("%lld views, %lld visits, %lld machines; %zu KiB for visitors; %lld ns a view with the clock's "
           "own time\n",
           (long long)people, (long long)visits, (long long)(VIEWS - people), memory / 1024,
           (long long)(spent_ns / VIEWS));
    assert_counts(stats.views, people, people, people);
    assert_counts(stats.visits, visits, visits, visits);
    assert_counts(stats.machines, VIEWS - people, VIEWS - people, VIEWS - people);
    free(events);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_of_a_million_views_is_counted_as_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
