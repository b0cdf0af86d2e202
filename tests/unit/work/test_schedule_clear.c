/* What the timer clears away without anybody asking. */
#include "base/log.h"
#include "store/idempotency.h"
#include "work/schedule.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int64_t now_ms = INT64_C(1795496400000);

static int64_t set_now(void *context)
{
    (void)context;
    return now_ms;
}

static const struct clock set_clock = {set_now, set_now, NULL};
static const unsigned char hash[IDEMPOTENCY_HASH_SIZE] = "request";

static void keep_answer(struct store *store, struct arena *arena)
{
    static const struct actor editor = {.token_id = 7, .role = ROLE_EDITOR};
    const struct kept_answer answer = {.status = 201, .body = "{}"};
    struct conn *conn = NULL;
    assert_int_equal(store_begin(store, arena, &editor, &conn), ERR_OK);
    assert_int_equal(idempotency_keep(conn, "k", hash, &answer), ERR_OK);
    assert_int_equal(store_commit(&conn), ERR_OK);
}

static enum err find_answer(struct store *store, struct arena *arena)
{
    struct kept_answer answer;
    auto_conn struct conn *conn = NULL;
    assert_int_equal(store_lease(store, arena, &conn), ERR_OK);
    return idempotency_find(conn, 7, "k", hash, &answer);
}

/* Finding 3: kept answers went only when the next keyed POST came. */
static void kept_answers_go_by_the_timer(void **state)
{
    char folder[] = "/tmp/cong-clear-XXXXXX", command[60];
    auto_arena struct arena *arena = arena_new(1 << 20);
    auto_buf struct buf fault = BUF(2000);
    (void)state;
    assert_non_null(mkdtemp(folder));
    const struct store_options options = {
        .directory = folder, .clock = &set_clock, .readers = 1, .read_limit_ms = 60000};
    struct store *store = NULL;
    assert_int_equal(store_open(&options, &fault, &store), ERR_OK);
    keep_answer(store, arena);
    now_ms += INT64_C(3600000) * IDEMPOTENCY_KEPT_HOURS - 1;
    assert_int_equal(schedule_clear(store), ERR_OK);
    assert_int_equal(find_answer(store, arena), ERR_OK);
    now_ms += 1;
    assert_int_equal(schedule_clear(store), ERR_OK);
    now_ms -= 1; /* it would be told now, were it still there */
    assert_int_equal(find_answer(store, arena), ERR_NOT_FOUND);
    store_close(store);
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

int main(void)
{
    log_init(LOG_LEVEL_ERROR, LOG_FORMAT_TEXT);
    const struct CMUnitTest tests[] = {cmocka_unit_test(kept_answers_go_by_the_timer)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
