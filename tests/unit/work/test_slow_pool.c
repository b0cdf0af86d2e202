/* The slow pool: bounded queues, fair turns, and places given up by who waits. */
#include "work/slow_pool.h"

#include "test.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

enum { MOST = 200 };

struct chore {
    struct task task;
    sem_t begun, may_end;
    atomic_int call; /* -1 not yet */
    bool waits;      /* for the semaphore within slow_pool_wait() */
    bool is_gone;
    int turn;
};

static atomic_int turns;

static void chore_run(struct task *task, enum task_call call)
{
    struct chore *chore = (struct chore *)task;
    chore->turn = atomic_fetch_add(&turns, 1);
    atomic_store(&chore->call, (int)call);
    sem_post(&chore->begun);
    if (call != TASK_RUN)
        return;
    if (chore->waits)
        slow_pool_wait(true);
    sem_wait(&chore->may_end);
    if (chore->waits)
        slow_pool_wait(false);
}

static bool chore_is_gone(struct task *task)
{
    return ((struct chore *)task)->is_gone;
}

static void begin(struct chore *chore, enum slow_class class, uint64_t key)
{
    *chore = (struct chore){.task = {.run = chore_run, .is_gone = chore_is_gone, .class = class, .key = key}};
    atomic_init(&chore->call, -1);
    sem_init(&chore->begun, 0, 0);
    sem_init(&chore->may_end, 0, 0);
}

static int64_t monotonic_ms;

static int64_t now(void *context)
{
    (void)context;
    return monotonic_ms;
}

static const struct clock still = {now, now, NULL};

static void end_all(struct chore *chores, int count)
{
    for (int i = 0; i < count; i++)
        sem_post(&chores[i].may_end);
}

static void a_class_runs_as_many_as_its_row_says(void **state)
{
    struct slow_pool *pool = slow_pool_new(&still);
    struct chore chores[3];
    (void)state;
    for (int i = 0; i < 3; i++) {
        begin(&chores[i], SLOW_ANONYMOUS, (uint64_t)i + 1);
        assert_true(slow_pool_add(pool, &chores[i].task));
    }
    sem_wait(&chores[0].begun);
    sem_wait(&chores[1].begun);
    assert_int_equal(atomic_load(&chores[2].call), -1);
    sem_post(&chores[0].may_end);
    sem_wait(&chores[2].begun);
    end_all(chores, 3);
    slow_pool_stop(pool);
    slow_pool_free(pool);
}

static void one_class_does_not_hold_up_another(void **state)
{
    struct slow_pool *pool = slow_pool_new(&still);
    struct chore searches[10], editor;
    (void)state;
    for (int i = 0; i < 10; i++) {
        begin(&searches[i], SLOW_ANONYMOUS, 1);
        slow_pool_add(pool, &searches[i].task);
    }
    begin(&editor, SLOW_ACCOUNT, 1);
    assert_true(slow_pool_add(pool, &editor.task));
    sem_wait(&editor.begun);
    sem_post(&editor.may_end);
    end_all(searches, 10);
    slow_pool_stop(pool);
    slow_pool_free(pool);
}

static void a_queue_is_bounded_for_each_key_and_in_all(void **state)
{
    static struct chore chores[MOST];
    struct slow_pool *pool = slow_pool_new(&still);
    int added = 0, of_one_key = 0;
    (void)state;
    for (int i = 0; i < 2; i++) { /* both threads are taken */
        begin(&chores[i], SLOW_ANONYMOUS, 1000);
        assert_true(slow_pool_add(pool, &chores[i].task));
        sem_wait(&chores[i].begun);
    }
    for (int i = 2; i < 22; i++) {
        begin(&chores[i], SLOW_ANONYMOUS, 7);
        of_one_key += slow_pool_add(pool, &chores[i].task);
    }
    assert_int_equal(of_one_key, 8);
    for (int i = 22; i < MOST; i++) {
        begin(&chores[i], SLOW_ANONYMOUS, (uint64_t)i);
        added += slow_pool_add(pool, &chores[i].task);
    }
    assert_int_equal(of_one_key + added, 64);
    end_all(chores, MOST);
    slow_pool_stop(pool);
    for (int i = 0; i < MOST; i++)
        sem_destroy(&chores[i].begun);
    slow_pool_free(pool);
}

static void whose_account_has_nothing_running_goes_first(void **state)
{
    struct slow_pool *pool = slow_pool_new(&still);
    struct chore script[6], editor;
    (void)state;
    for (int i = 0; i < 6; i++) {
        begin(&script[i], SLOW_ACCOUNT, 1);
        assert_true(slow_pool_add(pool, &script[i].task));
    }
    sem_wait(&script[0].begun);
    sem_wait(&script[1].begun);
    begin(&editor, SLOW_ACCOUNT, 2);
    assert_true(slow_pool_add(pool, &editor.task));
    sem_post(&script[0].may_end);
    sem_wait(&editor.begun);
    assert_int_equal(atomic_load(&script[2].call), -1);
    sem_post(&editor.may_end);
    end_all(script, 6);
    slow_pool_stop(pool);
    slow_pool_free(pool);
}

