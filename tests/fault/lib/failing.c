/* A library to be loaded before the others (LD_PRELOAD), by which the N-th of a kind of calls fails, or all
 * from the N-th on: allocations, or what is done to files below the folder FAIL_BELOW. What shall fail stands
 * in the file FAIL_PLAN, which is mapped, so that a test changes it while the daemon runs; calls are counted
 * there too.
 *
 * Only the process that was started fails: what it forks has processes of its own to be replaced. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

/* Kinds of calls, as bits. */
enum { ALLOCATE = 1, OPEN = 2, WRITE = 4, SYNC = 8, RENAME = 16 };

struct plan {
    _Atomic int64_t kinds; /* which are counted and may fail; 0: none */
    int64_t at;            /* the first that fails, from 1 */
    int64_t goes_on;       /* whether those after it fail too */
    int64_t error;         /* errno, for files */
    _Atomic int64_t seen;  /* counted since the test put 0 here */
};

static struct plan *plan;
static char below[PATH_MAX];
static int is_child;

/* As they are without this library; dlsym() itself allocates, so these must be found without it. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static void note_child(void)
{
    is_child = 1;
}

__attribute__((constructor)) static void failing_open(void)
{
    const char *path = getenv("FAIL_PLAN"), *folder = getenv("FAIL_BELOW");
    if (!path || !folder)
        return;
    snprintf(below, sizeof below, "%s/", folder);
    int fd = NEXT(open)(path, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return;
    void *map = mmap(NULL, sizeof *plan, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    pthread_atfork(NULL, NULL, note_child);
    if (map != MAP_FAILED)
        plan = map;
}

/* Counts one call of that kind; whether it has to fail. */
static int fails(int kind)
{
    if (!plan || is_child || !(atomic_load(&plan->kinds) & kind))
        return 0;
    int64_t number = atomic_fetch_add(&plan->seen, 1) + 1;
    return number == plan->at || (plan->goes_on && number > plan->at);
}

static int path_fails(int kind, const char *path)
{
    if (!plan || is_child || !(atomic_load(&plan->kinds) & kind) ||
        strncmp(path, below, strlen(below)) != 0 || !fails(kind))
        return 0;
    errno = (int)plan->error;
    return 1;
}

static int fd_fails(int kind, int fd)
{
    char link[64], path[PATH_MAX];
    if (!plan || is_child || !(atomic_load(&plan->kinds) & kind))
        return 0;
    int kept = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    errno = kept;
    if (length <= 0)
        return 0;
    path[length] = '\0';
    return path_fails(kind, path);
}

/* ---- memory: not where sanitizers have an allocator of their own ------------------------------------ */

#ifndef WITHOUT_MEMORY
void *malloc(size_t size)
{
    if (!fails(ALLOCATE))
        return __libc_malloc(size);
    errno = ENOMEM;
    return NULL;
}

void *calloc(size_t count, size_t size)
{
    if (!fails(ALLOCATE))
        return __libc_calloc(count, size);
    errno = ENOMEM;
    return NULL;
}

void *realloc(void *old, size_t size)
{
    if (!size || !fails(ALLOCATE))
        return __libc_realloc(old, size);
    errno = ENOMEM;
    return NULL;
}
#endif

/* ---- files ------------------------------------------------------------------------------------------ */

int open64(const char *path, int flags, ...)
{
    mode_t mode = 0;
    if (flags & (O_CREAT | __O_TMPFILE)) {
        va_list rest;
        va_start(rest, flags);
        mode = va_arg(rest, mode_t);
        va_end(rest);
    }
    /* A disk that is full or cannot be written says so only to who makes a file or writes one. */
    int is_harmless = plan && plan->error != EIO && !(flags & (O_CREAT | __O_TMPFILE)) &&
                      (plan->error == ENOSPC || (flags & O_ACCMODE) == O_RDONLY);
    return !is_harmless && path_fails(OPEN, path) ? -1 : NEXT(open64)(path, flags, mode);
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

ssize_t write(int fd, const void *bytes, size_t size)
{
    return fd_fails(WRITE, fd) ? -1 : NEXT(write)(fd, bytes, size);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at)
{
    return fd_fails(WRITE, fd) ? -1 : NEXT(pwrite64)(fd, bytes, size, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at)
{
    return pwrite64(fd, bytes, size, at);
}

int fsync(int fd)
{
    return fd_fails(SYNC, fd) ? -1 : NEXT(fsync)(fd);
}

int fdatasync(int fd)
{
    return fd_fails(SYNC, fd) ? -1 : NEXT(fdatasync)(fd);
}

int rename(const char *from, const char *to)
{
    return path_fails(RENAME, to) ? -1 : NEXT(rename)(from, to);
}
