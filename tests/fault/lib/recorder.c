/* A library to be loaded before the others (LD_PRELOAD), which writes down everything that a process does to
 * the files below the folder RECORD_BELOW, in the order in which it does it: into the file RECORD_LOG, an
 * entry each. From it lib/power_cut.py makes what a disk may hold after the current was gone.
 *
 * Writes and names are noted before they are made, so that nobody can be told of what is not yet noted; a
 * synchronisation when it has come back, with the length that the log had when it began: what was noted
 * before that is on the disk (its bytes: the length before the mapping was looked at, for who asks since when
 * views are). Nothing is really synchronised: it takes RECORD_SYNC_US microseconds instead, as long as a slow
 * disk would.
 *
 * The journal of views is written through a mapping: what changed in it since the last look is noted before
 * each synchronisation of any file. Files without a name and the shared memory of SQLite (-shm) are left out.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { SECTOR = 512 };

struct entry {
    uint8_t kind; /* see below */
    uint8_t none[7];
    int64_t at_ns; /* monotonic */
    uint64_t file; /* inode */
    int64_t at;    /* of bytes in the file; the size of a truncation; where the log was at a sync's begin */
    uint32_t path_size, size;
};

/* C created, N named (a folder made), W written, T truncated, S synchronised, R renamed (path: from\0to), U
 * removed, M changed in a mapping. */

static int log_fd = -1;
static char below[PATH_MAX];
static long sync_us;

static struct {
    pthread_mutex_t lock;
    unsigned char *map, *shadow;
    size_t size;
    uint64_t file;
} mapped = {.lock = PTHREAD_MUTEX_INITIALIZER};

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void recorder_open(void)
{
    const char *path = getenv("RECORD_LOG"), *folder = getenv("RECORD_BELOW"), *us = getenv("RECORD_SYNC_US");
    if (!path || !folder)
        return;
    snprintf(below, sizeof below, "%s/", folder);
    sync_us = us ? atol(us) : 0;
    /* High, where nobody expects the descriptors of the standard streams or of sockets. */
    int fd = NEXT(open)(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    log_fd = fcntl(fd, F_DUPFD_CLOEXEC, 900);
    close(fd);
}

static void note(char kind, uint64_t file, int64_t at, const char *path, size_t path_size, const void *bytes,
                 size_t size)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    struct entry entry = {(uint8_t)kind, {0}, now.tv_sec * INT64_C(1000000000) + now.tv_nsec,
                          file,          at,  (uint32_t)path_size,
                          (uint32_t)size};
    struct iovec parts[] = {
        {&entry, sizeof entry}, {(void *)(uintptr_t)path, path_size}, {(void *)(uintptr_t)bytes, size}};
    int kept = errno;
    /* One call, so that entries of several threads and processes stay whole. */
    if (writev(log_fd, parts, 3) != (ssize_t)(sizeof entry + path_size + size))
        abort();
    errno = kept;
}

static int64_t log_size(void)
{
    struct stat st;
    return fstat(log_fd, &st) ? 0 : st.st_size;
}

static int path_is_kept(const char *path)
{
    size_t length = strlen(path);
    return strncmp(path, below, strlen(below)) == 0 && !strstr(path, " (deleted)") &&
           !(length > 4 && strcmp(path + length - 4, "-shm") == 0);
}

/* Where a descriptor leads to: its path below the folder, or NULL; the folder itself is "". */
static const char *path_of(int fd, char path[PATH_MAX])
{
    char link[64];
    if (log_fd < 0)
        return NULL;
    int kept = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 2);
    errno = kept;
    if (length <= 0)
        return NULL;
    path[length] = '\0';
    if (strncmp(path, below, (size_t)length) == 0 && below[length] == '/' && !below[length + 1])
        return path + length;
    return path_is_kept(path) ? path + strlen(below) : NULL;
}

static uint64_t file_of(int fd)
{
    struct stat st;
    return fstat(fd, &st) ? 0 : st.st_ino;
}

/* ---- the mapping ---------------------------------------------------------------------------------- */

static void look_at_mapping(void)
{
    pthread_mutex_lock(&mapped.lock);
    for (size_t at = 0; mapped.map && at < mapped.size; at += SECTOR) {
        if (memcmp(mapped.map + at, mapped.shadow + at, SECTOR) == 0)
            continue;
        memcpy(mapped.shadow + at, mapped.map + at, SECTOR);
        note('M', mapped.file, (int64_t)at, NULL, 0, mapped.shadow + at, SECTOR);
    }
    pthread_mutex_unlock(&mapped.lock);
}

