/* One connection to the database: opened, hardened, its statements run. It knows no table and no room. */
#include "conn.h"

#include "base/log.h"
#include "log_gather.h"
#include "page_gap.h"
#include "script.h"
#include "store_state.h"
#include "text/excerpt.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Instructions of SQLite's machine between two looks at the clock. */
enum { PROGRESS_STEPS = 10000 };

enum err conn_error(struct conn *conn, int code, const char *sql)
{
    code = health_judge_sync(conn->store, conn->db, code);
    health_note(conn->store, code);
    /* Extended codes hold the primary one in their low byte; constraints are told apart by the whole. */
    switch (code & 0xFF) {
    case SQLITE_NOMEM:
        return ERR_MEMORY;
    case SQLITE_FULL:
        return ERR_STORAGE_FULL;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERR_UNAVAILABLE;
    case SQLITE_INTERRUPT:
        return ERR_TIMEOUT;
    case SQLITE_CANTOPEN: /* for want of a descriptor, where a connection is first needed */
        if (sqlite3_system_errno(conn->db) == EMFILE || sqlite3_system_errno(conn->db) == ENFILE)
            return ERR_UNAVAILABLE;
        break;
    case SQLITE_CONSTRAINT:
        if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY ||
            code == SQLITE_CONSTRAINT_FOREIGNKEY)
            return ERR_CONFLICT;
    }
    log_error("store", LOG_SAYS("the database could not do what was asked"),
              LOG_TEXT("code", sqlite3_errstr(code)), LOG_TEXT("error", sqlite3_errmsg(conn->db)),
              LOG_TEXT("sql", sql));
    return ERR_INTERNAL;
}

static enum err conn_prepare_one(struct conn *conn, enum statement statement)
{
    const char *sql = statement_sql(statement);
    int code =
        sqlite3_prepare_v3(conn->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &conn->statements[statement], NULL);
    return code == SQLITE_OK ? ERR_OK : conn_error(conn, code, sql);
}

/* Prepared once on each connection, so two queries of the same statement must not overlap on it; by a reader
 * when it first needs it, for it never needs most, and each takes kilobytes. */
struct query query_of(struct conn *conn, enum statement statement)
{
    enum err err = conn->statements[statement] ? ERR_OK : conn_prepare_one(conn, statement);
    return (struct query){.conn = conn, .statement = conn->statements[statement], .err = err};
}

/* Bindings are cleared because they point at memory of the caller, which may end before the next run. */
void query_end(struct query *query)
{
    if (!query->statement)
        return;
    sqlite3_reset(query->statement);
    sqlite3_clear_bindings(query->statement);
}

/* Keeps the first failure of binding, from which later ones follow; query_row() gives it before a step. */
static void conn_note(struct query *query, int code)
{
    if (code != SQLITE_OK && !query->err)
        query->err = conn_error(query->conn, code, sqlite3_sql(query->statement));
}

void bind_integer(struct query *query, int64_t value)
{
    conn_note(query, sqlite3_bind_int64(query->statement, ++query->bound, value));
}

void bind_id(struct query *query, int64_t id)
{
    if (id)
        bind_integer(query, id);
    else
        conn_note(query, sqlite3_bind_null(query->statement, ++query->bound));
}

/* SQLITE_STATIC: nothing is copied, the text has to live until query_end(). */
void bind_text(struct query *query, const char *text)
{
    conn_note(query, sqlite3_bind_text(query->statement, ++query->bound, text, -1, SQLITE_STATIC));
}

/* Not copied either. */
void bind_blob(struct query *query, const void *bytes, size_t size)
{
    conn_note(query, sqlite3_bind_blob64(query->statement, ++query->bound, bytes, size, SQLITE_STATIC));
}

/* Some errors end the whole transaction (FULL, IOERR, NOMEM, INTERRUPT may). What ran after that would commit
 * by itself, so nothing does. */
static enum err step_failed(struct query *query, int code)
{
    struct conn *conn = query->conn;
    enum err err = conn_error(conn, code, sqlite3_sql(query->statement));
    if (conn->is_open && sqlite3_get_autocommit(conn->db))
        conn->lost = err;
    return err;
}

enum err query_row(struct query *query)
{
    /* See step_failed(); after a lost transaction nothing may reach the database. */
    if (query->err || query->conn->lost)
        return query->err ? query->err : query->conn->lost;
    /* At the first step all are bound; an unbound one would be NULL in silence. */
    assert(query->column || query->bound == sqlite3_bind_parameter_count(query->statement));
    /* Columns are read by counting, and each row begins with the first. */
    query->column = 0;
    int code = sqlite3_step(query->statement);
    if (code == SQLITE_ROW)
        return ERR_OK;
    return code == SQLITE_DONE ? ERR_NOT_FOUND : step_failed(query, code);
}

