/* The applier: makes the rows of an entry those of this database, without triggers and references, because
 * what these do is in the entry already.
 *
 * Two passes, or rows that trade unique values would be in each other's way: first what is deleted, and the
 * rows that change, are taken out; then they are put in as they shall be, with what is new. */
#define SQLITE_ENABLE_SESSION 1
#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#include "base/log.h"
#include "change.h"
#include "engine/rows.h"
#include "engine/script.h"
#include "follow.h"
#include "replica_inner.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A table's statements, made when they are first needed. */
struct applied_table {
    sqlite3_stmt *read, *take, *put;
    int put_columns; /* for which `put` was made */
};

/* A row that was taken out to be put in anew. */
struct held_row {
    sqlite3_value **values;
    int columns;
};

struct applying {
    struct conn *conn;
    int64_t schema;
    const void *changes;
    size_t size;
    struct applied_table tables[TABLE_COUNT];
    struct held_row *held; /* in the order of their changes */
    size_t held_count, held_next;
    struct follow follow;
};

/* Of one entry. */
static void drop_held(struct applying *applying)
{
    for (size_t i = 0; i < applying->held_count; i++)
        for (int column = 0; column < applying->held[i].columns; column++)
            sqlite3_value_free(applying->held[i].values[column]);
    applying->held = NULL;
    applying->held_count = applying->held_next = 0;
}

void apply_consequences(struct conn *conn, bool are_on)
{
    sqlite3_db_config(conn->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, are_on, NULL);
    sqlite3_db_config(conn->db, SQLITE_DBCONFIG_ENABLE_FKEY, are_on, NULL);
}

struct applying *applying_begin(struct conn *conn, const struct replica *replica)
{
    struct applying *applying = arena_zero(conn->arena, 1, sizeof *applying);
    if (!applying)
        return NULL;
    applying->conn = conn;
    applying->schema = replica->schema;
    apply_consequences(conn, false);
    return applying;
}

void applying_end(struct applying *applying)
{
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        sqlite3_finalize(applying->tables[i].read);
        sqlite3_finalize(applying->tables[i].take);
        sqlite3_finalize(applying->tables[i].put);
    }
    apply_consequences(applying->conn, true);
}

/* Says what does not fit. Nothing may be guessed from here on: the store waits for a new copy. */
static enum err does_not_fit(const struct row_change *change, const char *what)
{
    log_error(
        "replication",
        LOG_SAYS(
            "an entry of the log does not fit the rows of this machine, which needs a copy of another's"),
        LOG_TEXT("table", replicated_name(change->table)), LOG_TEXT("what", what));
    return ERR_INTERNAL;
}

/* Prepares the text that was gathered, and frees it. */
static enum err apply_prepare(struct conn *conn, sqlite3_str *text, sqlite3_stmt **ret_statement)
{
    char *sql = sqlite3_str_finish(text);
    if (!sql)
        return ERR_MEMORY;
    int code = sqlite3_prepare_v2(conn->db, sql, -1, ret_statement, NULL);
    enum err err = code == SQLITE_OK ? ERR_OK : conn_error(conn, code, sql);
    sqlite3_free(sql);
    return err;
}

/* A statement on the row of a key, whose columns are bound in their order. */
static enum err apply_prepare_by_key(struct conn *conn, const struct row_change *change, enum script script,
                                     sqlite3_stmt *columns, sqlite3_stmt **ret_statement)
{
    sqlite3_str *text = sqlite3_str_new(conn->db);
    const char *between = "";
    sqlite3_str_appendf(text, script_sql(script), replicated_name(change->table));
    for (int i = 0; i < change->columns; i++)
        if (change->is_key[i]) {
            sqlite3_str_appendf(text, "%s\"%w\" = ?", between, sqlite3_column_name(columns, i));
            between = " AND ";
        }
    return apply_prepare(conn, text, ret_statement);
}

