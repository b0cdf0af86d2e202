/* Whoever rotates User-Agents, or addresses: what is counted of it, and what it may cost. */
#include "visits_fixture.h"

#include "base/arena.h"

/* A view by the `number`-th browser of a family. */
static void view_as(struct fixture *f, const char *address, unsigned number)
{
    char agent[120];
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    bool is_v6 = strchr(address, ':');
    snprintf(agent, sizeof agent, "Mozilla/5.0 (X11; Linux x86_64; rv:%u.0) Gecko/20100101 Firefox/%u.0",
             number, number);
    assert_int_equal(
        is_v6 ? inet_pton(AF_INET6, address, &v6.sin6_addr) : inet_pton(AF_INET, address, &v4.sin_addr), 1);
    visit_record(f->visits, is_v6 ? (const struct sockaddr *)&v6 : (const struct sockaddr *)&v4, agent, 0);
}

static int64_t merged_of(struct fixture *f)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    auto_conn struct conn *conn = NULL;
    struct machine_row *rows;
    size_t count;
    assert_int_equal(visits_fold(f->visits), ERR_OK);
    assert_int_equal(store_lease(f->store, arena, &conn), ERR_OK);
    assert_int_equal(visit_rows_machines(conn, &rows, &count), ERR_OK);
    for (size_t i = 0; i < count; i++)
        if (strcmp(rows[i].kind, "merged") == 0)
            return rows[i].requests.today;
    return 0;
}

static void user_agents_in_rotation_begin_4096_visits_an_hour_and_one_together(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    for (unsigned i = 0; i < 5000; i++)
        view_as(&f, "192.0.2.1", i);
    assert_counts(stats_of(&f).visits, 4097, 4097, 4097);
    assert_counts(stats_of(&f).views, 5000, 5000, 5000);
    assert_int_equal(stats_of(&f).online, 4097);
    assert_int_equal(merged_of(&f), 5000 - 4096);
    view_as(&f, "192.0.2.1", 17); /* whose visit goes on is not merged */
    assert_int_equal(merged_of(&f), 5000 - 4096);
    view_as(&f, "192.0.2.2", 4999); /* and nobody else is */
    assert_counts(stats_of(&f).visits, 4098, 4098, 4098);
    f.now_ms += HOUR;
    view_as(&f, "192.0.2.1", 4999);
    assert_counts(stats_of(&f).visits, 4099, 4099, 4099);
    assert_int_equal(merged_of(&f), 5000 - 4096);
    fixture_close(&f);
}

static void addresses_of_one_network_of_ipv6_are_one(void **state)
{
    (void)state;
    struct fixture f;
    char address[60];
    fixture_open(&f);
    for (unsigned i = 0; i < 4200; i++) {
        snprintf(address, sizeof address, "2001:db8:1:2::%x", i);
        view_as(&f, address, i);
    }
    assert_counts(stats_of(&f).visits, 4097, 4097, 4097);
    view_as(&f, "2001:db8:1:3::1", 1);
    assert_counts(stats_of(&f).visits, 4098, 4098, 4098);
    fixture_close(&f);
}

static void counts_of_addresses_go_when_the_day_ends(void **state)
{
    (void)state;
    static const struct visit_quota nothing;
    struct fixture f;
    fixture_open(&f);
    view_as(&f, "192.0.2.1", 1);
    assert_memory_not_equal(&f.visits->quota, &nothing, sizeof nothing);
    f.now_ms += 12 * HOUR;
    assert_int_equal(visits_fold(f.visits), ERR_OK);
    assert_memory_equal(&f.visits->quota, &nothing, sizeof nothing);
    fixture_close(&f);
}

/* Spread as the hashes are. */
static uint64_t hash_number(uint64_t number)
{
    uint64_t hash = (number + 1) * 0x9e3779b97f4a7c15;
    hash = (hash ^ hash >> 32) * 0xd6e8feb86659fd93;
    return hash ^ hash >> 32;
}

static bool table_add(struct visitor_table *table, uint64_t number, uint32_t now_s)
{
    struct visitor_slot *slot = visitor_table_slot(table, hash_number(number), now_s);
    if (slot)
        slot->last_s = now_s;
    return slot;
}

static void memory_has_a_cap_whatever_comes(void **state)
{
    (void)state;
    enum { MANY = 3 * VISITOR_SLOTS_MAX / 2 };
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    struct visitor_table table;
    size_t kept = 0, most = 0;
    assert_int_equal(visitor_table_init(&table), ERR_OK);
    for (uint64_t i = 0; i < MANY; i++) {
        kept += table_add(&table, i, 1000000);
        if (i % 1024 == 0)
            visitor_table_prepare(&table, &lock, 1000000);
        most = table_bytes(&table) > most ? table_bytes(&table) : most;
    }
    assert_in_range(kept, VISITOR_SLOTS_MAX / 16 * 15 - 10, VISITOR_SLOTS_MAX);
    assert_in_range(most, 1, 2 * VISITOR_SLOTS_MAX * sizeof(struct visitor_slot));
    for (uint64_t i = 0; i < kept; i += 97)
        assert_non_null(visitor_table_find(&table, hash_number(i)));
    assert_true(
        table_add(&table, MANY, 1000000 + VISIT_SECONDS + 1)); /* they have gone, and so their room is free */
    visitor_table_done(&table);
}

static void table_holds_who_was_there_lately_not_the_whole_day(void **state)
{
    (void)state;
    enum { AN_HOUR = 20000, HOURS = 24 };
    struct visitor_table table;
    assert_int_equal(visitor_table_init(&table), ERR_OK);
    for (uint64_t i = 0; i < (uint64_t)AN_HOUR * HOURS; i++)
        assert_true(table_add(&table, i, (uint32_t)(1000000 + i * 3600 / AN_HOUR)));
    assert_in_range(table_bytes(&table), 1, 2 * 65536 * sizeof(struct visitor_slot));
    visitor_table_done(&table);
}

static void visitors_are_known_while_the_table_grows(void **state)
{
    (void)state;
    enum { MANY = 200000 };
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    struct visitor_table table;
    int grown = 0;
    assert_int_equal(visitor_table_init(&table), ERR_OK);
    for (uint32_t i = 0; i < MANY; i++) {
        struct visitor_slot *slot = visitor_table_slot(&table, hash_number(i), 2000);
        assert_non_null(slot);
        slot->last_s = 1000 + i % 900;
        grown += table.former.slots != NULL;
        if (i % 3 == 0) /* somebody who was there comes again */
            assert_non_null(visitor_table_find(&table, hash_number(hash_number(i) % (i + 1))));
        if (i % 500 == 0)
            visitor_table_prepare(&table, &lock, 2000);
    }
    assert_in_range(grown, 1000, MANY);
    for (uint32_t i = 0; i < MANY; i++) {
        const struct visitor_slot *slot = visitor_table_find(&table, hash_number(i));
        assert_non_null(slot);
        assert_int_equal(slot->last_s, 1000 + i % 900);
    }
    visitor_table_done(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(user_agents_in_rotation_begin_4096_visits_an_hour_and_one_together),
        cmocka_unit_test(addresses_of_one_network_of_ipv6_are_one),
        cmocka_unit_test(counts_of_addresses_go_when_the_day_ends),
        cmocka_unit_test(memory_has_a_cap_whatever_comes),
        cmocka_unit_test(table_holds_who_was_there_lately_not_the_whole_day),
        cmocka_unit_test(visitors_are_known_while_the_table_grows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
