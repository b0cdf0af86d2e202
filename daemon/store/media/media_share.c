/* Files of media between machines. What keeps them is the log's, which knows names and bytes; here a name is
 * the hash of its bytes. */
#include "media_share.h"

#include "base/cleanup.h"
#include "base/log.h"
#include "media_file.h"
#include "replication/replica.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { FOLDER_MODE = 0750, FILE_MODE = 0640, SHARE_PATH_SIZE = 4096 };

enum err media_share(const struct store *store, const char *name)
{
    auto_close int fd = -1;
    int64_t size, modified_ms;
    if (!replica_keeps_files(store))
        return ERR_OK;
    enum err err = media_open(store, name, &fd, &size, &modified_ms);
    return err ? err : replica_put_file(store, name, fd, size);
}

/* What a failure of the file system means to whoever waits for the file. */
static enum err fetch_failed(void)
{
    return errno == ENOSPC || errno == EDQUOT ? ERR_STORAGE_FULL : ERR_INTERNAL;
}

/* Whether the bytes are those that the name says. */
static enum err fetch_check(int fd, const char *name)
{
    char hash[MEDIA_HASH_SIZE];
    enum err err = lseek(fd, 0, SEEK_SET) == 0 ? media_hash_open(fd, name, hash) : fetch_failed();
    if (err || strncmp(hash, name, MEDIA_HASH_SIZE - 1) == 0)
        return err;
    log_error("replication", LOG_SAYS("a file that another machine put is not what its name says"),
              LOG_TEXT("file", name));
    return ERR_INTERNAL;
}

/* Into a file that nobody asks for until it is whole. */
static enum err fetch_to(const struct store *store, const char *name, const char *path)
{
    auto_close int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
    if (fd < 0)
        return fetch_failed();
    enum err err = replica_get_file(store, name, fd);
    if (!err)
        err = fetch_check(fd, name);
    return err || !fsync(fd) ? err : fetch_failed();
}

/* One at a time: two that fetch the same file would write into the same unfinished one. */
static enum err fetch_once(const struct store *store, const char *name, const char *temporary,
                           const char *path)
{
    static pthread_mutex_t fetching = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&fetching);
    bool is_there = media_file_is_there(store, name);
    enum err err = is_there ? ERR_OK : fetch_to(store, name, temporary);
    if (!err && !is_there && rename(temporary, path))
        err = fetch_failed();
    if (err)
        unlink(temporary);
    pthread_mutex_unlock(&fetching);
    return err;
}

enum err media_fetch(const struct store *store, const char *name)
{
    char folder[SHARE_PATH_SIZE], path[SHARE_PATH_SIZE], temporary[SHARE_PATH_SIZE];
    const char *directory = store_directory(store);
    if (!replica_keeps_files(store) || media_file_is_there(store, name))
        return ERR_OK;
    /* A row's names are hashes, so no slash is among them. */
    if (strchr(name, '/') || snprintf(folder, sizeof folder, "%s/media", directory) >= SHARE_PATH_SIZE ||
        snprintf(path, sizeof path, "%s/media/%s", directory, name) >= SHARE_PATH_SIZE ||
        snprintf(temporary, sizeof temporary, "%s/media/.new-%s", directory, name) >= SHARE_PATH_SIZE)
        return ERR_INTERNAL;
    if (mkdir(folder, FOLDER_MODE) && errno != EEXIST)
        return fetch_failed();
    enum err err = fetch_once(store, name, temporary, path);
    return err ? err : media_sync_folder(store);
}
