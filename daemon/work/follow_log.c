/* Follows the common log. Knows neither the engine that keeps it nor what is in it. */
#include "work/follow_log.h"

#include <time.h>

/* As long for something new to come; the job begins again at once, but where something is wrong. */
enum { PATIENCE_MS = 2000, REST_NS = 300 * 1000 * 1000 };

enum err follow_log_run(void *context)
{
    const struct follow_log *follow = context;
    int64_t applied = replication_applied(follow->store);
    enum err err = ordered_await(follow->ordered, applied + 1, PATIENCE_MS);
    bool is_new = !err;
    if (is_new)
        err = replication_catch_up(follow->store, &applied);
    if (err && err != ERR_NOT_FOUND)
        nanosleep(&(const struct timespec){.tv_nsec = REST_NS}, NULL);
    /* That the log is away is told where it is noticed. */
    return is_new ? err : ERR_OK;
}

struct follow_lag follow_log_lag(const struct store *store, struct ordered *ordered)
{
    struct follow_lag lag = {.log = ordered_state(ordered), .applied = replication_applied(store)};
    if (lag.log.head > lag.applied) {
        lag.entries = lag.log.head - lag.applied;
        lag.ms = lag.log.head_age_ms + clock_monotonic_ms(&clock_system) - lag.log.heard_ms;
    }
    return lag;
}

bool follow_log_may_write(struct ordered *ordered)
{
    return !ordered || ordered_state(ordered).is_reached;
}
