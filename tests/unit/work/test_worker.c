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
    const struct job jobs[] = {{"quick", 10, run, &quick}, {"failing", 10, run, &failing}};
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
    const struct job jobs[] = {{"rare", 3600000, run, &rare}};
    struct worker *worker = NULL;
    sem_init(&rare.ran, 0, 0);
    assert_int_equal(worker_start(jobs, 1, &worker), ERR_OK);
    worker_stop(worker);
    sem_getvalue(&rare.ran, &value);
    assert_int_equal(value, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_job_runs_again_and_again),
        cmocka_unit_test(a_job_that_is_not_due_does_not_run_and_does_not_delay_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
