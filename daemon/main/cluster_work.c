/* What the commands of a cluster have in common: settings, connection, snapshot, media. */
#include "cluster.h"

#include "base/cleanup.h"
#include "base/said.h"
#include "credential.h"
#include "ordered/files.h"
#include "replication_settings.h"
#include "store/media.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FILES_AT_ONCE = 500,
    LIST_ARENA = 1024 * 1024,
    MEDIUM_HASH_SIZE = 33,
    BLOCK_SIZE = 64 * 1024,
    MEDIUM_MODE = 0640,
    SESSION_MS = 10 * 1000
};

enum err cluster_settings(struct cluster_work *work)
{
    const struct settings *settings = work->settings;
    if (!*settings->replication) {
        buf_text(
            work->fault,
            SAID("thiết lập replication để trống: hãy ghi địa chỉ postgresql://… của nhật ký chung vào đó",
                 "the setting replication is empty: put the address postgresql://… of the common log there"));
        return ERR_INPUT;
    }
    bool has_password = credential_read(settings->replication_password_file, "replication-password",
                                        work->password, sizeof work->password);
    if (!has_password && *settings->replication_password_file) {
        buf_printf(work->fault, "%s: %s", settings->replication_password_file, said_errno(errno));
        return ERR_INPUT;
    }
    replication_node(settings, work->node);
    work->options = (struct database_options){
        .address = settings->replication,
        .password = has_password ? work->password : NULL,
        .node = work->node,
        .is_async_accepted = strcmp(settings->replication_async_accepted, "yes") == 0,
    };
    return ERR_OK;
}

void cluster_end(struct cluster_work *work)
{
    database_close(TAKE(work->database));
    sodium_memzero(work->password, sizeof work->password);
}

enum err cluster_connect_to_look(struct cluster_work *work)
{
    return database_connect(&work->options, work->fault, &work->database);
}

enum err cluster_there(struct cluster_work *work, struct cluster_row *ret_row)
{
    enum err err = cluster_look(work->database, work->fault, ret_row);
    if (err != ERR_NOT_FOUND)
        return err;
    buf_text(work->fault,
             SAID("trong PostgreSQL chưa có cụm nào; hãy chạy congd cluster init trên máy đang có cổng",
                  "there is no cluster in PostgreSQL yet; run congd cluster init on the machine that has the "
                  "portal"));
    return ERR_UNAVAILABLE;
}

/* By the rules for who takes part, one of which asks for the log's tables. */
static enum err take_part(struct cluster_work *work)
{
    /* For locks, and for statements, in milliseconds: what is done here is no request, and takes its time. */
    const struct database_value patience[] = {DATABASE_TEXT("30000"), DATABASE_TEXT("0")};
    database_close(TAKE(work->database));
    enum err err = database_join(&work->options, &work->timeline, work->fault, &work->database);
    return err ? err
               : database_run(work->database, DATABASE_SESSION, patience, 2, SESSION_MS, work->fault, NULL);
}

enum err cluster_connect(struct cluster_work *work)
{
    struct cluster_row row;
    enum err err = cluster_connect_to_look(work);
    if (!err)
        err = cluster_there(work, &row);
    return err ? err : take_part(work);
}

enum err cluster_connect_first(struct cluster_work *work)
{
    enum err err = cluster_connect_to_look(work);
    if (!err)
        err = cluster_make(work->database, work->fault);
    return err ? err : take_part(work);
}

/* ---- the snapshot */

enum err cluster_snapshot(struct cluster_work *work, struct snapshot_row *ret_row)
{
    char path[CLUSTER_PATH_SIZE];
    struct beside_facts facts;
    struct stat st;
    snprintf(path, sizeof path, "%s/.cluster-snapshot.db", work->settings->data);
    unlink(path); /* of one that was killed */
    enum err err = beside_copy(work->settings->data, path, work->fault, &facts);
    if (err)
        return err;
    auto_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    /* It needs no name from here on, and goes with the process. */
    unlink(path);
    if (fd < 0 || fstat(fd, &st)) {
        buf_printf(work->fault, "%s: %s", path, said_errno(errno));
        return ERR_INTERNAL;
    }
    *ret_row = (struct snapshot_row){.seq = facts.membership.applied,
                                     .schema = facts.schema,
                                     .taken_back = facts.taken_back - facts.unerased};
    snprintf(ret_row->node, sizeof ret_row->node, "%s", work->node);
    return snapshot_put(work->database, fd, st.st_size, ret_row, work->fault);
}

/* ---- media */

/* What is done with a file that a row needs. Errors: NOT_FOUND (it is nowhere; counted, and no fault). */
typedef enum err cluster_medium(struct cluster_work *work, void *context, const char *name);

