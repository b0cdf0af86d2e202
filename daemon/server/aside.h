/* Threads beside those of the connections, for requests whose answer takes long: a picture is decoded in
 * seconds, and whoever reads meanwhile on the same worker must not wait for it. The connection is suspended
 * by its own worker, and resumed when the answer is there.
 *
 * Thread: started and stopped by the main thread; tasks are added by any worker. */
#ifndef SERVER_ASIDE_H
#define SERVER_ASIDE_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct aside;

/* Something to be done once; it belongs to whoever adds it, and must live until `run` is called. */
struct task {
    void (*run)(struct task *task, bool is_stopping);
    struct task *next; /* the queue's own */
};

/* `threads` of them, and at most `most` tasks that wait. Errors: MEMORY. */
enum err aside_start(unsigned threads, size_t most, struct aside **ret_aside);

/* False: too many wait. */
bool aside_add(struct aside *aside, struct task *task);

/* Tasks that have not begun are run at once with `is_stopping`, which makes them short; those under way are
 * waited for. NULL is fine. */
void aside_stop(struct aside *aside);

#endif
