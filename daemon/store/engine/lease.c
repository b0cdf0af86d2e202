/* Readers: the pool from which any thread leases, and those that a serving thread owns, so that it never
 * waits for one. It knows nothing of writing. */
#include "store_state.h"

#include "base/log.h"

#include <assert.h>
#include <errno.h>
#include <time.h>

/* What store.h promises. A visitor waits no longer than that for an answer that says to come back. */
enum { LEASE_WAIT_MS = 2000 };

/* Where no writer does, the first reader shows that every statement fits the schema. */
static enum err open_reader(struct store *store, struct conn **ret_conn)
{
    struct conn *conn;
    enum err err = conn_open(store, store->reader_path, CONN_READER, &conn);
    if (err)
        return err;
    if (store->only_looks && !store->reader_count)
        err = conn_prepare(conn);
    if (err) {
        conn_close(conn);
        return err;
    }
    conn_keep_time(conn);
    *ret_conn = conn;
    return ERR_OK;
}

/* Each reader holds the schema and its statements in memory, so of the pool's only the first is opened at the
 * start. */
enum err lease_open(struct store *store, const struct store_options *options)
{
    assert(options->own_readers >= 0);
    store->readers_most = options->readers;
    enum err err = open_reader(store, &store->readers[0]);
    if (err)
        return err;
    store->reader_count = 1;
    store->free_readers = store->readers[0];
    /* These are wanted at once, by threads that must not open files while they serve. */
    for (int i = 0; !err && i < options->own_readers && i < OWN_READERS_MAX; i++)
        err = open_reader(store, &store->own_readers[i].conn);
    return err;
}

/* All threads that leased have ended, so no lock is taken. Slots that were never opened are NULL. */
void lease_close(struct store *store)
{
    for (int i = 0; i < store->reader_count; i++)
        conn_close(store->readers[i]);
    for (int i = 0; i < OWN_READERS_MAX; i++)
        conn_close(store->own_readers[i].conn);
}

/* The slot of this thread, or NULL. */
static struct own_reader *own_reader_find(struct store *store)
{
    /* Slots are only ever added. One whose thread is not yet noted belongs to nobody who could ask for
     * it. */
    unsigned count = atomic_load_explicit(&store->own_reader_count, memory_order_acquire);
    pthread_t self = pthread_self();
    /* Relaxed, because a thread looks for what it wrote itself; any other value is not its own. */
    for (unsigned i = 0; i < count && i < OWN_READERS_MAX; i++)
        if (atomic_load_explicit(&store->own_readers[i].thread, memory_order_relaxed) == self)
            return &store->own_readers[i];
    return NULL;
}

/* Leaves *ret_conn alone when it fails, which the log says once: the connection may have told why. */
static void lease_open_reader(struct store *store, struct conn **ret_conn)
{
    struct log_context context = {0}, *around = log_enter(&context);
    enum err err = open_reader(store, ret_conn);
    if (err && !log_has_told())
        log_error("reader", LOG_SAYS("no connection for reading could be opened"),
                  LOG_TEXT("error", err_type(err)));
    log_leave(around);
}

void store_own_reader(struct store *store)
{
    if (own_reader_find(store))
        return;
    unsigned slot = atomic_fetch_add(&store->own_reader_count, 1);
    if (slot >= OWN_READERS_MAX) /* so many threads are not served: these lease as all others do */
        return;
    struct own_reader *own = &store->own_readers[slot];
    /* More threads than were announced, so this one opens its own. */
    if (!own->conn)
        lease_open_reader(store, &own->conn);
    /* Without a connection the slot stays the thread's; it takes a free one of the pool each time, and
     * never waits. */
    if (own->conn)
        own->conn->own = own;
    atomic_store_explicit(&own->thread, pthread_self(), memory_order_relaxed);
}

/* A free reader, or NULL. Under the lock. */
static struct conn *pop_free(struct store *store)
{
    struct conn *conn = store->free_readers;
    if (conn)
        store->free_readers = conn->next_free;
    return conn;
}

