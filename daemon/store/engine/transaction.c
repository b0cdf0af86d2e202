/* Transactions on the one writer: begin, marks, commit. Threads and SQLite around the state machine of
 * batches; it knows no table and no room of the store.
 *
 * The first transaction of a batch begins it; each that joins is a savepoint in it. The connection is used by
 * one thread at a time, which the batch grants it to and which leaves it before it waits for the outcome. */
#include "store_state.h"

#include <assert.h>
#include <errno.h>
#include <time.h>

/* Patience of who waits for the writer; the most memory that all hooks of one commit may take. */
enum { WRITE_WAIT_MS = 30000, HOOK_ARENA = 64 * 1024 * 1024 };

/* All positions 0: whatever was noted is forgotten. */
static const struct hook_positions nothing_noted;
/* Who writes what follows from a commit. It is no person's act, so the audit says "system". */
static const struct actor committing = {.role = ROLE_ADMIN, .name = "system"};

/* A thread that waits, for the writer or for the outcome. */
struct transaction_wait {
    struct batch_wait wait;
    pthread_cond_t woken;
};

/* Called under batch_lock. `wait` is the first member, so its address is that of the whole. */
static void wake_waiting(struct batch_wait *wait)
{
    pthread_cond_signal(&((struct transaction_wait *)wait)->woken);
}

void transaction_init(struct store *store)
{
    store->write_wait_ms = WRITE_WAIT_MS;
    pthread_mutex_init(&store->batch_lock, NULL);
    batch_init(&store->batch, wake_waiting);
}

void transaction_done(struct store *store)
{
    pthread_mutex_destroy(&store->batch_lock);
}

/* Tells the pool of threads that this one is idle for a while, so another may take its place. Never
 * under a lock. */
static void say_waiting(const struct store *store, bool begins)
{
    if (store->on_wait)
        store->on_wait(begins);
}

static void transaction_wait_init(struct transaction_wait *waiting)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    /* A clock that is set must not lengthen or cut a wait. */
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&waiting->woken, &attributes);
    pthread_condattr_destroy(&attributes);
}

/* Gets the writer, in the order of asking; UNAVAILABLE when that takes too long. */
static enum err take_writer(struct store *store, bool is_alone)
{
    struct transaction_wait own;
    struct timespec until = store_monotonic_after(store->write_wait_ms);
    int64_t from_us = clock_elapsed_us();
    bool given_up = false;
    pthread_mutex_lock(&store->batch_lock);
    /* The condition is made only when it is needed, as most find the writer free. */
    bool is_granted = batch_ask(&store->batch, &own.wait, is_alone);
    if (!is_granted)
        transaction_wait_init(&own); /* before anybody can wake it */
    pthread_mutex_unlock(&store->batch_lock);
    if (is_granted) {
        histogram_add(&store->writing.wait, &histogram_times, 0);
        return ERR_OK;
    }
    say_waiting(store, true);
    pthread_mutex_lock(&store->batch_lock);
    int waited = 0;
    while (own.wait.waiting == BATCH_QUEUED && waited != ETIMEDOUT)
        waited = pthread_cond_timedwait(&own.woken, &store->batch_lock, &until);
    /* Asked in any case; the grant may have come after the time was over, and then the writer is ours. */
    given_up = batch_withdraw(&store->batch, &own.wait);
    pthread_mutex_unlock(&store->batch_lock);
    say_waiting(store, false);
    pthread_cond_destroy(&own.woken);
    histogram_add(&store->writing.wait, &histogram_times, (uint64_t)(clock_elapsed_us() - from_us));
    atomic_fetch_add_explicit(&store->writing.waits_in_vain, given_up, memory_order_relaxed);
    return given_up ? ERR_UNAVAILABLE : ERR_OK;
}

/* The next in the queue has it when this returns; nothing of the store's writer may be touched
 * afterwards. */
static void release_writer(struct store *store)
{
    pthread_mutex_lock(&store->batch_lock);
    batch_release(&store->batch);
    pthread_mutex_unlock(&store->batch_lock);
}

uint64_t store_turn(struct store *store)
{
    pthread_mutex_lock(&store->batch_lock);
    uint64_t turn = store->batch.is_taken ? store->batch.turns : 0;
    pthread_mutex_unlock(&store->batch_lock);
    return turn;
}

/* After an error ended a transaction; what cannot be healed now is tried again before the next one. */
static enum err transaction_heal(struct store *store)
{
    /* Healing runs statements, and those are refused while it is set. */
    store->writer->lost = ERR_OK;
    enum err err = store->is_hurt ? hooks_heal(store->writer) : ERR_OK;
    store->is_hurt = err != ERR_OK;
    return err;
}

