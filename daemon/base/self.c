/* Reads /proc/self by descriptors that were opened at the start. Knows what the kernel writes there, and
 * nothing of who asks. */
#include "base/self.h"

#include "base/clock.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { LIST_SIZE = 32 * 1024, TEXT_SIZE = 256 };

/* As getdents64(2) writes an entry; the C library has no name for it. */
struct listed {
    uint64_t inode;
    int64_t offset;
    uint16_t length;
    uint8_t type;
    char name[];
};

void self_open(struct self *self)
{
    *self = (struct self){.began_ms = clock_now_ms(&clock_system)};
    self->memory = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    self->descriptors = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    pthread_mutex_init(&self->lock, NULL);
}

void self_close(struct self *self)
{
    if (!self->began_ms)
        return;
    if (self->memory >= 0)
        close(self->memory);
    if (self->descriptors >= 0)
        close(self->descriptors);
    pthread_mutex_destroy(&self->lock);
    *self = (struct self){0};
}

/* Entries of a folder's list that was read to `bytes`, without "." and "..". */
static int64_t count_entries(const char *bytes, long size)
{
    int64_t count = 0;
    for (long at = 0; at < size;) {
        const struct listed *entry = (const struct listed *)(bytes + at);
        count += entry->name[0] != '.';
        at += entry->length;
    }
    return count;
}

/* By the call itself: what opendir(3) makes of a descriptor cannot begin anew without a memory of its own. */
static int64_t count_descriptors(struct self *self)
{
    _Alignas(struct listed) char bytes[LIST_SIZE];
    struct stat st;
    int64_t count = 0;
    long got = -1;
    /* 0 is said by a kernel that does not know. */
    if (self->descriptors >= 0 && fstat(self->descriptors, &st) == 0 && st.st_size > 0)
        return st.st_size;
    pthread_mutex_lock(&self->lock);
    /* Both use the descriptor's one place in the list. */
    if (self->descriptors >= 0 && lseek(self->descriptors, 0, SEEK_SET) == 0)
        while ((got = syscall(SYS_getdents64, self->descriptors, bytes, sizeof bytes)) > 0)
            count += count_entries(bytes, got);
    pthread_mutex_unlock(&self->lock);
    return got < 0 ? -1 : count;
}

/* The first two numbers of statm, in pages. */
static void self_read_memory(const struct self *self, struct self_figures *figures)
{
    char text[TEXT_SIZE];
    long long all, resident;
    ssize_t got = self->memory < 0 ? -1 : pread(self->memory, text, sizeof text - 1, 0);
    figures->virtual_bytes = figures->resident_bytes = -1;
    if (got <= 0)
        return;
    text[got] = '\0';
    if (sscanf(text, "%lld %lld", &all, &resident) != 2)
        return;
    figures->virtual_bytes = all * sysconf(_SC_PAGESIZE);
    figures->resident_bytes = resident * sysconf(_SC_PAGESIZE);
}

void self_read(struct self *self, struct self_figures *ret_figures)
{
    struct rlimit files;
    struct rusage usage;
    *ret_figures = (struct self_figures){.began_ms = self->began_ms, .descriptors_most = -1, .cpu_us = -1};
    self_read_memory(self, ret_figures);
    ret_figures->descriptors = count_descriptors(self);
    if (!getrlimit(RLIMIT_NOFILE, &files))
        ret_figures->descriptors_most = (int64_t)files.rlim_cur;
    if (!getrusage(RUSAGE_SELF, &usage))
        ret_figures->cpu_us = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * INT64_C(1000000) +
                              usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}