/* A further reader, while there are not too many. Under the lock, which it lets go meanwhile. */
static struct conn *add_reader(struct store *store)
{
    struct conn *conn = NULL;
    if (store->reader_count + store->readers_opening >= store->readers_most)
        return NULL;
    /* Counted before the lock is let go, or several threads together would pass the bound. */
    store->readers_opening++;
    pthread_mutex_unlock(&store->pool_lock);
    lease_open_reader(store, &conn);
    pthread_mutex_lock(&store->pool_lock);
    store->readers_opening--;
    if (conn)
        store->readers[store->reader_count++] = conn;
    return conn;
}

/* A reader of the pool, waiting for one to come back; NULL after LEASE_WAIT_MS. */
static struct conn *take_pooled(struct store *store)
{
    /* One patience for all, opening included. */
    struct timespec until = store_monotonic_after(LEASE_WAIT_MS);
    int waited = 0;
    pthread_mutex_lock(&store->pool_lock);
    struct conn *conn = pop_free(store);
    if (!conn)
        conn = add_reader(store);
    /* After ETIMEDOUT it looks no more; who came back in that moment went to another. */
    while (!conn && waited != ETIMEDOUT) {
        conn = pop_free(store);
        if (!conn)
            waited = pthread_cond_timedwait(&store->pool_returned, &store->pool_lock, &until);
    }
    pthread_mutex_unlock(&store->pool_lock);
    return conn;
}

/* This thread's own reader; within a lease of it one of the pool that happens to be free. */
static struct conn *take_own(struct store *store, struct own_reader *own)
{
    /* No lock, as nobody but this thread touches the slot once it is noted. */
    if (own->conn && !own->is_out) {
        own->is_out = true;
        return own->conn;
    }
    pthread_mutex_lock(&store->pool_lock);
    struct conn *conn = pop_free(store);
    pthread_mutex_unlock(&store->pool_lock);
    return conn;
}

/* Back to where it came from. Without the snapshot, which the caller has ended. */
static void lease_give(struct conn *conn)
{
    struct store *store = conn->store;
    if (conn->own) {
        conn->own->is_out = false;
        return;
    }
    pthread_mutex_lock(&store->pool_lock);
    /* Last in, first out; its pages are the warmest, and the others may stay idle. */
    conn->next_free = store->free_readers;
    store->free_readers = conn;
    pthread_cond_signal(&store->pool_returned);
    pthread_mutex_unlock(&store->pool_lock);
}

enum err store_lease(struct store *store, struct arena *arena, struct conn **ret_conn)
{
    assert(store && arena && ret_conn);
    struct own_reader *own = own_reader_find(store);
    struct conn *conn = own ? take_own(store, own) : take_pooled(store);
    /* A serving thread has other connections to see to, so it reads briefly or gives up to the slow
     * pool. */
    int limit_ms = own && store->read_limit_ms > STORE_OWN_READ_MS ? STORE_OWN_READ_MS : store->read_limit_ms;
    if (!conn)
        return ERR_UNAVAILABLE;
    conn->arena = arena;
    conn->now_ms = clock_now_ms(store->clock);
    conn->deadline_ms = clock_monotonic_ms(store->clock) + limit_ms;
    /* Without memory for its end the former lease may still be open; begun twice none would ever be given. */
    conn_roll_back(conn);
    /* DEFERRED; the snapshot is taken by the first read. A BEGIN that was broken off may have begun. */
    enum err err = run_plain(conn, STMT_BEGIN_READ);
    if (err)
        lease_return(conn);
    else
        *ret_conn = conn;
    return err;
}

void lease_return(struct conn *conn)
{
    assert(!conn->is_writer);
    /* Before it is free, or its snapshot would keep the log from beginning anew. */
    conn_roll_back(conn);
    lease_give(conn);
}
