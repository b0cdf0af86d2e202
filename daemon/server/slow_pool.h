/* Threads beside those of the connections, for requests whose answer takes long: a picture is decoded in
 * seconds, and whoever reads meanwhile on the same worker must not wait for it. The connection is suspended
 * by its own worker, and resumed when the answer is there.
 *
 * Thread: started and stopped by the main thread; tasks are added by any worker. */
#ifndef SERVER_SLOW_POOL_H
#define SERVER_SLOW_POOL_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct slow_pool;

/* Something to be done once; it belongs to whoever adds it, and must live until `run` is called. */
struct task {
    void (*run)(struct task *task, bool is_stopping);
    struct task *next; /* the queue's own */
};

/* `threads` of them, and at most `most` tasks that wait. Errors: MEMORY. */
enum err slow_pool_start(unsigned threads, size_t most, struct slow_pool **ret_pool);

/* False: too many wait. */
bool slow_pool_add(struct slow_pool *slow_pool, struct task *task);

/* Tasks that have not begun are run at once with `is_stopping`, which makes them short; those under way are
 * waited for. NULL is fine. */
void slow_pool_stop(struct slow_pool *slow_pool);

#endif
