/* The day of an instant, asked for again and again: the last answer's bounds are kept, since the calendar
 * costs more than all the rest of a view. Thread: its owner's. */
#ifndef VISITS_VISITS_SPAN_H
#define VISITS_VISITS_SPAN_H

#include "text/date.h"

#include <stdint.h>

struct day_span {
    int64_t begin_s, end_s; /* seconds since 1970, the end excluded; zeroed: none yet */
    int32_t day;
};

/* Days are those of the portal's zone, of equal length, as it knows no summer time. */
static inline int32_t day_span_of(struct day_span *span, int64_t at_s)
{
    if (at_s < span->begin_s || at_s >= span->end_s) {
        span->day = day_of(at_s * 1000);
        span->begin_s = day_start_ms(span->day) / 1000;
        span->end_s = span->begin_s + DATE_DAY_MS / 1000;
    }
    return span->day;
}

#endif
