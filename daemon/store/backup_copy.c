/* Backups of the database, for those above: the open store copied, and copies that lie elsewhere opened.
 * Beside open.c the one place that knows the engine and what rooms give to a connection. */
#include "engine/backup.h"
#include "engine/copy_vfs.h"
#include "engine/rows.h"
#include "engine/store_state.h"
#include "search/search_index.h"
#include "security/secret.h"
#include "store/restore.h"

#include "base/said.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_MAX_SIZE = 4096 };

/* A store without a folder: what its connections need, and no more. */
struct backup_copy {
    struct store *store;
    struct conn *conn;
    struct copy_vfs *vfs; /* or NULL: it is a file */
};

/* What a copy is compared and looked through on. Its rows live in `arena`. */
static enum err open_to_read(struct store *store, const char *path, struct arena *arena,
                             const struct backup_watch *watch, struct conn **ret_conn)
{
    enum err err = conn_open(store, path, CONN_READER, ret_conn);
    if (err)
        return err;
    (*ret_conn)->arena = arena;
    backup_watch_conn(*ret_conn, watch);
    return ERR_OK;
}

/* Against the snapshot, which is not held longer than that; then by itself. */
static enum err backup_judge(struct store *store, struct conn **source, const char *path,
                             const struct backup_watch *watch, struct arena *arena, struct buf *fault,
                             struct backup_facts *ret_facts)
{
    struct conn *copy;
    enum err err = open_to_read(store, path, arena, watch, &copy);
    if (err)
        return err;
    err = backup_compare(*source, copy, fault);
    snapshot_end(store, TAKE(*source));
    if (!err)
        err = backup_check(copy, fault);
    if (!err)
        err = backup_facts_read(copy, ret_facts);
    conn_close(copy);
    return err;
}

enum err backup_database(struct store *store, const char *path, const struct backup_watch *watch,
                         struct arena *arena, struct buf *fault, struct backup_facts *ret_facts)
{
    struct conn *source = NULL;
    enum err err = snapshot_begin(store, &source);
    if (!err) {
        source->arena = arena;
        backup_watch_conn(source, watch);
        err = snapshot_copy(source, path);
    }
    if (!err)
        err = backup_judge(store, &source, path, watch, arena, fault, ret_facts);
    snapshot_end(store, source);
    if (err)
        unlink(path);
    return err;
}

void backup_key_check(const struct store *store, char ret_check[static BACKUP_HASH_SIZE])
{
    unsigned char hash[SECRET_HASH_SIZE];
    secret_hash(store, "backup", "which key this is", hash);
    sodium_bin2hex(ret_check, BACKUP_HASH_SIZE, hash, sizeof hash);
}

/* A store that has nothing but the key. */
enum err restore_key_name(const unsigned char key[static RESTORE_KEY_SIZE],
                          char ret_check[static BACKUP_HASH_SIZE])
{
    struct store *store = calloc(1, sizeof *store);
    if (!store)
        return ERR_MEMORY;
    static_assert(sizeof store->secret == RESTORE_KEY_SIZE, "a key");
    memcpy(store->secret, key, RESTORE_KEY_SIZE);
    backup_key_check(store, ret_check);
    sodium_memzero(store->secret, sizeof store->secret);
    free(store);
    return ERR_OK;
}

enum err restore_key_check(const char *path, char ret_check[static BACKUP_HASH_SIZE])
{
    unsigned char key[RESTORE_KEY_SIZE];
    enum err err = secret_read(path, key);
    if (!err)
        err = restore_key_name(key, ret_check);
    sodium_memzero(key, sizeof key);
    return err;
}

/* The room of the search alone: tables and indexes name its tokenizer and its collation. */
static enum err open_bare(const char *path, struct backup_copy *copy)
{
    copy->store = calloc(1, sizeof *copy->store);
    enum err err = copy->store ? search_register_hook(copy->store) : ERR_MEMORY;
    if (err)
        return err;
    copy->store->vfs = copy->vfs ? copy_vfs_name(copy->vfs) : NULL;
    return open_to_read(copy->store, path, NULL, NULL, &copy->conn);
}

/* Whether it is a portal's. */
static enum err check_copy(struct backup_copy *copy)
{
    auto_statement sqlite3_stmt *statement = NULL;
    enum err err = backup_prepare(copy->conn, SCRIPT_APPLICATION, &statement);
    if (!err)
        err = backup_step(copy->conn, statement);
    if (!err && sqlite3_column_int64(statement, 0) != STORE_APPLICATION_ID)
        err = ERR_UNAVAILABLE;
    return err;
}

static enum err open_copy(const char *path, const struct backup_pages *pages, struct buf *fault,
                          struct backup_copy **ret_copy)
{
    auto_backup_copy struct backup_copy *copy = calloc(1, sizeof *copy);
    enum err err = copy ? ERR_OK : ERR_MEMORY;
    if (!err && pages)
        err = copy_vfs_new(pages, &copy->vfs);
    if (!err)
        err = open_bare(path, copy);
    if (!err)
        err = check_copy(copy);
    if (!err)
        *ret_copy = TAKE(copy);
    else
        buf_printf(fault, SAID("%s không phải cơ sở dữ liệu của cổng", "%s is not a portal's database"),
                   path);
    return err && err != ERR_MEMORY ? ERR_UNAVAILABLE : err;
}

