/* The list of what was taken back, and the work of erasing it. The list says no words, so that it can be
 * applied again to a copy of before. */
#include "redaction_list.h"

#include "engine/rows.h"
#include "engine/store_state.h"
#include "search/search_merge.h"
#include "store/migration.h"
#include "store/redaction.h"

#include <assert.h>
#include <stdlib.h>
#include <time.h>

/* Of a step's arena; how often the log is tried to be emptied at once, and the pause between two. */
enum { STEP_ARENA = 1024 * 1024, EMPTY_TRIES = 100, EMPTY_PAUSE_MS = 10 };

static const struct actor eraser = {.role = ROLE_ADMIN, .name = "system"};

/* Of redactions that are not committed yet: how many. */
static size_t redactions_position(const void *state)
{
    return *(const size_t *)state;
}

static void redactions_cut(void *state, size_t position)
{
    *(size_t *)state = position;
}

static void redactions_carry_out(struct store *store, void *state)
{
    if (*(size_t *)state)
        atomic_store(&store->redaction_pending, true);
    redactions_cut(state, 0);
}

static const struct hooks redaction_hooks = {
    .position = redactions_position,
    .after_rollback = redactions_cut,
    .after_commit = redactions_carry_out,
    .done = free,
};

enum err redaction_register(struct store *store)
{
    size_t *noted = calloc(1, sizeof *noted);
    if (!noted)
        return ERR_MEMORY;
    hook_add(store, &redaction_hooks, noted);
    return ERR_OK;
}

bool redaction_is_pending(const struct store *store)
{
    return atomic_load(&store->redaction_pending);
}

static void redaction_read_row(struct query *q, struct redaction *redaction)
{
    redaction->id = column_integer(q);
    redaction->article_id = column_integer(q);
    redaction->version = column_integer(q);
    redaction->at_ms = column_integer(q);
    redaction->erased_ms = column_integer(q);
}

enum err redaction_by_id(struct conn *conn, int64_t id, struct redaction *ret_redaction)
{
    auto_query struct query q = query_of(conn, STMT_REDACTION_BY_ID);
    bind_integer(&q, id);
    enum err err = query_row(&q);
    if (!err)
        redaction_read_row(&q, ret_redaction);
    return err;
}

enum err redaction_list(struct conn *conn, int64_t before, int limit, struct redaction **ret_items,
                        size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_REDACTION_LIST);
    struct redaction *items = NULL;
    size_t count = 0;
    enum err err;
    bind_integer(&q, before ? before : INT64_MAX);
    bind_integer(&q, limit);
    while (!(err = query_row(&q))) {
        struct redaction *item = array_add(conn->arena, &items, &count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        redaction_read_row(&q, item);
    }
    if (err != ERR_NOT_FOUND)
        return err;
    *ret_items = items;
    *ret_count = count;
    return ERR_OK;
}

enum err redaction_add(struct conn *conn, int64_t article_id, int64_t version, int64_t *ret_id)
{
    assert(conn->is_writer);
    auto_query struct query q = query_of(conn, STMT_REDACTION_ADD);
    bind_integer(&q, article_id);
    bind_integer(&q, version);
    bind_integer(&q, conn->now_ms);
    enum err err = query_row(&q);
    if (err)
        return err;
    *ret_id = column_integer(&q);
    redaction_note(conn);
    return query_run(&q);
}

/* Whoever erases must not look before the row is on the disk, or it would rest while there is something to
 * do. */
void redaction_note(struct conn *conn)
{
    assert(conn->is_writer);
    (*(size_t *)hook_state(conn->store, &redaction_hooks))++;
}

/* The newest of either list that is to be erased; 0 where there is none. */
struct still_open {
    int64_t redaction, erasure;
};

static bool is_any_open(const struct still_open *open)
{
    return open->redaction || open->erasure;
}

static enum err redaction_open(struct conn *conn, struct still_open *ret_open)
{
    auto_query struct query q = query_of(conn, STMT_REDACTION_OPEN);
    enum err err = query_row(&q);
    if (!err) {
        ret_open->redaction = column_integer(&q);
        ret_open->erasure = column_integer(&q);
    }
    return err;
}

/* As it is on the disk. */
static enum err redaction_look(struct store *store, struct still_open *ret_open)
{
    auto_arena struct arena *arena = arena_new(STEP_ARENA);
    auto_conn struct conn *conn = NULL;
    enum err err = arena ? store_lease(store, arena, &conn) : ERR_MEMORY;
    return err ? err : redaction_open(conn, ret_open);
}

