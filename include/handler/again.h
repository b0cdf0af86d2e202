/* Running again what others overtook, where several machines write (store/replication.h): a handler is a
 * function of its request and of what it finds, so it may begin anew. Thread: that of the request. */
#ifndef HANDLER_AGAIN_H
#define HANDLER_AGAIN_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct app;

struct again {
    int times;       /* how often it ran again */
    uint64_t saved;  /* store_saved_here() before it began */
    bool is_ordered; /* the other machines wait for this one */
};

/* Before the first time. */
struct again again_begin(void);

/* Whether what failed with *err is to run again, from its beginning and with an empty reply: others were
 * first, it was not so too often (the last time they are asked to wait), and nothing of it was saved. The
 * store has what was first then; when it cannot get that, *err becomes UNAVAILABLE. */
bool again_is_due(struct app *app, struct again *again, enum err *err);

/* Behind the last time, whatever came of it. */
void again_end(struct app *app, const struct again *again);

#endif
