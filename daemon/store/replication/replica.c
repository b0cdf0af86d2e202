/* A store as one of several: the commit hook, which appends before the local commit, and acknowledges nothing
 * whose place in the log is not known. */
#define SQLITE_ENABLE_SESSION 1
#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#include "replica.h"

#include "replica_inner.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>

/* Asks until it is known who stands there: the same number and txid each time, so that an answer that was
 * lost does no harm. */
static enum err replica_append(const struct replica *replica, int64_t seq,
                               const unsigned char txid[REPLICATION_TXID_SIZE], const struct buf *entry)
{
    const struct replication_options *options = replica->options;
    enum err err = ERR_UNAVAILABLE;
    for (int asked = 0; asked < options->asks_most; asked++)
        switch (options->log->append(options->context, seq, txid, entry->bytes, entry->length)) {
        case APPEND_TAKEN:
            return ERR_OK;
        case APPEND_OVERTAKEN:
            return REPLICATION_OVERTAKEN;
        case APPEND_AWAY:
            return err;
        default:
            /* It may stand there. The next to write asks for the same number, and is overtaken by it then. */
            err = ERR_UNSETTLED;
        }
    return err;
}

enum err replica_note_applied(struct conn *conn, struct replica *replica, int64_t seq,
                              const unsigned char txid[REPLICATION_TXID_SIZE])
{
    auto_query struct query q = query_of(conn, STMT_REPLICATION_APPLY);
    bind_integer(&q, seq);
    bind_blob(&q, txid, REPLICATION_TXID_SIZE);
    enum err err = query_run(&q);
    if (!err)
        replica->pending = seq;
    return err;
}

/* The last of the hooks, so the commit is all that follows. What the batch changed of local tables alone is
 * nobody else's business. */
static enum err replica_before_commit(struct conn *conn, void *state)
{
    struct replica *replica = state;
    if (replica->is_applying)
        return ERR_OK;
    unsigned char txid[REPLICATION_TXID_SIZE];
    auto_buf struct buf entry = BUF(replica->options->entry_max);
    int64_t seq = atomic_load(&replica->applied) + 1;
    enum err err = capture_entry(conn, replica, &entry);
    if (!err && entry.length) {
        randombytes_buf(txid, sizeof txid);
        err = replica_append(replica, seq, txid, &entry);
    }
    if (!err && entry.length) {
        atomic_store(&replica->taken, seq);
        err = replica_note_applied(conn, replica, seq, txid);
    }
    /* What it saw will be rolled back; replica_heal() begins anew. */
    if (err)
        capture_drop(replica);
    return err;
}

/* An entry's transaction is alone, without marks: when it is rolled back, it is all of it. */
static void replica_after_rollback(void *state, size_t position)
{
    struct replica *replica = state;
    (void)position;
    replica->is_applying = false;
    replica->pending = 0;
}

static void replica_after_commit(struct store *store, void *state)
{
    struct replica *replica = state;
    if (replica->pending)
        atomic_store(&replica->applied, replica->pending);
    replica->pending = 0;
    replica->is_applying = false;
    capture_drop(replica);
    /* Without memory the next batch is refused, and heals it. */
    capture_arm(store->writer, replica);
}

static enum err replica_heal(struct conn *conn)
{
    struct replica *replica = conn->store->replica;
    return replica->session ? ERR_OK : capture_arm(conn, replica);
}

static const struct hooks replica_hooks = {
    .after_rollback = replica_after_rollback,
    .heal = replica_heal,
    .before_commit = replica_before_commit,
    .after_commit = replica_after_commit,
    .done = free,
};

enum err replica_register(struct store *store, const struct replication_options *options)
{
    assert(options->entry_max <= REPLICATION_ENTRY_MAX && options->asks_most >= 1);
    struct replica *replica = calloc(1, sizeof *replica);
    if (!replica)
        return ERR_MEMORY;
    replica->options = options;
    store->replica = replica;
    hook_add(store, &replica_hooks, replica);
    return ERR_OK;
}

static enum err replica_read_number(struct conn *conn, enum statement statement, int64_t *ret_number)
{
    auto_query struct query q = query_of(conn, statement);
    enum err err = query_row(&q);
    if (!err)
        *ret_number = column_integer(&q);
    return err == ERR_NOT_FOUND ? ERR_INTERNAL : err;
}

enum err replica_attach(struct store *store)
{
    struct replica *replica = store->replica;
    int64_t applied = 0;
    if (!replica)
        return ERR_OK;
    if (sqlite3session_create(store->writer->db, "main", &replica->keeper) != SQLITE_OK) {
        replica->keeper = NULL;
        return ERR_MEMORY;
    }
    sqlite3session_enable(replica->keeper, 0);
    enum err err = replica_read_number(store->writer, STMT_SCHEMA_VERSION, &replica->schema);
    if (!err)
        err = replica_read_number(store->writer, STMT_REPLICATION_APPLIED, &applied);
    atomic_store(&replica->applied, applied);
    return err ? err : capture_arm(store->writer, replica);
}

void replica_detach(struct store *store)
{
    struct replica *replica = store->replica;
    if (!replica)
        return;
    capture_drop(replica);
    if (replica->keeper)
        sqlite3session_delete(TAKE(replica->keeper));
}

enum err replication_has_joined(struct conn *conn, bool *ret_joined)
{
    int64_t joined = 0;
    enum err err = replica_read_number(conn, STMT_REPLICATION_JOINED, &joined);
    *ret_joined = joined;
    return err;
}
