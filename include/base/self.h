/* The process as the machine sees it: memory, descriptors, processor time. What is read of /proc is opened at
 * the start, for the confined process can open nothing there. */
#ifndef BASE_SELF_H
#define BASE_SELF_H

#include <pthread.h>
#include <stdint.h>

struct self {
    int memory, descriptors; /* /proc/self/statm and /proc/self/fd; -1 where there is no /proc */
    int64_t began_ms;
    pthread_mutex_t lock; /* a leaf: two may not read the list of descriptors at once */
};

/* What cannot be known is -1. */
struct self_figures {
    int64_t resident_bytes, virtual_bytes;
    int64_t descriptors, descriptors_most;
    int64_t cpu_us; /* of all threads, in the program and in the kernel for it */
    int64_t began_ms;
};

/* Thread: one, before the confinement and before any other. */
void self_open(struct self *self);
void self_close(struct self *self);

/* Since Linux 6.2 the kernel tells how many descriptors there are; before, counting them takes a microsecond
 * each. Thread: any. */
void self_read(struct self *self, struct self_figures *ret_figures);

#endif
