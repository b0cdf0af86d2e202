/* Bringing a store to the end of the log, and requests that run again when others were first. Knows entries
 * as bytes; what is done with them is apply.c's. */
#include "replica_inner.h"

#include <assert.h>

/* Entries of one transaction, at most, and bytes after which no further one is read. */
enum { CATCH_UP_ENTRIES = 64, CATCH_UP_BYTES = 1024 * 1024, CATCH_UP_ARENA = 512 * 1024 * 1024 };

static const struct actor follower = {.role = ROLE_ADMIN, .name = "system"};

/* What is new, read before the writer is taken: the log may be far. */
struct news {
    struct replication_entry entries[CATCH_UP_ENTRIES];
    int64_t first; /* number of the first entry */
    size_t count;
};

/* Errors: NOT_FOUND (nothing is new), and those of the log. */
static enum err news_read(struct store *store, struct arena *arena, struct news *news)
{
    const struct replica *replica = store->replica;
    const struct replication_options *options = replica->options;
    size_t bytes = 0;
    enum err err = ERR_OK;
    news->first = atomic_load(&replica->applied) + 1;
    for (news->count = 0; !err && news->count < CATCH_UP_ENTRIES && bytes < CATCH_UP_BYTES;) {
        struct replication_entry *entry = &news->entries[news->count];
        err = options->log->read(options->context, news->first + (int64_t)news->count, arena, entry);
        if (!err)
            err = fetch_entry_files(store, entry);
        if (!err) {
            bytes += entry->size;
            news->count++;
        }
    }
    /* What came before an error is applied; the error comes again. */
    return news->count ? ERR_OK : err;
}

/* In a transaction that is alone. Another may have applied some of it meanwhile. */
static enum err news_apply(struct conn *conn, struct replica *replica, const struct news *news)
{
    struct applying *applying = applying_begin(conn, replica);
    enum err err = applying ? ERR_OK : ERR_MEMORY;
    for (size_t i = 0; !err && i < news->count; i++) {
        int64_t seq = news->first + (int64_t)i;
        int64_t applied = replica->pending ? replica->pending : atomic_load(&replica->applied);
        if (seq <= applied)
            continue;
        assert(seq == applied + 1);
        err = apply_entry(applying, &news->entries[i]);
        if (!err)
            err = replica_note_applied(conn, replica, seq, news->entries[i].txid);
    }
    if (applying)
        applying_end(applying);
    return err;
}

/* Errors: NOT_FOUND (nothing was new). */
static enum err catch_up_once(struct store *store)
{
    auto_arena struct arena *arena = arena_new(CATCH_UP_ARENA);
    struct replica *replica = store->replica;
    struct conn *conn = NULL;
    struct news *news = arena ? arena_zero(arena, 1, sizeof *news) : NULL;
    enum err err = news ? news_read(store, arena, news) : ERR_MEMORY;
    if (!err)
        err = store_begin_alone(store, arena, &follower, &conn);
    if (err)
        return err;
    /* These rows are in the log already. */
    capture_drop(replica);
    replica->is_applying = true;
    err = news_apply(conn, replica, news);
    if (!err)
        return store_commit(&conn);
    /* Before the next has the writer; a rollback is nothing that is watched. Without memory the next batch
     * heals it. */
    capture_arm(conn, replica);
    store_end(conn);
    return err;
}

enum err replication_catch_up(struct store *store, int64_t *ret_applied)
{
    enum err err;
    assert(store->replica);
    while (!(err = catch_up_once(store)))
        continue;
    *ret_applied = atomic_load(&store->replica->applied);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err replication_order(struct store *store, bool is_on)
{
    const struct replication_options *options = store->replica->options;
    return options->log->order ? options->log->order(options->context, is_on) : ERR_UNAVAILABLE;
}

/* Runs the request once. *ret_said is its own error; what is returned is the transaction's. */
static enum err run_request(struct store *store, struct arena *arena, const struct actor *actor,
                            bool is_alone, replication_request *request, void *context, enum err *ret_said)
{
    struct conn *conn = NULL;
    *ret_said = ERR_OK;
    enum err err =
        is_alone ? store_begin_alone(store, arena, actor, &conn) : store_begin(store, arena, actor, &conn);
    if (err)
        return err;
    *ret_said = request(conn, context);
    /* A refusal may rest on what was lost with others' work, and is void then. */
    return *ret_said ? store_abort(&conn) : store_commit(&conn);
}

/* Whether the log has what this disk refused: that nothing was saved would be a lie. */
enum err replication_judge(const struct store *store, enum err err)
{
    const struct replica *replica = store->replica;
    bool is_in_log_alone = replica && atomic_load(&replica->taken) > atomic_load(&replica->applied);
    return err && !err_is_clients(err) && is_in_log_alone ? ERR_UNSETTLED : err;
}

int64_t replication_applied(const struct store *store)
{
    return store->replica ? atomic_load(&store->replica->applied) : 0;
}

enum err replication_write(struct store *store, struct arena *arena, const struct actor *actor,
                           replication_request *request, void *context)
{
    bool is_alone = false;
    assert(store->replica);
    for (int again = 0; again <= REPLICATION_AGAIN_MOST; again++) {
        enum err said;
        int64_t applied;
        enum err err = run_request(store, arena, actor, is_alone, request, context, &said);
        if (err == ERR_TOO_LARGE && !is_alone) {
            /* Those of a batch may be too large together. */
            is_alone = true;
            continue;
        }
        if (err != REPLICATION_OVERTAKEN)
            return err ? replication_judge(store, err) : said;
        err = replication_catch_up(store, &applied);
        if (err)
            return err;
    }
    return REPLICATION_OVERTAKEN;
}
