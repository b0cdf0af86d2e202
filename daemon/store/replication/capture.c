/* Our own changes as an entry: what the session extension saw of shared tables. Knows neither the log nor
 * what becomes of the entry. */
#define SQLITE_ENABLE_SESSION 1
#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#include "replica_inner.h"
#include "table.h"

#include <assert.h>

static int is_captured(void *context, const char *table)
{
    (void)context;
    enum replicated place = replicated_find(table);
    return place < TABLE_COUNT && replicated_is_shared(place);
}

enum err capture_arm(struct conn *conn, struct replica *replica)
{
    assert(!replica->session);
    int code = sqlite3session_create(conn->db, "main", &replica->session);
    if (code != SQLITE_OK)
        replica->session = NULL;
    if (code == SQLITE_OK) {
        /* A table is looked up when its first row changes. */
        sqlite3session_table_filter(replica->session, is_captured, NULL);
        code = sqlite3session_attach(replica->session, NULL);
    }
    if (code == SQLITE_OK)
        return ERR_OK;
    capture_drop(replica);
    return ERR_MEMORY;
}

void capture_drop(struct replica *replica)
{
    if (replica->session)
        sqlite3session_delete(TAKE(replica->session));
}

/* Numbers once given are not given again, also of rows that came and went within one batch, which are in no
 * change. */
static enum err capture_numbers(struct conn *conn, struct buf *entry)
{
    auto_query struct query q = query_of(conn, STMT_REPLICATION_NUMBERS);
    enum err err;
    while (!(err = query_row(&q))) {
        const char *name = column_peek(&q);
        int64_t number = column_integer(&q);
        if (!name)
            return ERR_MEMORY;
        enum replicated place = replicated_find(name);
        if (place < TABLE_COUNT && replicated_is_shared(place))
            entry_add_number(entry, replicated_name(place), number);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err capture_entry(struct conn *conn, struct replica *replica, struct buf *entry)
{
    int size = 0;
    void *changes = NULL;
    if (!replica->session)
        return ERR_MEMORY;
    int code = sqlite3session_changeset(replica->session, &size, &changes);
    enum err err = code == SQLITE_OK ? ERR_OK : conn_error(conn, code, "session");
    if (!err && size) {
        entry_add_head(entry, &(struct entry_head){replica->schema, conn->store->batch_changed});
        err = capture_numbers(conn, entry);
    }
    if (!err && size)
        entry_add_changes(entry, changes, (size_t)size);
    sqlite3_free(changes);
    if (!err && buf_failed(entry))
        err = buf_is_full(entry) ? ERR_TOO_LARGE : ERR_MEMORY;
    return err;
}
