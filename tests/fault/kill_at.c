/* A library to be loaded before the others (LD_PRELOAD), which kills the process at the N-th step by which a
 * file changes: write, sync, link, rename, unlink. Steps count while the file KILL_ARMED exists,
 * on paths that hold KILL_BELOW alone; N is KILL_AT. */
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_int steps;

static void step(const char *path)
{
    const char *below = getenv("KILL_BELOW"), *armed = getenv("KILL_ARMED"), *at = getenv("KILL_AT");
    if (!below || !armed || !at || !strstr(path, below) || access(armed, F_OK) != 0)
        return;
    if (atomic_fetch_add(&steps, 1) + 1 == atoi(at))
        kill(getpid(), SIGKILL);
}

static void step_of(int fd)
{
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0)
        return;
    path[length] = '\0';
    step(path);
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *bytes, size_t size)
{
    step_of(fd);
    return NEXT(write)(fd, bytes, size);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at)
{
    step_of(fd);
    return NEXT(pwrite64)(fd, bytes, size, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at)
{
    step_of(fd);
    return NEXT(pwrite)(fd, bytes, size, at);
}

int fsync(int fd)
{
    step_of(fd);
    return NEXT(fsync)(fd);
}

int fdatasync(int fd)
{
    step_of(fd);
    return NEXT(fdatasync)(fd);
}

int rename(const char *from, const char *to)
{
    step(to);
    return NEXT(rename)(from, to);
}

int unlink(const char *path)
{
    step(path);
    return NEXT(unlink)(path);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to)
{
    step_of(from_folder);
    step_of(to_folder);
    return NEXT(renameat)(from_folder, from, to_folder, to);
}

int unlinkat(int folder, const char *path, int flags)
{
    step_of(folder);
    return NEXT(unlinkat)(folder, path, flags);
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags)
{
    step(from);
    step(to);
    return NEXT(renameat2)(from_folder, from, to_folder, to, flags);
}

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags)
{
    step_of(to_folder);
    return NEXT(linkat)(from_folder, from, to_folder, to, flags);
}