/* The table's columns by a statement that is never run; an entry may know fewer, of before one was added, and
 * its key must be ours. */
static enum err apply_open_table(struct conn *conn, struct applied_table *table,
                                 const struct row_change *change)
{
    const char *name = replicated_name(change->table);
    sqlite3_stmt *columns = NULL;
    sqlite3_str *text = sqlite3_str_new(conn->db);
    sqlite3_str_appendf(text, script_sql(SCRIPT_APPLY_READ), name);
    sqlite3_str_appendall(text, "0");
    enum err err = apply_prepare(conn, text, &columns);
    int count = err ? 0 : sqlite3_column_count(columns);
    if (!err && count < change->columns)
        err = does_not_fit(change, "columns");
    for (int i = 0; !err && i < count; i++) {
        int is_key = 0,
            code = sqlite3_table_column_metadata(conn->db, "main", name, sqlite3_column_name(columns, i),
                                                 NULL, NULL, NULL, &is_key, NULL);
        if (code != SQLITE_OK)
            err = conn_error(conn, code, name);
        else if (!is_key != !(i < change->columns && change->is_key[i]))
            err = does_not_fit(change, "key");
    }
    if (!err)
        err = apply_prepare_by_key(conn, change, SCRIPT_APPLY_READ, columns, &table->read);
    if (!err)
        err = apply_prepare_by_key(conn, change, SCRIPT_APPLY_TAKE, columns, &table->take);
    sqlite3_finalize(columns);
    return err;
}

/* The table's statements; *ret_table stays where it is. */
static enum err apply_table(struct applying *applying, const struct row_change *change,
                            struct applied_table **ret_table)
{
    *ret_table = &applying->tables[change->table];
    return (*ret_table)->read ? ERR_OK : apply_open_table(applying->conn, *ret_table, change);
}

/* Runs a statement to its end; `ret_code` says whether it gave a row, which then is there until the reset. */
static enum err apply_step(struct conn *conn, sqlite3_stmt *statement, bool *ret_is_row)
{
    int code = sqlite3_step(statement);
    *ret_is_row = code == SQLITE_ROW;
    if (code == SQLITE_ROW || code == SQLITE_DONE)
        return ERR_OK;
    enum err err = conn_error(conn, code, sqlite3_sql(statement));
    /* As after a statement of the closed set. */
    if (sqlite3_get_autocommit(conn->db))
        conn->lost = err;
    return err;
}

static enum err bind_key(struct conn *conn, sqlite3_stmt *statement, const struct row_change *change)
{
    int place = 0, code = SQLITE_OK;
    for (int i = 0; code == SQLITE_OK && i < change->columns; i++)
        if (change->is_key[i])
            code = sqlite3_bind_value(statement, ++place, row_change_old(change, i));
    return code == SQLITE_OK ? ERR_OK : conn_error(conn, code, sqlite3_sql(statement));
}

static bool values_equal(sqlite3_value *a, sqlite3_value *b)
{
    int type = sqlite3_value_type(a);
    if (type != sqlite3_value_type(b))
        return false;
    if (type == SQLITE_INTEGER)
        return sqlite3_value_int64(a) == sqlite3_value_int64(b);
    if (type == SQLITE_NULL)
        return true;
    const void *left = sqlite3_value_blob(a), *right = sqlite3_value_blob(b);
    int size = sqlite3_value_bytes(a);
    return size == sqlite3_value_bytes(b) &&
           (!size || (left && right && memcmp(left, right, (size_t)size) == 0));
}

/* Whether the row that was read is what it was where it was changed. A NULL there may be a column that was
 * added since the row was written, which the engine does not tell with its default. */
