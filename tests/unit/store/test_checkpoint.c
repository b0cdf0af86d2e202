/* The writer checkpoints while readers hold snapshots: nobody sees half a transaction, nothing is lost,
 * the log does not grow without end. Meant to be run under the thread sanitizer as well. */
#include "engine_fixture.h"

#include "store/site.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

/* The blows last as long as RUN_MS and until both sides have done ENOUGH, which a busy machine may need long
 * for. */
enum {
    READERS = 3,
    RUN_MS = 2000,
    PATIENCE_MS = 300 * 1000,
    ENOUGH = 20,
    WAL_SIZE_MAX = 64 << 20,
    BODY_SIZE = 60000
};

struct hammering {
    struct store *store;
    atomic_bool is_over;
    atomic_int faults;
    atomic_int written; /* committed transactions */
    atomic_int reads;
};

static int64_t monotonic(void)
{
    return clock_monotonic_ms(&clock_system);
}

static enum err insert_one(struct conn *conn, int number)
{
    char slug[24], name[24], body[BODY_SIZE + 1]; /* large, so that the log grows fast */
    memset(body, 'x', BODY_SIZE);
    body[BODY_SIZE] = '\0';
    snprintf(slug, sizeof slug, "bai-%d", number);
    snprintf(name, sizeof name, "%d", number);
    struct article a = sample(slug);
    a.body = body;
    const struct site site = {.name = name};
    enum err err = article_insert(conn, &a, 0, &(int64_t){0});
    return err ? err : site_update(conn, &site, &(struct site_change){"{}", "{}", 0});
}

/* Each transaction adds one article and writes the number of articles into the site's name. */
static enum err write_one(struct hammering *h, int number)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    auto_conn struct conn *conn = NULL;
    enum err err = store_begin(h->store, arena, &editor, &conn);
    if (!err)
        err = insert_one(conn, number);
    return err ? err : store_commit(&conn);
}

static void *write_on(void *context)
{
    struct hammering *h = context;
    while (!atomic_load(&h->is_over)) {
        int number = atomic_load(&h->written) + 1;
        if (write_one(h, number))
            atomic_fetch_add(&h->faults, 1);
        else
            atomic_store(&h->written, number);
    }
    return NULL;
}

/* What one snapshot says twice has to agree with itself, and to hold all that was committed before. */
static bool read_one(struct hammering *h)
{
    static const struct article_query query = {.limit = 5};
    auto_arena struct arena *arena = arena_new(1 << 20);
    auto_conn struct conn *conn = NULL;
    struct article_list list;
    struct site site, again;
    int64_t count = 0;
    int written = atomic_load(&h->written);
    if (store_lease(h->store, arena, &conn) || site_get(conn, &site) || article_count(conn, &query, &count) ||
        article_list(conn, &query, &list) || site_get(conn, &again))
        return false;
    long long named = count ? strtoll(site.name, NULL, 10) : 0;
    return count == named && count >= written && strcmp(site.name, again.name) == 0 &&
           (!count || list.count == (size_t)(count < 5 ? count : 5));
}

static void *read_on(void *context)
{
    struct hammering *h = context;
    while (!atomic_load(&h->is_over)) {
        if (!read_one(h))
            atomic_fetch_add(&h->faults, 1);
        atomic_fetch_add(&h->reads, 1);
    }
    return NULL;
}

static bool have_done_enough(struct hammering *h)
{
    return atomic_load(&h->written) > ENOUGH && atomic_load(&h->reads) > ENOUGH;
}

static void hammer(struct hammering *h)
{
    pthread_t writer, readers[READERS];
    assert_int_equal(pthread_create(&writer, NULL, write_on, h), 0);
    for (int i = 0; i < READERS; i++)
        assert_int_equal(pthread_create(&readers[i], NULL, read_on, h), 0);
    const struct timespec pause = {0, 20 * 1000 * 1000};
    const int64_t begun = monotonic();
    for (int64_t ms = 0; ms < RUN_MS || (ms < PATIENCE_MS && !have_done_enough(h)); ms = monotonic() - begun)
        nanosleep(&pause, NULL);
    atomic_store(&h->is_over, true);
    pthread_join(writer, NULL);
    for (int i = 0; i < READERS; i++)
        pthread_join(readers[i], NULL);
}

static void assert_whole(struct fixture *f)
{
    assert_int_equal(fixture_integer(f, "SELECT integrity_check = 'ok' FROM pragma_integrity_check"), 1);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
}

static void hammered_store_stays_whole_and_loses_nothing(void **state)
{
    struct fixture *f = *state;
    struct hammering h = {.store = f->store};
    struct stat st;
    char path[400];
    hammer(&h);
    assert_int_equal(h.faults, 0);
    assert_true(have_done_enough(&h));
    fixture_path(f, "cong.db-wal", path);
    assert_int_equal(stat(path, &st), 0);
    assert_true(st.st_size < WAL_SIZE_MAX);
    assert_whole(f);
    fixture_reopen(f);
    assert_whole(f);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM articles"), h.written);
}

static void writer_checkpoints_when_the_log_is_long(void **state)
{
    struct fixture *f = *state;
    struct hammering h = {.store = f->store};
    for (int i = 1; i <= 150; i++)
        assert_ok(write_one(&h, i));
    /* A passive checkpoint lets the log begin anew: it never holds all frames that were written. */
    assert_true(f->store->wal_frames < 1500);
    assert_true(fixture_integer(f, "SELECT count(*) FROM audit") == 300);
    char path[400];
    struct stat st;
    fixture_path(f, "cong.db", path);
    assert_int_equal(stat(path, &st), 0);
    assert_true(st.st_size > 100 * 1024); /* pages have come over from the log */
}

static void closing_leaves_no_log_behind(void **state)
{
    struct fixture *f = *state;
    struct hammering h = {.store = f->store};
    struct stat st;
    char path[400];
    assert_ok(write_one(&h, 1));
    store_close(TAKE(f->store));
    fixture_path(f, "cong.db-wal", path);
    assert_true(stat(path, &st) || st.st_size == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(hammered_store_stays_whole_and_loses_nothing),
        store_test(writer_checkpoints_when_the_log_is_long),
        store_test(closing_leaves_no_log_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
