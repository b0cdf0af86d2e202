/* Cells by processor, route and class of status. Must not know what a route does, nor how figures are shown.
 */
#include "handler/metrics.h"

#include "base/memory.h"

#include <sched.h>
#include <stdlib.h>

/* A power of two; processors beyond share cells, which costs them a little and loses nothing. */
enum { SHARDS = 8 };

/* Of one route, as one processor counted it. */
struct cell {
    struct histogram time[STATUS_CLASSES];
};

struct metrics {
    size_t count; /* of routes; the cell behind the last is for requests without one */
    struct metrics_route *routes;
    struct cell *cells;         /* SHARDS times count + 1 */
    struct histogram (*cpu)[2]; /* count + 1; made answers are too few to need shards */
};

struct metrics *metrics_new(const struct metrics_route *routes, size_t count)
{
    struct metrics *metrics = memory_new(1, sizeof *metrics);
    if (!metrics)
        return NULL;
    metrics->count = count;
    metrics->routes = memory_new(count + 1, sizeof *metrics->routes);
    /* Of these only the pages of routes that are asked for become memory. */
    metrics->cells = memory_new((count + 1) * SHARDS, sizeof *metrics->cells);
    metrics->cpu = memory_new(count + 1, sizeof *metrics->cpu);
    if (!metrics->routes || !metrics->cells || !metrics->cpu) {
        metrics_free(metrics);
        return NULL;
    }
    for (size_t i = 0; i < count; i++)
        metrics->routes[i] = routes[i];
    metrics->routes[count] = (struct metrics_route){"-", "-"};
    return metrics;
}

/* NULL is fine. */
void metrics_free(struct metrics *metrics)
{
    if (!metrics)
        return;
    free(metrics->routes);
    free(metrics->cells);
    free(metrics->cpu);
    free(metrics);
}

/* A clock that steps back is impossible here; a duration is never huge all the same. */
static uint64_t not_negative(int64_t us)
{
    return us < 0 ? 0 : (uint64_t)us;
}

void metrics_answered(struct metrics *metrics, size_t route, int status, int64_t us)
{
    int class = status / 100 - 2;
    if (!metrics || class < STATUS_2XX || class >= STATUS_CLASSES)
        return;
    /* Without a system call. A thread that moves to another processor in between counts there, no less
     * exactly. */
    size_t shard = (unsigned)sched_getcpu() % SHARDS;
    struct cell *cell = &metrics->cells[shard * (metrics->count + 1) + route];
    histogram_add(&cell->time[class], &histogram_times, not_negative(us));
}

void metrics_made(struct metrics *metrics, size_t route, bool is_on_pool, int64_t cpu_us)
{
    if (metrics)
        histogram_add(&metrics->cpu[route][is_on_pool], &histogram_times, not_negative(cpu_us));
}

size_t metrics_route_count(const struct metrics *metrics)
{
    return metrics->count;
}

struct metrics_route metrics_route(const struct metrics *metrics, size_t route)
{
    return metrics->routes[route];
}

void metrics_read_time(const struct metrics *metrics, size_t route, enum status_class class,
                       struct histogram_state *state)
{
    for (size_t shard = 0; shard < SHARDS; shard++)
        histogram_read(&metrics->cells[shard * (metrics->count + 1) + route].time[class], state);
}

void metrics_read_cpu(const struct metrics *metrics, size_t route, bool is_on_pool,
                      struct histogram_state *state)
{
    histogram_read(&metrics->cpu[route][is_on_pool], state);
}
