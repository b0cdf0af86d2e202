/* One link being asked for, from its first request to what came of it: HEAD, GET where that is refused, and
 * where it leads on. Private to this floor. Thread: one. */
#ifndef WORK_LINK_ASK_H
#define WORK_LINK_ASK_H

#include "helper/probe.h"
#include "link_pace.h"
#include "store/link.h"

#include <stdbool.h>

/* A few, as browsers do many: http to https, with www, to the page's own language. */
enum { ASK_REDIRECTS_MAX = 5 };

struct link_ask {
    int64_t id; /* of the link; 0: nobody is asked */
    char address[FETCH_ADDRESS_MAX + 1];
    char host[PACE_HOST_MAX + 1]; /* of the address */
    int redirects;
    bool is_get;
};

/* Begins; false: the address is none that can be asked for. */
bool link_ask_begin(struct link_ask *ask, const struct link_due *due);

/* The store's word for what the helper found. */
enum link_fault fault_of_probe(const struct probed *probed);

/* What the answer to its request means. False: it is to be asked once more, by what is in *ask now. */
bool link_ask_take(struct link_ask *ask, const struct probed *probed, struct link_result *ret_result);

#endif