/* Begins the batch's transaction, unless it is joined. */
static enum err open_batch(struct store *store)
{
    struct conn *conn = store->writer;
    /* Read without the lock; only who has the writer changes it, and that is this thread. */
    if (store->batch.state == BATCH_OPEN)
        return ERR_OK;
    store->batch_changed = false;
    /* A store that is hurt writes nothing, as what is kept in memory would contradict the tables. */
    enum err err = transaction_heal(store);
    if (!err)
        err = run_plain(conn, STMT_BEGIN_WRITE);
    if (err) {
        /* A BEGIN that was broken off may have begun. */
        conn_roll_back(conn);
        release_writer(store);
        return err;
    }
    conn->is_open = true;
    pthread_mutex_lock(&store->batch_lock);
    batch_opened(&store->batch);
    pthread_mutex_unlock(&store->batch_lock);
    return ERR_OK;
}

/* Gets the writer, and makes it the transaction's. */
static enum err transaction_begin(struct store *store, struct arena *arena, const struct actor *actor,
                                  bool is_alone, struct conn **ret_conn)
{
    struct conn *conn = store->writer;
    enum err err = take_writer(store, is_alone);
    if (!err)
        err = open_batch(store);
    if (err)
        return err;
    store->held_from_us = clock_elapsed_us();
    conn->arena = arena;
    conn->actor = *actor;
    conn->now_ms = clock_now_ms(store->clock);
    conn->changed = false;
    conn->outcome = NULL;
    conn->mark_count = 0;
    /* What others noted lies before it and stays when this one goes. */
    conn->positions = hooks_positions(store);
    conn->is_alone = is_alone;
    conn->has_joined = batch_is_dirty(&store->batch);
    /* What comes first needs no savepoint: if it goes, nothing is there that could stay. */
    err = conn->has_joined ? run_plain(conn, STMT_JOIN) : ERR_OK;
    if (err) {
        conn->has_joined = false; /* there is nothing to take back */
        store_end(conn);
    } else {
        *ret_conn = conn;
    }
    return err;
}

enum err store_begin(struct store *store, struct arena *arena, const struct actor *actor,
                     struct conn **ret_conn)
{
    return transaction_begin(store, arena, actor, false, ret_conn);
}

enum err store_begin_alone(struct store *store, struct arena *arena, const struct actor *actor,
                           struct conn **ret_conn)
{
    return transaction_begin(store, arena, actor, true, ret_conn);
}

void store_watch(struct conn *conn, enum err *outcome)
{
    assert(conn->is_writer);
    /* For callers who end by cleanup, and so see no result of store_abort(). */
    conn->outcome = outcome;
}

/* Commits what is in the batch, with what follows from it; nothing of it stays when that fails. */
static enum err commit_batch(struct store *store)
{
    auto_arena struct arena *arena = arena_new(HOOK_ARENA);
    struct conn *conn = store->writer;
    /* Not that of whoever happens to leave last, since the work is of all who stayed. */
    conn->arena = arena;
    conn->actor = committing;
    conn->now_ms = clock_now_ms(store->clock);
    enum err err = arena ? hooks_before_commit(conn) : ERR_MEMORY;
    if (!err)
        err = run_plain(conn, STMT_COMMIT);
    /* Nothing is to be kept from here on, whatever COMMIT gave; the rollback below may have to run. */
    conn->is_open = false;
    if (err) {
        conn_roll_back(conn);
        hooks_after_rollback(store, &nothing_noted);
        store->is_hurt = true;
        transaction_heal(store);
        return err;
    }
    /* After the commit, or a reader would render the former state under the new number. */
    if (store->batch_changed)
        store_raise_generation(store);
    hooks_after_commit(store);
    return ERR_OK;
}

/* Commits for all, and tells them before it looks after the log. */
static enum err transaction_lead(struct store *store)
{
    int64_t from_us = clock_elapsed_us();
    enum err err = commit_batch(store);
    int64_t took_us = clock_elapsed_us() - from_us;
    pthread_mutex_lock(&store->batch_lock);
    writing_note_commit(&store->writing, err, store->batch.stayed, took_us);
    /* As early as can be; those who wait need not wait for the checkpoint, which this thread does while
     * it still has the writer. */
    batch_decide(&store->batch, err);
    pthread_mutex_unlock(&store->batch_lock);
    /* Between two transactions, while nobody else can have the connection. */
    if (!err)
        checkpoint_when_due(store);
    release_writer(store);
    if (!err)
        store_tell_commit(store);
    return err;
}

/* Rolls back an open transaction in which nothing stays, so there is no outcome to tell. */
static void close_batch(struct store *store)
{
    struct conn *conn = store->writer;
    conn->is_open = false;
    conn->lost = ERR_OK; /* it would keep the rollback from running */
    conn_roll_back(conn);
    hooks_after_rollback(store, &nothing_noted);
}

/* The whole transaction is gone, and with it the work of all who stayed: none of them is acknowledged. */
static enum err fail_batch(struct store *store)
{
    /* Closing and healing both clear it. */
    enum err err = store->writer->lost;
    close_batch(store);
    store->is_hurt = true;
    transaction_heal(store);
    pthread_mutex_lock(&store->batch_lock);
    /* After healing; whoever is told may try again at once. */
    batch_decide(&store->batch, err);
    batch_release(&store->batch);
    pthread_mutex_unlock(&store->batch_lock);
    return err;
}

