/* The world as a test wants it, loaded before the daemon's libraries (LD_PRELOAD): a clock that is ahead,
 * work that takes long, and a disk on which the database and backups find no room, or little. The file named
 * by CONG_WORLD says how, and the test changes it while all runs. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct world {
    volatile int64_t ahead_ms; /* the clock is so much later than it is */
    volatile int64_t is_full;  /* the database and backups cannot grow or be written */
    volatile int64_t look_ms; /* unless 0, a thread's monotonic clock goes on by so much at each look alone */
    volatile int64_t room;    /* unless 0, so many bytes are free by statvfs() */
};

static struct world *world(void)
{
    static struct world *known;
    static struct world plain;
    if (known)
        return known;
    const char *path = getenv("CONG_WORLD");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    void *map = fd >= 0 ? mmap(NULL, sizeof *known, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) : MAP_FAILED;
    if (fd >= 0)
        close(fd);
    known = map == MAP_FAILED ? &plain : map;
    return known;
}

static int is_refused(int fd)
{
    char link[64], path[512];
    if (!world()->is_full)
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size <= 0)
        return 0;
    path[size] = '\0';
    if (!strstr(path, "/cong.db") && !strstr(path, "/backup/"))
        return 0;
    errno = ENOSPC;
    return 1;
}

/* The next definition of a function, found once. */
#define NEXT(result, name, ...)         \
    static result (*next)(__VA_ARGS__); \
    if (!next)                          \
    *(void **)&next = dlsym(RTLD_NEXT, name)

static void move_on(struct timespec *now, int64_t ms)
{
    int64_t ns = now->tv_nsec + ms % 1000 * 1000000;
    now->tv_sec += ms / 1000 + ns / 1000000000;
    now->tv_nsec = ns % 1000000000;
    if (now->tv_nsec < 0) {
        now->tv_nsec += 1000000000;
        now->tv_sec--;
    }
}

/* The calling thread looks at the monotonic clock, which never goes back for it. */
static void look(struct timespec *now)
{
    static _Thread_local struct timespec last;
    int64_t look_ms = world()->look_ms;
    int is_before = now->tv_sec < last.tv_sec || (now->tv_sec == last.tv_sec && now->tv_nsec < last.tv_nsec);
    if (last.tv_sec && (look_ms || is_before))
        *now = last;
    move_on(now, look_ms);
    last = *now;
}

int clock_gettime(clockid_t id, struct timespec *now)
{
    NEXT(int, "clock_gettime", clockid_t, struct timespec *);
    int code = next(id, now);
    if (!code && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE))
        move_on(now, world()->ahead_ms);
    if (!code && id == CLOCK_MONOTONIC)
        look(now);
    return code;
}

ssize_t write(int fd, const void *bytes, size_t size)
{
    NEXT(ssize_t, "write", int, const void *, size_t);
    return is_refused(fd) ? -1 : next(fd, bytes, size);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at)
{
    NEXT(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    return is_refused(fd) ? -1 : next(fd, bytes, size, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at)
{
    return pwrite64(fd, bytes, size, at);
}

int statvfs64(const char *path, struct statvfs64 *said)
{
    NEXT(int, "statvfs64", const char *, struct statvfs64 *);
    int code = next(path, said);
    if (!code && world()->room)
        said->f_bavail = (fsblkcnt64_t)world()->room / said->f_frsize;
    return code;
}

int statvfs(const char *path, struct statvfs *said)
{
    NEXT(int, "statvfs", const char *, struct statvfs *);
    int code = next(path, said);
    if (!code && world()->room)
        said->f_bavail = (fsblkcnt_t)world()->room / said->f_frsize;
    return code;
}
