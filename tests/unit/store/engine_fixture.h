/* The fixture for tests of the engine itself, which look behind the store's headers and speak SQL. */
#ifndef TEST_STORE_ENGINE_FIXTURE_H
#define TEST_STORE_ENGINE_FIXTURE_H

#include "engine/store_state.h"
#include "search/search_index.h"

#include "fixture.h"

/* A writer without a store around it, for tests of what happens before one is open. The tokenizer, which the
 * schema needs, comes by the hook of the search. */
static inline enum err fixture_open_writer(const char *path, struct conn **ret_writer)
{
    static struct store bare;
    if (!bare.hook_count)
        assert_int_equal(search_register_hook(&bare), ERR_OK);
    return conn_open(&bare, path, CONN_WRITER, ret_writer);
}

/* How many steps of the machine a statement took on a connection since it was last asked, or `begins` anew;
 * one that was never needed took none. */
static inline int fixture_steps(struct conn *conn, enum statement statement, bool begins)
{
    sqlite3_stmt *prepared = conn->statements[statement];
    return prepared ? sqlite3_stmt_status(prepared, SQLITE_STMTSTATUS_VM_STEP, begins) : 0;
}

/* The one integer that `sql` gives, read behind the headers. */
static inline int64_t fixture_integer(struct fixture *f, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_prepare_v2(f->store->writer->db, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int64_t value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return value;
}

static inline int64_t fixture_sequence(struct fixture *f)
{
    return fixture_integer(f, "SELECT sequence FROM state");
}

/* The index holds what the articles say, word for word. */
static inline void assert_index_is_right(struct fixture *f)
{
    sqlite3 *db = f->store->writer->db;
    assert_int_equal(
        sqlite3_exec(db,
                     "INSERT INTO search_text (search_text, rank) VALUES ('integrity-check', 1);"
                     "INSERT INTO search_title (search_title, rank) VALUES ('integrity-check', 1)",
                     NULL, NULL, NULL),
        SQLITE_OK);
}

#endif
