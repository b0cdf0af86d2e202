/* Files of the media folder: written whole, synchronised, then renamed. It knows names and bytes; which
 * file belongs to which medium, and whether any does, is known by the rows (media.c, media_gc.c). */
#include "media_file.h"

#include "base/folder.h"
#include "base/log.h"
#include "store/media.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* The group may read, others see nothing. A name is a hash of 32 digits, a dot and an ending, with room
 * to spare; files are read by blocks for hashing. */
enum { FOLDER_MODE = 0750, FILE_MODE = 0640, PATH_MAX_SIZE = 4096, NAME_MAX_SIZE = 80, BLOCK = 256 * 1024 };

/* What a file is called until it is whole. */
static const char unfinished[] = ".new-";

/* "HASH.ext" and nothing else: no slash, no second dot, no way out of the folder. */
static bool name_is_sound(const char *name)
{
    /* Names also come out of addresses that visitors send. */
    size_t hash = strspn(name, "0123456789abcdef");
    if (hash < 16 || name[hash] != '.' || strlen(name) > NAME_MAX_SIZE)
        return false;
    size_t extension = strspn(name + hash + 1, "abcdefghijklmnopqrstuvwxyz0123456789");
    return extension > 0 && name[hash + 1 + extension] == '\0';
}

/* What a failure of the file system means to the caller; only what is nobody's ordinary trouble is
 * logged. */
static enum err of_errno(int error, const char *what, const char *path)
{
    if (error == ENOSPC || error == EDQUOT)
        return ERR_STORAGE_FULL;
    if (error == EMFILE || error == ENFILE)
        return ERR_UNAVAILABLE; /* connections have taken all descriptors, and will give them back */
    log_error("media_file", LOG_SAYS("a file of the media could not be handled"), LOG_TEXT("operation", what),
              LOG_TEXT("path", path), LOG_TEXT("error", strerror(error)));
    return ERR_INTERNAL;
}

/* The path of a sound name. */
static bool media_file_path_of(const struct store *store, const char *name, char path[PATH_MAX_SIZE])
{
    return name_is_sound(name) &&
           snprintf(path, PATH_MAX_SIZE, "%s/media/%s", store_directory(store), name) < PATH_MAX_SIZE;
}

static bool folder_of(const struct store *store, char path[PATH_MAX_SIZE])
{
    return snprintf(path, PATH_MAX_SIZE, "%s/media", store_directory(store)) < PATH_MAX_SIZE;
}

/* The bytes of a blob as they are kept, piece by piece from *at on: its own up to the next patch, or a patch.
 * NULL at the end. */
static const void *blob_piece(const struct media_blob *blob, size_t *at, size_t *ret_size)
{
    size_t stop = blob->size, from = *at;
    for (size_t i = 0; i < blob->patch_count; i++) {
        const struct media_patch *patch = &blob->patches[i];
        assert(patch->size <= blob->size && patch->at <= blob->size - patch->size);
        if (patch->at == from && patch->size) {
            *ret_size = patch->size;
            *at += patch->size;
            return patch->bytes;
        }
        if (patch->at > from && patch->at < stop)
            stop = patch->at;
    }
    *ret_size = stop - from;
    *at = stop;
    return from < blob->size ? (const char *)blob->bytes + from : NULL;
}

void media_hash(const struct media_blob *blob, char ret_hash[static MEDIA_HASH_SIZE])
{
    unsigned char hash[crypto_generichash_BYTES];
    crypto_generichash_state state;
    const void *piece;
    size_t size;
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    for (size_t at = 0; (piece = blob_piece(blob, &at, &size));)
        crypto_generichash_update(&state, piece, size);
    crypto_generichash_final(&state, hash, sizeof hash);
    /* The first half of the digest; 128 bits tell all files apart, and keep addresses short. */
    sodium_bin2hex(ret_hash, MEDIA_HASH_SIZE, hash, MEDIA_HASH_SIZE / 2);
}

/* All bytes, however often the system takes less, and then the disk has them; `path` is for the log. */
static enum err write_all(int fd, const struct media_blob *blob, const char *path)
{
    const char *bytes;
    size_t size;
    for (size_t at = 0; (bytes = blob_piece(blob, &at, &size));) {
        while (size) {
            ssize_t written = write(fd, bytes, size);
            if (written < 0 && errno == EINTR)
                continue;
            if (written < 0)
                return of_errno(errno, "write", path);
            bytes += written;
            size -= (size_t)written;
        }
    }
    /* Before the rename, or after a power cut the name could stand for an empty file. */
    return fsync(fd) ? of_errno(errno, "fsync", path) : ERR_OK;
}

static enum err media_sync_path(const char *path)
{
    return folder_sync(path) ? of_errno(errno, "fsync", path) : ERR_OK;
}

enum err media_sync_folder(const struct store *store)
{
    char folder[PATH_MAX_SIZE];
    if (!folder_of(store, folder))
        return ERR_INTERNAL;
    /* The folder's own entry too, for it may be new, and a killed process may have left it unsynchronised. */
    enum err err = media_sync_path(store_directory(store));
    return err ? err : media_sync_path(folder);
}

/* A file that is there may be about to be collected as a stray: its new time keeps it. */
static bool media_file_is_kept(const char *path, size_t size)
{
    struct stat st;
    return lstat(path, &st) == 0 && S_ISREG(st.st_mode) && (size_t)st.st_size == size &&
           utimensat(AT_FDCWD, path, NULL, AT_SYMLINK_NOFOLLOW) == 0;
}

