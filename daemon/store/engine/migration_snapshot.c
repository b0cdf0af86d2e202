/* The copy of before: made in one piece under another name, so that what has this name is whole. It knows no
 * migration. */
#include "migration_snapshot.h"

#include "backup.h"
#include "base/log.h"
#include "base/said.h"
#include "store/migration.h"
#include "store_state.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { PATH_SIZE = 4096 };

/* A name's beginning; while it is being written a dot stands before. */
#define SNAPSHOT_BEGINS "before-migration-"

enum err migration_room(const char *folder, int64_t bytes, int64_t *ret_needed, int64_t *ret_free)
{
    struct statvfs room;
    /* The copy, and the log of a migration that writes every page anew. */
    *ret_needed = 2 * bytes + MIGRATION_RESERVE;
    if (statvfs(folder, &room))
        return errno == ENOENT || errno == ENOTDIR ? ERR_NOT_FOUND : ERR_INTERNAL;
    *ret_free = (int64_t)(room.f_bavail * room.f_frsize);
    return *ret_free >= *ret_needed ? ERR_OK : ERR_STORAGE_FULL;
}

enum err migration_bytes(struct conn *conn, int64_t *ret_bytes)
{
    auto_statement sqlite3_stmt *statement = NULL;
    enum err err = backup_prepare(conn, SCRIPT_BYTES, &statement);
    if (!err)
        err = backup_step(conn, statement);
    if (!err)
        *ret_bytes = sqlite3_column_int64(statement, 0);
    return err;
}

/* Its entry too, or a power cut could take it after the migrations stay. */
static enum err snapshot_name(const char *directory, const char *unfinished, const char *path)
{
    auto_close int folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return folder >= 0 && !rename(unfinished, path) && !fsync(folder) ? ERR_OK : ERR_INTERNAL;
}

static enum err snapshot_make(struct conn *writer, int64_t number)
{
    const char *directory = writer->store->directory;
    char path[PATH_SIZE], unfinished[PATH_SIZE];
    snprintf(path, sizeof path, "%s/" SNAPSHOT_BEGINS "%" PRId64 ".db", directory, number);
    snprintf(unfinished, sizeof unfinished, "%s/." SNAPSHOT_BEGINS "%" PRId64 ".db", directory, number);
    /* Of a process that was killed at this. */
    unlink(unfinished);
    enum err err = snapshot_copy(writer, unfinished);
    if (!err)
        err = snapshot_name(directory, unfinished, path);
    if (err)
        unlink(unfinished);
    else
        log_info("snapshot",
                 LOG_SAYS("the database of before the migrations is kept until the next good backup"),
                 LOG_TEXT("file", path));
    return err;
}

enum err migration_snapshot_keep(struct conn *writer, int64_t number, bool is_optional, struct buf *fault)
{
    int64_t bytes = 0, needed = 0, free = 0;
    enum err err = migration_bytes(writer, &bytes);
    if (err)
        return err;
    err = migration_room(writer->store->directory, bytes, &needed, &free);
    if (!err)
        err = snapshot_make(writer, number);
    if (err == ERR_STORAGE_FULL && is_optional) {
        log_warning(
            "snapshot",
            LOG_SAYS("no room for a copy of the database of before the migrations; they run without it"));
        return ERR_OK;
    }
    if (err == ERR_STORAGE_FULL)
        buf_printf(fault,
                   SAID("nâng cấp cần %" PRId64
                        " MiB trong %s để giữ bản chép cơ sở dữ liệu và các trang mới, chỉ còn trống %" PRId64
                        " MiB; với migration_snapshot=optional thì nâng cấp không cần bản chép",
                        "migrating needs %" PRId64
                        " MiB in %s, for a copy of the database and the new pages, and %" PRId64
                        " MiB are free; with migration_snapshot=optional it is done without the copy"),
                   (needed >> 20) + 1, writer->store->directory, free >> 20);
    else if (err)
        buf_printf(fault,
                   SAID("%s: không tạo được bản chép trước khi nâng cấp",
                        "%s: the copy of before the migrations cannot be made"),
                   writer->store->directory);
    return err;
}

/* Of this kind, whole or not. */
static bool is_snapshot(const char *name)
{
    const char *own = *name == '.' ? name + 1 : name;
    return strncmp(own, SNAPSHOT_BEGINS, sizeof SNAPSHOT_BEGINS - 1) == 0;
}

void migration_snapshots_remove(struct store *store)
{
    char path[PATH_SIZE];
    const struct dirent *entry;
    DIR *directory = opendir(store->directory);
    while (directory && (entry = readdir(directory))) {
        if (!is_snapshot(entry->d_name))
            continue;
        snprintf(path, sizeof path, "%s/%s", store->directory, entry->d_name);
        if (unlink(path))
            log_error("snapshot", LOG_SAYS("the database of before the migrations cannot be removed"),
                      LOG_TEXT("file", path), LOG_TEXT("error", strerror(errno)));
        else
            log_info("snapshot", LOG_SAYS("the database of before the migrations was removed"),
                     LOG_TEXT("file", path));
    }
    if (directory)
        closedir(directory);
}