/* Parked, until whoever leads has committed or failed. Without a limit of time: the lead always decides,
 * and nobody may say "saved" or "not saved" before. */
static enum err await_outcome(struct store *store, struct transaction_wait *own)
{
    say_waiting(store, true);
    pthread_mutex_lock(&store->batch_lock);
    while (own->wait.waiting == BATCH_PARKED)
        pthread_cond_wait(&own->woken, &store->batch_lock);
    pthread_mutex_unlock(&store->batch_lock);
    say_waiting(store, false);
    return own->wait.outcome;
}

/* Leaves the writer, and does what the batch then asks for. Gives the outcome of what it rests on. */
static enum err transaction_leave(struct store *store, enum batch_leaving leaving)
{
    struct transaction_wait own;
    enum err err = ERR_OK;
    int64_t now_us = clock_elapsed_us();
    transaction_wait_init(&own);
    histogram_add(&store->writing.hold, &histogram_times, (uint64_t)(now_us - store->held_from_us));
    pthread_mutex_lock(&store->batch_lock);
    /* From here on, unless the step is ours, another thread may have the writer. */
    enum batch_step step = batch_leave(&store->batch, leaving, &own.wait, now_us);
    pthread_mutex_unlock(&store->batch_lock);
    switch (step) {
    case BATCH_STEP_WAIT:
        err = await_outcome(store, &own);
        break;
    case BATCH_STEP_COMMIT:
        err = transaction_lead(store);
        break;
    case BATCH_STEP_CLOSE:
        close_batch(store);
        release_writer(store);
        break;
    default: /* BATCH_STEP_FAIL */
        err = fail_batch(store);
    }
    pthread_cond_destroy(&own.woken);
    return err;
}

/* Takes back what a transaction that joined did. That this fails is an error of the whole. */
static void take_back_joined(struct conn *conn)
{
    enum err err = run_plain(conn, STMT_JOIN_BACK);
    /* ROLLBACK TO leaves the savepoint standing; it has to be released as well. */
    if (!err)
        err = run_plain(conn, STMT_JOIN_KEEP);
    /* With others' work in the transaction nobody knows what is left of this one's. */
    conn->lost = err;
}

enum err store_abort(struct conn **conn_out)
{
    struct conn *conn = TAKE(*conn_out);
    assert(conn->is_writer);
    if (!conn->lost && conn->has_joined)
        take_back_joined(conn);
    /* While the notes of those who come after are not there yet. */
    hooks_after_rollback(conn->store, &conn->positions);
    return transaction_leave(conn->store, conn->lost ? BATCH_BROKEN : BATCH_GOES);
}

enum err store_commit(struct conn **conn_out)
{
    struct conn *conn = *conn_out;
    struct store *store = conn->store;
    assert(conn->is_writer && !conn->mark_count);
    /* Something was read or made as "" for want of memory, and must not be saved. */
    enum err err = arena_failed(conn->arena) ? ERR_MEMORY : conn->lost;
    if (!err && conn->has_joined)
        err = run_plain(conn, STMT_JOIN_KEEP);
    if (err) {
        store_abort(conn_out);
        return err;
    }
    *conn_out = NULL;
    /* Only by those who stay; one that goes has changed nothing. */
    store->batch_changed = store->batch_changed || conn->changed;
    return writing_note_saved(transaction_leave(store, BATCH_STAYS));
}

void store_end(struct conn *conn)
{
    if (!conn)
        return;
    if (!conn->is_writer) {
        lease_return(conn);
        return;
    }
    /* Read before, since the connection is another's afterwards. */
    enum err *outcome = conn->outcome, err = store_abort(&conn);
    if (err && outcome)
        *outcome = err;
}

enum err store_mark(struct conn *conn)
{
    assert(conn->is_writer && conn->mark_count < MARKS_MAX);
    /* Between two pieces of a long transaction, where nothing can be taken back to; the moment to write
     * down notes. */
    enum err err = conn->is_alone && !conn->mark_count ? hooks_ease(conn) : ERR_OK;
    if (!err)
        err = run_plain(conn, STMT_MARK);
    if (!err)
        conn->marks[conn->mark_count++] = (struct mark){hooks_positions(conn->store), conn->changed};
    return err;
}

enum err store_keep(struct conn *conn)
{
    assert(conn->mark_count);
    /* What was noted since stays, as part of what is around it. */
    conn->mark_count--;
    return run_plain(conn, STMT_MARK_KEEP);
}

enum err store_take_back(struct conn *conn)
{
    assert(conn->mark_count);
    const struct mark *mark = &conn->marks[--conn->mark_count];
    /* All marks have one name in SQL; the innermost is meant. */
    enum err err = run_plain(conn, STMT_MARK_BACK);
    hooks_after_rollback(conn->store, &mark->positions);
    conn->changed = mark->changed;
    return err ? err : run_plain(conn, STMT_MARK_KEEP);
}
