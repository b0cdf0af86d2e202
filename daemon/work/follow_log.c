/* Follows the common log. Knows neither the engine that keeps it nor what is in it. */
#include "work/follow_log.h"

#include <string.h>
#include <time.h>

/* As long for something new to come; the job begins again at once, but where something is wrong. */
enum { PATIENCE_MS = 2000, REST_NS = 300 * 1000 * 1000 };

/* How often, and how far apart, is looked whether what this machine appended is part of its store. */
enum { OWN_LOOKS = 50, OWN_REST_NS = 2 * 1000 * 1000 };

/* Whether the last entry is this machine's own, whose commit is under way here: all before it is applied
 * then, and to read it would cost a fence for nothing. One whose commit does not come is read like any. */
static bool is_own_underway(const struct follow_log *follow)
{
    struct ordered_state state = ordered_state(follow->ordered);
    if (strcmp(state.writer, follow->node) != 0)
        return false;
    for (int look = 0; look < OWN_LOOKS && replication_applied(follow->store) < state.head; look++)
        nanosleep(&(const struct timespec){.tv_nsec = OWN_REST_NS}, NULL);
    return replication_applied(follow->store) >= state.head;
}

enum err follow_log_run(void *context)
{
    const struct follow_log *follow = context;
    int64_t applied = replication_applied(follow->store);
    enum err err = ordered_await(follow->ordered, applied + 1, PATIENCE_MS);
    bool is_new = !err;
    if (is_new && is_own_underway(follow))
        return ERR_OK;
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
