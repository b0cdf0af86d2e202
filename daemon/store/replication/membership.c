/* Which cluster this file is part of: a row of each machine's own. Knows nothing of the log. */
#include "store/membership.h"

#include "engine/backup.h"
#include "engine/rows.h"
#include "replica_inner.h"

#include <assert.h>
#include <string.h>

/* A cluster's name, of a column that may be NULL. */
static void membership_take_name(struct membership *membership, const char *name)
{
    membership->cluster[0] = '\0';
    if (name && strlen(name) == CLUSTER_NAME_SIZE - 1)
        memcpy(membership->cluster, name, CLUSTER_NAME_SIZE);
}

enum err membership_read(struct store *store, struct membership *ret_membership)
{
    auto_arena struct arena *arena = arena_new(4096);
    auto_conn struct conn *conn = NULL;
    enum err err = arena ? store_lease(store, arena, &conn) : ERR_MEMORY;
    if (err)
        return err;
    auto_query struct query q = query_of(conn, STMT_REPLICATION_MEMBERSHIP);
    err = query_row(&q);
    if (!err) {
        membership_take_name(ret_membership, column_peek(&q));
        ret_membership->applied = column_integer(&q);
    }
    return err == ERR_NOT_FOUND ? ERR_INTERNAL : err;
}

enum err membership_of_conn(struct conn *conn, struct membership *ret_membership)
{
    auto_statement sqlite3_stmt *statement = NULL;
    if (backup_prepare(conn, SCRIPT_COPY_MEMBERSHIP, &statement))
        return ERR_UNAVAILABLE;
    enum err err = backup_step(conn, statement);
    if (err)
        return err;
    membership_take_name(ret_membership, (const char *)sqlite3_column_text(statement, 0));
    ret_membership->applied = sqlite3_column_int64(statement, 1);
    return ERR_OK;
}

enum err membership_set(struct store *store, const struct membership *membership)
{
    static const struct actor clusterer = {.role = ROLE_ADMIN, .name = "console"};
    auto_arena struct arena *arena = arena_new(64 * 1024);
    auto_conn struct conn *conn = NULL;
    assert(!store->replica);
    enum err err = arena ? store_begin_alone(store, arena, &clusterer, &conn) : ERR_MEMORY;
    if (err)
        return err;
    {
        auto_query struct query q = query_of(conn, STMT_REPLICATION_MEMBERSHIP_SET);
        bind_text(&q, membership->cluster[0] ? membership->cluster : NULL);
        bind_integer(&q, membership->applied);
        err = query_run(&q);
    }
    return err ? err : store_commit(&conn);
}
