/* Forward-only migrations, embedded, each in one transaction with the number that says it is done. */
#include "store_inner.h"

#include "base/asset.h"
#include "base/log.h"

#include <stdio.h>

/* "Cong": what PRAGMA application_id says of a portal's database. */
enum { APPLICATION_ID = 0x436F6E67 };

static enum err pragma_read(struct conn *conn, const char *sql, int64_t *ret_value)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(conn->db, sql, -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        *ret_value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return code == SQLITE_ROW ? ERR_OK : conn_error(conn, code, sql);
}

static enum err apply(struct conn *conn, const struct asset *migration, size_t number)
{
    char sql[96];
    enum err err = conn_execute(conn, "BEGIN IMMEDIATE");
    if (!err)
        err = conn_execute(conn, (const char *)migration->bytes);
    snprintf(sql, sizeof sql, "PRAGMA application_id=%d; PRAGMA user_version=%zu; COMMIT", APPLICATION_ID,
             number);
    if (!err)
        err = conn_execute(conn, sql);
    if (err && !sqlite3_get_autocommit(conn->db))
        conn_execute(conn, "ROLLBACK");
    return err;
}

/* Whether the file may be ours: a portal's of a version we know, or empty. */
static enum err check(struct conn *conn, size_t newest, struct buf *fault, int64_t *ret_version)
{
    int64_t application, tables;
    enum err err = pragma_read(conn, "PRAGMA user_version", ret_version);
    if (!err)
        err = pragma_read(conn, "PRAGMA application_id", &application);
    if (!err)
        err = pragma_read(conn, "SELECT count(*) FROM sqlite_schema", &tables);
    if (err)
        return err;
    if (tables && application != APPLICATION_ID) {
        buf_printf(fault, "cong.db is not a portal's database");
        return ERR_UNAVAILABLE;
    }
    if (*ret_version > (int64_t)newest) {
        buf_printf(fault, "cong.db has schema version %lld, this program knows %zu: use the newer program",
                   (long long)*ret_version, newest);
        return ERR_UNAVAILABLE;
    }
    return ERR_OK;
}

enum err store_migrate(struct conn *writer, struct buf *fault)
{
    auto_assets struct assets *assets = NULL;
    const struct asset *migrations;
    int64_t version;
    enum err err = assets_open(NULL, &assets);
    if (err)
        return err;
    size_t newest = assets_below(assets, "migrations/", &migrations);
    err = check(writer, newest, fault, &version);
    for (size_t i = err ? newest : (size_t)version; i < newest; i++) {
        err = apply(writer, &migrations[i], i + 1);
        if (err) {
            buf_printf(fault, "migration %s failed; nothing was changed", migrations[i].name);
            return err;
        }
        log_info("migrated", "migration", migrations[i].name);
    }
    return err;
}