static void who_waits_for_the_writer_gives_its_place_to_the_next(void **state)
{
    struct slow_pool *pool = slow_pool_new(&still);
    struct chore writers[16];
    (void)state;
    for (int i = 0; i < 16; i++) {
        begin(&writers[i], SLOW_ACCOUNT, (uint64_t)i / 4);
        writers[i].waits = writers[i].task.may_wait = true;
        assert_true(slow_pool_add(pool, &writers[i].task));
    }
    for (int i = 0; i < 16; i++)
        sem_wait(&writers[i].begun); /* all at once */
    end_all(writers, 16);
    slow_pool_stop(pool);
    slow_pool_free(pool);
}

static void threads_are_left_for_those_who_wait_for_no_writer(void **state)
{
    struct slow_pool *pool = slow_pool_new(&still);
    static struct chore writers[40];
    struct chore reader;
    (void)state;
    for (int i = 0; i < 40; i++) {
        begin(&writers[i], SLOW_ACCOUNT, (uint64_t)i + 1);
        writers[i].waits = writers[i].task.may_wait = true;
        assert_true(slow_pool_add(pool, &writers[i].task));
    }
    for (int i = 0; i < 30; i++)
        sem_wait(&writers[i].begun);
    begin(&reader, SLOW_ACCOUNT, 99); /* 30 threads wait for the writer */
    assert_true(slow_pool_add(pool, &reader.task));
    sem_wait(&reader.begun);
    sem_post(&reader.may_end);
    end_all(writers, 40);
    slow_pool_stop(pool);
    slow_pool_free(pool);
}

static void what_waits_too_long_or_for_nobody_ends(void **state)
{
    struct slow_pool *pool = slow_pool_new(&still);
    struct chore chores[5];
    (void)state;
    for (int i = 0; i < 5; i++) {
        begin(&chores[i], SLOW_ANONYMOUS, (uint64_t)i);
        assert_true(slow_pool_add(pool, &chores[i].task));
        if (i < 2)
            sem_wait(&chores[i].begun);
    }
    chores[2].is_gone = true;
    slow_pool_tick(pool);
    assert_int_equal(atomic_load(&chores[2].call), TASK_GONE);
    assert_int_equal(atomic_load(&chores[3].call), -1);
    monotonic_ms += 30000;
    slow_pool_tick(pool);
    assert_int_equal(atomic_load(&chores[3].call), TASK_LATE);
    assert_int_equal(atomic_load(&chores[4].call), TASK_LATE);
    begin(&chores[2], SLOW_ANONYMOUS, 9); /* the queue is whole */
    assert_true(slow_pool_add(pool, &chores[2].task));
    end_all(chores, 5);
    sem_wait(&chores[2].begun);
    sem_post(&chores[2].may_end);
    slow_pool_stop(pool);
    slow_pool_free(pool);
}

static void at_the_stop_nothing_is_left_without_an_answer(void **state)
{
    struct slow_pool *pool = slow_pool_new(&still);
    struct chore chores[4], late;
    (void)state;
    for (int i = 0; i < 4; i++) {
        begin(&chores[i], SLOW_IMPORT, 0);
        assert_true(slow_pool_add(pool, &chores[i].task));
    }
    sem_wait(&chores[0].begun);
    sem_post(&chores[0].may_end);
    sem_post(&chores[1].may_end); /* may have begun before the stop, or not */
    sem_post(&chores[2].may_end);
    sem_post(&chores[3].may_end);
    slow_pool_stop(pool);
    for (int i = 0; i < 4; i++)
        assert_true(atomic_load(&chores[i].call) >= 0);
    begin(&late, SLOW_IMPORT, 0);
    assert_false(slow_pool_add(pool, &late.task));
    slow_pool_free(pool);
}

static void other_threads_wait_as_they_like(void **state)
{
    (void)state;
    slow_pool_wait(true);
    slow_pool_wait(false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_class_runs_as_many_as_its_row_says),
        cmocka_unit_test(one_class_does_not_hold_up_another),
        cmocka_unit_test(a_queue_is_bounded_for_each_key_and_in_all),
        cmocka_unit_test(whose_account_has_nothing_running_goes_first),
        cmocka_unit_test(who_waits_for_the_writer_gives_its_place_to_the_next),
        cmocka_unit_test(threads_are_left_for_those_who_wait_for_no_writer),
        cmocka_unit_test(what_waits_too_long_or_for_nobody_ends),
        cmocka_unit_test(at_the_stop_nothing_is_left_without_an_answer),
        cmocka_unit_test(other_threads_wait_as_they_like),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