static bool row_is_as_before(sqlite3_stmt *row, const struct row_change *change)
{
    for (int i = 0; i < change->columns; i++) {
        sqlite3_value *old = row_change_old(change, i);
        /* An unprotected value may be copied alone. */
        sqlite3_value *present = old && sqlite3_value_type(old) != SQLITE_NULL
                                     ? sqlite3_value_dup(sqlite3_column_value(row, i))
                                     : NULL;
        bool is_equal = !present || values_equal(old, present);
        sqlite3_value_free(present);
        if (!is_equal)
            return false;
    }
    return true;
}

/* Keeps the row that was read, with what the change makes of it. */
static enum err hold_row(struct applying *applying, sqlite3_stmt *row, const struct row_change *change)
{
    struct arena *arena = applying->conn->arena;
    struct held_row *held = array_add(arena, &applying->held, &applying->held_count, sizeof *held);
    if (!held)
        return ERR_MEMORY;
    int columns = sqlite3_column_count(row);
    *held = (struct held_row){.values = arena_zero(arena, (size_t)columns, sizeof(void *))};
    for (int i = 0; held->values && i < columns; i++) {
        sqlite3_value *next = i < change->columns ? row_change_new(change, i) : NULL;
        held->values[i] = sqlite3_value_dup(next ? next : sqlite3_column_value(row, i));
        if (!held->values[i])
            return ERR_MEMORY;
        held->columns = i + 1;
    }
    return held->values ? ERR_OK : ERR_MEMORY;
}

/* The first pass, for a change that means a row which is there. */
static enum err apply_take(struct applying *applying, const struct row_change *change)
{
    struct conn *conn = applying->conn;
    struct applied_table *table;
    bool is_row = false, is_more;
    enum err err = apply_table(applying, change, &table);
    if (!err)
        err = bind_key(conn, table->read, change);
    if (!err)
        err = apply_step(conn, table->read, &is_row);
    if (!err && (!is_row || !row_is_as_before(table->read, change)))
        err = does_not_fit(change, is_row ? "the row is another" : "the row is not there");
    if (!err && change->op == CHANGE_OP_UPDATE)
        err = hold_row(applying, table->read, change);
    if (table->read)
        sqlite3_reset(table->read);
    if (!err)
        err = bind_key(conn, table->take, change);
    if (!err)
        err = apply_step(conn, table->take, &is_more);
    if (table->take)
        sqlite3_reset(table->take);
    return err;
}

/* One that puts in so many columns, the first of the table. */
static enum err apply_prepare_put(struct applying *applying, const struct row_change *change, int columns,
                                  struct applied_table *table)
{
    if (table->put && table->put_columns == columns)
        return ERR_OK;
    sqlite3_finalize(table->put);
    table->put = NULL;
    table->put_columns = columns;
    sqlite3_str *text = sqlite3_str_new(applying->conn->db);
    sqlite3_str_appendf(text, script_sql(SCRIPT_APPLY_PUT), replicated_name(change->table));
    for (int i = 0; i < columns; i++)
        sqlite3_str_appendf(text, "%s\"%w\"", i ? ", " : "", sqlite3_column_name(table->read, i));
    sqlite3_str_appendall(text, ") VALUES (");
    for (int i = 0; i < columns; i++)
        sqlite3_str_appendall(text, i ? ", ?" : "?");
    sqlite3_str_appendall(text, ")");
    return apply_prepare(applying->conn, text, &table->put);
}

/* The second pass, for a row that is new or was taken out. */
static enum err apply_put(struct applying *applying, const struct row_change *change)
{
    struct conn *conn = applying->conn;
    struct applied_table *table;
    bool is_more;
    const struct held_row *held =
        change->op == CHANGE_OP_UPDATE ? &applying->held[applying->held_next++] : NULL;
    enum err err = apply_table(applying, change, &table);
    if (!err)
        err = apply_prepare_put(applying, change, held ? held->columns : change->columns, table);
    int code = SQLITE_OK;
    for (int i = 0; !err && code == SQLITE_OK && i < table->put_columns; i++)
        code = sqlite3_bind_value(table->put, i + 1, held ? held->values[i] : row_change_new(change, i));
    if (!err && code != SQLITE_OK)
        err = conn_error(conn, code, sqlite3_sql(table->put));
    if (!err)
        err = apply_step(conn, table->put, &is_more);
    if (table->put) {
        sqlite3_reset(table->put);
        sqlite3_clear_bindings(table->put);
    }
    return err == ERR_CONFLICT ? does_not_fit(change, "another row is in its place") : err;
}

