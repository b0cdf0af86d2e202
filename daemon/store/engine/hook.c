/* Calling the commit hooks. Knows none of those who registered. */
#include "hook.h"

#include "store_state.h"

#include <assert.h>

void hook_add(struct store *store, const struct hooks *calls, void *state)
{
    /* A connection opened before would lack what `connect` gives it. */
    assert(store->hook_count < HOOKS_MAX && !store->writer);
    store->hooks[store->hook_count++] = (struct hook){calls, state};
}

/* Found by the address of its calls, so that the engine needs no names of rooms. */
void *hook_state(const struct store *store, const struct hooks *calls)
{
    size_t i = 0;
    while (store->hooks[i].calls != calls) {
        i++;
        assert(i < store->hook_count);
    }
    return store->hooks[i].state;
}

/* Stops at the first failure: the connection is then closed anyway. */
int hooks_connect(const struct store *store, sqlite3 *db)
{
    int code = SQLITE_OK;
    for (size_t i = 0; code == SQLITE_OK && i < store->hook_count; i++)
        if (store->hooks[i].calls->connect)
            code = store->hooks[i].calls->connect(db);
    return code;
}

/* 0 for a hook that keeps no notes. */
struct hook_positions hooks_positions(const struct store *store)
{
    struct hook_positions positions = {{0}};
    for (size_t i = 0; i < store->hook_count; i++)
        if (store->hooks[i].calls->position)
            positions.at[i] = store->hooks[i].calls->position(store->hooks[i].state);
    return positions;
}

/* Cannot fail; it only cuts what is in memory. */
void hooks_after_rollback(struct store *store, const struct hook_positions *positions)
{
    for (size_t i = 0; i < store->hook_count; i++)
        if (store->hooks[i].calls->after_rollback)
            store->hooks[i].calls->after_rollback(store->hooks[i].state, positions->at[i]);
}

/* One that failed is called again with all before it, so healing what is whole must do no harm. */
enum err hooks_heal(struct conn *conn)
{
    const struct store *store = conn->store;
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < store->hook_count; i++)
        if (store->hooks[i].calls->heal)
            err = store->hooks[i].calls->heal(conn);
    return err;
}

/* Called before a mark is set, so no savepoint has to bring back what is written. */
enum err hooks_ease(struct conn *conn)
{
    const struct store *store = conn->store;
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < store->hook_count; i++)
        if (store->hooks[i].calls->ease)
            err = store->hooks[i].calls->ease(conn, store->hooks[i].state);
    return err;
}

/* A later hook may rely on what an earlier one wrote, and one that fails takes all with it. */
enum err hooks_before_commit(struct conn *conn)
{
    const struct store *store = conn->store;
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < store->hook_count; i++)
        if (store->hooks[i].calls->before_commit)
            err = store->hooks[i].calls->before_commit(conn, store->hooks[i].state);
    return err;
}

/* Nothing here can undo the commit any more; failures are each hook's own to log. */
void hooks_after_commit(struct store *store)
{
    for (size_t i = 0; i < store->hook_count; i++)
        if (store->hooks[i].calls->after_commit)
            store->hooks[i].calls->after_commit(store, store->hooks[i].state);
}

void hooks_done(struct store *store)
{
    for (size_t i = 0; i < store->hook_count; i++)
        if (store->hooks[i].calls->done)
            store->hooks[i].calls->done(store->hooks[i].state);
    /* Their states are gone. */
    store->hook_count = 0;
}
