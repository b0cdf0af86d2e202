/* Forward-only migrations, each in one transaction with the number that says it is done. Knows nothing of
 * what a migration says: any of them may rebuild a table by SQLite's own recipe (a new one, filled, the old
 * one dropped, the new one renamed), and loses no row that stands behind a reference.
 *
 * For that foreign keys are not enforced meanwhile: with them on, DROP TABLE deletes the rows first, and what
 * refers to them cascades away. Whether references hold is asked once, before the commit. Both switches do
 * nothing within a transaction, so they are turned before it begins and after it has ended. */
#include "store_state.h"

#include "base/asset.h"
#include "base/log.h"
#include "migration_step.h"
#include "script.h"

#include <assert.h>

/* The first column of the first row, by a statement of its own, for the closed set is prepared only
 * after all migrations. */
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

/* Turns the switches of a migration, and looks whether SQLite did: it ignores in silence what it cannot. */
static enum err references_enforce(struct conn *conn, enum script script, int64_t wanted)
{
    /* The wrong answer, should the pragma give no row. */
    int64_t enforced = !wanted;
    enum err err = conn_execute(conn, script_sql(script));
    if (!err)
        err = number_read(conn, SCRIPT_MIGRATION_KEYS, &enforced);
    return err ? err : enforced == wanted ? ERR_OK : ERR_INTERNAL;
}

/* INTERNAL when a row refers to one that is not there; `fault` then names both tables. */
static enum err references_check(struct conn *conn, struct buf *fault)
{
    const char *sql = script_sql(SCRIPT_MIGRATION_CHECK);
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(conn->db, sql, -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    /* Columns of foreign_key_check; table, rowid, the table referred to, number of the key. The first
     * row is enough. */
    if (code == SQLITE_ROW)
        buf_printf(fault, "rows of %s would refer to what is not in %s: ", sqlite3_column_text(statement, 0),
                   sqlite3_column_text(statement, 2));
    enum err err = code == SQLITE_ROW    ? ERR_INTERNAL
                   : code == SQLITE_DONE ? ERR_OK
                                         : conn_error(conn, code, sql);
    sqlite3_finalize(statement);
    return err;
}

/* One migration from BEGIN to COMMIT; whatever goes wrong, the file is as it was. */
static enum err migration_run(struct conn *conn, const struct asset *migration, size_t number,
                              struct buf *fault)
{
    int64_t version = 0;
    enum err err = conn_execute(conn, script_sql(SCRIPT_MIGRATION_BEGIN));
    if (!err)
        err = conn_execute(conn, (const char *)migration->bytes);
    if (!err)
        err = migration_step(conn, migration->name);
    if (!err)
        err = number_read(conn, SCRIPT_VERSION, &version);
    /* Otherwise it would run again at the next start. */
    if (!err && version != (int64_t)number)
        err = ERR_INTERNAL; /* the file does not say which number it is */
    if (!err)
        err = references_check(conn, fault);
    if (!err)
        err = conn_execute(conn, script_sql(SCRIPT_MIGRATION_END));
    /* An error may have rolled back by itself. */
    if (err && !sqlite3_get_autocommit(conn->db))
        conn_execute(conn, script_sql(SCRIPT_MIGRATION_UNDO));
    return err;
}

/* Whether the file may be ours: a portal's of a version we know, or empty. */
enum err store_migrate_check(struct conn *conn, size_t newest, struct buf *fault, int64_t *ret_version)
{
    int64_t application = 0, tables = 0;
    enum err err = number_read(conn, SCRIPT_VERSION, ret_version);
    /* Asked at once, since the next call on the connection overwrites it. SQLite looks at the file's
     * head at the first read only, not at opening. */
    bool is_database = sqlite3_errcode(conn->db) != SQLITE_NOTADB;
    if (!err)
        err = number_read(conn, SCRIPT_APPLICATION, &application);
    if (!err)
        err = number_read(conn, SCRIPT_TABLES, &tables);
    if (err && is_database)
        return err;
    /* An empty file has no application id yet; the first migration sets it. */
    if (!is_database || *ret_version < 0 || (tables && application != STORE_APPLICATION_ID)) {
        buf_printf(fault, "cong.db is not a portal's database");
        return ERR_UNAVAILABLE;
    }
    /* There is no way back, and an older program would misread the tables. */
    if (*ret_version > (int64_t)newest) {
        buf_printf(fault, "cong.db has schema version %lld, this program knows %zu: use the newer program",
                   (long long)*ret_version, newest);
        return ERR_UNAVAILABLE;
    }
    return ERR_OK;
}

/* The migrations from number `done` + 1 on. References are enforced again afterwards, whatever happened. */
static enum err migrations_run(struct conn *writer, const struct asset *migrations, size_t done, size_t count,
                               struct buf *fault)
{
    enum err err = references_enforce(writer, SCRIPT_MIGRATION_OFF, 0);
    for (size_t i = done; !err && i < count; i++) {
        err = migration_run(writer, &migrations[i], i + 1, fault);
        if (err)
            buf_printf(fault, "migration %s failed; nothing was changed", migrations[i].name);
        else
            log_info("migrated", "migration", migrations[i].name);
    }
    enum err enforced = references_enforce(writer, SCRIPT_MIGRATION_ON, 1);
    return err ? err : enforced;
}

enum err store_migrate_by(struct conn *writer, const struct asset *migrations, size_t count,
                          struct buf *fault)
{
    int64_t version = 0;
    /* The switches of a migration do nothing within a transaction. */
    assert(writer->is_writer && sqlite3_get_autocommit(writer->db));
    enum err err = store_migrate_check(writer, count, fault, &version);
    /* The pragmas write to the file (journal mode), which was only read until it was known to be ours. */
    if (!err)
        err = conn_execute(writer, script_sql(SCRIPT_WRITER));
    return err || version == (int64_t)count
               ? err
               : migrations_run(writer, migrations, (size_t)version, count, fault);
}

enum err store_migration_count(size_t *ret_count)
{
    auto_assets struct assets *assets = NULL;
    const struct asset *migrations;
    enum err err = assets_open(NULL, &assets);
    if (!err)
        *ret_count = assets_below(assets, "migrations/", &migrations);
    return err;
}

enum err store_migrate(struct conn *writer, struct buf *fault)
{
    auto_assets struct assets *assets = NULL;
    const struct asset *migrations;
    enum err err = assets_open(NULL, &assets);
    if (err)
        return err;
    /* In the order of their names, which begin with their numbers. */
    size_t count = assets_below(assets, "migrations/", &migrations);
    return store_migrate_by(writer, migrations, count, fault);
}
