#include "citizen/ask_quota.h"

#include "base/calendar.h"
#include "test.h"

/* Noon of Tuesday 2026-11-24 in the portal's zone. */
#define NOON INT64_C(1795496400000)

static void a_block_may_send_so_many_a_day(void **state)
{
    struct ask_quota *quota = ask_quota_new(ASKS_A_DAY);
    (void)state;
    assert_non_null(quota);
    for (int i = 0; i < ASKS_A_DAY; i++)
        assert_true(ask_quota_take(quota, 7, 1, NOON));
    assert_false(ask_quota_take(quota, 7, 1, NOON));
    assert_true(ask_quota_take(quota, 8, 1, NOON));
    ask_quota_return(quota, 7, 1, NOON);
    assert_true(ask_quota_take(quota, 7, 1, NOON));
    assert_false(ask_quota_take(quota, 7, 1, NOON + 3600000));
    assert_true(ask_quota_take(quota, 7, 1, NOON + DATE_DAY_MS));
    ask_quota_free(quota);
}

static void files_are_counted_by_their_size(void **state)
{
    struct ask_quota *quota = ask_quota_new(ASK_FILES_A_DAY);
    (void)state;
    assert_non_null(quota);
    assert_false(ask_quota_take(quota, 7, ASK_FILES_A_DAY + 1, NOON));
    assert_false(ask_quota_take(quota, 7, INT32_MAX, NOON));
    assert_true(ask_quota_take(quota, 7, ASK_FILES_A_DAY - 10, NOON));
    assert_false(ask_quota_take(quota, 7, 11, NOON));
    assert_true(ask_quota_take(quota, 7, 10, NOON));
    assert_false(ask_quota_take(quota, 7, 1, NOON));
    assert_true(ask_quota_take(quota, 8, ASK_FILES_A_DAY, NOON));
    ask_quota_return(quota, 7, 10, NOON);
    assert_true(ask_quota_take(quota, 7, 10, NOON));
    /* More than was taken leaves nothing taken. */
    ask_quota_return(quota, 7, INT32_MAX, NOON);
    assert_true(ask_quota_take(quota, 7, ASK_FILES_A_DAY, NOON));
    assert_false(ask_quota_take(quota, 7, 1, NOON));
    /* What was taken yesterday gives nothing back of today. */
    assert_true(ask_quota_take(quota, 7, ASK_FILES_A_DAY, NOON + DATE_DAY_MS));
    ask_quota_return(quota, 7, ASK_FILES_A_DAY, NOON);
    assert_false(ask_quota_take(quota, 7, 1, NOON + DATE_DAY_MS));
    ask_quota_free(quota);
}

static void tables_have_limits_of_their_own(void **state)
{
    struct ask_quota *quota = ask_quota_new(DIGEST_ASKS_A_DAY);
    (void)state;
    assert_non_null(quota);
    for (int i = 0; i < DIGEST_ASKS_A_DAY; i++)
        assert_true(ask_quota_take(quota, 7, 1, NOON));
    assert_false(ask_quota_take(quota, 7, 1, NOON));
    ask_quota_free(quota);
}

static void the_console_may_always(void **state)
{
    struct ask_quota *quota = ask_quota_new(ASKS_A_DAY);
    (void)state;
    for (int i = 0; i < 10 * ASKS_A_DAY; i++)
        assert_true(ask_quota_take(quota, 0, 1, NOON));
    ask_quota_return(quota, 0, 1, NOON);
    ask_quota_free(quota);
}

/* However many come, each is counted as long as there is room, and none makes the table larger. */
static void a_hundred_thousand_blocks_find_a_place_each(void **state)
{
    struct ask_quota *quota = ask_quota_new(ASKS_A_DAY);
    (void)state;
    for (uint64_t block = 1; block <= 100000; block++)
        assert_true(ask_quota_take(quota, block * UINT64_C(0x9e3779b97f4a7c15), 1, NOON + (int64_t)block));
    ask_quota_free(quota);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_may_send_so_many_a_day),
        cmocka_unit_test(files_are_counted_by_their_size),
        cmocka_unit_test(tables_have_limits_of_their_own),
        cmocka_unit_test(the_console_may_always),
        cmocka_unit_test(a_hundred_thousand_blocks_find_a_place_each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
