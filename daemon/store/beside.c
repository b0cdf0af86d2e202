/* A folder from beside: a bare store with one connection. Beside open.c, backup_copy.c and rehearsal.c it
 * knows the engine and what rooms give to a connection. */
#include "store/beside.h"

#include "beside_inner.h"
#include "engine/backup.h"
#include "engine/rows.h"
#include "engine/store_state.h"
#include "search/search_index.h"

#include "base/said.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BESIDE_PATH_SIZE = 4096 };

bool beside_hold_still(const char *directory, int *ret_lock)
{
    char path[BESIDE_PATH_SIZE];
    snprintf(path, sizeof path, "%s/lock", directory);
    *ret_lock = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    return *ret_lock < 0 ? errno == ENOENT : flock(*ret_lock, LOCK_SH | LOCK_NB) == 0;
}

enum err beside_open(struct store *store, const char *path, bool is_still, struct conn **ret_conn)
{
    char log[BESIDE_PATH_SIZE + 8];
    struct stat st;
    snprintf(log, sizeof log, "%s-wal", path);
    bool is_closed = is_still && stat(log, &st) != 0;
    return conn_open(store, path, is_closed ? CONN_STILL : CONN_READER, ret_conn);
}

/* The first row of a script, which has `count` integers. */
static enum err beside_integers(struct conn *conn, enum script script, int64_t *ret_integers, int count)
{
    auto_statement sqlite3_stmt *statement = NULL;
    enum err err = backup_prepare(conn, script, &statement);
    if (!err)
        err = backup_step(conn, statement);
    for (int i = 0; !err && i < count; i++)
        ret_integers[i] = sqlite3_column_int64(statement, i);
    return err;
}

/* Of one moment, which begins with the first of the questions. */
static enum err beside_read(struct conn *conn, struct beside_facts *facts)
{
    int64_t taken[2] = {0};
    enum err err = beside_integers(conn, SCRIPT_VERSION, &facts->schema, 1);
    if (!err)
        err = membership_of_conn(conn, &facts->membership);
    if (!err)
        err = beside_integers(conn, SCRIPT_COPY_TAKEN_BACK, taken, 2);
    facts->taken_back = taken[0];
    facts->unerased = taken[1];
    return err;
}

/* The copy is looked at by itself. */
static enum err beside_judge_copy(const char *path, struct buf *fault, struct beside_facts *ret_facts)
{
    auto_backup_copy struct backup_copy *copy = NULL;
    enum err err = backup_copy_open(path, fault, &copy);
    if (!err)
        err = backup_copy_check(copy, NULL, fault);
    return err ? err : beside_read(backup_copy_conn(copy), ret_facts);
}

/* With a connection to the folder's database; a `copy` is made where one is wanted. */
static enum err beside_with(struct store *store, const char *directory, const char *copy,
                            struct beside_facts *ret_facts)
{
    char path[BESIDE_PATH_SIZE];
    struct stat st;
    struct conn *conn = NULL;
    auto_close int lock = -1;
    snprintf(path, sizeof path, "%s/cong.db", directory);
    if (stat(path, &st) || st.st_size == 0)
        return ERR_NOT_FOUND;
    enum err err = beside_open(store, path, beside_hold_still(directory, &lock), &conn);
    if (err)
        return err;
    err = copy ? snapshot_copy(conn, copy) : beside_read(conn, ret_facts);
    conn_close(conn);
    return err;
}

/* A bare store: the room of the search alone gives something to a connection. */
static enum err beside_run(const char *directory, const char *copy, struct buf *fault,
                           struct beside_facts *ret_facts)
{
    struct store *store = calloc(1, sizeof *store);
    if (!store)
        return ERR_MEMORY;
    enum err err = search_register_hook(store);
    if (!err)
        err = beside_with(store, directory, copy, ret_facts);
    hooks_done(store);
    free(store);
    if (err && !fault->length)
        buf_printf(fault, "%s: %s", directory, err_title(err, said_lang()));
    return err;
}

enum err beside_look(const char *directory, struct buf *fault, struct beside_facts *ret_facts)
{
    return beside_run(directory, NULL, fault, ret_facts);
}

enum err beside_copy(const char *directory, const char *path, struct buf *fault,
                     struct beside_facts *ret_facts)
{
    enum err err = beside_run(directory, path, fault, ret_facts);
    if (!err)
        err = beside_judge_copy(path, fault, ret_facts);
    if (err)
        unlink(path);
    return err;
}
