/* Connections to PostgreSQL by libpq, with a limit of time for each question. Knows no entry of the log and
 * no request. */
#include "ordered/database.h"

#include "base/clock.h"
#include "base/said.h"
#include "libpq.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Patience of the server with locks and statements is below ours, so that it tells us why; that with the
 * second machine has no limit there, and is ours alone. */
enum { VALUES_MAX = 8, JOIN_MS = 3000, MESSAGE_SIZE = 300 };
#define LOCK_PATIENCE "2000"
#define STATEMENT_PATIENCE "4000"

/* The field of a notice that says how bad it is, in no language. */
enum { FIELD_SEVERITY = 'V', FIELD_STATE = 'C' };

struct database {
    const struct libpq *libpq;
    struct pg_conn *conn;
    const char *node;
    int warnings; /* since the statement began */
};

struct database_rows {
    const struct libpq *libpq;
    struct pg_result *result;
};

static const char *const statements[DATABASE_SQL_COUNT] = {
#define ORDERED(name, sql) [DATABASE_##name] = sql,
#include "ordered/ordered.def"
#undef ORDERED
};

/* One line of what libpq says, which may be several. */
static void tell_libpq(struct buf *fault, const char *said)
{
    char line[MESSAGE_SIZE];
    size_t length = 0;
    for (; *said && length + 1 < sizeof line; said++)
        if (*said != '\n')
            line[length++] = *said;
        else if (said[1])
            line[length++] = ';';
    line[length] = '\0';
    buf_printf(fault, "PostgreSQL: %s", line);
}

static void note_warning(void *context, const struct pg_result *result)
{
    struct database *database = context;
    const char *severity = database->libpq->result_field(result, FIELD_SEVERITY);
    /* That a wait was broken off is a warning without a state of its own; so any is taken for one. */
    if (!severity || strcmp(severity, "WARNING") == 0)
        database->warnings++;
}

enum err database_library(struct buf *fault)
{
    const char *said = "";
    if (libpq_load(&said))
        return ERR_OK;
    buf_printf(fault,
               SAID("không nạp được thư viện libpq (gói libpq5): %s",
                    "the library libpq (package libpq5) cannot be loaded: %s"),
               said);
    return ERR_UNAVAILABLE;
}

/* What stands before the address is its to change; what stands behind is not. */
static struct pg_conn *connect_by(const struct libpq *libpq, const struct database_options *options)
{
    char name[DATABASE_NODE_MAX + 8];
    const char *const keywords[] = {"connect_timeout",
                                    "sslmode",
                                    "target_session_attrs",
                                    "tcp_user_timeout",
                                    "keepalives_idle",
                                    "keepalives_interval",
                                    "keepalives_count",
                                    "application_name",
                                    "dbname",
                                    "client_encoding",
                                    options->password ? "password" : NULL,
                                    NULL};
    const char *const values[] = {
        "3",    "verify-full",     "read-write", "5000", "5", "2", "2", name, options->address,
        "UTF8", options->password, NULL};
    assert(libpq);
    snprintf(name, sizeof name, "congd %s", options->node);
    return libpq->connect(keywords, values, 1);
}

enum err database_connect(const struct database_options *options, struct buf *fault,
                          struct database **ret_database)
{
    const char *said = "";
    const struct libpq *libpq = libpq_load(&said);
    enum err err = libpq ? ERR_OK : database_library(fault);
    if (err)
        return err;
    struct database *database = calloc(1, sizeof *database);
    if (!database)
        return ERR_MEMORY;
    *database = (struct database){.libpq = libpq, .conn = connect_by(libpq, options), .node = options->node};
    if (!database->conn || libpq->status(database->conn) != LIBPQ_CONNECTION_OK) {
        tell_libpq(fault, database->conn ? libpq->fault(database->conn) : strerror(ENOMEM));
        database_close(database);
        return ERR_UNAVAILABLE;
    }
    libpq->set_notice(database->conn, note_warning, database);
    libpq->set_nonblocking(database->conn, 1);
    *ret_database = database;
    return ERR_OK;
}

void database_close(struct database *database)
{
    if (!database)
        return;
    if (database->conn)
        database->libpq->finish(database->conn);
    free(database);
}

/* Waits for the connection, and for `other_fd` unless that is -1, until the instant. Whether the connection
 * has something. */
