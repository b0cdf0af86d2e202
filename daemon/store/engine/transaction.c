/* Transactions on the one writer: begin, marks, commit. Threads and SQLite around the state machine of
 * batches; it knows no table and no room of the store.
 *
 * The first transaction of a batch begins it; each that joins is a savepoint in it. The connection is used by
 * one thread at a time, which the batch grants it to and which leaves it before it waits for the outcome. */
#include "store_state.h"

#include <assert.h>
#include <errno.h>
#include <time.h>

enum { WRITE_WAIT_MS = 30000, HOOK_ARENA = 64 * 1024 * 1024 };

static const struct hook_positions nothing_noted;
static const struct actor committing = {.role = ROLE_ADMIN, .name = "system"};

/* A thread that waits, for the writer or for the outcome. */
struct transaction_wait {
    struct batch_wait wait;
    pthread_cond_t woken;
};

static void wake_waiting(struct batch_wait *wait)
{
    pthread_cond_signal(&((struct transaction_wait *)wait)->woken);
}

void transaction_init(struct store *store)
{
    pthread_mutex_init(&store->batch_lock, NULL);
    batch_init(&store->batch, wake_waiting);
}

void transaction_done(struct store *store)
{
    pthread_mutex_destroy(&store->batch_lock);
}

static void say_waiting(const struct store *store, bool begins)
{
    if (store->on_wait)
        store->on_wait(begins);
}

static void transaction_wait_init(struct transaction_wait *waiting)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&waiting->woken, &attributes);
    pthread_condattr_destroy(&attributes);
}

static int64_t monotonic_us(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec * INT64_C(1000000) + at.tv_nsec / 1000;
}

/* Gets the writer, in the order of asking; UNAVAILABLE after WRITE_WAIT_MS. */
static enum err take_writer(struct store *store, bool is_alone)
{
    struct transaction_wait own;
    struct timespec until = store_monotonic_after(WRITE_WAIT_MS);
    bool given_up = false;
    pthread_mutex_lock(&store->batch_lock);
    bool is_granted = batch_ask(&store->batch, &own.wait, is_alone);
    if (!is_granted)
        transaction_wait_init(&own); /* before anybody can wake it */
    pthread_mutex_unlock(&store->batch_lock);
    if (is_granted)
        return ERR_OK;
    say_waiting(store, true);
    pthread_mutex_lock(&store->batch_lock);
    int waited = 0;
    while (own.wait.waiting == BATCH_QUEUED && waited != ETIMEDOUT)
        waited = pthread_cond_timedwait(&own.woken, &store->batch_lock, &until);
    given_up = batch_withdraw(&store->batch, &own.wait);
    pthread_mutex_unlock(&store->batch_lock);
    say_waiting(store, false);
    pthread_cond_destroy(&own.woken);
    return given_up ? ERR_UNAVAILABLE : ERR_OK;
}

static void release_writer(struct store *store)
{
    pthread_mutex_lock(&store->batch_lock);
    batch_release(&store->batch);
    pthread_mutex_unlock(&store->batch_lock);
}

/* After an error ended a transaction; what cannot be healed now is tried again before the next one. */
static enum err transaction_heal(struct store *store)
{
    store->writer->lost = ERR_OK;
    enum err err = store->is_hurt ? hooks_heal(store->writer) : ERR_OK;
    if (!err)
        store->is_hurt = false;
    return err;
}

