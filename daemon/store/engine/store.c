/* Opening and closing, leases and transactions. */
#include "store_state.h"

#include "base/log.h"
#include "media/media_file.h"
#include "search/search_index.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WRITE_WAIT_MS = 10000 };

/* Frames of the log, of 4 KiB each, between two checkpoints; and how many are too many. */
enum { WAL_FRAMES_BETWEEN = 1000, WAL_FRAMES_TOO_MANY = 8000 };

static const char *const role_names[ROLE_COUNT] = {"none", "reader", "author", "editor", "admin"};

const char *role_name(enum role role)
{
    assert(role < ROLE_COUNT);
    return role_names[role];
}

enum role role_from_name(const char *name)
{
    for (enum role role = 0; role < ROLE_COUNT; role++)
        if (strcmp(role_names[role], name) == 0)
            return role;
    return ROLE_COUNT;
}

/* The writer alone checkpoints: SQLite's own checkpointing is off on every connection. */
static int count_frames(void *context, sqlite3 *db, const char *name, int frames)
{
    (void)db, (void)name;
    struct store *store = context;
    if (frames < store->wal_frames) /* the log began anew */
        store->wal_due = WAL_FRAMES_BETWEEN;
    store->wal_frames = frames;
    return SQLITE_OK;
}

static enum err open_connections(struct store *store, const struct store_options *options, struct buf *fault)
{
    auto_buf struct buf path = BUF(4096);
    buf_printf(&path, "%s/cong.db", options->directory);
    enum err err = conn_open(store, buf_str(&path), CONN_WRITER, &store->writer);
    if (!err)
        err = store_migrate(store->writer, fault);
    if (!err)
        err = conn_prepare(store->writer);
    if (err)
        return err;
    sqlite3_wal_hook(store->writer->db, count_frames, store);
    return lease_open(store, options);
}

static void init_locks(struct store *store)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&store->pool_returned, &attributes);
    pthread_cond_init(&store->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&store->write_lock, NULL);
    pthread_mutex_init(&store->pool_lock, NULL);
    pthread_mutex_init(&store->change_lock, NULL);
    pthread_mutex_init(&store->uses_lock, NULL);
    pthread_mutex_init(&store->misses_lock, NULL);
}

enum err store_open(const struct store_options *options, struct buf *fault, struct store **ret_store)
{
    assert(options->readers >= 1 && options->readers <= READERS_MAX);
    auto_store struct store *store = calloc(1, sizeof *store);
    if (!store)
        return ERR_MEMORY;
    init_locks(store);
    store->lock_fd = -1;
    store->clock = options->clock;
    store->read_limit_ms = options->read_limit_ms;
    store->on_wait = options->on_wait;
    store->directory = strdup(options->directory);
    store->similar = similar_table_new();
    atomic_init(&store->generation, 1);
    store->wal_due = WAL_FRAMES_BETWEEN;
    enum err err = store->directory && store->similar ? store_lock(store, fault) : ERR_MEMORY;
    if (!err)
        err = open_connections(store, options, fault);
    if (!err)
        err = search_begin(store);
    if (err && !fault->length)
        buf_printf(fault, "%s/cong.db cannot be opened", options->directory);
    if (!err)
        *ret_store = TAKE(store);
    return err;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    lease_close(store);
    if (store->writer)
        sqlite3_wal_checkpoint_v2(store->writer->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    conn_close(store->writer);
    if (store->lock_fd >= 0)
        close(store->lock_fd);
    pthread_cond_destroy(&store->pool_returned);
    pthread_cond_destroy(&store->changed);
    pthread_mutex_destroy(&store->write_lock);
    pthread_mutex_destroy(&store->pool_lock);
    pthread_mutex_destroy(&store->change_lock);
    pthread_mutex_destroy(&store->uses_lock);
    pthread_mutex_destroy(&store->misses_lock);
    similar_table_free(store->similar);
    free(store->directory);
    free(store);
}

uint64_t store_generation(const struct store *store)
{
    return atomic_load_explicit(&store->generation, memory_order_acquire);
}

const char *store_directory(const struct store *store)
{
    return store->directory;
}

static struct timespec monotonic_after(int64_t ms)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    int64_t ns = at.tv_nsec + ms % 1000 * 1000000;
    at.tv_sec += ms / 1000 + ns / 1000000000;
    at.tv_nsec = ns % 1000000000;
    return at;
}

