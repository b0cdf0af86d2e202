/* The daemon's side of a question to another machine: one order, one frame. Follows nothing by itself. */
#include "helper/probe.h"

#include "base/clock.h"
#include "fetch_fault.h"
#include "helper_call.h"
#include "helper_inner.h"
#include "probe_answer.h"

#include <string.h>
#include <unistd.h>

/* As when a picture is fetched: the child's own alarm is heard first. */
enum { NICENESS = 15, MARGIN_MS = 5000 };

/* Where it leads, as an address by itself. */
static enum err take_moved(const struct helper_call *call, const struct fetch_url *from,
                           const struct frame *frame, struct probed *probed)
{
    /* One byte more than may come, so it always ends with NUL. */
    char location[FETCH_ADDRESS_MAX + 1] = "";
    struct fetch_url to;
    probed->status = frame->http;
    if (frame->size > FETCH_ADDRESS_MAX || !helper_call_receive(call, location, frame->size) ||
        !fetch_url_follow(from, location, &to) ||
        !fetch_url_write(&to, probed->location, sizeof probed->location))
        *probed = (struct probed){.fault = FETCH_ADDRESS};
    return ERR_OK;
}

enum err probe_take_answer(struct helper_call *call, const struct fetch_url *from, struct probed *probed)
{
    struct frame frame;
    enum err err = helper_call_next(call, &frame);
    *probed = (struct probed){.fault = FETCH_TIMEOUT};
    /* Told to stop, or the helper went away; otherwise the child's alarm failed to ring. */
    if (err)
        return call->is_orphaned ? err : ERR_OK;
    switch (frame.kind) {
    case FRAME_ANSWERED:
        /* What no answer can be is not believed. */
        *probed = frame.http >= 100 && frame.http <= 599
                      ? (struct probed){.fault = FETCH_OK, .status = frame.http}
                      : (struct probed){.fault = FETCH_GARBLED};
        return ERR_OK;
    case FRAME_MOVED:
        *probed = (struct probed){.fault = FETCH_OK};
        return take_moved(call, from, &frame, probed);
    case FRAME_FAILED:
        return fetch_of_surrender(frame.status);
    case FRAME_UNFETCHED:
    case FRAME_DIED:
        probed->fault = fetch_fault_of(&frame);
        return ERR_OK;
    default:
        *probed = (struct probed){.fault = FETCH_GARBLED};
        return ERR_OK;
    }
}

enum err helper_probe(struct helper *helper, const struct fetch_rules *rules, const struct probe *probe,
                      struct probed *ret_probed)
{
    const struct order order = {.task = TASK_FETCH, .niceness = NICENESS};
    struct helper_call call = {.until_ms = clock_monotonic_ms(&clock_system) + probe->time_ms + MARGIN_MS,
                               .stopping = probe->stopping};
    struct fetch_order wish = {
        .rules = *rules, .way = probe->is_get ? FETCH_GET : FETCH_HEAD, .time_ms = probe->time_ms};
    if (!helper)
        return ERR_UNAVAILABLE;
    *ret_probed = (struct probed){.fault = FETCH_ADDRESS};
    if (!fetch_url_read(probe->address, &wish.url))
        return ERR_OK;
    if (!fetch_agent_is_sound(probe->agent))
        return ERR_INTERNAL;
    memcpy(wish.agent, probe->agent, strlen(probe->agent) + 1);
    enum err err = helper_call_send(helper_orders(helper), &order, &wish, sizeof wish, &call);
    if (err)
        return err;
    err = probe_take_answer(&call, &wish.url, ret_probed);
    close(call.socket);
    return err;
}