static bool database_poll(struct database *database, int other_fd, short events, int64_t until_ms)
{
    struct pollfd looks[] = {{database->libpq->socket(database->conn), events, 0}, {other_fd, POLLIN, 0}};
    int64_t left_ms = until_ms - clock_monotonic_ms(&clock_system);
    if (left_ms < 0)
        left_ms = 0;
    return poll(looks, other_fd < 0 ? 1 : 2, (int)left_ms) > 0 && looks[0].revents;
}

/* What was asked goes out, and what is answered comes in, as far as both go without waiting. */
static bool database_move(struct database *database, int *ret_unsent)
{
    *ret_unsent = database->libpq->flush(database->conn);
    return *ret_unsent >= 0 && database->libpq->consume(database->conn);
}

/* Until a result is whole; false: it is too late, or the connection is lost. */
static bool database_await(struct database *database, int64_t until_ms)
{
    for (;;) {
        int unsent;
        if (!database_move(database, &unsent))
            return false;
        if (!unsent && !database->libpq->is_busy(database->conn))
            return true;
        short events = unsent ? POLLIN | POLLOUT : POLLIN;
        if (!database_poll(database, -1, events, until_ms) && clock_monotonic_ms(&clock_system) >= until_ms)
            return false;
    }
}

/* The statement's result, whole; what comes behind it is awaited too, since the commit is told by its end.
 * NULL with a line in `fault`. */
static struct pg_result *database_result(struct database *database, int64_t until_ms, struct buf *fault)
{
    const struct libpq *libpq = database->libpq;
    struct pg_result *result = NULL, *next;
    for (;;) {
        if (!database_await(database, until_ms)) {
            bool is_late = clock_monotonic_ms(&clock_system) >= until_ms;
            tell_libpq(fault, is_late ? SAID("không trả lời trong thời hạn", "no answer in time")
                                      : libpq->fault(database->conn));
            libpq->clear(result);
            return NULL;
        }
        next = libpq->result(database->conn);
        if (!next)
            break;
        libpq->clear(result);
        result = next;
    }
    int status = result ? libpq->result_status(result) : -1;
    if (status == LIBPQ_COMMAND_OK || status == LIBPQ_TUPLES_OK)
        return result;
    tell_libpq(fault, libpq->fault(database->conn));
    libpq->clear(result);
    return NULL;
}

enum err database_run(struct database *database, enum database_sql sql, const struct database_value *values,
                      size_t count, int64_t patience_ms, struct buf *fault, struct database_rows **ret_rows)
{
    const char *texts[VALUES_MAX];
    int sizes[VALUES_MAX], forms[VALUES_MAX];
    int64_t until_ms = clock_monotonic_ms(&clock_system) + patience_ms;
    assert(sql < DATABASE_SQL_COUNT && count <= VALUES_MAX);
    for (size_t i = 0; i < count; i++) {
        texts[i] = values[i].bytes;
        sizes[i] = (int)values[i].size;
        forms[i] = values[i].is_binary;
    }
    database->warnings = 0;
    if (!database->libpq->send(database->conn, statements[sql], (int)count, NULL, texts, sizes, forms, 1)) {
        tell_libpq(fault, database->libpq->fault(database->conn));
        return ERR_UNAVAILABLE;
    }
    struct pg_result *result = database_result(database, until_ms, fault);
    struct database_rows *rows = result && ret_rows ? malloc(sizeof *rows) : NULL;
    if (rows)
        *rows = (struct database_rows){database->libpq, result};
    else
        database->libpq->clear(result);
    if (!result || (ret_rows && !rows))
        return result ? ERR_MEMORY : ERR_UNAVAILABLE;
    if (ret_rows)
        *ret_rows = rows;
    return ERR_OK;
}

bool database_is_acknowledged(const struct database *database)
{
    return !database->warnings;
}

bool database_is_alive(struct database *database)
{
    const struct libpq *libpq = database->libpq;
    /* It may read a server's last word, behind which the second finds the end. */
    bool is_heard = libpq->consume(database->conn);
    return is_heard && libpq->consume(database->conn) && libpq->status(database->conn) == LIBPQ_CONNECTION_OK;
}