/* Begins the batch's transaction, unless it is joined. */
static enum err open_batch(struct store *store)
{
    struct conn *conn = store->writer;
    if (store->batch.state == BATCH_OPEN)
        return ERR_OK;
    store->batch_changed = false;
    enum err err = transaction_heal(store);
    if (!err)
        err = run_plain(conn, STMT_BEGIN_WRITE);
    if (err) {
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
    conn->arena = arena;
    conn->actor = *actor;
    conn->now_ms = clock_now_ms(store->clock);
    conn->changed = false;
    conn->outcome = NULL;
    conn->mark_count = 0;
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
    conn->outcome = outcome;
}

/* Commits what is in the batch, with what follows from it; nothing of it stays when that fails. */
static enum err commit_batch(struct store *store)
{
    auto_arena struct arena *arena = arena_new(HOOK_ARENA);
    struct conn *conn = store->writer;
    conn->arena = arena;
    conn->actor = committing;
    conn->now_ms = clock_now_ms(store->clock);
    enum err err = arena ? hooks_before_commit(conn) : ERR_MEMORY;
    if (!err)
        err = run_plain(conn, STMT_COMMIT);
    conn->is_open = false;
    if (err) {
        conn_roll_back(conn);
        hooks_after_rollback(store, &nothing_noted);
        store->is_hurt = true;
        transaction_heal(store);
        return err;
    }
    if (store->batch_changed)
        store_raise_generation(store);
    hooks_after_commit(store);
    return ERR_OK;
}

/* Commits for all, and tells them before it looks after the log. */
static enum err transaction_lead(struct store *store)
{
    enum err err = commit_batch(store);
    pthread_mutex_lock(&store->batch_lock);
    batch_decide(&store->batch, err);
    pthread_mutex_unlock(&store->batch_lock);
    if (!err)
        checkpoint_when_due(store);
    release_writer(store);
    if (!err)
        store_tell_commit(store);
    return err;
}

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
    enum err err = store->writer->lost;
    close_batch(store);
    store->is_hurt = true;
    transaction_heal(store);
    pthread_mutex_lock(&store->batch_lock);
    batch_decide(&store->batch, err);
    batch_release(&store->batch);
    pthread_mutex_unlock(&store->batch_lock);
    return err;
}

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
    transaction_wait_init(&own);
    pthread_mutex_lock(&store->batch_lock);
    enum batch_step step = batch_leave(&store->batch, leaving, &own.wait, monotonic_us());
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
    case BATCH_STEP_FAIL:
        err = fail_batch(store);
        break;
    }
    pthread_cond_destroy(&own.woken);
    return err;
}

/* Takes back what a transaction that joined did. That this fails is an error of the whole. */
static void take_back_joined(struct conn *conn)
{
    enum err err = run_plain(conn, STMT_JOIN_BACK);
    if (!err)
        err = run_plain(conn, STMT_JOIN_KEEP);
    if (err && !conn->lost)
        conn->lost = err;
}

enum err store_abort(struct conn **conn_out)
{
    struct conn *conn = TAKE(*conn_out);
    assert(conn->is_writer);
    if (!conn->lost && conn->has_joined)
        take_back_joined(conn);
    hooks_after_rollback(conn->store, &conn->positions);
    return transaction_leave(conn->store, conn->lost ? BATCH_BROKEN : BATCH_GOES);
}

enum err store_commit(struct conn **conn_out)
{
    struct conn *conn = *conn_out;
    struct store *store = conn->store;
    assert(conn->is_writer && !conn->mark_count);
    enum err err = arena_failed(conn->arena) ? ERR_MEMORY : conn->lost;
    if (!err && conn->has_joined)
        err = run_plain(conn, STMT_JOIN_KEEP);
    if (err) {
        store_abort(conn_out);
        return err;
    }
    *conn_out = NULL;
    store->batch_changed = store->batch_changed || conn->changed;
    return transaction_leave(store, BATCH_STAYS);
}

void store_end(struct conn *conn)
{
    if (!conn)
        return;
    if (!conn->is_writer) {
        lease_return(conn);
        return;
    }
    enum err *outcome = conn->outcome, err = store_abort(&conn);
    if (err && outcome)
        *outcome = err;
}

enum err store_mark(struct conn *conn)
{
    assert(conn->is_writer && conn->mark_count < MARKS_MAX);
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
    conn->mark_count--;
    return run_plain(conn, STMT_MARK_KEEP);
}

enum err store_take_back(struct conn *conn)
{
    assert(conn->mark_count);
    const struct mark *mark = &conn->marks[--conn->mark_count];
    enum err err = run_plain(conn, STMT_MARK_BACK);
    hooks_after_rollback(conn->store, &mark->positions);
    conn->changed = mark->changed;
    return err ? err : run_plain(conn, STMT_MARK_KEEP);
}
