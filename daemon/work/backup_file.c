/* Files of a backup: copied, hashed while they are, and read again from the disk. It knows no names of
 * backups. */
#include "backup_inner.h"

#include "base/memory.h"
#include "base/said.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

/* Read and written at once. */
enum { BLOCK = 256 * 1024 };

enum err backup_failed(struct buf *fault, const char *path)
{
    int number = errno;
    buf_printf(fault, "%s: %s", path, said_errno(number));
    if (number == ENOSPC || number == EDQUOT)
        return ERR_STORAGE_FULL;
    return number == EMFILE || number == ENFILE ? ERR_UNAVAILABLE : ERR_INTERNAL;
}

/* The same where nobody reads a line. */
static enum err by_errno(void)
{
    return errno == ENOENT                      ? ERR_NOT_FOUND
           : errno == ENOSPC || errno == EDQUOT ? ERR_STORAGE_FULL
           : errno == EMFILE || errno == ENFILE ? ERR_UNAVAILABLE
                                                : ERR_INTERNAL;
}

bool backup_is_over(const struct backup_looker *looker)
{
    return looker && looker->watch.is_over && looker->watch.is_over(looker->watch.context);
}

void backup_tell(const struct backup_looker *looker, enum backup_phase phase, int64_t done, int64_t total)
{
    const struct backup_progress progress = {phase, done, total};
    if (looker && looker->tell)
        looker->tell(looker->context, &progress);
}

/* As much as there is, up to a block. */
static ssize_t read_block(int fd, unsigned char *block)
{
    ssize_t size;
    do
        size = read(fd, block, BLOCK);
    while (size < 0 && errno == EINTR);
    return size;
}

static bool write_block(int fd, const unsigned char *block, size_t size)
{
    while (size) {
        ssize_t written = write(fd, block, size);
        if (written < 0 && errno != EINTR)
            return false;
        block += written > 0 ? written : 0;
        size -= written > 0 ? (size_t)written : 0;
    }
    return true;
}

/* Reads all of `from`, hashes it, and writes it to `to` unless that is -1. */
static enum err pass_through(int from, int to, const struct backup_looker *looker,
                             char ret_hash[static BACKUP_HASH_SIZE], int64_t *ret_size)
{
    auto_free unsigned char *block = memory_new(1, BLOCK);
    unsigned char hash[BACKUP_HASH_SIZE / 2];
    crypto_generichash_state state;
    ssize_t size;
    *ret_size = 0;
    if (!block)
        return ERR_MEMORY;
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    while ((size = read_block(from, block)) > 0) {
        crypto_generichash_update(&state, block, (size_t)size);
        if (to >= 0 && !write_block(to, block, (size_t)size))
            return by_errno();
        *ret_size += size;
        if (backup_is_over(looker))
            return ERR_TIMEOUT;
    }
    if (size < 0)
        return by_errno();
    crypto_generichash_final(&state, hash, sizeof hash);
    sodium_bin2hex(ret_hash, BACKUP_HASH_SIZE, hash, sizeof hash);
    return ERR_OK;
}

enum err backup_copy_fd(int from, int to, const struct backup_looker *looker,
                        char ret_hash[static BACKUP_HASH_SIZE], int64_t *ret_size)
{
    /* Both then share their bytes on the disk until one of them is written to. */
    bool is_cloned = ioctl(to, FICLONE, from) == 0;
    enum err err = pass_through(from, is_cloned ? -1 : to, looker, ret_hash, ret_size);
    posix_fadvise(from, 0, 0, POSIX_FADV_DONTNEED);
    return err;
}

/* From the disk, and out of the way of what readers of the portal need in memory. */
enum err backup_hash_fd(int fd, const struct backup_looker *looker, char ret_hash[static BACKUP_HASH_SIZE],
                        int64_t *ret_size)
{
    posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    enum err err = pass_through(fd, -1, looker, ret_hash, ret_size);
    posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    return err;
}

enum err backup_hash_file(int folder, const char *name, const struct backup_looker *looker,
                          char ret_hash[static BACKUP_HASH_SIZE], int64_t *ret_size)
{
    struct stat st;
    auto_close int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 || fstat(fd, &st))
        return by_errno();
    return S_ISREG(st.st_mode) ? backup_hash_fd(fd, looker, ret_hash, ret_size) : ERR_NOT_FOUND;
}

