/* When the timer looks and how much it does at once. What is due, and what publishing means, is the
 * store's to know. */
#include "work/schedule.h"

#include "base/log.h"
#include "store/change.h"
#include "store/idempotency.h"
#include "store/preview_link.h"
#include "store/proof.h"
#include "store/report.h"
#include "store/schedule.h"
#include "store/working_copy.h"

#include <stdio.h>

/* One batch holds the write lock for some tens of milliseconds; editors come between two. */
enum { BATCH = 100, ARENA_MAX = 1024 * 1024 * 1024, CLOCK_LOOK_MS = 2000 };

/* In history and audit nobody is named who slept at the time. */
static const struct actor timer = {.role = ROLE_ADMIN, .name = "timer"};

void schedule_begin(struct schedule *schedule, struct store *store)
{
    schedule->store = store;
    schedule->next_ms = INT64_MAX;
    atomic_init(&schedule->has_changed, true);
}

void schedule_note_commit(struct schedule *schedule)
{
    atomic_store(&schedule->has_changed, true);
}

static enum err schedule_look_up(struct schedule *schedule)
{
    auto_arena struct arena *arena = arena_new(4096);
    auto_conn struct conn *conn = NULL;
    enum err err = arena ? store_lease(schedule->store, arena, &conn) : ERR_MEMORY;
    return err ? err : schedule_next(conn, &schedule->next_ms);
}

/* How late the first of the batch was is what an operator wants to know. */
static void log_done(const struct schedule_done *done)
{
    log_info("schedule", LOG_SAYS("articles came and went as scheduled"),
             LOG_NUMBER("published", done->published), LOG_NUMBER("withdrawn", done->withdrawn),
             LOG_NUMBER("alerts", done->alerts),
             LOG_NUMBER("delay_ms", clock_now_ms(&clock_system) - done->first_due_ms));
}

/* Publishes and withdraws at most `limit` articles, all of them or none. */
static enum err schedule_run_batch(struct store *store, int limit, struct schedule_done *done)
{
    auto_arena struct arena *arena = arena_new(ARENA_MAX);
    auto_conn struct conn *conn = NULL;
    enum err err = arena ? store_begin_alone(store, arena, &timer, &conn) : ERR_MEMORY;
    if (!err)
        err = schedule_run(conn, limit, done);
    return err ? err : store_commit(&conn);
}

/* Asked of a reader ten times a second, so that the writer is left alone while nothing is due. */
static bool schedule_work_is_due(const struct schedule *schedule)
{
    return schedule->next_ms <= clock_now_ms(&clock_system);
}

/* Publishes and withdraws until nothing is due any more. */
static enum err catch_up(struct schedule *schedule)
{
    for (int limit = BATCH;;) {
        struct schedule_done done;
        enum err err = schedule_look_up(schedule);
        bool due = !err && schedule_work_is_due(schedule);
        if (due)
            err = schedule_run_batch(schedule->store, limit, &done);
        if (err == ERR_MEMORY && limit > 1) {
            limit = 1; /* very large articles, one at a time */
            continue;
        }
        if (err || !due)
            return err;
        log_done(&done);
    }
}

enum err schedule_tick(void *context)
{
    struct schedule *schedule = context;
    if (!atomic_exchange(&schedule->has_changed, false) && !schedule_work_is_due(schedule))
        return ERR_OK;
    enum err err = catch_up(schedule);
    if (err)
        schedule_note_commit(schedule);
    return err;
}

int64_t schedule_rest_ms(void *context)
{
    struct schedule *schedule = context;
    int64_t left_ms = schedule->next_ms - clock_now_ms(&clock_system);
    if (atomic_load(&schedule->has_changed) || left_ms <= 0)
        return 0;
    return left_ms < CLOCK_LOOK_MS ? left_ms : CLOCK_LOOK_MS;
}

/* One transaction over all that gets too old; *ret_count is how much of the trash went. */
static enum err clear_batch(struct store *store, int *ret_count)
{
    auto_arena struct arena *arena = arena_new(ARENA_MAX);
    auto_conn struct conn *conn = NULL;
    enum err err = arena ? store_begin_alone(store, arena, &timer, &conn) : ERR_MEMORY;
    /* Tombstones, addresses and kept answers are few and go as a whole. */
    if (!err)
        err = schedule_empty_trash(conn, BATCH, ret_count);
    if (!err)
        err = change_forget(conn);
    if (!err)
        err = schedule_forget_addresses(conn);
    if (!err)
        err = idempotency_forget(conn);
    if (!err)
        err = report_forget(conn);
    if (!err)
        err = working_copy_forget(conn);
    if (!err)
        err = session_forget(conn);
    if (!err)
        err = proof_forget(conn);
    if (!err)
        err = preview_link_forget(conn);
    return err ? err : store_commit(&conn);
}

/* The trash may hold thousands after somebody tidied up, so it goes in batches. */
enum err schedule_clear(void *context)
{
    int count = BATCH;
    enum err err = ERR_OK;
    while (!err && count == BATCH)
        err = clear_batch(context, &count);
    return err;
}
