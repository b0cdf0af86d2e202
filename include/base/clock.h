/* The clock: the one place that asks for the time, so that tests can set it.
 *
 * All instants are milliseconds since 1970-01-01T00:00:00Z (int64_t `_ms`), leap seconds ignored, as
 * POSIX counts. Monotonic readings are for intervals only. Thread: any. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct clock {
    int64_t (*now_ms)(void *context);       /* wall clock; may step */
    int64_t (*monotonic_ms)(void *context); /* never steps back */
    void *context;
};

/* The machine's clock. */
extern const struct clock clock_system;

int64_t clock_now_ms(const struct clock *clock);
int64_t clock_monotonic_ms(const struct clock *clock);

/* For measuring, in microseconds: the machine's monotonic clock, and the processor time of this thread (a
 * system call, so not where every request passes). */
int64_t clock_elapsed_us(void);
int64_t clock_thread_us(void);

/* Whether a wall clock can be right: this program was written after 2026 began, and a board whose battery is
 * empty wakes in 1970 or at the end of its counter. */
bool clock_is_plausible(int64_t now_ms);

#endif
