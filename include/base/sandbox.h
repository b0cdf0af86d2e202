/* The means by which a process gives up rights for good: its user, files (Landlock), system calls (seccomp).
 *
 * Mechanism alone; what a process keeps is said where that process is: helper/confine.h for those that work
 * on pictures, main/confinement.h for the daemon. Thread: while the process has but one. */
#ifndef BASE_SANDBOX_H
#define BASE_SANDBOX_H

#include <stdbool.h>
#include <sys/types.h>

enum { SANDBOX_NAME_SIZE = 64 };

/* Whom a process is to become. */
struct sandbox_user {
    bool is_other; /* false: it stays who it is, and the rest says nothing */
    uid_t uid;
    gid_t gid;
    char name[SANDBOX_NAME_SIZE]; /* or "uid 1234" where nobody has it */
};

/* Gives up supplementary groups, group and user, in this order. False when that cannot be done; errno says
 * why, and the process must not go on as if it could. */
bool sandbox_become(const struct sandbox_user *user);

#endif
