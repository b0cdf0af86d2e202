/* Confinement of a child: after it, the process can compute, and write to one socket. Private to this floor.
 */
#ifndef HELPER_CONFINE_H
#define HELPER_CONFINE_H

#include <stdbool.h>

enum {
    CONFINED_SECONDS = 30,               /* of the processor; then the kernel ends it */
    CONFINED_DEADLINE_SECONDS = 45,      /* by the clock */
    CONFINED_MEMORY = 768 * 1024 * 1024, /* address space, program and picture included */
};

/* Low priority (`niceness`, 10 to 19), limits, no files (Landlock, where the kernel has it), and of system
 * calls only memory, the clock, the end, and write(2) on `socket` (seccomp): any other kills the process.
 * Every descriptor but `socket` is closed. False when it cannot be done; the child then must end. */
bool confine(int socket, int niceness);

#endif
