/* A connection to the PostgreSQL that keeps the common log (store/replication.h), and the statements that it
 * is asked (ordered.def). Nothing waits for ever: each question has a limit of time.
 *
 * libpq is loaded when the first connection is made (daemon/ordered/libpq.h): a program that never makes one
 * does without. Ownership: a connection borrows its options. Thread: while the process has but one, which a
 * command and the processes of ordered/ordered.h have; the daemon itself never calls these. */
#ifndef ORDERED_DATABASE_H
#define ORDERED_DATABASE_H

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct database;
struct database_rows;

enum { DATABASE_NODE_MAX = 63 };

struct database_options {
    const char *address;    /* postgresql://…, as libpq reads it */
    const char *password;   /* NULL: the address, or libpq's own files, say what there is to say */
    const char *node;       /* who we are, 1 to DATABASE_NODE_MAX bytes */
    bool is_async_accepted; /* also a database that waits for no second machine */
};

/* The statements. */
enum database_sql {
#define ORDERED(name, sql) DATABASE_##name,
#include "ordered/ordered.def"
#undef ORDERED
    DATABASE_SQL_COUNT
};

/* A value of a statement. */
struct database_value {
    const void *bytes; /* text, with a NUL behind, unless `is_binary` */
    size_t size;       /* of what is binary */
    bool is_binary;    /* of a bytea or uuid */
};
#define DATABASE_TEXT(text) ((struct database_value){.bytes = (text)})
#define DATABASE_BYTES(at, length) ((struct database_value){(at), (length), true})

/* Whether libpq can be loaded. `fault` receives one line where not. Errors: UNAVAILABLE. */
enum err database_library(struct buf *fault);

/* Connects, without any look at what is there: for who makes or mends the log's database. `fault` receives
 * one line. Errors: UNAVAILABLE, MEMORY. The caller ends it with database_close(). */
enum err database_connect(const struct database_options *options, struct buf *fault,
                          struct database **ret_database);

/* The same for who takes part: refuses a database that waits for no second machine, unless that is accepted,
 * and one whose timeline lies before `*timeline`, a former primary; then puts up a fence. *timeline becomes
 * the database's. Errors: UNAVAILABLE, MEMORY. */
enum err database_join(const struct database_options *options, int64_t *timeline, struct buf *fault,
                       struct database **ret_database);

/* NULL is fine. */
void database_close(struct database *database);
DEFINE_CLEANUP(cleanup_database_, struct database *, database_close)
#define auto_database CLEANUP(cleanup_database_)

/* Runs one statement, for `patience_ms` at most. *ret_rows, which may be NULL where none are wanted, is the
 * caller's. `fault` receives one line. Errors: UNAVAILABLE: what became of it is not known, or the database
 * refused it; the connection is of no further use then. */
enum err database_run(struct database *database, enum database_sql sql, const struct database_value *values,
                      size_t count, int64_t patience_ms, struct buf *fault, struct database_rows **ret_rows);

/* Whether the last statement was answered without a warning. One with a warning was committed on one machine,
 * but nobody knows whether on the second ("canceling wait for synchronous replication …"). */
bool database_is_acknowledged(const struct database *database);

/* Whether the connection is still there, as far as can be known without a question. */
bool database_is_alive(struct database *database);

/* A fence: OK when the second machine has all that this connection saw. Errors: UNAVAILABLE, as above. */
enum err database_fence(struct database *database, int64_t patience_ms, struct buf *fault);

/* Waits until a notification comes, until `other_fd` can be read or has ended, at most `patience_ms`. -1: no
 * such descriptor. Errors: UNAVAILABLE (the connection is lost). */
enum err database_listen(struct database *database, int other_fd, int64_t patience_ms);

/* Rows; NULL has none. A value belongs to the rows. */
int database_count(const struct database_rows *rows);
int64_t database_integer(const struct database_rows *rows, int row, int column);
const char *database_text(const struct database_rows *rows, int row, int column); /* "" for NULL */
const void *database_bytes(const struct database_rows *rows, int row, int column, size_t *ret_size);
void database_rows_free(struct database_rows *rows);
DEFINE_CLEANUP(cleanup_database_rows_, struct database_rows *, database_rows_free)
#define auto_rows CLEANUP(cleanup_database_rows_)

#endif