/* Every file that the rows need, in the order of their names. */
static enum err cluster_each_medium(struct cluster_work *work, const struct cluster_rows *of,
                                    cluster_medium *visit, void *context, struct cluster_media *ret_media)
{
    char after[CLUSTER_TEXT_SIZE] = "";
    size_t count = FILES_AT_ONCE;
    enum err err = ERR_OK;
    *ret_media = (struct cluster_media){.files = 0};
    while (!err && count == FILES_AT_ONCE) {
        auto_arena struct arena *arena = arena_new(LIST_ARENA);
        struct backup_file_row *rows = NULL;
        err = !arena      ? ERR_MEMORY
              : of->store ? backup_store_files(of->store, after, FILES_AT_ONCE, arena, &rows, &count)
                          : backup_copy_files(of->copy, after, FILES_AT_ONCE, arena, &rows, &count);
        for (size_t i = 0; !err && i < count; i++) {
            err = visit(work, context, rows[i].name);
            ret_media->files += !err;
            ret_media->bytes += err ? 0 : rows[i].size;
            ret_media->missing += err == ERR_NOT_FOUND;
            err = err == ERR_NOT_FOUND ? ERR_OK : err;
            snprintf(after, sizeof after, "%s", rows[i].name);
        }
    }
    return err;
}

/* NOT_FOUND where this machine lacks it. */
static enum err put_medium(struct cluster_work *work, void *context, const char *name)
{
    const struct store *store = context;
    int64_t size, modified_ms;
    auto_close int fd = -1;
    enum err err = media_open(store, name, &fd, &size, &modified_ms);
    return err ? err : database_put_file(work->database, name, fd, size, work->fault);
}

enum err cluster_put_media(struct cluster_work *work, struct store *store, struct cluster_media *ret_media)
{
    return cluster_each_medium(work, &(struct cluster_rows){.store = store}, put_medium, store, ret_media);
}

/* What comes is hashed as media are named (store/media/media_file.h), and written. */
struct medium_taking {
    crypto_generichash_state state;
    int fd;
};

static enum err take_medium(void *context, const char *bytes, size_t size, struct buf *fault)
{
    struct medium_taking *taking = context;
    crypto_generichash_update(&taking->state, (const unsigned char *)bytes, size);
    while (size) {
        ssize_t written = write(taking->fd, bytes, size);
        if (written < 0 && errno != EINTR) {
            buf_text(fault, said_errno(errno));
            return errno == ENOSPC || errno == EDQUOT ? ERR_STORAGE_FULL : ERR_INTERNAL;
        }
        bytes += written > 0 ? written : 0;
        size -= written > 0 ? (size_t)written : 0;
    }
    return ERR_OK;
}

/* Into a file that is not its own yet. */
static enum err get_medium_to(struct cluster_work *work, const char *path, const char *name)
{
    unsigned char hash[crypto_generichash_BYTES];
    char digits[MEDIUM_HASH_SIZE];
    struct medium_taking taking = {
        .fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, MEDIUM_MODE)};
    auto_close int fd = taking.fd;
    if (fd < 0) {
        buf_printf(work->fault, "%s: %s", path, said_errno(errno));
        return ERR_INTERNAL;
    }
    crypto_generichash_init(&taking.state, NULL, 0, sizeof hash);
    enum err err = database_read_file(work->database, name, take_medium, &taking, work->fault);
    if (err)
        return err;
    crypto_generichash_final(&taking.state, hash, sizeof hash);
    sodium_bin2hex(digits, sizeof digits, hash, MEDIUM_HASH_SIZE / 2);
    if (strncmp(digits, name, MEDIUM_HASH_SIZE - 1) == 0 && !fsync(fd))
        return ERR_OK;
    buf_printf(work->fault,
               SAID("%s: nội dung trong PostgreSQL không khớp với tên",
                    "%s: what PostgreSQL has is not what the name says"),
               name);
    return ERR_CONFLICT;
}

/* `context` is the folder of media. A file that is there is left as it is. */
static enum err get_medium(struct cluster_work *work, void *context, const char *name)
{
    const char *media = context;
    char path[CLUSTER_PATH_SIZE], unfinished[CLUSTER_PATH_SIZE];
    struct stat st;
    /* A name of a row; whoever wrote it, it leads nowhere else. */
    if (strchr(name, '/') || name[0] == '.' ||
        snprintf(path, sizeof path, "%s/%s", media, name) >= CLUSTER_PATH_SIZE ||
        snprintf(unfinished, sizeof unfinished, "%s/.new-%s", media, name) >= CLUSTER_PATH_SIZE)
        return ERR_INTERNAL;
    if (lstat(path, &st) == 0)
        return ERR_OK;
    enum err err = get_medium_to(work, unfinished, name);
    if (!err && rename(unfinished, path)) {
        buf_printf(work->fault, "%s: %s", path, said_errno(errno));
        err = ERR_INTERNAL;
    }
    if (err)
        unlink(unfinished);
    return err;
}

enum err cluster_get_media(struct cluster_work *work, const struct cluster_rows *of, char *media,
                           struct cluster_media *ret_media)
{
    return cluster_each_medium(work, of, get_medium, media, ret_media);
}