/* The next free place, for a file of this name. */
static enum err batch_open(struct backup_batch *batch, const char *name, const struct backup_looker *looker,
                           int *ret_fd)
{
    enum err err = batch->count == BACKUP_BATCH ? backup_batch_settle(batch, looker) : ERR_OK;
    if (err)
        return err;
    *ret_fd =
        openat(batch->folder, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, BACKUP_FILE_MODE);
    return *ret_fd < 0 ? by_errno() : ERR_OK;
}

/* It is written: the disk begins with it, and is waited for when the batch is settled. */
static void batch_take(struct backup_batch *batch, const char *name, const char *hash, int fd)
{
    sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
    snprintf(batch->items[batch->count].name, sizeof batch->items->name, "%s", name);
    memcpy(batch->items[batch->count].hash, hash, BACKUP_HASH_SIZE);
    batch->items[batch->count++].fd = fd;
}

enum err backup_batch_write(struct backup_batch *batch, const char *name, const unsigned char *bytes,
                            size_t size, const char hash[static BACKUP_HASH_SIZE],
                            const struct backup_looker *looker)
{
    auto_close int to = -1;
    enum err err = batch_open(batch, name, looker, &to);
    if (!err && !write_block(to, bytes, size))
        err = by_errno();
    if (err)
        return err;
    batch_take(batch, name, hash, to);
    to = -1;
    return ERR_OK;
}

enum err backup_batch_copy(struct backup_batch *batch, int from, const char *name,
                           const struct backup_looker *looker, char ret_hash[static BACKUP_HASH_SIZE],
                           int64_t *ret_size)
{
    auto_close int to = -1;
    enum err err = batch_open(batch, name, looker, &to);
    if (!err)
        err = pass_through(from, to, looker, ret_hash, ret_size);
    posix_fadvise(from, 0, 0, POSIX_FADV_DONTNEED);
    if (err)
        return err;
    batch_take(batch, name, ret_hash, to);
    to = -1;
    return ERR_OK;
}

void backup_batch_drop(struct backup_batch *batch)
{
    batch->count--;
    unlinkat(batch->folder, batch->items[batch->count].name, 0);
    close(batch->items[batch->count].fd);
}

enum err backup_batch_settle(struct backup_batch *batch, const struct backup_looker *looker)
{
    char hash[BACKUP_HASH_SIZE];
    int64_t size;
    enum err err = ERR_OK;
    /* First all of them: the first synchronisation takes most of the others along. */
    for (size_t i = 0; !err && i < batch->count; i++)
        if (fsync(batch->items[i].fd))
            err = by_errno();
    for (size_t i = 0; !err && i < batch->count; i++) {
        if (lseek(batch->items[i].fd, 0, SEEK_SET))
            err = by_errno();
        if (!err)
            err = backup_hash_fd(batch->items[i].fd, looker, hash, &size);
        if (!err && memcmp(hash, batch->items[i].hash, sizeof hash) != 0)
            err = ERR_CONFLICT;
    }
    backup_batch_end(batch);
    return err;
}

void backup_batch_end(struct backup_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++)
        close(batch->items[i].fd);
    batch->count = 0;
}

bool backup_sync_folder(int folder)
{
    return fsync(folder) == 0;
}

/* Entries of one folder; what is a folder itself is emptied first. */
static bool empty_folder(int folder, int depth)
{
    /* closedir() ends its descriptor, and the caller keeps its own. */
    int own = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *directory = own < 0 ? NULL : fdopendir(own);
    const struct dirent *entry;
    bool done = directory != NULL;
    if (own >= 0 && !directory)
        close(own);
    while (done && (entry = readdir(directory))) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (unlinkat(folder, entry->d_name, 0) == 0)
            continue;
        if (errno != EISDIR && errno != EPERM) {
            done = false;
            break;
        }
        auto_close int below = openat(folder, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        done = depth && below >= 0 && empty_folder(below, depth - 1) &&
               unlinkat(folder, entry->d_name, AT_REMOVEDIR) == 0;
    }
    if (directory)
        closedir(directory);
    return done;
}

bool backup_remove_tree(const char *path)
{
    /* A backup's media folder is the deepest there is. */
    enum { DEPTH = 2 };
    auto_close int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return folder >= 0 && empty_folder(folder, DEPTH) && rmdir(path) == 0;
}
