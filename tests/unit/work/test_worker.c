#include "base/log.h"
#include "work/worker.h"

#include "test.h"

#include <pthread.h>
#include <semaphore.h>

struct counted {
    sem_t ran;
    enum err answer;
};

static enum err run(void *context)
{
    struct counted *counted = context;
    sem_post(&counted->ran);
    return counted->answer;
}

static void each_job_runs_again_and_again(void **state)
{
    (void)state;
    struct counted quick = {.answer = ERR_OK}, failing = {.answer = ERR_STORAGE_FULL};
    const struct job jobs[] = {{"quick", 10, run, &quick, NULL}, {"failing", 10, run, &failing, NULL}};
    auto_worker struct worker *worker = NULL;
    log_init(LOG_LEVEL_ERROR, LOG_FORMAT_TEXT);
    sem_init(&quick.ran, 0, 0);
    sem_init(&failing.ran, 0, 0);
    assert_int_equal(worker_start(jobs, 2, &worker), ERR_OK);
    for (int i = 0; i < 3; i++) {
        sem_wait(&quick.ran);
        sem_wait(&failing.ran);
    }
}

static void a_job_that_is_not_due_does_not_run_and_does_not_delay_the_end(void **state)
{
    (void)state;
    int value;
    struct counted rare = {.answer = ERR_OK};
    const struct job jobs[] = {{"rare", 3600000, run, &rare, NULL}};
    struct worker *worker = NULL;
    sem_init(&rare.ran, 0, 0);
    assert_int_equal(worker_start(jobs, 1, &worker), ERR_OK);
    worker_stop(worker);
    sem_getvalue(&rare.ran, &value);
    assert_int_equal(value, 0);
}

struct resting {
    sem_t ran;
    int64_t rest_ms;
    _Atomic int runs;
};

static enum err run_resting(void *context)
{
    struct resting *resting = context;
    resting->runs++;
    sem_post(&resting->ran);
    return ERR_OK;
}

static int64_t rest_of(void *context)
{
    const struct resting *resting = context;
    return resting->rest_ms;
}

static void a_job_that_rests_runs_when_it_is_woken_and_not_before(void **state)
{
    struct resting resting = {.rest_ms = INT64_MAX};
    struct counted beside = {.answer = ERR_OK};
    const struct job jobs[] = {{"resting", 10, run_resting, &resting, rest_of},
                               {"beside", 10, run, &beside, NULL}};
    auto_worker struct worker *worker = NULL;
    (void)state;
    sem_init(&resting.ran, 0, 0);
    sem_init(&beside.ran, 0, 0);
    assert_int_equal(worker_start(jobs, 2, &worker), ERR_OK);
    for (int round = 1; round < 4; round++) {
        sem_wait(&resting.ran);
        /* The other has its turns, and this one none. */
        for (int i = 0; i < 5; i++)
            sem_wait(&beside.ran);
        assert_int_equal(resting.runs, round);
        worker_wake(worker);
    }
}

static void a_job_that_is_woken_while_it_runs_runs_again(void **state)
{
    struct resting resting = {.rest_ms = INT64_MAX};
    const struct job jobs[] = {{"resting", 10, run_resting, &resting, rest_of}};
    auto_worker struct worker *worker = NULL;
    (void)state;
    sem_init(&resting.ran, 0, 0);
    assert_int_equal(worker_start(jobs, 1, &worker), ERR_OK);
    for (int i = 0; i < 20; i++) {
        sem_wait(&resting.ran); /* posted from within the run */
        worker_wake(worker);
    }
}

static void a_rest_that_is_short_delays_nothing(void **state)
{
    struct resting resting = {.rest_ms = 1};
    const struct job jobs[] = {{"resting", 10, run_resting, &resting, rest_of}};
    auto_worker struct worker *worker = NULL;
    (void)state;
    sem_init(&resting.ran, 0, 0);
    assert_int_equal(worker_start(jobs, 1, &worker), ERR_OK);
    for (int i = 0; i < 5; i++)
        sem_wait(&resting.ran);
}

static enum err run_overtaken(void *context)
{
    run_resting(context);
    return ERR_OVERTAKEN;
}

static void a_job_that_was_overtaken_comes_again_though_it_would_rest(void **state)
{
    struct resting resting = {.rest_ms = INT64_MAX};
    const struct job jobs[] = {{"overtaken", 10, run_overtaken, &resting, rest_of}};
    auto_worker struct worker *worker = NULL;
    (void)state;
    sem_init(&resting.ran, 0, 0);
    assert_int_equal(worker_start(jobs, 1, &worker), ERR_OK);
    for (int i = 0; i < 3; i++)
        sem_wait(&resting.ran);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_job_runs_again_and_again),
        cmocka_unit_test(a_job_that_is_not_due_does_not_run_and_does_not_delay_the_end),
        cmocka_unit_test(a_job_that_rests_runs_when_it_is_woken_and_not_before),
        cmocka_unit_test(a_job_that_is_woken_while_it_runs_runs_again),
        cmocka_unit_test(a_job_that_was_overtaken_comes_again_though_it_would_rest),
        cmocka_unit_test(a_rest_that_is_short_delays_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
