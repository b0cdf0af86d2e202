/* The store opened to be looked at while no daemon runs: nothing is made, migrated or written. Beside open.c,
 * for it brings engine and search together too. */
#include "engine/store_state.h"

#include "base/said.h"
#include "search/search_index.h"
#include "store/condition.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The path as SQLite wants it in a URI: what could mean something else there is escaped. A database that was
 * closed well has no log beside it and nobody writes, since the lock is ours: it is immutable, and then no
 * file is made beside it either. */
static enum err look_by_uri(struct store *store)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    auto_buf struct buf uri = BUF(16 * 1024), log = BUF(4096);
    struct stat st;
    buf_printf(&log, "%s-wal", store->reader_path);
    buf_text(&uri, "file:");
    for (const char *p = store->reader_path; *p; p++) {
        if (strchr(plain, *p))
            buf_char(&uri, *p);
        else
            buf_printf(&uri, "%%%02X", (unsigned)(unsigned char)*p);
    }
    if (stat(buf_str(&log), &st) && errno == ENOENT)
        buf_text(&uri, "?immutable=1");
    free(store->reader_path);
    store->reader_path = buf_take(&uri);
    store->only_looks = true;
    return store->reader_path ? ERR_OK : ERR_MEMORY;
}

/* Is there a database at all? */
static enum err look_for_file(const struct store *store, struct buf *fault)
{
    struct stat st;
    if (stat(store->reader_path, &st) == 0)
        return ERR_OK;
    enum err err = errno == ENOENT ? ERR_NOT_FOUND : ERR_INTERNAL;
    buf_printf(fault, "%s: %s", store->reader_path, said_errno(errno));
    return err;
}

/* On a connection without statements, which another schema would not fit. */
static enum err look_at_schema(struct store *store, struct buf *fault, struct schema_state *ret_schema)
{
    struct conn *conn = NULL;
    size_t newest = 0;
    enum err err = store_migration_count(&newest);
    if (!err)
        err = conn_open(store, store->reader_path, CONN_READER, &conn);
    if (!err)
        err = store_migrate_check(conn, newest, fault, &ret_schema->version);
    ret_schema->newest = (int64_t)newest;
    conn_close(conn);
    return err;
}

enum err store_look(const struct store_options *options, struct buf *fault, struct schema_state *ret_schema,
                    struct store **ret_store)
{
    auto_store struct store *store = calloc(1, sizeof *store);
    if (!store)
        return ERR_MEMORY;
    store_init(store, options);
    if (!store->directory || !store->reader_path || !store->similar || !store->documents)
        return ERR_MEMORY;
    enum err err = look_for_file(store, fault);
    if (!err)
        err = store_lock_shared(store, fault);
    if (!err)
        err = look_by_uri(store);
    if (!err)
        err = search_register_hook(store);
    if (!err)
        err = look_at_schema(store, fault, ret_schema);
    if (err || ret_schema->version != ret_schema->newest)
        return err;
    err = lease_open(store, options);
    if (!err)
        *ret_store = TAKE(store);
    return err;
}

enum err store_schema(struct store *store, struct schema_state *ret_schema)
{
    auto_arena struct arena *arena = arena_new(4096);
    auto_conn struct conn *conn = NULL;
    size_t newest = 0;
    enum err err = arena ? store_migration_count(&newest) : ERR_MEMORY;
    if (!err)
        err = store_lease(store, arena, &conn);
    if (err)
        return err;
    auto_query struct query q = query_of(conn, STMT_SCHEMA_VERSION);
    err = query_row(&q);
    if (!err)
        *ret_schema = (struct schema_state){column_integer(&q), (int64_t)newest};
    return err;
}
