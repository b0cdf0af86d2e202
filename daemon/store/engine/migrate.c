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
#include "base/said.h"
#include "migration_snapshot.h"
#include "migration_step.h"
#include "script.h"

#include <assert.h>
#include <string.h>

enum { MIGRATIONS_MAX = 8 << 20 }; /* bytes of their texts, far more than they have */

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
        buf_printf(fault,
                   SAID("các dòng của %s sẽ trỏ đến thứ không có trong %s: ",
                        "rows of %s would refer to what is not in %s: "),
                   sqlite3_column_text(statement, 0), sqlite3_column_text(statement, 2));
    enum err err = code == SQLITE_ROW    ? ERR_INTERNAL
                   : code == SQLITE_DONE ? ERR_OK
                                         : conn_error(conn, code, sql);
    sqlite3_finalize(statement);
    return err;
}

/* The text of one. What SQLite says of a failure goes into the one line for people, and not into the log with
 * all of the text. */
static enum err migration_text_run(struct conn *conn, const char *sql, struct buf *fault)
{
    int code = sqlite3_exec(conn->db, sql, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        return ERR_OK;
    /* A constraint is quoted as it was written, perhaps on several lines. */
    for (const char *c = sqlite3_errmsg(conn->db); *c; c++)
        buf_char(fault, (unsigned char)*c < ' ' ? ' ' : *c);
    buf_text(fault, ": ");
    code &= 0xFF;
    return code == SQLITE_NOMEM ? ERR_MEMORY : code == SQLITE_FULL ? ERR_STORAGE_FULL : ERR_INTERNAL;
}

/* Notes which program it was, in the file that has a place for it: those of before do not. */
static enum err migration_note(struct conn *conn, int64_t number)
{
    int64_t has_place = 0;
    sqlite3_stmt *statement = NULL;
    const char *sql = script_sql(SCRIPT_MIGRATION_NOTE);
    enum err err = number_read(conn, SCRIPT_MIGRATION_NOTES, &has_place);
    if (err || !has_place)
        return err;
    int code = sqlite3_prepare_v2(conn->db, sql, -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_bind_int64(statement, 1, number);
    if (code == SQLITE_OK)
        code = sqlite3_bind_text(statement, 2, CONG_VERSION, -1, SQLITE_STATIC);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    sqlite3_finalize(statement);
    return code == SQLITE_DONE ? ERR_OK : conn_error(conn, code, sql);
}

/* One migration from BEGIN to COMMIT; whatever goes wrong, the file is as it was. `text` is its own, or NULL
 * when there was no memory for it. */
static enum err migration_run(struct conn *conn, const struct asset *migration, const char *text,
                              size_t number, struct buf *fault)
{
    int64_t version = 0;
    enum err err = text ? conn_execute(conn, script_sql(SCRIPT_MIGRATION_BEGIN)) : ERR_MEMORY;
    if (!err)
        err = migration_text_run(conn, text, fault);
    if (!err)
        err = migration_step(conn, migration->name);
    if (!err)
        err = number_read(conn, SCRIPT_VERSION, &version);
    /* Otherwise it would run again at the next start. */
    if (!err && version != (int64_t)number)
        err = ERR_INTERNAL; /* the file does not say which number it is */
    if (!err)
        err = migration_note(conn, (int64_t)number);
    if (!err)
        err = references_check(conn, fault);
    if (!err)
        err = conn_execute(conn, script_sql(SCRIPT_MIGRATION_END));
    /* An error may have rolled back by itself. */
    if (err && !sqlite3_get_autocommit(conn->db))
        conn_execute(conn, script_sql(SCRIPT_MIGRATION_UNDO));
    return err;
}

/* Says which program is needed: the one that made the file newer, where that is known. */
static void name_needed(struct conn *conn, int64_t version, size_t newest, struct buf *fault)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(conn->db, script_sql(SCRIPT_MIGRATION_PROGRAM), -1, &statement, NULL);
    bool is_known = code == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW;
    const char *program = is_known ? (const char *)sqlite3_column_text(statement, 0) : NULL;
    buf_printf(fault, SAID("cong.db có lược đồ phiên bản %lld", "cong.db has schema version %lld"),
               (long long)version);
    if (program)
        buf_printf(fault, SAID(", do congd %.31s tạo", ", by congd %.31s"), program);
    buf_printf(fault,
               SAID("; đây là congd %s, chỉ biết các phiên bản đến %zu: hãy dùng ",
                    "; this is congd %s, which knows versions up to %zu: use "),
               CONG_VERSION, newest);
    if (program)
        buf_printf(fault, SAID("congd %.31s hoặc mới hơn", "congd %.31s or a newer one"), program);
    else
        buf_text(fault, SAID("chương trình mới hơn", "the newer program"));
    sqlite3_finalize(statement);
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
        buf_printf(fault,
                   SAID("cong.db không phải cơ sở dữ liệu của cổng", "cong.db is not a portal's database"));
        return ERR_UNAVAILABLE;
    }
    /* There is no way back, and an older program would misread the tables. */
    if (*ret_version > (int64_t)newest) {
        name_needed(conn, *ret_version, newest, fault);
        return ERR_UNAVAILABLE;
    }
    return ERR_OK;
}

/* The migrations from number `done` + 1 on. References are enforced again afterwards, whatever happened. */
static enum err migrations_run(struct conn *writer, const struct asset *migrations, size_t done, size_t count,
                               struct buf *fault)
{
    auto_arena struct arena *scratch = arena_new(MIGRATIONS_MAX);
    struct asset_unpacked unpacked = {0};
    enum err err = scratch ? references_enforce(writer, SCRIPT_MIGRATION_OFF, 0) : ERR_MEMORY;
    for (size_t i = done; !err && i < count; i++) {
        const unsigned char *text = asset_bytes_next(&migrations[i], scratch, &unpacked);
        err = migration_run(writer, &migrations[i], (const char *)text, i + 1, fault);
        if (err)
            buf_printf(fault,
                       SAID("bước nâng cấp %s không thành; chưa có gì thay đổi",
                            "migration %s failed; nothing was changed"),
                       migrations[i].name);
        else
            log_info("migrated", LOG_SAYS("a migration of the database was run"),
                     LOG_TEXT("migration", migrations[i].name));
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

enum err store_migrate(struct conn *writer, bool snapshot_is_optional, struct buf *fault)
{
    auto_assets struct assets *assets = NULL;
    const struct asset *migrations;
    int64_t version = 0;
    enum err err = assets_open(NULL, &assets);
    if (err)
        return err;
    /* In the order of their names, which begin with their numbers. */
    size_t count = assets_below(assets, "migrations/", &migrations);
    err = store_migrate_check(writer, count, fault, &version);
    /* A new file has nothing to keep. */
    if (!err && version && version < (int64_t)count)
        err = migration_snapshot_keep(writer, version + 1, snapshot_is_optional, fault);
    return err ? err : store_migrate_by(writer, migrations, count, fault);
}