enum err redaction_begin(struct store *store)
{
    struct still_open open = {0};
    enum err err = redaction_look(store, &open);
    atomic_store(&store->redaction_pending, !err && is_any_open(&open));
    return err;
}

static enum err merge_once(struct store *store, struct search_merge *merge)
{
    auto_arena struct arena *arena = arena_new(STEP_ARENA);
    auto_conn struct conn *conn = NULL;
    enum err err = arena ? store_begin_alone(store, arena, &eraser, &conn) : ERR_MEMORY;
    int64_t begun_ms = clock_monotonic_ms(store->clock);
    if (!err)
        err = search_merge_step(conn, merge);
    if (!err)
        err = store_commit(&conn);
    search_merge_adapt(merge, clock_monotonic_ms(store->clock) - begun_ms);
    return err;
}

/* Asks for an empty log behind its commit, or looks whether the last one left it so. */
static enum err empty_log_once(struct store *store, bool asks, bool *ret_empty)
{
    auto_arena struct arena *arena = arena_new(STEP_ARENA);
    auto_conn struct conn *conn = NULL;
    enum err err = arena ? store_begin_alone(store, arena, &eraser, &conn) : ERR_MEMORY;
    if (err)
        return err;
    *ret_empty = !asks && checkpoint_left_empty(conn);
    if (asks)
        checkpoint_want_empty(conn);
    /* Nothing is written, so nothing comes into the log again. */
    return store_commit(&conn);
}

/* Readers hold snapshots for moments; each commit tries again until none is in the way. */
static enum err empty_log(struct store *store, bool *ret_empty)
{
    static const struct timespec pause = {0, EMPTY_PAUSE_MS * 1000000L};
    bool is_empty = false;
    enum err err = empty_log_once(store, true, &is_empty);
    for (int i = 0; !err && !is_empty && i < EMPTY_TRIES; i++) {
        err = empty_log_once(store, false, &is_empty);
        if (!err && !is_empty)
            nanosleep(&pause, NULL);
    }
    *ret_empty = is_empty;
    return err;
}

/* All of a list up to its newest. */
static enum err redaction_done(struct conn *conn, enum statement statement, int64_t newest_id)
{
    auto_query struct query q = query_of(conn, statement);
    bind_integer(&q, conn->now_ms);
    bind_integer(&q, newest_id);
    return query_run(&q);
}

/* From here on the answers say so. */
static enum err redaction_finish(struct store *store, const struct still_open *open)
{
    auto_arena struct arena *arena = arena_new(STEP_ARENA);
    auto_conn struct conn *conn = NULL;
    enum err err = arena ? store_begin_alone(store, arena, &eraser, &conn) : ERR_MEMORY;
    if (err)
        return err;
    err = redaction_done(conn, STMT_REDACTION_DONE, open->redaction);
    if (!err)
        err = redaction_done(conn, STMT_PERSON_ERASURE_DONE, open->erasure);
    conn_mark_changed(conn);
    return err ? err : store_commit(&conn);
}

/* What was open at the beginning; what comes meanwhile has a round of its own. */
static enum err erase_round(struct store *store, const struct still_open *open, const atomic_bool *stopping,
                            int64_t end_ms)
{
    struct search_merge merge = search_merge_begin();
    enum err err = ERR_OK;
    bool is_empty = false;
    while (!err && merge.table < SEARCH_TABLES) {
        if ((stopping && atomic_load(stopping)) || clock_monotonic_ms(store->clock) > end_ms)
            return ERR_OK;
        err = merge_once(store, &merge);
    }
    if (!err)
        err = empty_log(store, &is_empty);
    return err || !is_empty ? err : redaction_finish(store, open);
}

enum err redaction_erase(struct store *store, const atomic_bool *stopping, int64_t patience_ms)
{
    struct still_open open = {0};
    if (!redaction_is_pending(store))
        return ERR_OK;
    /* Before the look, so that what is added behind it is not forgotten. */
    atomic_store(&store->redaction_pending, false);
    int64_t end_ms = clock_monotonic_ms(store->clock) + patience_ms;
    /* A copy of before would keep the words. */
    migration_snapshots_remove(store);
    enum err err = redaction_look(store, &open);
    if (!err && is_any_open(&open))
        err = erase_round(store, &open, stopping, end_ms);
    if (!err)
        err = redaction_look(store, &open);
    /* Whatever is left is for the next call. */
    if (err || is_any_open(&open))
        atomic_store(&store->redaction_pending, true);
    return err;
}
