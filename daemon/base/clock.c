/* The machine's clock, and whether it can be right. The machine's clock behind two function pointers.
 * Whoever stores or tells a time has one passed in, so tests pass their own; only waits on conditions and
 * what is measured go to the kernel directly. Of days and zones only text/date.h knows. */
#include "base/clock.h"

#include <stddef.h>
#include <time.h>

/* clock_gettime() answers from the vDSO, without a system call; it cannot fail for these two clocks. */
static int64_t read_ms(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t read_us(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Wall time, which NTP or an administrator may set back: good for dates, not for waiting. */
static int64_t system_now(void *context)
{
    (void)context;
    return read_ms(CLOCK_REALTIME);
}

/* Since the machine's start, not counting suspension; only differences of it mean anything. */
static int64_t system_monotonic(void *context)
{
    (void)context;
    return read_ms(CLOCK_MONOTONIC);
}

const struct clock clock_system = {system_now, system_monotonic, NULL};

int64_t clock_now_ms(const struct clock *clock)
{
    return clock->now_ms(clock->context);
}

int64_t clock_monotonic_ms(const struct clock *clock)
{
    return clock->monotonic_ms(clock->context);
}

int64_t clock_elapsed_us(void)
{
    return read_us(CLOCK_MONOTONIC);
}

int64_t clock_thread_us(void)
{
    return read_us(CLOCK_THREAD_CPUTIME_ID);
}

bool clock_is_plausible(int64_t now_ms)
{
    static const int64_t begin_2026_ms = INT64_C(1767225600000), begin_2100_ms = INT64_C(4102444800000);
    return now_ms >= begin_2026_ms && now_ms < begin_2100_ms;
}
