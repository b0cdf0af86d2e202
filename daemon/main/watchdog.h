/* Tells the supervisor that the daemon is alive, each time only after it has shown it: every serving thread
 * answers a request, the slow pool runs what is given to it, and no transaction has the writer for ever. What
 * does not show it is named in the log, and the supervisor hears nothing, until it ends the process and
 * starts another.
 *
 * What another start could not mend counts as alive: a full disk, a database that is locked or damaged,
 * descriptors that are short.
 *
 * Thread: started and stopped by the main thread; works on a thread of its own. */
#ifndef MAIN_WATCHDOG_H
#define MAIN_WATCHDOG_H

#include "notify.h"
#include "work/slow_pool.h"
#include "work/worker.h"

#include <stdatomic.h>

struct running;

struct watchdog {
    const struct notify *notify;
    struct running *running;
    struct job job;
    struct worker *worker;
    struct task task;      /* what the slow pool is given */
    atomic_bool is_asked;  /* it has the task */
    atomic_llong asked_ms; /* when it got it, monotonic */
    uint64_t turn;         /* of the writer, as seen last */
    int64_t turn_ms;       /* when it was seen first */
    unsigned still;        /* what did not move at the last look */
};

/* Nothing happens where `notify` expects nothing. Both must outlive it. `watchdog` is zeroed by the caller,
 * and must outlive the running portal, whose slow pool may still have its task. Errors: MEMORY. */
enum err watchdog_start(struct watchdog *watchdog, struct running *running, const struct notify *notify);

/* Before the portal stops serving. One that was not started is fine. */
void watchdog_stop(struct watchdog *watchdog);

#endif
