/* Counts the open connections by phase. Changes nothing. */
#include "figures.h"

#include "connection.h"
#include "exchange.h"
#include "tls.h"

/* In the order of enum connection_phase. */
static const char *const state_names[] = {"new", "idle", "head", "body", "handler", "answer", "pool"};
enum { STATE_COUNT = sizeof state_names / sizeof *state_names };
_Static_assert((int)STATE_COUNT <= (int)CONNECTION_STATES_MAX, "all are shown");

static void count_state(void *context, struct connection *connection)
{
    struct server_figures *figures = context;
    unsigned stage = atomic_load_explicit(&connection->stage, memory_order_relaxed);
    figures->states[connection_phase(stage)].count++;
}

void server_figures(void *context, struct server_figures *ret_figures)
{
    const struct server_shared *shared = context;
    *ret_figures = (struct server_figures){
        .open = atomic_load_explicit(&shared->connections, memory_order_relaxed),
        .open_most = shared->options->connections,
        .in_flight = atomic_load_explicit(&shared->in_flight, memory_order_relaxed),
        .state_count = STATE_COUNT,
        .accepted = atomic_load_explicit(&shared->accepted, memory_order_relaxed),
        .refused_full = atomic_load_explicit(&shared->refused_full, memory_order_relaxed),
        .refused_address = atomic_load_explicit(&shared->refused_address, memory_order_relaxed),
        .refused_shortage = connection_shortages(),
        .certificate_until_ms = shared->options->tls_cert ? tls_until_ms() : 0};
    for (size_t i = 0; i < STATE_COUNT; i++)
        ret_figures->states[i].name = state_names[i];
    connection_each(count_state, ret_figures);
}
