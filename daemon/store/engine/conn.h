/* Connections inside the store: statements run on them, rows read into their arena.
 *
 * A query is one run of a prepared statement. Parameters are bound and columns read in order, so a
 * statement and the code that runs it read alike. Errors stick in the query until query_row() or
 * query_run() gives them. The cleanup attribute resets the statement. */
#ifndef STORE_CONN_H
#define STORE_CONN_H

#include "hook.h"
#include "statement.h"
#include "store/store.h"

#include <sqlite3.h>
#include <stddef.h>

enum { MARKS_MAX = 4 };

/* A savepoint within a transaction, and what it brings back beside the database. */
struct mark {
    struct hook_positions positions;
    bool changed;
};

struct conn {
    struct store *store;
    sqlite3 *db;
    sqlite3_io_methods methods; /* of its file; see read_barrier.h */
    struct page_gap *gap;       /* of the writer */
    struct log_gather *gather;  /* likewise; or NULL */
    sqlite3_stmt *statements[STMT_COUNT];
    struct arena *arena;
    struct actor actor; /* of a transaction */
    int64_t now_ms;
    int64_t deadline_ms; /* monotonic; readers only */
    bool is_writer;
    /* Of the writer, for the transaction that has it. */
    bool is_open;    /* a transaction is begun in the database */
    bool is_alone;   /* it shares its commit with nobody */
    bool has_joined; /* it is a savepoint in the transaction of others */
    bool changed;    /* public content or settings changed in this transaction */
    enum err lost;   /* what ended the transaction in the database; nothing runs then */
    enum err *outcome;
    struct hook_positions positions; /* at its beginning */
    struct mark marks[MARKS_MAX];
    size_t mark_count;
    struct conn *next_free;
    struct own_reader *own; /* whose it is; NULL: the pool's */
};

struct query {
    struct conn *conn;
    sqlite3_stmt *statement;
    int bound;  /* parameters bound so far */
    int column; /* next column to read */
    enum err err;
};

/* Begins a run of a statement. End it with the cleanup attribute. */
struct query query_of(struct conn *conn, enum statement statement);
void query_end(struct query *query);
#define auto_query CLEANUP(query_end)

/* Binds the next parameter. Texts and blobs must live until the query ends. */
void bind_integer(struct query *query, int64_t value);
void bind_id(struct query *query, int64_t id);                       /* 0 is NULL */
void bind_text(struct query *query, const char *text);               /* NULL is NULL */
void bind_blob(struct query *query, const void *bytes, size_t size); /* NULL is NULL */

/* Steps to the next row, whose columns can then be read from the first on. NOT_FOUND: no more. */
enum err query_row(struct query *query);

/* Runs a statement that gives no rows. */
enum err query_run(struct query *query);

/* Runs a statement that has no parameters. */
enum err run_plain(struct conn *conn, enum statement statement);

/* Short forms for statements with one number as their parameter: run it, read the number in its one row
 * (NOT_FOUND: there is none). */
enum err run_by(struct conn *conn, enum statement statement, int64_t value);
enum err integer_by(struct conn *conn, enum statement statement, int64_t value, int64_t *ret_integer);

/* Likewise with two numbers, the first of which the statement turns into the second. */
enum err run_pair(struct conn *conn, enum statement statement, int64_t from, int64_t to);

/* Rows changed by the last query_run() on this connection. */
int64_t conn_changes(const struct conn *conn);

/* Reads the next column. */
int64_t column_integer(struct query *query);  /* NULL is 0 */
double column_double(struct query *query);    /* NULL is 0 */
const char *column_text(struct query *query); /* NULL is NULL; in the arena */
const char *column_peek(struct query *query); /* the same, borrowed until the next row */
int64_t column_words(struct query *query);    /* how many (text/excerpt.h) its text has; of NULL 0 */
/* In the arena; NULL (and size 0) when NULL or when the arena failed. */
const void *column_blob(struct query *query, size_t *ret_size);

/* What an SQLite result means; anything unexpected is logged with the statement's text. */
enum err conn_error(struct conn *conn, int code, const char *sql);

/* Marks that what readers see has changed: the generation rises at commit. */
void conn_mark_changed(struct conn *conn);

/* The next number of the change feed, taken in this transaction. */
enum err conn_next_sequence(struct conn *conn, int64_t *ret_sequence);

/* STILL reads a file that was closed and that nobody opens meanwhile: SQLite lays nothing beside it. */
enum conn_kind { CONN_WRITER, CONN_READER, CONN_STILL };

/* Opens one connection with the pragmas of its kind; statements are prepared apart, because the
 * migrations come between. */
enum err conn_open(struct store *store, const char *path, enum conn_kind kind, struct conn **ret_conn);

/* Ends the transaction that is open, if one is. */
void conn_roll_back(struct conn *conn);

/* Prepares every statement of the closed set, so that one the schema does not fit is known at once. */
enum err conn_prepare(struct conn *conn);

/* From here on a reader looks at its deadline while a statement runs. */
void conn_keep_time(struct conn *conn);

/* NULL is fine. */
void conn_close(struct conn *conn);

/* Runs SQL text that is part of the program (pragmas, migrations). */
enum err conn_execute(struct conn *conn, const char *sql);

#endif
