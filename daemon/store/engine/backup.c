/* The snapshot and its pages: one read transaction on a reader of its own, copied in one step by SQLite's
 * backup interface. It knows no table. */
#include "backup.h"

#include "store_state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Instructions of SQLite's machine between two questions whether all is over. */
enum { WATCH_STEPS = 20000 };

enum err backup_prepare(struct conn *conn, enum script script, sqlite3_stmt **ret_statement)
{
    int code = sqlite3_prepare_v2(conn->db, script_sql(script), -1, ret_statement, NULL);
    return code == SQLITE_OK ? ERR_OK : conn_error(conn, code, script_sql(script));
}

enum err backup_step(struct conn *conn, sqlite3_stmt *statement)
{
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        return ERR_OK;
    return code == SQLITE_DONE ? ERR_NOT_FOUND : conn_error(conn, code, sqlite3_sql(statement));
}

void backup_finalize(sqlite3_stmt **statement)
{
    sqlite3_finalize(*statement);
}

static int watch_is_over(void *context)
{
    const struct backup_watch *watch = context;
    return watch->is_over(watch->context);
}

void backup_watch_conn(struct conn *conn, const struct backup_watch *watch)
{
    if (watch && watch->is_over)
        sqlite3_progress_handler(conn->db, WATCH_STEPS, watch_is_over, (void *)(uintptr_t)watch);
}

/* Its statements are not prepared, so it has no limit of time either. */
enum err snapshot_begin(struct store *store, struct conn **ret_source)
{
    auto_buf struct buf path = BUF(4096);
    struct conn *source;
    buf_printf(&path, "%s/cong.db", store->directory);
    /* Before the snapshot, so that no checkpoint begins to wait for it. */
    atomic_fetch_add(&store->copying, 1);
    enum err err = conn_open(store, buf_str(&path), CONN_READER, &source);
    if (!err) {
        err = conn_execute(source, script_sql(SCRIPT_SNAPSHOT));
        if (err)
            conn_close(source);
    }
    if (err)
        atomic_fetch_sub(&store->copying, 1);
    else
        *ret_source = source;
    return err;
}

void snapshot_end(struct store *store, struct conn *source)
{
    if (!source)
        return;
    conn_close(source);
    atomic_fetch_sub(&store->copying, 1);
}

/* All pages at once: between two steps a writer would make SQLite begin again. */
static enum err copy_pages(struct conn *source, struct conn *copy)
{
    enum err err = conn_execute(copy, script_sql(SCRIPT_COPY_FILLED));
    if (err)
        return err;
    sqlite3_backup *backup = sqlite3_backup_init(copy->db, "main", source->db, "main");
    if (!backup)
        return conn_error(copy, sqlite3_errcode(copy->db), "backup");
    int code = sqlite3_backup_step(backup, -1);
    int ended = sqlite3_backup_finish(backup);
    if (code == SQLITE_DONE)
        return ended == SQLITE_OK ? ERR_OK : conn_error(copy, ended, "backup");
    return conn_error(copy, code, "backup");
}

/* The head says that there is a log; settled, the file is all there is, and can be read from where nothing
 * can be written. No gap of a page holds words that were taken back: page_gap.h watches every writer. */
static enum err copy_settle(struct store *store, const char *path)
{
    struct conn *copy;
    enum err err = conn_open(store, path, CONN_WRITER, &copy);
    if (err)
        return err;
    err = conn_execute(copy, script_sql(SCRIPT_COPY_SETTLED));
    conn_close(copy);
    return err;
}

/* What was written without waiting is on the disk behind this, and is not to be changed any more. */
static enum err copy_sync(const char *path)
{
    enum { COPY_MODE = 0440 };
    auto_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd >= 0 && !fchmod(fd, COPY_MODE) && !fsync(fd))
        return ERR_OK;
    return errno == ENOSPC || errno == EDQUOT ? ERR_STORAGE_FULL : ERR_INTERNAL;
}

enum err snapshot_copy(struct conn *source, const char *path)
{
    struct conn *copy;
    enum err err = conn_open(source->store, path, CONN_WRITER, &copy);
    if (err)
        return err;
    err = copy_pages(source, copy);
    conn_close(copy);
    if (!err)
        err = copy_settle(source->store, path);
    return err ? err : copy_sync(path);
}
