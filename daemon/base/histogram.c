/* Counting values by bounds, with atomics alone. It knows nothing of what is measured, nor of how it is
 * shown. */
#include "base/histogram.h"

/* Close together where readers are served, far apart where only the order of magnitude tells anything. */
const struct histogram_bounds histogram_times = {
    12, {500, 1000, 2500, 5000, 10000, 25000, 100000, 250000, 1000000, 2500000, 10000000, 30000000}};
const struct histogram_bounds histogram_sizes = {8, {1, 2, 4, 8, 16, 32, 64, 128}};

/* Relaxed: each is a number for itself, and nothing is decided by them. */
void histogram_add(struct histogram *histogram, const struct histogram_bounds *bounds, uint64_t value)
{
    size_t place = 0;
    /* Most values belong to the first bounds, so no search is quicker. */
    while (place < bounds->count && value > bounds->at[place])
        place++;
    /* What lies behind all has the same place whatever the row's length is. */
    place = place < bounds->count ? place : HISTOGRAM_BOUNDS_MAX;
    atomic_fetch_add_explicit(&histogram->counts[place], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&histogram->sum, value, memory_order_relaxed);
}

void histogram_read(const struct histogram *histogram, struct histogram_state *state)
{
    for (size_t i = 0; i <= HISTOGRAM_BOUNDS_MAX; i++)
        state->counts[i] += atomic_load_explicit(&histogram->counts[i], memory_order_relaxed);
    state->sum += atomic_load_explicit(&histogram->sum, memory_order_relaxed);
}

/* From the counts themselves, so that the last bucket never contradicts it. */
uint64_t histogram_total(const struct histogram_state *state)
{
    uint64_t total = 0;
    for (size_t i = 0; i <= HISTOGRAM_BOUNDS_MAX; i++)
        total += state->counts[i];
    return total;
}
