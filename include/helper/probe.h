/* Whether an address on another machine answers, and with what: for links that are checked. Judged, resolved
 * and confined as pictures are fetched (helper/fetch.h). One request and nothing more: who follows where it
 * leads asks again, so that it can take its time before.
 *
 * Thread: any, several at once. */
#ifndef HELPER_PROBE_H
#define HELPER_PROBE_H

#include "helper/fetch.h"

#include <stdatomic.h>
#include <stdbool.h>

enum { PROBE_AGENT_MAX = 300 };

struct probe {
    const char *address;         /* http or https */
    const char *agent;           /* of printable ASCII, at most PROBE_AGENT_MAX bytes */
    bool is_get;                 /* GET, for those that know no HEAD; no body is read either way */
    int time_ms;                 /* 1 to FETCH_TIME_MS */
    const atomic_bool *stopping; /* who waits gives up soon after it is set */
};

struct probed {
    enum fetch_fault fault;               /* FETCH_OK: it answered */
    int status;                           /* 100 to 599 then */
    char location[FETCH_ADDRESS_MAX + 1]; /* where it leads, whole and checked; "" nowhere */
};

/* Asks once. What is wrong over there is in ret_probed->fault. Errors: UNAVAILABLE (no helper, nobody goes
 * out, or `stopping`), INTERNAL. */
enum err helper_probe(struct helper *helper, const struct fetch_rules *rules, const struct probe *probe,
                      struct probed *ret_probed);

#endif
