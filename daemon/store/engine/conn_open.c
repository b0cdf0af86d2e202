/* A connection to the database as it comes and goes: opened, hardened, closed. It knows no table and no room.
 */
#include "conn.h"
#include "log_gather.h"
#include "page_gap.h"
#include "read_barrier.h"
#include "script.h"
#include "store_state.h"

#include <stdlib.h>
#include <string.h>

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
    if (!err)
        read_barrier_ease(conn->db, &conn->methods);
    /* Before a page is written, and behind the other, whose methods it takes over. */
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
    /* First, or sqlite3_close() refuses and leaks the connection. Unprepared ones are NULL, which it
     * takes. */
    for (enum statement i = 0; i < STMT_COUNT; i++)
        sqlite3_finalize(conn->statements[i]);
    sqlite3_close(conn->db);
    page_gap_free(conn->gap);
    log_gather_free(conn->gather);
    free(conn);
}
