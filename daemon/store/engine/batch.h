/* The batch: transactions of the one writer that share a commit, so that one synchronisation of the disk
 * serves all who wait for it.
 *
 * A state machine without threads, clock or database: whoever runs it holds a lock around each call, says
 * what time it is, does what a step asks for, and is told by `wake` whom to wake. Who wants to write waits in
 * a queue, first come, first served. Who has the writer leaves it with work that stays or without; then the
 * next joins, and once nobody waits to join, or the first to stay has waited long enough, whoever leaves last
 * commits for all. Those who stayed, and those who saw what others had not yet committed, are parked until
 * the outcome is known. One who is alone shares its commit with nobody: it is for what takes long.
 *
 *     IDLE ── opened ──► OPEN ── leave: COMMIT ──► COMMITTING ── decide, release ──► IDLE
 *                         └───── leave: CLOSE, FAIL ─────────────────────────────────┘ */
#ifndef STORE_BATCH_H
#define STORE_BATCH_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How long, from the moment the first stayed, others may join. */
enum { BATCH_JOIN_US = 2000 };

enum batch_state { BATCH_IDLE, BATCH_OPEN, BATCH_COMMITTING };

enum batch_waiting {
    BATCH_QUEUED,  /* for the writer */
    BATCH_GRANTED, /* has the writer */
    BATCH_PARKED,  /* for the outcome */
    BATCH_DECIDED, /* `outcome` is known */
};

/* Somebody who waits. Lives as long as it waits; the caller's. */
struct batch_wait {
    struct batch_wait *next;
    enum batch_waiting waiting;
    bool is_alone;
    enum err outcome;
};

struct batch {
    enum batch_state state;
    bool is_taken;    /* somebody has the writer */
    uint64_t turns;   /* how often it was given to somebody */
    bool is_alone;    /* whoever has it, or had it last, shares the commit with nobody */
    size_t stayed;    /* transactions whose work is in the batch */
    int64_t until_us; /* when joining ends; once somebody stayed */
    struct batch_wait *queue, **queue_end;
    struct batch_wait *parked;
    void (*wake)(struct batch_wait *wait);
};

void batch_init(struct batch *batch, void (*wake)(struct batch_wait *wait));

/* Asks for the writer. True: it is yours. False: you are in the queue until you are woken. */
bool batch_ask(struct batch *batch, struct batch_wait *wait, bool is_alone);

/* No longer waits for the writer. False: it was granted meanwhile. */
bool batch_withdraw(struct batch *batch, struct batch_wait *wait);

/* Whoever has the writer has begun the transaction that others may join. */
void batch_opened(struct batch *batch);

/* Whether there is work of others in the batch, which the next to write will see. */
bool batch_is_dirty(const struct batch *batch);

/* How a transaction leaves the writer. */
enum batch_leaving {
    BATCH_STAYS,  /* its work is to be committed */
    BATCH_GOES,   /* it was rolled back; its answer may still rest on work of others that it saw */
    BATCH_BROKEN, /* the whole transaction was ended by an error */
};

/* What the one who leaves has to do. */
enum batch_step {
    BATCH_STEP_WAIT,   /* wait until `wait` is decided: the writer was passed on */
    BATCH_STEP_COMMIT, /* commit for all, then batch_decide() and batch_release() */
    BATCH_STEP_CLOSE,  /* nothing is in it: roll back, then batch_release() */
    BATCH_STEP_FAIL,   /* roll back, then batch_decide() with the error and batch_release() */
};

/* `wait` is used with BATCH_STEP_WAIT alone. `now_us` is of a monotonic clock. */
enum batch_step batch_leave(struct batch *batch, enum batch_leaving leaving, struct batch_wait *wait,
                            int64_t now_us);

/* Tells all who are parked what became of the batch. */
void batch_decide(struct batch *batch, enum err outcome);

/* The writer is free; the first in the queue gets it. */
void batch_release(struct batch *batch);

#endif
