/* Threads beside those that serve connections, for whatever may take long or wait: a write waits for the
 * writer, a search for the disk, a picture is decoded in seconds, and whoever reads meanwhile on the same
 * serving thread must not wait for it. Who adds a task suspends its connection first; the task resumes it.
 *
 * Tasks are of classes, each with threads and a queue of its own, so that one cannot starve the other:
 * anonymous searches no editor, an import no search. A class is one row of the table in slow_pool.c. Its
 * limit counts tasks that run; one that waits (slow_pool_wait()) gives its place to the next, so that many
 * writers can share one commit although few run at a time. Threads are made when they are first needed and
 * run at nice 5.
 *
 * Of tasks that wait in a queue with a limit, one whose key (the client's block of addresses, the account)
 * has none running goes first.
 *
 * Must not know: HTTP, connections, the store. Thread: new, _stop and _free by one thread; the rest any. */
#ifndef WORK_SLOW_POOL_H
#define WORK_SLOW_POOL_H

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/histogram.h"

#include <stdbool.h>
#include <stdint.h>

enum slow_class {
    SLOW_ANONYMOUS, /* what the public asks for; the key is a block of addresses */
    SLOW_ACCOUNT,   /* tokens and the console; the key is the account */
    SLOW_SIGN_IN, /* what needs a password's slow hash, one at a time a processor; the key is an account, or a
                     device that is known, or 0 of all others */
    SLOW_PICTURE, /* requests that bring pictures; likewise */
    SLOW_ENCLOSED, /* files of the public, looked into; the key is a block of addresses */
    SLOW_IMPORT,   /* the import that runs */
    SLOW_BODY,     /* pieces of bodies on their way to a file */
    SLOW_STREAM,   /* pieces of answers that go on */
    SLOW_CLASSES
};

/* How a task is called: once, and each but the first to end it shortly. */
enum task_call {
    TASK_RUN,
    TASK_LATE, /* it waited too long */
    TASK_GONE, /* nobody waits for it any more */
    TASK_STOP, /* the pool stops */
};

/* Something to be done once; it belongs to whoever adds it, and must live until `run` is called. */
struct task {
    void (*run)(struct task *task, enum task_call call);
    bool (*is_gone)(struct task *task); /* asked while it waits, under the pool's lock; or NULL */
    enum slow_class class;
    uint64_t key;
    bool may_wait;    /* it may call slow_pool_wait(), so it must leave threads for those that do not */
    int64_t since_ms; /* these are the pool's own */
    struct task *next;
};

struct slow_pool;

/* NULL when out of memory. */
struct slow_pool *slow_pool_new(const struct clock *clock);

/* After slow_pool_stop(). NULL is fine. */
void slow_pool_free(struct slow_pool *pool);

/* False, and nothing done: too many wait, or the pool stops. */
bool slow_pool_add(struct slow_pool *pool, struct task *task);

/* Ends tasks that waited too long or that nobody waits for; to be called about every half second. */
void slow_pool_tick(struct slow_pool *pool);

/* Tasks that have not begun are called with TASK_STOP; those under way are waited for. Afterwards nothing can
 * be added. NULL is fine. */
void slow_pool_stop(struct slow_pool *pool);

/* What there is to know of a class at one moment, and what it has done since the start. */
struct slow_figures {
    const char *name;               /* "anonymous", "account" …; static */
    unsigned waiting, waiting_most; /* in the queue; 0 no limit */
    unsigned running, running_most; /* tasks that run, those that wait for something not counted */
    unsigned idling;                /* tasks that wait for something (slow_pool_wait()) */
    uint64_t refused, late, gone;   /* not added; given up in the queue; nobody waited any more */
    struct histogram_state wait;    /* microseconds in the queue, of tasks that began to run */
};
void slow_pool_figures(struct slow_pool *pool, enum slow_class class, struct slow_figures *ret_figures);

/* The task that this thread runs begins or ends to wait for something that another task may be about to give.
 * On other threads nothing happens. */
void slow_pool_wait(bool begins);

#endif
