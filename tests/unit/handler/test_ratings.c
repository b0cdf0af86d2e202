/* Presses on faces: once a visitor, article and day, within bounds, and saved once. */
#include "handler/ratings.h"

#include "../store/fixture.h"

#include <arpa/inet.h>
#include <netinet/in.h>

static struct sockaddr_in address_of(uint32_t number)
{
    return (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(number)};
}

static enum rating_outcome press(struct ratings *ratings, int64_t article, enum rating_face face,
                                 uint32_t from, const char *agent, int64_t now_ms)
{
    struct sockaddr_in address = address_of(from);
    return ratings_take(ratings, article, face, (const struct sockaddr *)&address, agent, now_ms);
}

static void assert_waiting(struct ratings *ratings, int64_t article, int64_t good, int64_t fair, int64_t bad)
{
    struct rating_counts counts = {0};
    ratings_add_waiting(ratings, article, &counts);
    assert_int_equal(counts.faces[RATING_GOOD], good);
    assert_int_equal(counts.faces[RATING_FAIR], fair);
    assert_int_equal(counts.faces[RATING_BAD], bad);
}

static void a_visitor_counts_once_an_article_and_day(void **state)
{
    struct ratings *ratings = ratings_new();
    (void)state;
    assert_int_equal(press(ratings, 1, RATING_GOOD, 1, "Firefox", NOON), RATING_TAKEN);
    assert_int_equal(press(ratings, 1, RATING_GOOD, 1, "Firefox", NOON + HOUR), RATING_TWICE);
    assert_int_equal(press(ratings, 1, RATING_BAD, 1, "Firefox", NOON + HOUR), RATING_TWICE);
    assert_int_equal(press(ratings, 1, RATING_BAD, 1, "Chrome", NOON), RATING_TAKEN);
    assert_int_equal(press(ratings, 1, RATING_BAD, 2, "Firefox", NOON), RATING_TAKEN);
    assert_int_equal(press(ratings, 1, RATING_FAIR, 2, NULL, NOON), RATING_TAKEN);
    assert_int_equal(press(ratings, 2, RATING_FAIR, 1, "Firefox", NOON), RATING_TAKEN);
    assert_int_equal(press(ratings, 1, RATING_FAIR, 1, "Firefox", NOON + DAY), RATING_TAKEN);
    assert_waiting(ratings, 1, 1, 2, 2);
    assert_waiting(ratings, 2, 0, 1, 0);
    ratings_free(ratings);
}

/* Whatever a browser calls itself, and however many addresses of its network it takes. */
static void a_network_counts_so_often_an_article_and_so_often_a_day(void **state)
{
    struct ratings *ratings = ratings_new();
    char agent[16];
    (void)state;
    for (int i = 0; i < 2 * RATINGS_OF_ARTICLE; i++) {
        snprintf(agent, sizeof agent, "%d", i);
        assert_int_equal(press(ratings, 1, RATING_BAD, (uint32_t)(i & 3), agent, NOON),
                         i < RATINGS_OF_ARTICLE ? RATING_TAKEN : RATING_FULL);
    }
    assert_int_equal(press(ratings, 1, RATING_BAD, 0, "0", NOON), RATING_TWICE);
    assert_int_equal(press(ratings, 1, RATING_GOOD, 256, "0", NOON), RATING_TAKEN);
    assert_waiting(ratings, 1, 1, 0, RATINGS_OF_ARTICLE);
    for (int64_t article = 2; article < 2 + RATINGS_OF_NETWORK - RATINGS_OF_ARTICLE; article++)
        assert_int_equal(press(ratings, article, RATING_FAIR, 9, NULL, NOON), RATING_TAKEN);
    assert_int_equal(press(ratings, 4000, RATING_FAIR, 9, NULL, NOON), RATING_FULL);
    assert_int_equal(press(ratings, 4000, RATING_FAIR, 300, NULL, NOON), RATING_TAKEN);
    assert_int_equal(press(ratings, 1, RATING_BAD, 0, "99", NOON + DAY), RATING_TAKEN);
    ratings_free(ratings);
}

/* So that networks are not what is counted here. */
static uint32_t network(uint32_t number)
{
    return number << 8;
}

static void what_is_kept_is_bounded(void **state)
{
    struct ratings *ratings = ratings_new();
    (void)state;
    for (uint32_t i = 0; i < 100000; i++)
        assert_int_equal(press(ratings, 1, RATING_GOOD, network(i), "Firefox", NOON), RATING_TAKEN);
    for (uint32_t i = 100000; i < RATINGS_VISITORS; i++)
        assert_int_equal(press(ratings, 1, RATING_BAD, network(i), "Firefox", NOON), RATING_TAKEN);
    assert_int_equal(press(ratings, 1, RATING_GOOD, network(RATINGS_VISITORS), "Firefox", NOON), RATING_FULL);
    assert_int_equal(press(ratings, 1, RATING_GOOD, network(7), "Firefox", NOON), RATING_TWICE);
    assert_waiting(ratings, 1, 100000, 0, RATINGS_VISITORS - 100000);
    assert_int_equal(press(ratings, 1, RATING_GOOD, network(7), "Firefox", NOON + DAY), RATING_TAKEN);
    for (int64_t i = 3; i <= RATINGS_WAITING; i++)
        assert_int_equal(press(ratings, i, RATING_GOOD, network((uint32_t)i), "Firefox", NOON + DAY),
                         RATING_TAKEN);
    assert_int_equal(press(ratings, RATINGS_WAITING + 1, RATING_GOOD, 1, "Firefox", NOON + DAY), RATING_FULL);
    ratings_free(ratings);
}

static void presses_are_saved_once_and_those_of_what_is_gone_never(void **state)
{
    struct fixture *f = *state;
    struct ratings *ratings = ratings_new();
    const struct article article = sample("bai");
    struct rating_counts counts;
    struct rated_article *rated;
    size_t count;
    int64_t id = add_article(f, &article);
    uint64_t generation = store_generation(f->store);
    press(ratings, id, RATING_GOOD, 1, NULL, NOON);
    press(ratings, id, RATING_BAD, 2, NULL, NOON);
    press(ratings, id + 7, RATING_BAD, 2, NULL, NOON);
    assert_false(ratings_are_saved(ratings));
    assert_ok(ratings_save(ratings, f->store));
    assert_true(ratings_are_saved(ratings));
    assert_ok(ratings_save(ratings, f->store));
    press(ratings, id, RATING_BAD, 3, NULL, NOON + DAY);
    assert_ok(ratings_save(ratings, f->store));
    assert_int_equal(store_generation(f->store), generation);
    struct conn *conn = fixture_lease(f);
    assert_ok(rating_of(conn, id, &counts));
    assert_int_equal(counts.faces[RATING_GOOD], 1);
    assert_int_equal(counts.faces[RATING_BAD], 2);
    assert_ok(rating_list(conn, 20261124, 20261124, 10, &rated, &count));
    assert_int_equal(count, 1);
    assert_int_equal(rated->counts.faces[RATING_BAD], 1);
    assert_string_equal(rated->article.slug, "bai");
    store_end(conn);
    ratings_free(ratings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_visitor_counts_once_an_article_and_day),
        cmocka_unit_test(a_network_counts_so_often_an_article_and_so_often_a_day),
        cmocka_unit_test(what_is_kept_is_bounded),
        store_test(presses_are_saved_once_and_those_of_what_is_gone_never),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
