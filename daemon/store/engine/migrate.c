/* Forward-only migrations, embedded, each in one transaction with the number that says it is done. */
#include "store_state.h"

#include "base/asset.h"
#include "base/log.h"
#include "script.h"

/* "Cong": what a portal's database says of itself. */
enum { APPLICATION_ID = 0x436F6E67 };

static enum err number_read(struct conn *conn, enum script script, int64_t *ret_value)
{
    const char *sql = script_sql(script);
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(conn->db, sql, -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        *ret_value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return code == SQLITE_ROW ? ERR_OK : conn_error(conn, code, sql);
}

static enum err migrate_apply(struct conn *conn, const struct asset *migration, size_t number)
{
    int64_t version = 0;
    enum err err = conn_execute(conn, script_sql(SCRIPT_MIGRATION_BEGIN));
    if (!err)
        err = conn_execute(conn, (const char *)migration->bytes);
    if (!err)
        err = number_read(conn, SCRIPT_VERSION, &version);
    if (!err && version != (int64_t)number)
        err = ERR_INTERNAL; /* the file does not say which number it is */
    if (!err)
        err = conn_execute(conn, script_sql(SCRIPT_MIGRATION_END));
    if (err && !sqlite3_get_autocommit(conn->db))
        conn_execute(conn, script_sql(SCRIPT_MIGRATION_UNDO));
    return err;
}

/* Whether the file may be ours: a portal's of a version we know, or empty. */
static enum err migrate_check(struct conn *conn, size_t newest, struct buf *fault, int64_t *ret_version)
{
    int64_t application = 0, tables = 0;
    enum err err = number_read(conn, SCRIPT_VERSION, ret_version);
    bool is_database = sqlite3_errcode(conn->db) != SQLITE_NOTADB;
    if (!err)
        err = number_read(conn, SCRIPT_APPLICATION, &application);
    if (!err)
        err = number_read(conn, SCRIPT_TABLES, &tables);
    if (err && is_database)
        return err;
    if (!is_database || *ret_version < 0 || (tables && application != APPLICATION_ID)) {
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
    int64_t version = 0;
    enum err err = assets_open(NULL, &assets);
    if (err)
        return err;
    size_t newest = assets_below(assets, "migrations/", &migrations);
    err = migrate_check(writer, newest, fault, &version);
    if (!err)
        err = conn_execute(writer, script_sql(SCRIPT_WRITER));
    for (size_t i = err ? newest : (size_t)version; i < newest; i++) {
        err = migrate_apply(writer, &migrations[i], i + 1);
        if (err) {
            buf_printf(fault, "migration %s failed; nothing was changed", migrations[i].name);
            return err;
        }
        log_info("migrated", "migration", migrations[i].name);
    }
    return err;
}
