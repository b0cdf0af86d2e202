/* Who begins to read does not wait for what somebody else does with files of the process. */
#include "engine_fixture.h"

#include <pthread.h>
#include <time.h>

enum { PATIENCE_S = 20 };

static void *lease_and_read(void *context)
{
    struct fixture *f = context;
    auto_arena struct arena *arena = arena_new(1 << 20);
    struct conn *conn = NULL;
    struct article article;
    enum err err = store_lease(f->store, arena, &conn);
    if (!err)
        err = article_by_slug(conn, "dau-tien", &article);
    store_end(conn);
    return err ? context : NULL;
}

static void reading_begins_while_somebody_holds_the_lock_of_all_files(void **state)
{
    struct fixture *f = *state;
    struct article article = sample("dau-tien");
    struct conn *conn = NULL;
    int64_t id;
    assert_ok(store_begin(f->store, f->arena, &editor, &conn));
    assert_ok(article_insert(conn, &article, 0, &id));
    assert_ok(store_commit(&conn));
    /* Its connection is open from here on. */
    assert_null(lease_and_read(f));
    /* As SQLite holds it while a file is closed. */
    sqlite3_mutex *files = sqlite3_mutex_alloc(SQLITE_MUTEX_STATIC_VFS1);
    sqlite3_mutex_enter(files);
    pthread_t reader;
    struct timespec patience;
    void *failed = f;
    assert_int_equal(pthread_create(&reader, NULL, lease_and_read, f), 0);
    clock_gettime(CLOCK_REALTIME, &patience);
    patience.tv_sec += PATIENCE_S;
    int late = pthread_timedjoin_np(reader, &failed, &patience);
    sqlite3_mutex_leave(files);
    if (late)
        pthread_join(reader, &failed);
    assert_int_equal(late, 0);
    assert_null(failed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(reading_begins_while_somebody_holds_the_lock_of_all_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
