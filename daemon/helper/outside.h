/* In a child of the helper, before it confines itself: another program is run on what is open, in a process
 * of its own that is confined before it begins. It may read and execute its own file, its loader and
 * libraries, read the data that it names, make threads, and read and write what it was given; no other file,
 * no socket, no process. Private to this floor; what cannot be done ends the child (give_up()). */
#ifndef HELPER_OUTSIDE_H
#define HELPER_OUTSIDE_H

#include "base/sandbox.h"
#include "bytes.h"

#include <stdbool.h>
#include <stddef.h>

/* The first descriptor that it is given; the others follow. */
enum { OUTSIDE_FIRST = 3, OUTSIDE_DESCRIPTORS = 4, OUTSIDE_FOLDERS = 4 };

/* One run; all is borrowed. */
struct outside {
    const char *program;                  /* its whole path */
    const char *const *arguments;         /* behind its name, up to NULL */
    int descriptors[OUTSIDE_DESCRIPTORS]; /* which it gets as OUTSIDE_FIRST and on; above 15 all of them */
    size_t descriptor_count;
    const char *data[OUTSIDE_FOLDERS]; /* folders that it may read beside those of libraries */
    size_t data_count;
    int seconds;          /* of the processor */
    int deadline_seconds; /* by the clock; it leaves enough of a child's own */
    size_t memory;        /* address space, program and libraries included */
    size_t output_most;   /* bytes of what it writes */
    int niceness;
};

/* How it ended. */
enum outside_end {
    OUTSIDE_EXITED,  /* by itself, with the status */
    OUTSIDE_LIMITED, /* by a limit of what the file may take: computing, output */
    OUTSIDE_STOPPED, /* by the clock, or for memory that was needed elsewhere: another time it may not be */
    OUTSIDE_CRASHED, /* by any other signal */
};

/* A file in memory, its descriptor above those that a program gets. */
int outside_file(const char *name);

/* What lies in such a file, mapped until the child ends; nobody else may have it any more. Size 0 when
 * nothing does. */
struct span outside_output(int fd);

/* Runs it to its end; *ret_status is set when it exited. One that could not be started ends the child. */
enum outside_end outside_run(const struct outside *outside, int *ret_status);

/* For the process that becomes the program, the last before it does: limits, files, system calls. False when
 * that cannot be done. */
bool outside_confine(const struct outside *outside);

#endif
