/* The visitor's hash, and that nothing of it outlives its day. */
#include "visits_fixture.h"

#include <fcntl.h>
#include <sys/stat.h>

#define MIDNIGHT (NOON + 12 * HOUR)

static uint64_t hash_of(const struct visitor_key *key, const char *agent, const struct sockaddr *address)
{
    struct visitor_agent state;
    visitor_agent_begin(key, agent, strlen(agent), &state);
    return visitor_hash(&state, address);
}

/* The same by libsodium, from the whole message. */
static uint64_t reference(const struct visitor_key *key, const char *agent, const unsigned char *address,
                          size_t size)
{
    unsigned char message[VISITOR_AGENT_MAX + 24] = {0}, output[crypto_shorthash_siphashx24_BYTES];
    size_t length = strlen(agent), padded = (length + 7) / 8 * 8;
    uint64_t sizes = size | length << 8, hash;
    memcpy(message, agent, length);
    memcpy(message + padded, address, size);
    memcpy(message + padded + 8, &sizes, 8);
    crypto_shorthash_siphashx24(output, message, padded + 16, key->bytes);
    memcpy(&hash, output, sizeof hash);
    return hash;
}

static void the_hash_is_siphash_as_libsodium_makes_it(void **state)
{
    (void)state;
    char agent[VISITOR_AGENT_MAX + 1];
    struct visitor_key key = {.day = 20261124};
    assert_true(sodium_init() >= 0);
    for (size_t length = 0; length <= VISITOR_AGENT_MAX; length += length < 40 ? 1 : 41) {
        struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_addr.s_addr = randombytes_random()};
        struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
        randombytes_buf(&v6.sin6_addr, 16);
        randombytes_buf(key.bytes, sizeof key.bytes);
        memset(agent, 'a' + (int)(length % 26), length);
        agent[length] = '\0';
        assert_int_equal(hash_of(&key, agent, (struct sockaddr *)&v4),
                         reference(&key, agent, (unsigned char *)&v4.sin_addr, 4));
        assert_int_equal(hash_of(&key, agent, (struct sockaddr *)&v6),
                         reference(&key, agent, v6.sin6_addr.s6_addr, 8));
    }
}

/* Thousands of User-Agents of one length, more than are kept: whoever drives out whom, each is taken for
 * itself. */
static void a_user_agent_is_never_taken_for_another(void **state)
{
    (void)state;
    static struct agents agents;
    struct visitor_key key = {.bytes = "0123456789abcde"};
    for (unsigned i = 0; i < 20000; i++) {
        char text[100];
        unsigned number = i * 2654435761u % 3000;
        snprintf(text, sizeof text, "Mozilla/5.0 (X11; Linux %05u) %s", number,
                 number % 3 ? "Firefox" : "Robotic");
        struct visitor_agent fresh;
        visitor_agent_begin(&key, text, strlen(text), &fresh);
        const struct agent *agent = agents_find(&agents, &key, text);
        assert_int_equal(agent->machine.kind, number % 3 ? MACHINE_NONE : MACHINE_GATHERER);
        if (number % 3)
            assert_memory_equal(&agent->state, &fresh, sizeof fresh);
    }
    agents_forget(&agents);
    for (size_t i = 0; i < sizeof agents; i++)
        assert_int_equal(((unsigned char *)&agents)[i], 0);
}

static void an_address_does_not_run_into_the_user_agent(void **state)
{
    (void)state;
    struct visitor_key key = {.bytes = "0123456789abcde"};
    struct sockaddr_in one = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x41000000)}; /* "A" */
    struct sockaddr_in none = {.sin_family = AF_INET};
    assert_true(hash_of(&key, "Agent 12", (struct sockaddr *)&one) !=
                hash_of(&key, "Agent 12A", (struct sockaddr *)&none));
    assert_true(hash_of(&key, "Agent", NULL) != hash_of(&key, "Agent", (struct sockaddr *)&none));
}

/* The hashes in the slots of the journal. */
static size_t collect_hashes(struct fixture *f, uint64_t *hashes, size_t most)
{
    struct visit_record record;
    size_t count = 0;
    for (uint64_t number = 1; number < f->visits->next && count < most; number++)
        if (journal_read(&f->visits->journal, number, &record) && record.visitor)
            hashes[count++] = record.visitor;
    return count;
}

static size_t found_in_folder(const struct fixture *f, const void *needle, size_t size)
{
    size_t found = 0;
    DIR *dir = opendir(f->folder);
    for (struct dirent *entry; (entry = readdir(dir));) {
        char path[400];
        struct stat st;
        snprintf(path, sizeof path, "%s/%s", f->folder, entry->d_name);
        int fd = open(path, O_RDONLY);
        if (fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode)) {
            close(fd);
            continue;
        }
        unsigned char *bytes = malloc((size_t)st.st_size + 1);
        ssize_t length = read(fd, bytes, (size_t)st.st_size);
        found += length > 0 && memmem(bytes, (size_t)length, needle, size);
        free(bytes);
        close(fd);
    }
    closedir(dir);
    return found;
}

