/* What is measured of requests, by route: how long an answer took, and what its making cost a processor. Rows
 * of the route table are known by their number alone. Counting takes no lock: each processor has cells of its
 * own. Thread: any. */
#ifndef HANDLER_METRICS_H
#define HANDLER_METRICS_H

#include "base/histogram.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One row of the table, as labels say it; static texts. */
struct metrics_route {
    const char *method, *pattern;
};

/* 1xx is nobody's answer. */
enum status_class { STATUS_2XX, STATUS_3XX, STATUS_4XX, STATUS_5XX, STATUS_CLASSES };

/* What the server knows of connections at one moment, and what it has done since the start. */
enum { CONNECTION_STATES_MAX = 8 };

struct server_figures {
    unsigned open, open_most;
    unsigned in_flight; /* requests being read or answered */
    struct {
        const char *name; /* static */
        unsigned count;
    } states[CONNECTION_STATES_MAX];
    size_t state_count;
    uint64_t accepted;
    uint64_t refused_full, refused_address; /* as many as may be were open; as many of that address */
    uint64_t refused_shortage;              /* attempts to accept for which the machine had not the means */
    int64_t certificate_until_ms;           /* the end of its validity; 0 without TLS */
};

/* The server stands above those who show its figures, so it leaves them a function. Zeroed: there is none. */
struct server_source {
    void (*read)(void *context, struct server_figures *ret_figures);
    void *context;
};

struct metrics;

/* Copies the rows. NULL when out of memory. */
struct metrics *metrics_new(const struct metrics_route *routes, size_t count);
void metrics_free(struct metrics *metrics);

/* An answer of this status was ready `us` microseconds after its request was there. `route` is the row's
 * number; the count of rows: no row. NULL: nothing is measured. */
void metrics_answered(struct metrics *metrics, size_t route, int status, int64_t us);

/* The making of an answer, or the attempt, took so much time of a processor, on the slow pool or on a thread
 * that serves. What is sent from the page cache is not made. */
void metrics_made(struct metrics *metrics, size_t route, bool is_on_pool, int64_t cpu_us);

/* How many rows there are; the number behind the last stands for none. */
size_t metrics_route_count(const struct metrics *metrics);

/* The row's labels; method "-" and pattern "-" for no row. */
struct metrics_route metrics_route(const struct metrics *metrics, size_t route);

/* Adds what was counted of a row to *state. */
void metrics_read_time(const struct metrics *metrics, size_t route, enum status_class class,
                       struct histogram_state *state);
void metrics_read_cpu(const struct metrics *metrics, size_t route, bool is_on_pool,
                      struct histogram_state *state);

#endif
