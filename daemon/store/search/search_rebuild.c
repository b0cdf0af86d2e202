/* Building the index anew, newest articles first, in short transactions between those of editors. */
#include "search_index.h"

#include "base/log.h"
#include "engine/store_state.h"
#include "page_index.h"
#include "search_tokenizer.h"
#include "store/search.h"

#include <stdio.h>

/* Articles of one transaction at most; the arena bounds what of them is in memory at once. */
enum { BATCH_MOST = 500, ARENA_LIMIT = 64 * 1024 * 1024 };

/* Of text in a batch, so that editors never wait long; an article costs as much as so many bytes by itself.
 */
enum {
    BATCH_BYTES_LEAST = 64 * 1024,
    BATCH_BYTES_FIRST = 256 * 1024,
    BATCH_BYTES_MOST = 1024 * 1024,
    ARTICLE_BYTES = 4096,
    BATCH_MS = 100
};

static enum err empty_index(struct conn *conn)
{
    static const enum statement clearing[] = {STMT_SEARCH_TEXT_CLEAR, STMT_SEARCH_TITLE_CLEAR,
                                              STMT_SEARCH_SYLLABLES_CLEAR, STMT_SEARCH_PAIRS_CLEAR,
                                              STMT_SEARCH_REFERENCES_CLEAR};
    enum err err = run_by(conn, STMT_SEARCH_STATE_RESET, SEARCH_TOKENIZER_VERSION);
    for (size_t i = 0; !err && i < sizeof clearing / sizeof *clearing; i++)
        err = run_plain(conn, clearing[i]);
    return err ? err : page_index_clear(conn);
}

static const struct actor system_actor = {.role = ROLE_ADMIN, .name = "system"};

enum when { WHEN_STALE, ALWAYS };

static enum err begin_anew(struct store *store, enum when when)
{
    auto_arena struct arena *arena = arena_new(64 * 1024);
    auto_conn struct conn *conn = NULL;
    struct search_state state;
    enum err err = arena ? store_begin_alone(store, arena, &system_actor, &conn) : ERR_MEMORY;
    if (!err)
        err = search_read_state(conn, &state);
    if (err)
        return err;
    bool is_anew = when == ALWAYS || state.tokenizer != SEARCH_TOKENIZER_VERSION;
    /* Read by the indexer without the writer, so that it costs nothing when there is nothing to do. */
    atomic_store(&store->search_pending, is_anew || state.pending_id > 0);
    store->search_batch_bytes = BATCH_BYTES_FIRST;
    if (!is_anew)
        return ERR_OK;
    err = empty_index(conn);
    return err ? err : store_commit(&conn);
}

enum err search_begin(struct store *store)
{
    return begin_anew(store, WHEN_STALE);
}

enum err search_invalidate(struct store *store)
{
    return begin_anew(store, ALWAYS);
}

/* Articles that are indexed in one transaction, newest first. */
struct rebuild_batch {
    int64_t ids[BATCH_MOST];
    int count;
};

static enum err read_batch(struct conn *conn, int64_t pending_id, int64_t bytes, struct rebuild_batch *batch)
{
    auto_query struct query q = query_of(conn, STMT_SEARCH_PENDING_NEXT);
    enum err err = ERR_OK;
    bind_integer(&q, pending_id);
    bind_integer(&q, BATCH_MOST);
    batch->count = 0;
    /* One article goes beyond the bound, so a batch is never empty while there are some. */
    while (bytes > 0 && !(err = query_row(&q))) {
        batch->ids[batch->count++] = column_integer(&q);
        bytes -= column_integer(&q) + ARTICLE_BYTES;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Batches grow as long as they are quick, so that a slow machine has small ones. */
static void adapt_batches(struct store *store, int64_t ms)
{
    if (ms > BATCH_MS && store->search_batch_bytes > BATCH_BYTES_LEAST)
        store->search_batch_bytes /= 2;
    else if (ms < BATCH_MS / 2 && store->search_batch_bytes < BATCH_BYTES_MOST)
        store->search_batch_bytes *= 2;
}

static enum err take_in_one(struct conn *conn, int64_t id)
{
    struct search_source source;
    enum err err = search_read_source(conn, id, &source);
    return err ? err : search_take_in(conn, &source);
}

/* FTS5 writes out what it has gathered whenever an id is not above the one before: in a batch, the oldest
 * goes first. */
static enum err index_batch(struct conn *conn, int64_t pending_id, int64_t *ret_pending_id)
{
    struct store *store = conn->store;
    struct rebuild_batch batch;
    int64_t before_ms = clock_monotonic_ms(store->clock);
    enum err err = read_batch(conn, pending_id, store->search_batch_bytes, &batch);
    for (int i = batch.count; !err && i-- > 0;)
        err = take_in_one(conn, batch.ids[i]);
    adapt_batches(store, clock_monotonic_ms(store->clock) - before_ms);
    /* Ids above are in the index; 0 when the last one is. */
    *ret_pending_id = batch.count ? batch.ids[batch.count - 1] - 1 : 0;
    /* Counted once at the end, as nothing was learned meanwhile. */
    if (!err && !*ret_pending_id)
        err = search_learn_all(conn);
    return err ? err : run_by(conn, STMT_SEARCH_PENDING_SET, *ret_pending_id);
}

/* A line when it begins, one at each tenth of the way or so, one at the end. */
static void log_progress(struct store *store, int64_t before, int64_t after)
{
    if (!store->search_logged_id || after <= store->search_logged_id - store->search_logged_id / 8 - 1 ||
        !after) {
        log_info("search_index",
                 LOG_SAYS(after ? "the search index is being built anew" : "the search index is complete"),
                 LOG_NUMBER("articles_left_up_to_id", after));
        store->search_logged_id = after ? after : before;
    }
}

bool search_is_complete(const struct store *store)
{
    return !atomic_load(&store->search_pending);
}

enum err search_rebuild(struct store *store, bool *ret_done)
{
    struct search_state state;
    int64_t pending_id = 0;
    *ret_done = !atomic_load(&store->search_pending);
    if (*ret_done)
        return ERR_OK;
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    auto_conn struct conn *conn = NULL;
    enum err err = arena ? store_begin_alone(store, arena, &system_actor, &conn) : ERR_MEMORY;
    if (!err)
        err = search_read_state(conn, &state);
    /* There was no article when it was emptied. Those of since were learned by who wrote them; counted once
     * more, their words would stay when they are taken back. */
    if (!err && !state.pending_id) {
        atomic_store(&store->search_pending, false);
        *ret_done = true;
        return ERR_OK;
    }
    if (!err)
        err = index_batch(conn, state.pending_id, &pending_id);
    if (err)
        return err;
    /* Searches find more from here on. */
    conn_mark_changed(conn);
    err = store_commit(&conn);
    if (err)
        return err;
    /* After the commit, so that the log never tells of what was rolled back. */
    log_progress(store, state.pending_id, pending_id);
    atomic_store(&store->search_pending, pending_id > 0);
    *ret_done = pending_id == 0;
    return ERR_OK;
}
