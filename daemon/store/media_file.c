/* Files of the media folder: written whole, synchronised, then renamed. */
#include "media_file.h"

#include "base/log.h"
#include "store/media.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { FOLDER_MODE = 0750, FILE_MODE = 0640, PATH_MAX_SIZE = 4096, NAME_MAX_SIZE = 80 };

/* "HASH.ext" and nothing else: no slash, no second dot, no way out of the folder. */
static bool name_is_sound(const char *name)
{
    size_t hash = strspn(name, "0123456789abcdef");
    if (hash < 16 || name[hash] != '.' || strlen(name) > NAME_MAX_SIZE)
        return false;
    size_t extension = strspn(name + hash + 1, "abcdefghijklmnopqrstuvwxyz0123456789");
    return extension > 0 && name[hash + 1 + extension] == '\0';
}

static enum err of_errno(int error, const char *what, const char *path)
{
    if (error == ENOSPC || error == EDQUOT)
        return ERR_STORAGE_FULL;
    if (error == EMFILE || error == ENFILE)
        return ERR_UNAVAILABLE; /* connections have taken all descriptors, and will give them back */
    log_error("media-file", "operation", what, "path", path, "error", strerror(error));
    return ERR_INTERNAL;
}

static enum err write_all(int fd, const char *bytes, size_t size, const char *path)
{
    while (size) {
        ssize_t written = write(fd, bytes, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return of_errno(errno, "write", path);
        bytes += written;
        size -= (size_t)written;
    }
    return fsync(fd) ? of_errno(errno, "fsync", path) : ERR_OK;
}

static enum err sync_folder(const char *folder)
{
    auto_close int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd < 0 || fsync(fd) ? of_errno(errno, "fsync", folder) : ERR_OK;
}

enum err media_write_file(const struct store *store, const char *name, const void *bytes, size_t size)
{
    char folder[PATH_MAX_SIZE], path[PATH_MAX_SIZE], temporary[PATH_MAX_SIZE];
    const char *directory = store_directory(store);
    if (!name_is_sound(name) ||
        snprintf(folder, sizeof folder, "%s/media", directory) >= (int)sizeof folder ||
        snprintf(path, sizeof path, "%s/media/%s", directory, name) >= (int)sizeof path ||
        snprintf(temporary, sizeof temporary, "%s/media/.new-%s", directory, name) >= (int)sizeof temporary)
        return ERR_INTERNAL;
    if (mkdir(folder, FOLDER_MODE) && errno != EEXIST)
        return of_errno(errno, "mkdir", folder);
    auto_close int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
    if (fd < 0)
        return of_errno(errno, "open", temporary);
    enum err err = write_all(fd, bytes, size, temporary);
    if (!err && rename(temporary, path))
        err = of_errno(errno, "rename", path);
    if (err)
        unlink(temporary);
    return err ? err : sync_folder(folder);
}

void media_remove_file(const struct store *store, const char *name)
{
    char path[PATH_MAX_SIZE];
    if (!name_is_sound(name) ||
        snprintf(path, sizeof path, "%s/media/%s", store_directory(store), name) >= (int)sizeof path)
        return;
    if (unlink(path) && errno != ENOENT)
        of_errno(errno, "unlink", path);
}

enum err media_open(const struct store *store, const char *name, int *ret_fd, int64_t *ret_size,
                    int64_t *ret_modified_ms)
{
    char path[PATH_MAX_SIZE];
    struct stat st;
    if (!name_is_sound(name) ||
        snprintf(path, sizeof path, "%s/media/%s", store_directory(store), name) >= (int)sizeof path)
        return ERR_NOT_FOUND;
    auto_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return errno == ENOENT ? ERR_NOT_FOUND : of_errno(errno, "open", path);
    if (fstat(fd, &st) || !S_ISREG(st.st_mode))
        return ERR_NOT_FOUND;
    *ret_size = st.st_size;
    *ret_modified_ms = (int64_t)st.st_mtim.tv_sec * 1000;
    *ret_fd = fd;
    fd = -1;
    return ERR_OK;
}

enum err media_read(const struct store *store, const char *name, int64_t most, struct buf *out)
{
    char block[16 * 1024];
    auto_close int fd = -1;
    int64_t size, modified_ms;
    ssize_t got;
    enum err err = media_open(store, name, &fd, &size, &modified_ms);
    if (err)
        return err;
    if (size > most)
        return ERR_TOO_LARGE;
    while ((got = read(fd, block, sizeof block)) > 0)
        buf_add(out, block, (size_t)got);
    if (got < 0)
        return of_errno(errno, "read", name);
    return buf_failed(out) ? ERR_MEMORY : ERR_OK;
}
