/* The state machine of batches. Knows neither threads nor the database. */
#include "batch.h"

#include <assert.h>

/* `wake` is called with the caller's lock held, so it may signal and do nothing else. */
void batch_init(struct batch *batch, void (*wake)(struct batch_wait *wait))
{
    *batch = (struct batch){.wake = wake};
    batch->queue_end = &batch->queue;
}

/* The writer is this one's. is_alone stays behind after it left, for batch_may_be_joined() is asked
 * then. */
static void batch_grant(struct batch *batch, struct batch_wait *wait)
{
    batch->is_taken = true;
    batch->turns++;
    batch->is_alone = wait->is_alone;
    wait->waiting = BATCH_GRANTED;
}

/* The head of the queue, which must not be empty, gets the writer; its thread finds out by being woken. */
static void batch_grant_first(struct batch *batch)
{
    struct batch_wait *wait = batch->queue;
    batch->queue = wait->next;
    if (!batch->queue)
        batch->queue_end = &batch->queue;
    batch_grant(batch, wait);
    batch->wake(wait);
}

bool batch_ask(struct batch *batch, struct batch_wait *wait, bool is_alone)
{
    *wait = (struct batch_wait){.waiting = BATCH_QUEUED, .is_alone = is_alone};
    /* A free writer has no queue, for batch_release() passes it on itself; so nobody overtakes those who
     * wait. */
    if (!batch->is_taken) {
        assert(batch->state == BATCH_IDLE && !batch->queue);
        batch_grant(batch, wait);
        return true;
    }
    *batch->queue_end = wait;
    batch->queue_end = &wait->next;
    return false;
}

bool batch_withdraw(struct batch *batch, struct batch_wait *wait)
{
    struct batch_wait **at = &batch->queue;
    /* Granted between the end of the patience and the lock. The caller has the writer and must use or
     * release it. */
    if (wait->waiting != BATCH_QUEUED)
        return false;
    while (*at != wait)
        at = &(*at)->next;
    /* The queue is short, as it is bounded by the threads that write; a walk is cheap enough. */
    *at = wait->next;
    if (!*at)
        batch->queue_end = at;
    return true;
}

void batch_opened(struct batch *batch)
{
    assert(batch->is_taken && batch->state == BATCH_IDLE);
    batch->state = BATCH_OPEN;
}

bool batch_is_dirty(const struct batch *batch)
{
    return batch->stayed > 0;
}

/* Whether the next in the queue comes into this same commit. One who is alone waits for a batch of its
 * own, and nobody joins one. */
static bool batch_may_be_joined(const struct batch *batch, int64_t now_us)
{
    return batch->queue && !batch->queue->is_alone && !batch->is_alone && now_us < batch->until_us;
}

enum batch_step batch_leave(struct batch *batch, enum batch_leaving leaving, struct batch_wait *wait,
                            int64_t now_us)
{
    assert(batch->is_taken && batch->state == BATCH_OPEN);
    if (leaving == BATCH_BROKEN)
        return BATCH_STEP_FAIL;
    /* Only the first to stay sets the end; with each setting it anew, a stream of writers could put off
     * the commit for ever. */
    if (leaving == BATCH_STAYS && !batch->stayed++)
        batch->until_us = now_us + BATCH_JOIN_US;
    /* What was rolled back saw nothing of others, so its answer rests on no commit. Rolling back an
     * empty transaction costs no synchronisation. */
    if (!batch->stayed)
        return BATCH_STEP_CLOSE;
    if (!batch_may_be_joined(batch, now_us)) {
        batch->state = BATCH_COMMITTING;
        return BATCH_STEP_COMMIT;
    }
    /* Before this one parks; both happen under the same lock, so the outcome cannot pass it by. */
    batch_grant_first(batch);
    *wait = (struct batch_wait){.next = batch->parked, .waiting = BATCH_PARKED};
    batch->parked = wait;
    return BATCH_STEP_WAIT;
}

void batch_decide(struct batch *batch, enum err outcome)
{
    assert(batch->is_taken && batch->state != BATCH_IDLE);
    batch->stayed = 0;
    while (batch->parked) {
        struct batch_wait *wait = batch->parked;
        /* Read first; once it is woken and has the lock, its frame with `wait` may be gone. */
        batch->parked = wait->next;
        wait->outcome = outcome;
        wait->waiting = BATCH_DECIDED;
        batch->wake(wait);
    }
}

void batch_release(struct batch *batch)
{
    assert(batch->is_taken && !batch->stayed && !batch->parked);
    batch->state = BATCH_IDLE;
    batch->is_taken = false;
    /* is_taken never was seen as false by those who ask, as the lock is held over both. */
    if (batch->queue)
        batch_grant_first(batch);
}
