/* One process a data folder: DIR/lock, held by flock(2) until the process ends, whatever way. It does
 * not know the database. SQLite's own locks would let a second process in, and its caches, generation
 * and visits would then be wrong. */
#include "store/restore.h"
#include "store_state.h"

#include "base/folder.h"
#include "base/said.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

/* The group may read, others see nothing. */
enum { FOLDER_MODE = 0750, FILE_MODE = 0640 };

/* The file that is locked. It is never removed; a second process could lock the file that has no name any
 * more. */
static void lock_path(const char *directory, struct buf *path)
{
    buf_printf(path, "%s/lock", directory);
}

/* Says who has the folder, for the operator. Its number is only a hint: the holder may not have written
 * it yet. */
static void name_holder(int fd, const char *directory, struct buf *fault)
{
    char pid[24] = "";
    ssize_t size = pread(fd, pid, sizeof pid - 1, 0);
    pid[size > 0 ? size : 0] = '\0';
    pid[strcspn(pid, "\n")] = '\0';
    buf_printf(fault, SAID("%s đang được tiến trình %s dùng", "%s is in use by process %s"), directory,
               *pid ? pid : "?");
}

/* A new folder's entry, or a power cut might take away all that was acknowledged since. */
static enum err lock_sync_parent(const char *directory, struct buf *fault)
{
    auto_buf struct buf parent = BUF(4096);
    buf_printf(&parent, "%s/..", directory);
    if (!folder_sync(buf_str(&parent)))
        return ERR_OK;
    buf_printf(fault, "%s: %s", buf_str(&parent), said_errno(errno));
    return ERR_INTERNAL;
}

/* Makes the folder where there is none. */
static enum err lock_make_folder(const char *directory, struct buf *fault)
{
    if (mkdir(directory, FOLDER_MODE) == 0)
        return lock_sync_parent(directory, fault);
    if (errno == EEXIST)
        return ERR_OK;
    buf_printf(fault, "%s: %s", directory, said_errno(errno));
    return ERR_INTERNAL;
}

enum err store_hold(const char *directory, struct buf *fault, int *ret_fd)
{
    auto_buf struct buf path = BUF(4096);
    enum err err = lock_make_folder(directory, fault);
    if (err)
        return err;
    lock_path(directory, &path);
    auto_close int fd = open(buf_str(&path), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
    if (fd < 0) {
        buf_printf(fault, "%s: %s", buf_str(&path), said_errno(errno));
        return ERR_INTERNAL;
    }
    /* Not fcntl(2) locks, which any close() of the same file in this process would drop. */
    if (flock(fd, LOCK_EX | LOCK_NB)) {
        name_holder(fd, directory, fault);
        return ERR_CONFLICT;
    }
    char pid[24];
    int length = snprintf(pid, sizeof pid, "%ld\n", (long)getpid());
    /* Only once it is locked, or the holder's number would be lost. */
    if (ftruncate(fd, 0) || pwrite(fd, pid, (size_t)length, 0) != length) {
        buf_printf(fault, "%s: %s", buf_str(&path), said_errno(errno));
        return errno == ENOSPC ? ERR_STORAGE_FULL : ERR_INTERNAL;
    }
    /* The lock lives as long as the descriptor, which is the caller's from here. */
    *ret_fd = fd;
    fd = -1;
    return ERR_OK;
}

enum err store_lock(struct store *store, struct buf *fault)
{
    enum err err = store_hold(store->directory, fault, &store->lock_fd);
    /* A command that was ended while it exchanged the files left them half exchanged. */
    return err ? err : restore_exchange(store->directory, NULL, fault);
}

enum err store_lock_shared(struct store *store, struct buf *fault)
{
    auto_buf struct buf path = BUF(4096);
    lock_path(store->directory, &path);
    auto_close int fd = open(buf_str(&path), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        enum err err = errno == ENOENT || errno == ENOTDIR ? ERR_NOT_FOUND : ERR_INTERNAL;
        buf_printf(fault, "%s: %s", buf_str(&path), said_errno(errno));
        return err;
    }
    if (flock(fd, LOCK_SH | LOCK_NB)) {
        name_holder(fd, store->directory, fault);
        return ERR_CONFLICT;
    }
    store->lock_fd = fd;
    fd = -1;
    return ERR_OK;
}
