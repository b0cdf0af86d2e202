/* A function of answers and counts. Asks nobody and knows no clock. */
#include "push_pace.h"

enum { STATUS_GONE = 410, STATUS_TOO_MANY = 429, STATUS_TROUBLE = 500 };

enum push_verdict push_judge(const struct probed *probed)
{
    if (probed->fault)
        return PUSH_IS_AWAY;
    if (probed->status >= 200 && probed->status < 300)
        return PUSH_IS_TAKEN;
    if (probed->status == STATUS_GONE)
        return PUSH_IS_GONE;
    return probed->status == STATUS_TOO_MANY || probed->status >= STATUS_TROUBLE ? PUSH_IS_AWAY
                                                                                 : PUSH_IS_REFUSED;
}

int64_t push_backoff_ms(int64_t attempts)
{
    static const int64_t seconds[] = {5, 30, 120, 600, 1800, 3600, 2 * 3600, 4 * 3600, 6 * 3600};
    const int64_t last = sizeof seconds / sizeof *seconds - 1;
    return seconds[attempts < 0 ? 0 : attempts > last ? last : attempts] * 1000;
}

int64_t push_quiet_ms(int64_t failures)
{
    static const int64_t most_ms = INT64_C(5) * 60 * 1000;
    int64_t wait_ms = push_backoff_ms(failures);
    return wait_ms < most_ms ? wait_ms : most_ms;
}
