/* The clock: the one place that asks for the time, so that tests can set it.
 *
 * All instants are milliseconds since 1970-01-01T00:00:00Z (int64_t `_ms`), leap seconds ignored, as
 * POSIX counts. Monotonic readings are for intervals only. Thread: any. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

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

#endif
