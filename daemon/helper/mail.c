/* The daemon's side of a letter: one order, one frame. Knows no relay. */
#include "helper/mail.h"

#include "base/clock.h"
#include "base/log.h"
#include "child_answer.h"
#include "helper_call.h"
#include "helper_inner.h"

#include <unistd.h>

/* The program's own alarm is heard first. */
enum { NICENESS = 15, MARGIN_MS = 10 * 1000 };

/* One frame is the whole answer. */
static enum err mail_take_answer(struct helper_call *call, struct mailed *mailed)
{
    struct frame frame;
    enum err err = helper_call_next(call, &frame);
    *mailed = (struct mailed){.fault = MAIL_TIMEOUT};
    if (err)
        return call->is_orphaned ? err : ERR_OK;
    if (frame.kind == FRAME_FAILED)
        return frame.status == SURRENDER_OUT || frame.status == SURRENDER_MEMORY ? ERR_UNAVAILABLE
                                                                                 : ERR_INTERNAL;
    /* It is believed no further than it can be checked. */
    bool is_answer = frame.kind == FRAME_MAILED && frame.status >= 0 && frame.status < MAIL_FAULTS &&
                     frame.size <= MAIL_ANSWER_MAX && helper_call_receive(call, mailed->answer, frame.size);
    mailed->answer[is_answer ? frame.size : 0] = '\0';
    mailed->fault = is_answer ? (enum mail_fault)frame.status : MAIL_PROGRAM;
    return ERR_OK;
}

enum err helper_mail(struct helper *helper, const char *letter, size_t size, const atomic_bool *stopping,
                     struct mailed *ret_mailed)
{
    const struct order order = {.task = TASK_MAIL, .niceness = NICENESS};
    struct helper_call call = {.until_ms = clock_monotonic_ms(&clock_system) + MAIL_TIME_S * 1000 + MARGIN_MS,
                               .stopping = stopping};
    if (!helper)
        return ERR_UNAVAILABLE;
    enum err err = helper_call_send(helper_orders(helper), &order, letter, size, &call);
    if (err)
        return err;
    err = mail_take_answer(&call, ret_mailed);
    close(call.socket);
    return err;
}