enum err database_fence(struct database *database, int64_t patience_ms, struct buf *fault)
{
    const struct database_value values[] = {DATABASE_TEXT(database->node)};
    enum err err = database_run(database, DATABASE_FENCE, values, 1, patience_ms, fault, NULL);
    if (err || database_is_acknowledged(database))
        return err;
    buf_text(fault, SAID("máy thứ hai không xác nhận", "the second machine did not acknowledge"));
    return ERR_UNAVAILABLE;
}

/* What the database says of itself. */
static enum err judge_database(struct database *database, const struct database_options *options,
                               int64_t *timeline, struct buf *fault)
{
    auto_rows struct database_rows *rows = NULL;
    enum err err = database_run(database, DATABASE_LOOK, NULL, 0, JOIN_MS, fault, &rows);
    if (err)
        return err;
    int64_t found = database_integer(rows, 0, 1);
    if (!*database_text(rows, 0, 0) && !options->is_async_accepted) {
        buf_text(fault,
                 SAID("PostgreSQL không chờ máy thứ hai (synchronous_standby_names trống), nên một máy hỏng "
                      "có thể làm mất bài đã lưu; muốn chấp nhận điều đó: replication_async_accepted = yes",
                      "PostgreSQL waits for no second machine (synchronous_standby_names is empty), so that "
                      "one that fails may take along what was saved; to accept that: "
                      "replication_async_accepted = yes"));
        return ERR_UNAVAILABLE;
    }
    if (found < *timeline) {
        buf_printf(fault,
                   SAID("PostgreSQL này là máy chính cũ (dòng thời gian %lld, trước đó đã thấy %lld)",
                        "this PostgreSQL is a former primary (timeline %lld, %lld was seen before)"),
                   (long long)found, (long long)*timeline);
        return ERR_UNAVAILABLE;
    }
    *timeline = found;
    return ERR_OK;
}

enum err database_join(const struct database_options *options, int64_t *timeline, struct buf *fault,
                       struct database **ret_database)
{
    auto_database struct database *database = NULL;
    const struct database_value patience[] = {DATABASE_TEXT(LOCK_PATIENCE),
                                              DATABASE_TEXT(STATEMENT_PATIENCE)};
    enum err err = database_connect(options, fault, &database);
    if (!err)
        err = database_run(database, DATABASE_SESSION, patience, 2, JOIN_MS, fault, NULL);
    if (!err)
        err = judge_database(database, options, timeline, fault);
    if (!err)
        err = database_fence(database, JOIN_MS, fault);
    if (!err)
        *ret_database = TAKE(database);
    return err;
}

enum err database_listen(struct database *database, int other_fd, int64_t patience_ms)
{
    const struct libpq *libpq = database->libpq;
    int64_t until_ms = clock_monotonic_ms(&clock_system) + patience_ms;
    bool is_told = false;
    void *notification;
    /* One may have come with the answer to what was asked before. */
    for (int look = 0; look < 2 && !is_told; look++) {
        if (look && database_poll(database, other_fd, POLLIN, until_ms) && !libpq->consume(database->conn))
            return ERR_UNAVAILABLE;
        while ((notification = libpq->notify(database->conn))) {
            libpq->free(notification);
            is_told = true;
        }
    }
    return libpq->status(database->conn) == LIBPQ_CONNECTION_OK ? ERR_OK : ERR_UNAVAILABLE;
}

/* ---- rows, as libpq gives them in binary form: numbers have eight bytes, the highest first */

int database_count(const struct database_rows *rows)
{
    return rows ? rows->libpq->rows(rows->result) : 0;
}

const void *database_bytes(const struct database_rows *rows, int row, int column, size_t *ret_size)
{
    *ret_size = (size_t)rows->libpq->size(rows->result, row, column);
    return rows->libpq->value(rows->result, row, column);
}

int64_t database_integer(const struct database_rows *rows, int row, int column)
{
    size_t size;
    const unsigned char *bytes = database_bytes(rows, row, column, &size);
    uint64_t value = 0;
    assert(size == sizeof value || !size);
    for (size_t i = 0; i < size; i++)
        value = value << 8 | bytes[i];
    return (int64_t)value;
}

const char *database_text(const struct database_rows *rows, int row, int column)
{
    /* libpq puts a NUL behind each value. */
    return rows->libpq->value(rows->result, row, column);
}

void database_rows_free(struct database_rows *rows)
{
    if (!rows)
        return;
    rows->libpq->clear(rows->result);
    free(rows);
}