/* What is done with each change of a pass. */
typedef enum err change_visit(struct applying *applying, const struct row_change *change);

static enum err look_at_change(struct applying *applying, const struct row_change *change)
{
    return follow_before(applying->conn, &applying->follow, change);
}

static enum err take_change(struct applying *applying, const struct row_change *change)
{
    return change->op == CHANGE_OP_INSERT ? ERR_OK : apply_take(applying, change);
}

static enum err put_change(struct applying *applying, const struct row_change *change)
{
    return change->op == CHANGE_OP_DELETE ? ERR_OK : apply_put(applying, change);
}

/* All changes once. */
static enum err each_change(struct applying *applying, change_visit *visit)
{
    sqlite3_changeset_iter *iterator = NULL;
    struct row_change change;
    int code = sqlite3changeset_start(&iterator, (int)applying->size, (void *)(uintptr_t)applying->changes);
    if (code != SQLITE_OK)
        return (code & 0xFF) == SQLITE_NOMEM ? ERR_MEMORY : ERR_INTERNAL;
    enum err err;
    while (!(err = row_change_next(iterator, &change)) && !(err = visit(applying, &change)))
        continue;
    sqlite3changeset_finalize(iterator);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* The last number of each table that numbers its rows. */
static enum err apply_numbers(struct conn *conn, struct entry_reader *reader)
{
    static const enum statement statements[] = {STMT_RESTORE_NUMBER, STMT_RESTORE_NUMBER_ADD};
    char table[ENTRY_NAME_SIZE];
    int64_t number;
    enum err err = ERR_OK;
    while (!err && entry_read_number(reader, table, &number)) {
        enum replicated place = replicated_find(table);
        if (place == TABLE_COUNT || !replicated_is_shared(place))
            return ERR_INTERNAL;
        for (size_t i = 0; !err && i < 2; i++) {
            auto_query struct query q = query_of(conn, statements[i]);
            bind_integer(&q, number);
            bind_text(&q, table);
            err = query_run(&q);
        }
    }
    return err || !reader->is_bad ? err : ERR_INTERNAL;
}

/* The rows of an entry whose numbers were read. */
static enum err apply_rows(struct applying *applying, struct entry_reader *reader)
{
    applying->follow = (struct follow){0};
    applying->changes = entry_read_changes(reader, &applying->size);
    if (!applying->changes)
        return ERR_INTERNAL;
    enum err err = each_change(applying, look_at_change);
    if (!err)
        err = each_change(applying, take_change);
    if (!err)
        err = each_change(applying, put_change);
    drop_held(applying);
    return err ? err : follow_after(applying->conn, &applying->follow);
}

enum err apply_entry(struct applying *applying, const struct replication_entry *entry)
{
    struct entry_reader reader = {.bytes = entry->bytes, .size = entry->size};
    struct entry_head head = entry_read_head(&reader);
    if (!reader.is_bad && head.schema > applying->schema) {
        log_warning(
            "replication",
            LOG_SAYS("an entry of the log comes of a newer program: this machine waits for its upgrade"),
            LOG_NUMBER("schema", head.schema));
        return ERR_UNAVAILABLE;
    }
    enum err err = reader.is_bad || entry->size > REPLICATION_ENTRY_MAX
                       ? ERR_INTERNAL
                       : apply_numbers(applying->conn, &reader);
    if (!err)
        err = apply_rows(applying, &reader);
    if (!err && head.is_public)
        conn_mark_changed(applying->conn);
    return err;
}
