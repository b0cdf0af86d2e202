/* Reads answers to questions; sends none and waits for nothing. */
#include "link_ask.h"

#include "text/hyperlink.h"

#include <stdio.h>
#include <string.h>

enum { ARENA_SIZE = 16 * 1024, STATUS_FIRST_BAD = 400, STATUS_TOO_MANY = 429 };

/* Its host goes with it, by which the pace is kept. */
static bool link_ask_aim(struct link_ask *ask, const char *address)
{
    auto_arena struct arena *arena = arena_new(ARENA_SIZE);
    struct hyperlink link = arena ? hyperlink_read(address, "", arena) : (struct hyperlink){.host = ""};
    if (!*link.host || strlen(link.host) > PACE_HOST_MAX || strlen(link.url) > FETCH_ADDRESS_MAX)
        return false;
    snprintf(ask->address, sizeof ask->address, "%s", link.url);
    snprintf(ask->host, sizeof ask->host, "%s", link.host);
    return true;
}

bool link_ask_begin(struct link_ask *ask, const struct link_due *due)
{
    *ask = (struct link_ask){.id = due->id};
    return link_ask_aim(ask, due->url);
}

enum link_fault fault_of_probe(const struct probed *probed)
{
    static const enum link_fault faults[FETCH_FAULTS] = {
        [FETCH_OK] = LINK_ANSWERED,
        [FETCH_ADDRESS] = LINK_UNASKED,
        [FETCH_NAME] = LINK_NAME,
        [FETCH_FORBIDDEN] = LINK_UNASKED,
        [FETCH_UNREACHABLE] = LINK_UNREACHABLE,
        [FETCH_CERTIFICATE] = LINK_CERTIFICATE,
        [FETCH_MISSING] = LINK_GARBLED,
        [FETCH_STATUS] = LINK_GARBLED,
        [FETCH_REDIRECTS] = LINK_REDIRECTS,
        [FETCH_TOO_LARGE] = LINK_GARBLED,
        [FETCH_TIMEOUT] = LINK_TIMEOUT,
        [FETCH_NO_PICTURE] = LINK_GARBLED,
        [FETCH_GARBLED] = LINK_GARBLED,
    };
    /* "Too many requests" is about the pace. */
    return !probed->fault && probed->status == STATUS_TOO_MANY ? LINK_BUSY : faults[probed->fault];
}

/* Whether the answer to HEAD may be about HEAD alone: refused, or not understood. A name that nobody has or
 * a machine that is not there is so for GET too. */
static bool is_refusal_of_head(const struct probed *probed)
{
    if (probed->fault)
        return probed->fault == FETCH_GARBLED || probed->fault == FETCH_TIMEOUT;
    return probed->status >= STATUS_FIRST_BAD && probed->status != STATUS_TOO_MANY;
}

bool link_ask_take(struct link_ask *ask, const struct probed *probed, struct link_result *ret_result)
{
    *ret_result = (struct link_result){ask->id, fault_of_probe(probed), probed->fault ? 0 : probed->status};
    if (!probed->fault && *probed->location) {
        if (ask->redirects++ == ASK_REDIRECTS_MAX)
            *ret_result = (struct link_result){ask->id, LINK_REDIRECTS, 0};
        else if (link_ask_aim(ask, probed->location))
            return false;
        return true;
    }
    if (ask->is_get || !is_refusal_of_head(probed))
        return true;
    ask->is_get = true;
    return false;
}