enum err query_run(struct query *query)
{
    enum err err = query_row(query);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err run_plain(struct conn *conn, enum statement statement)
{
    auto_query struct query query = query_of(conn, statement);
    return query_run(&query);
}

enum err run_by(struct conn *conn, enum statement statement, int64_t value)
{
    auto_query struct query query = query_of(conn, statement);
    bind_integer(&query, value);
    return query_run(&query);
}

enum err run_pair(struct conn *conn, enum statement statement, int64_t from, int64_t to)
{
    auto_query struct query q = query_of(conn, statement);
    bind_integer(&q, from);
    bind_integer(&q, to);
    return query_run(&q);
}

/* The statement is reset by the cleanup, so more rows than one would go unnoticed; those used with it
 * give one at most. */
enum err integer_by(struct conn *conn, enum statement statement, int64_t value, int64_t *ret_integer)
{
    auto_query struct query query = query_of(conn, statement);
    bind_integer(&query, value);
    enum err err = query_row(&query);
    if (!err)
        *ret_integer = column_integer(&query);
    return err;
}

int64_t conn_changes(const struct conn *conn)
{
    return sqlite3_changes64(conn->db);
}

int64_t column_integer(struct query *query)
{
    return sqlite3_column_int64(query->statement, query->column++);
}

double column_double(struct query *query)
{
    return sqlite3_column_double(query->statement, query->column++);
}

const char *column_text(struct query *query)
{
    int column = query->column++;
    const char *text = (const char *)sqlite3_column_text(query->statement, column);
    /* After the text was asked for, since a conversion changes the length (SQLite, "Result Values From A
     * Query"). */
    int size = sqlite3_column_bytes(query->statement, column);
    /* No text where there is a value means that SQLite had no memory for it. */
    if (!text && sqlite3_column_type(query->statement, column) != SQLITE_NULL)
        arena_fail(query->conn->arena);
    return text ? arena_copy(query->conn->arena, text, (size_t)size) : NULL;
}

const char *column_peek(struct query *query)
{
    int column = query->column++;
    const char *text = (const char *)sqlite3_column_text(query->statement, column);
    if (!text && sqlite3_column_type(query->statement, column) != SQLITE_NULL)
        arena_fail(query->conn->arena);
    return text;
}

int64_t column_words(struct query *query)
{
    int column = query->column++;
    const char *text = (const char *)sqlite3_column_text(query->statement, column);
    int size = sqlite3_column_bytes(query->statement, column);
    return text ? (int64_t)text_word_count(text, (size_t)size) : 0;
}

const void *column_blob(struct query *query, size_t *ret_size)
{
    int column = query->column++;
    const void *bytes = sqlite3_column_blob(query->statement, column);
    size_t size = (size_t)sqlite3_column_bytes(query->statement, column);
    /* An empty blob has no address in SQLite and is told as NULL, as one that is absent. */
    const char *copy = bytes ? arena_copy(query->conn->arena, bytes, size) : NULL;
    bool is_there = copy && !arena_failed(query->conn->arena); /* a failed arena gives "" */
    *ret_size = is_there ? size : 0;
    return is_there ? copy : NULL;
}

void conn_mark_changed(struct conn *conn)
{
    assert(conn->is_writer);
    conn->changed = true;
}

/* Taken by the writer alone, so numbers have the order in which transactions had it; one that is rolled
 * back gives its own back. */
enum err conn_next_sequence(struct conn *conn, int64_t *ret_sequence)
{
    auto_query struct query query = query_of(conn, STMT_SEQUENCE_NEXT);
    enum err err = query_row(&query);
    if (!err)
        *ret_sequence = column_integer(&query);
    /* RETURNING gives its row before the statement is finished. */
    return err ? err : query_run(&query);
}

enum err conn_execute(struct conn *conn, const char *sql)
{
    int code = sqlite3_exec(conn->db, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? ERR_OK : conn_error(conn, code, sql);
}

/* When the disk fails while the full-text index has a reader of its own open, SQLite 3.40 leaves the file's
 * error standing after the rollback; the next statement gets it and clears it. That is to be nobody's. */
static void clear_error(struct conn *conn)
{
    /* Where no transaction is left over nothing stands, and a statement would be run in vain. */
    if (sqlite3_txn_state(conn->db, NULL) == SQLITE_TXN_NONE)
        return;
    auto_query struct query query = query_of(conn, STMT_STATE_READ);
    sqlite3_step(query.statement);
}

/* Also for readers, whose transaction is nothing but the snapshot. */
void conn_roll_back(struct conn *conn)
{
    /* SQLite may have rolled back by itself already; ROLLBACK then would be an error of its own. */
    if (!sqlite3_get_autocommit(conn->db))
        run_plain(conn, STMT_ROLLBACK);
    clear_error(conn);
}

/* Ends a read that takes too long, so that no query of a visitor can hold a worker. */
static int out_of_time(void *context)
{
    /* Not 0 interrupts the statement, which gives SQLITE_INTERRUPT and here ERR_TIMEOUT. */
    struct conn *conn = context;
    return clock_monotonic_ms(conn->store->clock) > conn->deadline_ms;
}

/* Settings that keep a damaged or foreign file, or a text that became SQL after all, from doing more
 * than the program's own statements can. The limits lie well above what these need. */
static enum err harden(struct conn *conn)
{
    static const struct {
        int what, value;
    } limits[] = {
        {SQLITE_LIMIT_LENGTH, 16 * 1024 * 1024},
        {SQLITE_LIMIT_SQL_LENGTH, 100000},
        {SQLITE_LIMIT_COLUMN, 100},
        {SQLITE_LIMIT_EXPR_DEPTH, 100},
        {SQLITE_LIMIT_COMPOUND_SELECT, 20},
        {SQLITE_LIMIT_FUNCTION_ARG, 10},
        {SQLITE_LIMIT_ATTACHED, 1},
        /* An article, its tags, their lists, a day of these that has become full, ten minutes of it. */
        {SQLITE_LIMIT_TRIGGER_DEPTH, 10},
        {SQLITE_LIMIT_WORKER_THREADS, 0},
        {SQLITE_LIMIT_VARIABLE_NUMBER, 100},
        {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000},
    };
    /* Forbids writing shadow tables and the schema as text; functions in a schema that came from
     * elsewhere do not run; "x" is never a string. */
    sqlite3_db_config(conn->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(conn->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(conn->db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    sqlite3_db_config(conn->db, SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0, NULL);
    sqlite3_db_config(conn->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(conn->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    /* The tested plan is used whatever is bound; else lists were prepared anew each time. */
    sqlite3_db_config(conn->db, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        sqlite3_limit(conn->db, limits[i].what, limits[i].value);
    /* The writer's pragmas touch the file, so they come once it is known to be ours: store_migrate(). */
    enum err err = conn_execute(conn, script_sql(SCRIPT_COMMON));
    return err || conn->is_writer ? err : conn_execute(conn, script_sql(SCRIPT_READER));
}

enum err conn_prepare(struct conn *conn)
{
    enum err err = ERR_OK;
    for (enum statement i = 0; !err && i < STMT_COUNT; i++)
        if (!conn->statements[i])
            err = conn_prepare_one(conn, i);
    return err;
}

/* The writer has no handler; an INTERRUPT could end a transaction in which others have joined. */
void conn_keep_time(struct conn *conn)
{
    assert(!conn->is_writer);
    sqlite3_progress_handler(conn->db, PROGRESS_STEPS, out_of_time, conn);
}

/* What SQLite takes as a name with a switch behind. */
static void still_name(const char *path, struct buf *name)
{
    buf_text(name, "file:");
    for (const char *c = path; *c; c++)
        if (strchr("%?#", *c))
            buf_printf(name, "%%%02X", (unsigned)(unsigned char)*c);
        else
            buf_char(name, *c);
    buf_text(name, "?immutable=1");
}

/* The file by its kind; no mutex within SQLite, as whoever leased the connection is its only thread. A reader
 * opens read-only, in addition to query_only. */
static int open_file(const struct store *store, const char *path, enum conn_kind kind, sqlite3 **ret_db)
{
    auto_buf struct buf name = BUF(16384);
    if (kind == CONN_WRITER)
        return sqlite3_open_v2(path, ret_db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                               NULL);
    if (kind == CONN_READER)
        return sqlite3_open_v2(path, ret_db,
                               SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX |
                                   (store->only_looks ? SQLITE_OPEN_URI : 0),
                               store->vfs);
    still_name(path, &name);
    return sqlite3_open_v2(buf_str(&name), ret_db,
                           SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
}

enum err conn_open(struct store *store, const char *path, enum conn_kind kind, struct conn **ret_conn)
{
    struct conn *conn = calloc(1, sizeof *conn);
    if (!conn)
        return ERR_MEMORY;
    conn->store = store;
    conn->is_writer = kind == CONN_WRITER;
    int code = open_file(store, path, kind, &conn->db);
    enum err err = code == SQLITE_OK ? ERR_OK : conn->db ? conn_error(conn, code, "open") : ERR_MEMORY;
    if (!err)
        sqlite3_extended_result_codes(conn->db, 1);
    /* Before a page is written. */
    if (!err && conn->is_writer)
        err = page_gap_watch(conn->db, &conn->gap);
    /* Before any statement is prepared, because the index's tables need their tokenizer. */
    if (!err && hooks_connect(store, conn->db) != SQLITE_OK)
        err = conn_error(conn, SQLITE_ERROR, script_sql(SCRIPT_FTS5_API));
    if (!err)
        err = harden(conn);
    if (err)
        conn_close(conn);
    else
        *ret_conn = conn;
    return err;
}

void conn_close(struct conn *conn)
{
    if (!conn)
        return;
    /* First, or sqlite3_close() refuses and leaks the connection. Unprepared ones are NULL, which is fine. */
    for (enum statement i = 0; i < STMT_COUNT; i++)
        sqlite3_finalize(conn->statements[i]);
    sqlite3_close(conn->db);
    page_gap_free(conn->gap);
    log_gather_free(conn->gather);
    free(conn);
}
