/* What the parts of the slow pool share: its rows, classes and threads. */
#ifndef WORK_SLOW_POOL_INNER_H
#define WORK_SLOW_POOL_INNER_H

#include "work/slow_pool.h"

#include <pthread.h>

/* The most that a row below has. At nice 5 serving threads come first on a full processor; 2 MiB of
 * stack, of which only what is used is memory. */
enum { THREADS_MAX = 32, NICENESS = 5, STACK_SIZE = 2 * 1024 * 1024, S = 1000 };

/* In place of a number of threads: as many as the machine has processors. */
enum { PROCESSORS = 1000 };

/* A queue whose `waiting` is 0 has no limit, no keys and no patience: each of its tasks belongs to something
 * that is counted elsewhere, a connection or a stream. */
struct class_row {
    const char *name; /* of its threads: "slow-" and that of the class */
    /* Each may be PROCESSORS. */
    unsigned running; /* tasks at once, those that wait not counted */
    unsigned threads; /* at most, THREADS_MAX or less; more than `running` where tasks wait for each other */
    unsigned waiting; /* tasks in the queue */
    unsigned waiting_key; /* of one key */
    int64_t patience_ms;  /* longest in the queue */
};

extern const struct class_row slow_pool_rows[SLOW_CLASSES];

/* One entry of a class's array, and the thread's own argument. */
struct slow_thread {
    struct slow_pool *pool;
    enum slow_class class;
    pthread_t thread;
    uint64_t key;  /* of its task */
    bool has_task; /* these under the lock */
    bool is_waiting;
};

/* `busy` counts threads with a task, `running` leaves out those that wait; their difference is how many
 * wait. All under the pool's lock. */
struct class_state {
    pthread_cond_t added;
    struct task *first, **end;
    unsigned running_most, threads_most; /* as the row says, on this machine */
    unsigned waiting;                    /* tasks in the queue */
    unsigned busy;                       /* threads with a task */
    unsigned running;                    /* those of them that do not wait */
    unsigned idle;                       /* threads without one */
    unsigned thread_count;
    uint64_t refused, late, gone;
    struct histogram wait; /* in the queue, of tasks that began */
    struct slow_thread threads[THREADS_MAX];
};

struct slow_pool {
    const struct clock *clock;
    pthread_mutex_t lock; /* a leaf: no task runs under it */
    bool is_stopping;
    struct class_state classes[SLOW_CLASSES];
};

#endif
