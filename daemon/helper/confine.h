/* Confinement of a child: after it, the process can compute, and write to one socket; who fetches something
 * can speak over one connection too. Private to this floor. */
#ifndef HELPER_CONFINE_H
#define HELPER_CONFINE_H

#include "base/sandbox.h"

#include <stdbool.h>
#include <stddef.h>

/* A sanitizer makes the same work several times as long, and its tests run many at once. */
enum { CONFINED_SLOWNESS = SANDBOX_IS_SANITIZED ? 4 : 1 };

enum {
    CONFINED_SECONDS = 30 * CONFINED_SLOWNESS,          /* of the processor; then the kernel ends it */
    CONFINED_DEADLINE_SECONDS = 45 * CONFINED_SLOWNESS, /* by the clock */
    CONFINED_MEMORY = 768 * 1024 * 1024,                /* address space, program and picture included */
    /* Who reads a text file needs less of all. */
    CONFINED_TEXT_SECONDS = 10 * CONFINED_SLOWNESS,
    CONFINED_TEXT_DEADLINE_SECONDS = 20 * CONFINED_SLOWNESS,
    CONFINED_TEXT_MEMORY = 256 * 1024 * 1024,
};

struct confinement {
    int answers;     /* descriptor that the result is written to */
    int peer;        /* a connection that may be read and written too; -1 none */
    int niceness;    /* 10 to 19 */
    int deadline_ms; /* by the clock; then the kernel ends it */
    int seconds;     /* of the processor; 0: CONFINED_SECONDS */
    size_t memory;   /* bytes; 0: CONFINED_MEMORY */
};

/* Before anything from outside is looked at: low priority, limits, and every descriptor closed but `answers`.
 * False when it cannot be done, here and below; the child then must end. */
bool confine_begin(const struct confinement *confinement);

/* Where the resolver's configuration and sockets, its modules and the authorities of common distributions
 * lie. */
enum { CONFINED_FOLDERS = 6 };
extern const struct sandbox_path confined_folders[CONFINED_FOLDERS];

/* Files can be read where a resolver and certificates lie, and nothing else be done with any (Landlock, where
 * the kernel has it). */
bool confine_to_reading(void);

/* No files any more, and of system calls only memory, the clock, the end, write(2) on `answers`, and with a
 * peer poll(2), send(2) and recv(2) on it (seccomp): any other kills the process. */
bool confine_end(const struct confinement *confinement);

#endif
