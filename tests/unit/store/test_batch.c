/* The state machine of batches, step by step: who gets the writer, who commits, who is told what. */
#include "engine/batch.h"
#include "test.h"

enum { WAITS_MAX = 8 };

static struct batch batch;
static struct batch_wait waits[WAITS_MAX];
static int woken[WAITS_MAX * 2];
static size_t woken_count;

static void note_woken(struct batch_wait *wait)
{
    woken[woken_count++] = (int)(wait - waits);
}

static int setup(void **state)
{
    (void)state;
    batch_init(&batch, note_woken);
    woken_count = 0;
    return 0;
}

static void assert_woken(size_t count, ...)
{
    va_list numbers;
    va_start(numbers, count);
    assert_int_equal(woken_count, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(woken[i], va_arg(numbers, int));
    va_end(numbers);
    woken_count = 0;
}

/* Wait 0 gets the writer and begins; the others ask in order. */
static void open_with(int others)
{
    assert_true(batch_ask(&batch, &waits[0], false));
    batch_opened(&batch);
    for (int i = 1; i <= others; i++)
        assert_false(batch_ask(&batch, &waits[i], false));
}

static void one_alone_commits_at_once(void **state)
{
    (void)state;
    open_with(0);
    assert_int_equal(batch_leave(&batch, BATCH_STAYS, &waits[0], 100), BATCH_STEP_COMMIT);
    assert_int_equal(batch.state, BATCH_COMMITTING);
    batch_decide(&batch, ERR_OK);
    batch_release(&batch);
    assert_int_equal(batch.state, BATCH_IDLE);
    assert_woken(0);
}

static void those_who_wait_join_in_the_order_of_asking_and_the_last_commits(void **state)
{
    (void)state;
    open_with(2);
    assert_false(batch_is_dirty(&batch));
    assert_int_equal(batch_leave(&batch, BATCH_STAYS, &waits[0], 100), BATCH_STEP_WAIT);
    assert_woken(1, 1);
    assert_int_equal(waits[1].waiting, BATCH_GRANTED);
    assert_int_equal(waits[0].waiting, BATCH_PARKED);
    assert_true(batch_is_dirty(&batch));
    assert_int_equal(batch_leave(&batch, BATCH_STAYS, &waits[1], 200), BATCH_STEP_WAIT);
    assert_woken(1, 2);
    assert_int_equal(batch_leave(&batch, BATCH_STAYS, &waits[2], 300), BATCH_STEP_COMMIT);
    /* Who asks during the commit waits for the next batch. */
    assert_false(batch_ask(&batch, &waits[3], false));
    batch_decide(&batch, ERR_OK);
    assert_woken(2, 1, 0);
    assert_int_equal(waits[0].waiting, BATCH_DECIDED);
    assert_int_equal(waits[0].outcome, ERR_OK);
    assert_int_equal(waits[3].waiting, BATCH_QUEUED);
    batch_release(&batch);
    assert_woken(1, 3);
    assert_false(batch_is_dirty(&batch));
    batch_opened(&batch);
    assert_int_equal(batch_leave(&batch, BATCH_STAYS, &waits[3], 400), BATCH_STEP_COMMIT);
}

static void after_two_milliseconds_nobody_joins_any_more(void **state)
{
    (void)state;
    open_with(3);
    /* The clock begins when the first stays, however long that took. */
    assert_int_equal(batch_leave(&batch, BATCH_STAYS, &waits[0], 50000), BATCH_STEP_WAIT);
    assert_int_equal(batch_leave(&batch, BATCH_STAYS, &waits[1], 50000 + BATCH_JOIN_US - 1), BATCH_STEP_WAIT);
    assert_woken(2, 1, 2);
    assert_int_equal(batch_leave(&batch, BATCH_STAYS, &waits[2], 50000 + BATCH_JOIN_US), BATCH_STEP_COMMIT);
    assert_int_equal(waits[3].waiting, BATCH_QUEUED);
    batch_decide(&batch, ERR_OK);
    batch_release(&batch);
    assert_int_equal(waits[3].waiting, BATCH_GRANTED);
}

static void who_failed_and_saw_others_is_told_what_became_of_them(void **state)
{
    (void)state;
    open_with(2);
    batch_leave(&batch, BATCH_STAYS, &waits[0], 100);
    assert_int_equal(batch_leave(&batch, BATCH_GOES, &waits[1], 200), BATCH_STEP_WAIT);
    /* The last commits for the others although its own work is gone. */
    assert_int_equal(batch_leave(&batch, BATCH_GOES, &waits[2], 300), BATCH_STEP_COMMIT);
    woken_count = 0;
    batch_decide(&batch, ERR_STORAGE_FULL);
    assert_woken(2, 1, 0);
    assert_int_equal(waits[0].outcome, ERR_STORAGE_FULL);
    assert_int_equal(waits[1].outcome, ERR_STORAGE_FULL);
}

static void batch_of_failures_alone_commits_nothing(void **state)
{
    (void)state;
    open_with(1);
    assert_int_equal(batch_leave(&batch, BATCH_GOES, &waits[0], 100), BATCH_STEP_CLOSE);
    batch_release(&batch);
    assert_woken(1, 1);
    assert_int_equal(batch.state, BATCH_IDLE);
    batch_opened(&batch);
    assert_int_equal(batch_leave(&batch, BATCH_GOES, &waits[1], 200), BATCH_STEP_CLOSE);
}

static void broken_transaction_fails_all_who_stayed_and_the_next_batch_is_fine(void **state)
{
    (void)state;
    open_with(3);
    batch_leave(&batch, BATCH_STAYS, &waits[0], 100);
    batch_leave(&batch, BATCH_STAYS, &waits[1], 200);
    woken_count = 0;
    assert_int_equal(batch_leave(&batch, BATCH_BROKEN, &waits[2], 300), BATCH_STEP_FAIL);
    batch_decide(&batch, ERR_INTERNAL);
    assert_woken(2, 1, 0);
    assert_int_equal(waits[0].outcome, ERR_INTERNAL);
    assert_int_equal(waits[1].outcome, ERR_INTERNAL);
    batch_release(&batch);
    assert_woken(1, 3);
    assert_false(batch_is_dirty(&batch));
    batch_opened(&batch);
    assert_int_equal(batch_leave(&batch, BATCH_STAYS, &waits[3], 400), BATCH_STEP_COMMIT);
    batch_decide(&batch, ERR_OK);
    assert_woken(0);
}

static void long_one_joins_nobody_and_nobody_joins_it(void **state)
{
    (void)state;
    open_with(0);
    assert_false(batch_ask(&batch, &waits[1], true));
    assert_false(batch_ask(&batch, &waits[2], false));
    assert_int_equal(batch_leave(&batch, BATCH_STAYS, &waits[0], 100), BATCH_STEP_COMMIT);
    batch_decide(&batch, ERR_OK);
    batch_release(&batch);
    assert_woken(1, 1);
    batch_opened(&batch);
    assert_int_equal(batch_leave(&batch, BATCH_STAYS, &waits[1], 200), BATCH_STEP_COMMIT);
    batch_decide(&batch, ERR_OK);
    batch_release(&batch);
    assert_woken(1, 2);
}

static void who_gives_up_waiting_leaves_the_queue_whole(void **state)
{
    (void)state;
    open_with(3);
    assert_true(batch_withdraw(&batch, &waits[3]));
    assert_true(batch_withdraw(&batch, &waits[1]));
    assert_false(batch_ask(&batch, &waits[4], false));
    batch_leave(&batch, BATCH_STAYS, &waits[0], 100);
    assert_woken(1, 2);
    assert_false(batch_withdraw(&batch, &waits[2])); /* too late: it is granted */
    batch_leave(&batch, BATCH_STAYS, &waits[2], 200);
    assert_woken(1, 4);
    assert_true(!batch.queue);
    assert_int_equal(batch_leave(&batch, BATCH_STAYS, &waits[4], 300), BATCH_STEP_COMMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(one_alone_commits_at_once, setup),
        cmocka_unit_test_setup(those_who_wait_join_in_the_order_of_asking_and_the_last_commits, setup),
        cmocka_unit_test_setup(after_two_milliseconds_nobody_joins_any_more, setup),
        cmocka_unit_test_setup(who_failed_and_saw_others_is_told_what_became_of_them, setup),
        cmocka_unit_test_setup(batch_of_failures_alone_commits_nothing, setup),
        cmocka_unit_test_setup(broken_transaction_fails_all_who_stayed_and_the_next_batch_is_fine, setup),
        cmocka_unit_test_setup(long_one_joins_nobody_and_nobody_joins_it, setup),
        cmocka_unit_test_setup(who_gives_up_waiting_leaves_the_queue_whole, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