static void raise_generation(struct store *store)
{
    pthread_mutex_lock(&store->change_lock);
    atomic_fetch_add_explicit(&store->generation, 1, memory_order_release);
    pthread_cond_broadcast(&store->changed);
    pthread_mutex_unlock(&store->change_lock);
}

uint64_t store_wait(struct store *store, uint64_t since, int64_t patience_ms)
{
    struct timespec until = monotonic_after(patience_ms);
    int waited = 0;
    pthread_mutex_lock(&store->change_lock);
    while (store_generation(store) == since && waited != ETIMEDOUT)
        waited = pthread_cond_timedwait(&store->changed, &store->change_lock, &until);
    pthread_mutex_unlock(&store->change_lock);
    return store_generation(store);
}

static enum err store_run(struct conn *conn, enum statement statement)
{
    auto_query struct query query = query_of(conn, statement);
    return query_run(&query);
}

/* Waits for the write lock, and says so. */
static int take_writer(struct store *store)
{
    struct timespec until = monotonic_after(WRITE_WAIT_MS);
    if (!pthread_mutex_trylock(&store->write_lock))
        return 0;
    if (store->on_wait)
        store->on_wait(true);
    int code = pthread_mutex_clocklock(&store->write_lock, CLOCK_MONOTONIC, &until);
    if (store->on_wait)
        store->on_wait(false);
    return code;
}

enum err store_begin(struct store *store, struct arena *arena, const struct actor *actor,
                     struct conn **ret_conn)
{
    if (take_writer(store))
        return ERR_UNAVAILABLE;
    struct conn *conn = store->writer;
    conn->arena = arena;
    conn->actor = *actor;
    conn->now_ms = clock_now_ms(store->clock);
    conn->changed = false;
    conn->removals = NULL;
    enum err err = store_run(conn, STMT_BEGIN_WRITE);
    if (err)
        pthread_mutex_unlock(&store->write_lock);
    else
        *ret_conn = conn;
    return err;
}

/* A passive checkpoint waits for nobody, but while some reader always has a snapshot the log never
 * begins anew; a log that is too long waits for the readers that are out, new ones no longer need it. */
static void checkpoint_when_due(struct store *store)
{
    if (store->wal_frames < store->wal_due)
        return;
    store->wal_due = store->wal_frames + WAL_FRAMES_BETWEEN;
    int mode =
        store->wal_frames < WAL_FRAMES_TOO_MANY ? SQLITE_CHECKPOINT_PASSIVE : SQLITE_CHECKPOINT_RESTART;
    int code = sqlite3_wal_checkpoint_v2(store->writer->db, NULL, mode, NULL, NULL);
    if (code != SQLITE_OK && code != SQLITE_BUSY)
        log_error("checkpoint", "message", sqlite3_errstr(code));
}

static void roll_back(struct conn *conn)
{
    if (!sqlite3_get_autocommit(conn->db))
        store_run(conn, STMT_ROLLBACK);
}

enum err store_commit(struct conn **conn_out)
{
    struct conn *conn = TAKE(*conn_out);
    struct store *store = conn->store;
    assert(conn->is_writer);
    enum err err = arena_failed(conn->arena) ? ERR_MEMORY : store_run(conn, STMT_COMMIT);
    if (err) {
        roll_back(conn);
    } else {
        if (conn->changed)
            raise_generation(store);
        for (const struct removal *removal = conn->removals; removal; removal = removal->next)
            media_remove_file(store, removal->name);
        checkpoint_when_due(store);
    }
    pthread_mutex_unlock(&store->write_lock);
    return err;
}

void store_end(struct conn *conn)
{
    if (!conn)
        return;
    roll_back(conn);
    if (conn->is_writer)
        pthread_mutex_unlock(&conn->store->write_lock);
    else
        lease_give(conn);
}

enum err store_mark(struct conn *conn)
{
    return store_run(conn, STMT_MARK);
}

enum err store_keep(struct conn *conn)
{
    return store_run(conn, STMT_MARK_KEEP);
}

enum err store_take_back(struct conn *conn)
{
    enum err err = store_run(conn, STMT_MARK_BACK);
    return err ? err : store_run(conn, STMT_MARK_KEEP);
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
    auto_conn struct conn *conn = NULL;
    enum err err = arena ? store_lease(store, arena, &conn) : ERR_MEMORY;
    return err ? err : store_run(conn, STMT_STATE_READ);
}
