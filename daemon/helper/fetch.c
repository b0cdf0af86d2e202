/* The daemon's side of fetching: an order for each address, and what its child says. Follows redirects
 * itself, so that each address is judged anew by a child that knows of no other. */
#include "helper/fetch.h"

#include "base/cleanup.h"
#include "base/clock.h"
#include "fetch_fault.h"
#include "fetch_url.h"
#include "helper_call.h"
#include "helper_inner.h"

#include <string.h>
#include <unistd.h>

/* The daemon waits a little longer than the child's own alarm, so that the alarm's word is heard. Less
 * than ten milliseconds reach nobody. */
enum { NICENESS = 10, MARGIN_MS = 5000, LEAST_MS = 10 };

/* A picture being fetched: where it is looked for now, and what was found. */
struct search {
    struct fetch_order order;
    int64_t until_ms; /* by the monotonic clock */
    struct arena *arena;
    struct fetched *fetched;
    bool has_moved; /* the last answer led to another address, which is now in the order */
};

/* There is no picture, and the caller is told why. ERR_OK, since that is an answer too. */
static enum err found_fault(struct search *search, enum fetch_fault fault, int status)
{
    *search->fetched = (struct fetched){.fault = fault, .status = status};
    return ERR_OK;
}

/* The picture itself, into the arena. */
static enum err take_bytes(struct search *search, const struct helper_call *call, const struct frame *frame)
{
    /* The child is believed no further than necessary: it has read what a stranger sent. */
    if (frame->size < 1 || frame->size > search->order.most)
        return found_fault(search, FETCH_GARBLED, 0);
    void *bytes = arena_alloc(search->arena, frame->size);
    if (!bytes)
        return ERR_MEMORY;
    if (!helper_call_receive(call, bytes, frame->size))
        return found_fault(search, FETCH_GARBLED, 0);
    *search->fetched = (struct fetched){.bytes = bytes, .size = frame->size};
    return ERR_OK;
}

/* The address that it was sent on to, read and checked here as any. */
static enum err take_location(struct search *search, const struct helper_call *call,
                              const struct frame *frame)
{
    /* One byte more than may come, so it always ends with NUL. */
    char location[FETCH_ADDRESS_MAX + 1] = "";
    struct fetch_url to;
    if (frame->size > FETCH_ADDRESS_MAX || !helper_call_receive(call, location, frame->size) ||
        !fetch_url_follow(&search->order.url, location, &to))
        return found_fault(search, FETCH_ADDRESS, 0);
    search->order.url = to;
    search->has_moved = true;
    return ERR_OK;
}

/* One frame is the whole answer. Errors are the machine's, not those of the other side. */
static enum err fetch_take_answer(struct search *search, struct helper_call *call)
{
    struct frame frame;
    enum err err = helper_call_next(call, &frame);
    /* The helper itself went away, or the child's alarm failed to ring. */
    if (err)
        return call->is_orphaned ? err : found_fault(search, FETCH_TIMEOUT, 0);
    switch (frame.kind) {
    case FRAME_FETCHED:
        return take_bytes(search, call, &frame);
    case FRAME_MOVED:
        return take_location(search, call, &frame);
    case FRAME_UNFETCHED:
    case FRAME_DIED:
        return found_fault(search, fetch_fault_of(&frame), frame.http);
    case FRAME_FAILED:
        return fetch_of_surrender(frame.status);
    default:
        return found_fault(search, FETCH_GARBLED, 0);
    }
}

/* One address: it is fetched, leads on, or fails. */
static enum err fetch_look(struct search *search, const struct helper *helper)
{
    const struct order order = {.task = TASK_FETCH, .niceness = NICENESS};
    struct helper_call call = {.until_ms = search->until_ms + MARGIN_MS};
    int64_t left_ms = search->until_ms - clock_monotonic_ms(&clock_system);
    search->has_moved = false;
    if (left_ms < LEAST_MS)
        return found_fault(search, FETCH_TIMEOUT, 0);
    /* What is left for all addresses together; the child sets its alarm by it. */
    search->order.time_ms = (int)left_ms;
    /* No turn is taken as for pictures, since a child that waits for the network costs next to nothing.
     * handler/ limits how many fetch at once. */
    enum err err =
        helper_call_send(helper_orders(helper), &order, &search->order, sizeof search->order, &call);
    if (err)
        return err;
    err = fetch_take_answer(search, &call);
    close(call.socket);
    return err;
}

enum err helper_fetch(struct helper *helper, const struct fetch_rules *rules, const char *address,
                      size_t most, int time_ms, struct arena *arena, struct fetched *ret_fetched)
{
    struct search search = {.order = {.rules = *rules, .way = FETCH_PICTURE, .most = most},
                            .until_ms = clock_monotonic_ms(&clock_system) + time_ms,
                            .arena = arena,
                            .fetched = ret_fetched};
    int64_t from_us = clock_elapsed_us();
    if (!helper)
        return ERR_UNAVAILABLE;
    /* What stays if the last address allowed leads on to another. */
    *ret_fetched = (struct fetched){.fault = FETCH_REDIRECTS};
    if (!fetch_url_read(address, &search.order.url))
        return found_fault(&search, FETCH_ADDRESS, 0);
    enum err err = fetch_look(&search, helper);
    /* has_moved is false as soon as one address ended it. */
    for (int i = 0; !err && search.has_moved && i < FETCH_REDIRECTS_MAX; i++)
        err = fetch_look(&search, helper);
    helper_count(helper, HELPER_FETCH, from_us, err ? err : ret_fetched->fault ? ERR_INPUT : ERR_OK);
    return err;
}
