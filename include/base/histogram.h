/* Histograms: how many measured values came up to each bound of a row, and their sum; what /metrics shows of
 * times and sizes. Adding takes no lock. Thread: any, at any time; who reads meanwhile may miss the newest.
 */
#ifndef BASE_HISTOGRAM_H
#define BASE_HISTOGRAM_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

enum { HISTOGRAM_BOUNDS_MAX = 12 };

/* Ascending; a value belongs to the first bound that is not below it, or behind the last. */
struct histogram_bounds {
    size_t count;
    uint64_t at[HISTOGRAM_BOUNDS_MAX];
};

extern const struct histogram_bounds histogram_times; /* in microseconds, from half a millisecond to 30 s */
extern const struct histogram_bounds histogram_sizes; /* how many at once: 1, 2, 4 … */

/* Zeroed, it is empty. */
struct histogram {
    atomic_uint_least64_t counts[HISTOGRAM_BOUNDS_MAX + 1]; /* of each bound alone; the last: behind all */
    atomic_uint_least64_t sum;
};

void histogram_add(struct histogram *histogram, const struct histogram_bounds *bounds, uint64_t value);

/* What a histogram held at one moment, or several of the same bounds together. */
struct histogram_state {
    uint64_t counts[HISTOGRAM_BOUNDS_MAX + 1], sum;
};

/* Adds what the histogram holds to *state. */
void histogram_read(const struct histogram *histogram, struct histogram_state *state);

/* How many values there were in all. */
uint64_t histogram_total(const struct histogram_state *state);

#endif