void *mmap64(void *address, size_t size, int protection, int flags, int fd, off64_t at)
{
    void *map = NEXT(mmap64)(address, size, protection, flags, fd, at);
    char path[PATH_MAX];
    if (map == MAP_FAILED || fd < 0 || !(flags & MAP_SHARED) || !(protection & PROT_WRITE) || at ||
        !path_of(fd, path))
        return map;
    pthread_mutex_lock(&mapped.lock);
    mapped.map = map;
    mapped.size = size / SECTOR * SECTOR;
    mapped.file = file_of(fd);
    mapped.shadow =
        NEXT(mmap64)(NULL, mapped.size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memcpy(mapped.shadow, map, mapped.size);
    pthread_mutex_unlock(&mapped.lock);
    return map;
}

void *mmap(void *address, size_t size, int protection, int flags, int fd, off_t at)
{
    return mmap64(address, size, protection, flags, fd, at);
}

int munmap(void *address, size_t size)
{
    if (address && address == mapped.map) {
        look_at_mapping();
        pthread_mutex_lock(&mapped.lock);
        mapped.map = NULL;
        pthread_mutex_unlock(&mapped.lock);
    }
    return NEXT(munmap)(address, size);
}

/* ---- bytes ---------------------------------------------------------------------------------------- */

ssize_t write(int fd, const void *bytes, size_t size)
{
    char path[PATH_MAX];
    if (path_of(fd, path))
        note('W', file_of(fd), lseek(fd, 0, SEEK_CUR), NULL, 0, bytes, size);
    return NEXT(write)(fd, bytes, size);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at)
{
    char path[PATH_MAX];
    if (path_of(fd, path))
        note('W', file_of(fd), at, NULL, 0, bytes, size);
    return NEXT(pwrite64)(fd, bytes, size, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at)
{
    return pwrite64(fd, bytes, size, at);
}

int ftruncate64(int fd, off64_t size)
{
    char path[PATH_MAX];
    if (path_of(fd, path))
        note('T', file_of(fd), size, NULL, 0, NULL, 0);
    return NEXT(ftruncate64)(fd, size);
}

int ftruncate(int fd, off_t size)
{
    return ftruncate64(fd, size);
}

int posix_fallocate64(int fd, off64_t at, off64_t size)
{
    char path[PATH_MAX];
    struct stat st;
    if (path_of(fd, path) && !fstat(fd, &st) && st.st_size < at + size)
        note('T', st.st_ino, at + size, NULL, 0, NULL, 0);
    return NEXT(posix_fallocate64)(fd, at, size);
}

int posix_fallocate(int fd, off_t at, off_t size)
{
    return posix_fallocate64(fd, at, size);
}

static int synchronise(int fd)
{
    char path[PATH_MAX];
    if (!path_of(fd, path))
        return 0;
    int64_t before = log_size();
    look_at_mapping();
    int64_t begin = log_size();
    usleep((useconds_t)sync_us);
    note('S', file_of(fd), begin, NULL, 0, &before, sizeof before);
    return 0;
}

int fsync(int fd)
{
    return synchronise(fd);
}

int fdatasync(int fd)
{
    return synchronise(fd);
}

/* ---- names ---------------------------------------------------------------------------------------- */

int open64(const char *path, int flags, ...)
{
    mode_t mode = 0;
    struct stat st;
    if (flags & (O_CREAT | __O_TMPFILE)) {
        va_list rest;
        va_start(rest, flags);
        mode = va_arg(rest, mode_t);
        va_end(rest);
    }
    int kept = errno;
    int is_new = log_fd >= 0 && flags & O_CREAT && path_is_kept(path) && lstat(path, &st) != 0;
    errno = kept;
    int fd = NEXT(open64)(path, flags, mode);
    if (fd >= 0 && is_new)
        note('C', file_of(fd), 0, path + strlen(below), strlen(path) - strlen(below), NULL, 0);
    else if (fd >= 0 && log_fd >= 0 && flags & O_TRUNC && path_is_kept(path))
        note('T', file_of(fd), 0, NULL, 0, NULL, 0);
    return fd;
}

int open(const char *path, int flags, ...)
{
    mode_t mode = 0;
    if (flags & (O_CREAT | __O_TMPFILE)) {
        va_list rest;
        va_start(rest, flags);
        mode = va_arg(rest, mode_t);
        va_end(rest);
    }
    return open64(path, flags, mode);
}

int mkdir(const char *path, mode_t mode)
{
    struct stat st;
    int failed = NEXT(mkdir)(path, mode);
    if (!failed && log_fd >= 0 && path_is_kept(path) && !stat(path, &st))
        note('N', st.st_ino, 0, path + strlen(below), strlen(path) - strlen(below), NULL, 0);
    return failed;
}

int rename(const char *from, const char *to)
{
    char both[2 * PATH_MAX];
    if (log_fd >= 0 && path_is_kept(from) && path_is_kept(to)) {
        int size = snprintf(both, sizeof both, "%s%c%s", from + strlen(below), 0, to + strlen(below));
        note('R', 0, 0, both, (size_t)size, NULL, 0);
    }
    return NEXT(rename)(from, to);
}

int unlink(const char *path)
{
    struct stat st;
    int kept = errno;
    if (log_fd >= 0 && path_is_kept(path) && !lstat(path, &st))
        note('U', st.st_ino, 0, path + strlen(below), strlen(path) - strlen(below), NULL, 0);
    errno = kept;
    return NEXT(unlink)(path);
}