enum err media_write_file(const struct store *store, const struct media_blob *blob)
{
    const char *name = blob->name;
    static atomic_uint
        number; /* the same bytes may come twice at once, and may not share a file before it is whole */
    char folder[PATH_MAX_SIZE], path[PATH_MAX_SIZE], temporary[PATH_MAX_SIZE];
    unsigned mine = atomic_fetch_add_explicit(&number, 1, memory_order_relaxed);
    if (!folder_of(store, folder) || !media_file_path_of(store, name, path) ||
        snprintf(temporary, sizeof temporary, "%s/%s%u-%s", folder, unfinished, mine, name) >=
            (int)sizeof temporary)
        return ERR_INTERNAL;
    /* The name is the content's hash, so the same size is enough to know it for whole. */
    if (media_file_is_kept(path, blob->size))
        return ERR_OK;
    /* At the first upload; a portal without media has no such folder. */
    if (mkdir(folder, FOLDER_MODE) && errno != EEXIST)
        return of_errno(errno, "mkdir", folder);
    /* O_TRUNC, as a process that was killed may have left one of this number. */
    auto_close int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
    if (fd < 0)
        return of_errno(errno, "open", temporary);
    enum err err = write_all(fd, blob, temporary);
    /* Readers see either nothing or the whole; whoever comes second replaces like by like. */
    if (!err && rename(temporary, path))
        err = of_errno(errno, "rename", path);
    if (err)
        unlink(temporary);
    return err;
}

bool media_file_is_there(const struct store *store, const char *name)
{
    char path[PATH_MAX_SIZE];
    struct stat st;
    /* lstat(), as a link in the folder is not ours and is never followed. */
    return media_file_path_of(store, name, path) && lstat(path, &st) == 0 && S_ISREG(st.st_mode);
}

void media_remove_file(const struct store *store, const char *name)
{
    char path[PATH_MAX_SIZE];
    /* As media_each_file() names them, when a process ended before it renamed. */
    bool is_unfinished = strncmp(name, unfinished, sizeof unfinished - 1) == 0 && !strchr(name, '/');
    if (is_unfinished)
        snprintf(path, sizeof path, "%s/media/%s", store_directory(store), name);
    else if (!media_file_path_of(store, name, path))
        return;
    if (unlink(path) && errno != ENOENT)
        of_errno(errno, "unlink", path);
}

enum err media_open(const struct store *store, const char *name, int *ret_fd, int64_t *ret_size,
                    int64_t *ret_modified_ms)
{
    char path[PATH_MAX_SIZE];
    struct stat st;
    if (!media_file_path_of(store, name, path))
        return ERR_NOT_FOUND;
    /* Not followed, so nothing outside the folder can be served by a link. */
    auto_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return errno == ENOENT ? ERR_NOT_FOUND : of_errno(errno, "open", path);
    if (fstat(fd, &st) || !S_ISREG(st.st_mode))
        return ERR_NOT_FOUND;
    *ret_size = st.st_size;
    /* Whole seconds, as HTTP's dates have no more. */
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
    /* Before anything is read, so the limit is also one of memory. */
    if (size > most)
        return ERR_TOO_LARGE;
    while ((got = read(fd, block, sizeof block)) > 0)
        buf_add(out, block, (size_t)got);
    if (got < 0)
        return of_errno(errno, "read", name);
    return buf_failed(out) ? ERR_MEMORY : ERR_OK;
}

enum err media_hash_open(int fd, const char *name, char ret_hash[static MEDIA_HASH_SIZE])
{
    unsigned char hash[crypto_generichash_BYTES];
    crypto_generichash_state state;
    ssize_t got;
    /* Too large for the stack of a thread of the pool. */
    auto_free unsigned char *block = malloc(BLOCK);
    if (!block)
        return ERR_MEMORY;
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    while ((got = read(fd, block, BLOCK)) > 0 || (got < 0 && errno == EINTR))
        crypto_generichash_update(&state, block, got > 0 ? (size_t)got : 0);
    if (got < 0)
        return of_errno(errno, "read", name);
    crypto_generichash_final(&state, hash, sizeof hash);
    sodium_bin2hex(ret_hash, MEDIA_HASH_SIZE, hash, MEDIA_HASH_SIZE / 2);
    return ERR_OK;
}

enum err media_hash_file(const struct store *store, const char *name, char ret_hash[static MEDIA_HASH_SIZE],
                         int64_t *ret_size)
{
    auto_close int fd = -1;
    int64_t unused_ms;
    enum err err = media_open(store, name, &fd, ret_size, &unused_ms);
    return err ? err : media_hash_open(fd, name, ret_hash);
}

enum err media_each_file(const struct store *store, int64_t before_ms,
                         bool (*look)(void *context, const char *name), void *context)
{
    char folder[PATH_MAX_SIZE];
    if (!folder_of(store, folder))
        return ERR_INTERNAL;
    DIR *directory = opendir(folder);
    if (!directory)
        return errno == ENOENT ? ERR_OK : of_errno(errno, "opendir", folder);
    const struct dirent *entry;
    const int fd = dirfd(directory);
    bool goes_on = fd >= 0;
    while (goes_on && (entry = readdir(directory))) {
        struct stat st;
        /* Whatever else somebody put into the folder is left alone. */
        bool is_ours =
            name_is_sound(entry->d_name) || strncmp(entry->d_name, unfinished, sizeof unfinished - 1) == 0;
        if (is_ours && fstatat(fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
            (int64_t)st.st_mtim.tv_sec * 1000 < before_ms)
            goes_on = look(context, entry->d_name);
    }
    closedir(directory);
    return ERR_OK;
}