enum err backup_copy_open_pages(const struct backup_pages *pages, const char *name, struct buf *fault,
                                struct backup_copy **ret_copy)
{
    return open_copy(name, pages, fault, ret_copy);
}

enum err backup_copy_open(const char *path, struct buf *fault, struct backup_copy **ret_copy)
{
    struct stat st;
    /* SQLite would make one that is missing, were it allowed to, and takes an empty one for a database. */
    if (stat(path, &st) == 0 && st.st_size)
        return open_copy(path, NULL, fault, ret_copy);
    buf_printf(fault, SAID("%s không phải cơ sở dữ liệu của cổng", "%s is not a portal's database"), path);
    return ERR_UNAVAILABLE;
}

struct conn *backup_copy_conn(struct backup_copy *copy)
{
    return copy->conn;
}

void backup_copy_close(struct backup_copy *copy)
{
    if (!copy)
        return;
    conn_close(copy->conn);
    if (copy->store)
        hooks_done(copy->store);
    free(copy->store);
    copy_vfs_free(copy->vfs);
    free(copy);
}

enum err backup_copy_check(struct backup_copy *copy, const struct backup_watch *watch, struct buf *fault)
{
    backup_watch_conn(copy->conn, watch);
    return backup_check(copy->conn, fault);
}

enum err backup_copy_facts(struct backup_copy *copy, const struct backup_watch *watch, struct arena *arena,
                           struct backup_facts *ret_facts)
{
    copy->conn->arena = arena;
    backup_watch_conn(copy->conn, watch);
    return backup_facts_read(copy->conn, ret_facts);
}

enum err backup_copy_redactions(struct backup_copy *copy, struct arena *arena,
                                struct backup_redaction **ret_items, size_t *ret_count)
{
    auto_statement sqlite3_stmt *statement = NULL;
    struct backup_redaction *items = NULL;
    size_t count = 0;
    enum err err = backup_prepare(copy->conn, SCRIPT_COPY_REDACTIONS, &statement);
    while (!err && !(err = backup_step(copy->conn, statement))) {
        struct backup_redaction *item = array_add(arena, &items, &count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        *item = (struct backup_redaction){
            .id = sqlite3_column_int64(statement, 0),
            .article_id = sqlite3_column_int64(statement, 1),
            .version = sqlite3_column_int64(statement, 2),
            .at_ms = sqlite3_column_int64(statement, 3),
            .erased_ms = sqlite3_column_int64(statement, 4),
        };
    }
    *ret_items = items;
    *ret_count = count;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* On any connection, since the closed set of statements is an open store's alone. */
static enum err files_behind(struct conn *conn, const char *after, int limit, struct arena *arena,
                             struct backup_file_row **ret_rows, size_t *ret_count)
{
    auto_statement sqlite3_stmt *statement = NULL;
    struct backup_file_row *rows = NULL;
    size_t count = 0;
    enum err err = backup_prepare(conn, SCRIPT_COPY_FILES, &statement);
    if (!err &&
        (sqlite3_bind_text(statement, 1, after, -1, SQLITE_STATIC) || sqlite3_bind_int(statement, 2, limit)))
        err = ERR_MEMORY;
    while (!err && !(err = backup_step(conn, statement))) {
        struct backup_file_row *row = array_add(arena, &rows, &count, sizeof *row);
        if (!row)
            return ERR_MEMORY;
        row->name = arena_text(arena, (const char *)sqlite3_column_text(statement, 0));
        row->size = sqlite3_column_int64(statement, 1);
    }
    *ret_rows = rows;
    *ret_count = count;
    if (err != ERR_NOT_FOUND)
        return err;
    return arena_failed(arena) ? ERR_MEMORY : ERR_OK;
}

enum err backup_copy_files(struct backup_copy *copy, const char *after, int limit, struct arena *arena,
                           struct backup_file_row **ret_rows, size_t *ret_count)
{
    return files_behind(copy->conn, after, limit, arena, ret_rows, ret_count);
}

enum err backup_store_files(struct store *store, const char *after, int limit, struct arena *arena,
                            struct backup_file_row **ret_rows, size_t *ret_count)
{
    auto_conn struct conn *conn = NULL;
    enum err err = store_lease(store, arena, &conn);
    return err ? err : files_behind(conn, after, limit, arena, ret_rows, ret_count);
}

static enum err needs_file(struct conn *conn, const char *name, bool *ret_needs)
{
    auto_statement sqlite3_stmt *statement = NULL;
    enum err err = backup_prepare(conn, SCRIPT_COPY_NEEDS, &statement);
    if (!err && sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC))
        err = ERR_MEMORY;
    if (!err)
        err = backup_step(conn, statement);
    *ret_needs = !err && sqlite3_column_int(statement, 0);
    return err;
}

enum err backup_copy_needs(struct backup_copy *copy, const char *name, bool *ret_needs)
{
    return needs_file(copy->conn, name, ret_needs);
}

enum err backup_store_needs(struct store *store, const char *name, bool *ret_needs)
{
    auto_arena struct arena *arena = arena_new(4096);
    auto_conn struct conn *conn = NULL;
    enum err err = arena ? store_lease(store, arena, &conn) : ERR_MEMORY;
    return err ? err : needs_file(conn, name, ret_needs);
}

int64_t backup_store_bytes(const struct store *store)
{
    char path[PATH_MAX_SIZE];
    struct stat st;
    snprintf(path, sizeof path, "%s/cong.db", store->directory);
    return stat(path, &st) ? 0 : (int64_t)st.st_size;
}
