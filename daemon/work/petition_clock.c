/* When persons are erased. What that means is store/petition.h's. */
#include "work/petition_clock.h"

#include "base/calendar.h"
#include "base/log.h"
#include "store/petition.h"

/* One person a transaction: what goes with it, files among it, has to fit into an entry of a common log. */
enum { BATCH = 1, ARENA_MAX = 16 * 1024 * 1024, REST_MS = 600000 };

/* A year of 365.25 days by twelve. */
static const int64_t month_ms = DATE_DAY_MS * 36525 / 1200;

static const struct actor timer = {.role = ROLE_ADMIN, .name = "timer"};

/* One transaction. */
static enum err clock_batch(const struct petition_clock *clock, int *ret_count)
{
    auto_arena struct arena *arena = arena_new(ARENA_MAX);
    auto_conn struct conn *conn = NULL;
    *ret_count = 0;
    enum err err = arena ? store_begin(clock->store, arena, &timer, &conn) : ERR_MEMORY;
    if (!err)
        err = petition_forget(conn, conn_now_ms(conn) - clock->months * month_ms, BATCH, ret_count);
    return err ? err : store_commit(&conn);
}

enum err petition_clock_run(void *context)
{
    struct petition_clock *clock = context;
    int count = BATCH, all = 0;
    enum err err = ERR_OK;
    while (!err && count == BATCH) {
        err = clock_batch(clock, &count);
        all += count;
    }
    if (!err && all)
        log_info("petitions", LOG_SAYS("who asked was erased, as its time was over"),
                 LOG_NUMBER("count", all));
    clock->is_set = !err;
    return err;
}

int64_t petition_clock_rest_ms(void *context)
{
    const struct petition_clock *clock = context;
    return clock->is_set ? REST_MS : 0;
}
