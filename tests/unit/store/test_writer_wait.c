/* Who does not get the writer, or gets it and cannot go on: what it is told, and that the others never
 * notice. */
#include "engine_fixture.h"
#include "fault_sqlite.h"

#include <pthread.h>
#include <sched.h>

/* A thread that asks for the writer, and what it got. */
struct waiter {
    struct fixture *f;
    enum err own;
    pthread_t thread;
};

static size_t waiting(struct fixture *f)
{
    size_t length = 0;
    pthread_mutex_lock(&f->store->batch_lock);
    for (struct batch_wait *wait = f->store->batch.queue; wait; wait = wait->next)
        length++;
    pthread_mutex_unlock(&f->store->batch_lock);
    return length;
}

static bool article_is_there(struct fixture *f, const char *slug)
{
    struct article article;
    struct conn *conn = fixture_lease(f);
    enum err err = article_by_slug(conn, slug, &article);
    store_end(conn);
    return !err;
}

/* By the thread that has just been given the writer, which then asks for its savepoint. */
static _Thread_local bool breaks_what_follows;

static void break_after_wait(bool begins)
{
    if (!begins && breaks_what_follows)
        fault_arm(FAULT_INTERRUPT, 1);
}

static void *join_in_vain(void *context)
{
    struct waiter *m = context;
    auto_arena struct arena *arena = arena_new(1 << 20);
    struct conn *conn = NULL;
    breaks_what_follows = true;
    m->own = store_begin(m->f->store, arena, &editor, &conn);
    return NULL;
}

static void who_cannot_join_has_nothing_to_take_back_and_the_others_stay(void **state)
{
    struct fixture *f = *state;
    struct conn *conn = NULL;
    struct waiter vain = {.f = f};
    struct article article = sample("dau-tien");
    int64_t id;
    f->store->on_wait = break_after_wait;
    assert_ok(store_begin(f->store, f->arena, &editor, &conn));
    assert_int_equal(pthread_create(&vain.thread, NULL, join_in_vain, &vain), 0);
    while (waiting(f) == 0)
        sched_yield();
    assert_ok(article_insert(conn, &article, 0, &id));
    sqlite3_progress_handler(conn->db, 1, faulty_progress, NULL);
    assert_ok(store_commit(&conn));
    assert_int_equal(pthread_join(vain.thread, NULL), 0);
    fault_disarm();
    sqlite3_progress_handler(f->store->writer->db, 0, NULL, NULL);
    /* On a machine that is slow it came too late to join, and then it could not begin. */
    assert_int_equal(vain.own, ERR_TIMEOUT);
    assert_true(article_is_there(f, "dau-tien"));
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM articles"), 1);
}

static void who_cannot_begin_gives_the_writer_to_the_next(void **state)
{
    struct fixture *f = *state;
    struct conn *conn = NULL;
    sqlite3_progress_handler(f->store->writer->db, 1, faulty_progress, NULL);
    fault_arm(FAULT_INTERRUPT, 1);
    assert_int_equal(store_begin(f->store, f->arena, &editor, &conn), ERR_TIMEOUT);
    assert_null(conn);
    fault_disarm();
    assert_ok(store_begin(f->store, f->arena, &editor, &conn));
    assert_ok(store_abort(&conn));
}

static void *wait_in_vain(void *context)
{
    struct waiter *m = context;
    auto_arena struct arena *arena = arena_new(1 << 20);
    struct conn *conn = NULL;
    m->own = store_begin(m->f->store, arena, &editor, &conn);
    return NULL;
}

static void who_waits_too_long_is_refused_and_the_queue_goes_on(void **state)
{
    struct fixture *f = *state;
    struct conn *conn = NULL;
    struct waiter impatient = {.f = f};
    f->store->write_wait_ms = 20;
    assert_ok(store_begin(f->store, f->arena, &editor, &conn));
    assert_int_equal(pthread_create(&impatient.thread, NULL, wait_in_vain, &impatient), 0);
    assert_int_equal(pthread_join(impatient.thread, NULL), 0);
    assert_int_equal(impatient.own, ERR_UNAVAILABLE);
    assert_int_equal(waiting(f), 0);
    assert_int_equal(atomic_load(&f->store->writing.waits_in_vain), 1);
    assert_ok(store_abort(&conn));
    assert_ok(store_begin(f->store, f->arena, &editor, &conn));
    assert_ok(store_abort(&conn));
}

int main(void)
{
    faults_install();
    const struct CMUnitTest tests[] = {
        store_test(who_cannot_join_has_nothing_to_take_back_and_the_others_stay),
        store_test(who_cannot_begin_gives_the_writer_to_the_next),
        store_test(who_waits_too_long_is_refused_and_the_queue_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