enum { SEEN = 20 };

/* Yesterday's key and hashes, as they were while the day lasted. */
struct yesterday {
    unsigned char key[16];
    uint64_t hashes[SEEN];
};

static void begin_yesterday(struct fixture *f, struct yesterday *yesterday)
{
    fixture_open(f);
    for (unsigned host = 0; host < SEEN; host++)
        view(f, host);
    memcpy(yesterday->key, f->visits->key.bytes, 16);
    assert_int_equal(collect_hashes(f, yesterday->hashes, SEEN), SEEN);
    assert_int_equal(found_in_folder(f, yesterday->key, 16), 1);
    assert_int_equal(found_in_folder(f, &yesterday->hashes[7], 8), 1);
}

static void assert_forgotten(const struct fixture *f, const struct yesterday *yesterday)
{
    assert_int_equal(found_in_folder(f, yesterday->key, 16), 0);
    for (int i = 0; i < SEEN; i++)
        assert_int_equal(found_in_folder(f, &yesterday->hashes[i], 8), 0);
    for (int i = 0; i < SEEN; i++)
        assert_null(visitor_table_find(&f->visits->table, yesterday->hashes[i]));
    assert_null(memmem(f->visits, sizeof *f->visits, yesterday->key, 16));
}

static void key_and_hashes_go_when_the_day_ends(void **state)
{
    (void)state;
    struct fixture f;
    struct yesterday yesterday;
    begin_yesterday(&f, &yesterday);
    f.now_ms = MIDNIGHT;
    assert_int_equal(visits_fold(f.visits), ERR_OK);
    assert_forgotten(&f, &yesterday);
    assert_counts(stats_of(&f).views, 0, SEEN, SEEN);
    view(&f, 1);
    const struct sockaddr_in first = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0xc0000201)};
    uint64_t hash = hash_of(&f.visits->key, BROWSER, (const struct sockaddr *)&first);
    assert_non_null(visitor_table_find(&f.visits->table, hash)); /* under the new key alone */
    assert_int_equal(f.visits->table.count, 1);
    assert_int_equal(visits_fold(f.visits), ERR_OK);
    fixture_revive(&f);
    assert_non_null(visitor_table_find(&f.visits->table, hash));
    assert_counts(stats_of(&f).views, 1, SEEN + 1, SEEN + 1);
    fixture_close(&f);
}

static void key_and_hashes_go_when_the_day_ended_while_nobody_was_there(void **state)
{
    (void)state;
    struct fixture f;
    struct yesterday yesterday;
    begin_yesterday(&f, &yesterday);
    fixture_kill(&f);
    f.now_ms = MIDNIGHT + 3 * DAY;
    assert_int_equal(visits_open(f.store, &f.clock, &f.visits), ERR_OK);
    assert_forgotten(&f, &yesterday);
    assert_counts(stats_of(&f).views, 0, SEEN, SEEN);
    fixture_close(&f);
}

static void hashes_wait_for_their_views_to_be_safe(void **state)
{
    (void)state;
    static const struct actor actor = {.role = ROLE_ADMIN};
    struct fixture f;
    struct conn *conn;
    auto_arena struct arena *arena = arena_new(65536);
    fixture_open(&f);
    for (unsigned host = 0; host < SEEN; host++)
        view(&f, host);
    /* The day turns before anything could be folded: nothing may be erased yet. */
    f.now_ms = MIDNIGHT;
    view(&f, 1);
    visits_forget_former(f.visits);
    assert_true(f.visits->has_former);
    assert_int_equal(store_begin(f.store, arena, &actor, &conn), ERR_OK);
    store_end(conn);
    fixture_revive(&f);
    assert_counts(stats_of(&f).views, 1, SEEN + 1, SEEN + 1);
    assert_false(f.visits->has_former);
    fixture_close(&f);
}

static void what_waits_in_memory_bears_no_hash(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    atomic_store(&f.visits->retry_ms, INT64_MAX);
    for (int64_t i = 0; i < JOURNAL_CAPACITY + 100; i++)
        view(&f, (unsigned)(i % 100));
    assert_int_equal(f.visits->overflow.count, 100);
    for (size_t i = 0; i < f.visits->overflow.count; i++)
        assert_int_equal(f.visits->overflow.records[i].visitor, 0);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_hash_is_siphash_as_libsodium_makes_it),
        cmocka_unit_test(a_user_agent_is_never_taken_for_another),
        cmocka_unit_test(an_address_does_not_run_into_the_user_agent),
        cmocka_unit_test(key_and_hashes_go_when_the_day_ends),
        cmocka_unit_test(key_and_hashes_go_when_the_day_ended_while_nobody_was_there),
        cmocka_unit_test(hashes_wait_for_their_views_to_be_safe),
        cmocka_unit_test(what_waits_in_memory_bears_no_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
