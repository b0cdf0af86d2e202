/* What all who use the store share: roles, the generation. Leases are lease.c's, writing is
 * transaction.c's. Knows no table of the rooms, nor SQLite beyond one statement of its own. */
#include "store_state.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <time.h>

/* In the order of enum role, which is the order of their rights. */
static const char *const role_names[ROLE_COUNT] = {"none", "reader", "author", "editor", "admin"};

const char *role_name(enum role role)
{
    assert(role < ROLE_COUNT);
    return role_names[role];
}

/* ROLE_COUNT for a name that is none. */
enum role role_from_name(const char *name)
{
    for (enum role role = 0; role < ROLE_COUNT; role++)
        if (strcmp(role_names[role], name) == 0)
            return role;
    return ROLE_COUNT;
}

uint64_t store_generation(const struct store *store)
{
    /* Acquire; who sees the number sees what was published before it was raised. */
    return atomic_load_explicit(&store->generation, memory_order_acquire);
}

const char *store_directory(const struct store *store)
{
    return store->directory;
}

struct timespec store_monotonic_after(int64_t ms)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    /* Two parts below a second each, so one carry is enough. */
    int64_t ns = at.tv_nsec + ms % 1000 * 1000000;
    at.tv_sec += ms / 1000 + ns / 1000000000;
    at.tv_nsec = ns % 1000000000;
    return at;
}

void store_raise_generation(struct store *store)
{
    pthread_mutex_lock(&store->change_lock);
    /* Under the lock, though it is atomic; a waiter that just compared it would miss the broadcast. */
    atomic_fetch_add_explicit(&store->generation, 1, memory_order_release);
    pthread_cond_broadcast(&store->changed);
    pthread_mutex_unlock(&store->change_lock);
}

/* Wakes those who wait for a generation without one, so that they look at what else changed (new
 * followers, the end). */
void store_nudge(struct store *store)
{
    pthread_mutex_lock(&store->change_lock);
    store->nudges++;
    pthread_cond_broadcast(&store->changed);
    pthread_mutex_unlock(&store->change_lock);
}

void store_on_commit(struct store *store, void (*tell)(void *context), void *context)
{
    pthread_mutex_lock(&store->change_lock);
    /* Under the lock that store_tell_commit() holds while it calls; once this returns, the former one is
     * called no more. */
    store->tell_commit = tell;
    store->tell_context = context;
    pthread_mutex_unlock(&store->change_lock);
}

void store_tell_commit(struct store *store)
{
    pthread_mutex_lock(&store->change_lock);
    /* It is called under a leaf lock, so it may take no lock of the store. */
    if (store->tell_commit)
        store->tell_commit(store->tell_context);
    pthread_mutex_unlock(&store->change_lock);
}

uint64_t store_wait(struct store *store, uint64_t since, int64_t patience_ms)
{
    struct timespec until = store_monotonic_after(patience_ms);
    int waited = 0;
    pthread_mutex_lock(&store->change_lock);
    /* Those of the past do not count, the generation does. */
    uint64_t nudges = store->nudges;
    while (store_generation(store) == since && store->nudges == nudges && waited != ETIMEDOUT)
        waited = pthread_cond_timedwait(&store->changed, &store->change_lock, &until);
    pthread_mutex_unlock(&store->change_lock);
    return store_generation(store);
}

void store_use_arena(struct conn *conn, struct arena *arena)
{
    conn->arena = arena;
}

struct arena *conn_arena(const struct conn *conn)
{
    return conn->arena;
}

int64_t conn_now_ms(const struct conn *conn)
{
    return conn->now_ms;
}

enum err store_ping(struct store *store)
{
    auto_arena struct arena *arena = arena_new(4096);
    struct conn *conn = NULL;
    enum err err = arena ? store_lease(store, arena, &conn) : ERR_MEMORY;
    if (err)
        return err;
    /* A lease alone reads nothing; this one touches the file. */
    err = run_plain(conn, STMT_STATE_READ);
    lease_return(conn);
    return err;
}
