/* The self-check behind WATCHDOG=1. Knows which parts have to move, and nothing of what they do. */
#include "watchdog.h"

#include "base/clock.h"
#include "base/log.h"
#include "running.h"
#include "store/store.h"

/* So often within the supervisor's time it is looked: one look that comes late ends nothing. A serving thread
 * has as long for its answer as lies between two looks; what may take long by itself (an erasure, an import
 * on a slow disk) has so many times the supervisor's time, which are minutes. */
enum { LOOKS = 4, LOOK_LEAST_MS = 10, STUCK_TIMES = 10 };

/* What does not move, as a bit set. */
enum { STILL_THREAD = 1, STILL_POOL = 2, STILL_WRITER = 4 };

/* By the slow pool, which moves whatever it then says. */
static void watchdog_answer(struct task *task, enum task_call call)
{
    struct watchdog *watchdog = (struct watchdog *)((char *)task - offsetof(struct watchdog, task));
    /* Called because it waited too long: then it has not moved, and the time goes on. */
    if (call != TASK_LATE)
        atomic_store(&watchdog->asked_ms, 0);
    atomic_store(&watchdog->is_asked, false);
}

/* Since then something has not moved, for longer than anything takes that ends. */
static bool watchdog_is_stuck(const struct watchdog *watchdog, int64_t since_ms, int64_t now_ms)
{
    return now_ms - since_ms >= STUCK_TIMES * watchdog->notify->watchdog_ms;
}

/* Gives the pool something to do, unless it still has it. asked_ms stays that of the first it did not do. */
static void watchdog_ask(struct watchdog *watchdog, int64_t now_ms)
{
    long long never = 0;
    if (atomic_load(&watchdog->is_asked))
        return;
    atomic_compare_exchange_strong(&watchdog->asked_ms, &never, now_ms);
    atomic_store(&watchdog->is_asked, true);
    watchdog->task = (struct task){.run = watchdog_answer, .class = SLOW_ACCOUNT, .key = UINT64_MAX};
    /* Full: others wait too, and are told so; that is for the time to judge. */
    if (!slow_pool_add(watchdog->running->app.slow, &watchdog->task))
        atomic_store(&watchdog->is_asked, false);
}

static bool watchdog_pool_moves(struct watchdog *watchdog, int64_t now_ms)
{
    int64_t asked_ms = atomic_load(&watchdog->asked_ms);
    return !asked_ms || !watchdog_is_stuck(watchdog, asked_ms, now_ms);
}

static bool watchdog_writer_moves(struct watchdog *watchdog, int64_t now_ms)
{
    uint64_t turn = store_turn(watchdog->running->store);
    if (!turn || turn != watchdog->turn)
        watchdog->turn_ms = now_ms;
    watchdog->turn = turn;
    return !watchdog_is_stuck(watchdog, watchdog->turn_ms, now_ms);
}

/* Everything is looked at in any case, so that the log names all that does not move. */
static unsigned watchdog_find(struct watchdog *watchdog, struct buf *fault)
{
    unsigned still = 0;
    watchdog_ask(watchdog, clock_monotonic_ms(&clock_system));
    if (!server_is_responsive(watchdog->running->server, watchdog->job.interval_ms, fault))
        still |= STILL_THREAD;
    int64_t now_ms = clock_monotonic_ms(&clock_system);
    if (!watchdog_pool_moves(watchdog, now_ms)) {
        still |= STILL_POOL;
        buf_printf(fault, "%sthe slow pool does nothing any more", fault->length ? "; " : "");
    }
    if (!watchdog_writer_moves(watchdog, now_ms)) {
        still |= STILL_WRITER;
        buf_printf(fault, "%sone transaction keeps the writer", fault->length ? "; " : "");
    }
    return still;
}

/* The supervisor is told only if all move. */
static enum err watchdog_look(void *context)
{
    struct watchdog *watchdog = context;
    auto_buf struct buf fault = BUF(4096);
    unsigned still = watchdog_find(watchdog, &fault);
    if (!still)
        notify_send(watchdog->notify, "WATCHDOG=1");
    /* Once when something begins and once when all is over. */
    if (still & ~watchdog->still)
        log_error("watchdog",
                  LOG_SAYS("something does not move any more; the supervisor will start the daemon anew"),
                  LOG_TEXT("error", buf_str(&fault)));
    else if (!still && watchdog->still)
        log_info("watchdog", LOG_SAYS("all moves again"), LOG_TEXT("state", "over"));
    watchdog->still = still;
    return ERR_OK;
}

enum err watchdog_start(struct watchdog *watchdog, struct running *running, const struct notify *notify)
{
    int64_t interval_ms = notify->watchdog_ms / LOOKS;
    watchdog->notify = notify;
    watchdog->running = running;
    if (!notify->watchdog_ms)
        return ERR_OK;
    watchdog->job = (struct job){"watchdog", interval_ms < LOOK_LEAST_MS ? LOOK_LEAST_MS : interval_ms,
                                 watchdog_look, watchdog, NULL};
    return worker_start(&watchdog->job, 1, &watchdog->worker);
}

void watchdog_stop(struct watchdog *watchdog)
{
    worker_stop(watchdog->worker);
    watchdog->worker = NULL;
}
