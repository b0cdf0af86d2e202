/* The means by which a process gives up rights for good: its user, files (Landlock), system calls (seccomp).
 *
 * Mechanism alone; what a process keeps is said where that process is: helper/confine.h for those that work
 * on pictures, main/confinement.h for the daemon. Thread: while the process has but one; later threads are
 * born with what is left. */
#ifndef BASE_SANDBOX_H
#define BASE_SANDBOX_H

#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The sanitizers need address space without end, and calls and files of their own. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SANDBOX_IS_SANITIZED = 1 };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
enum { SANDBOX_IS_SANITIZED = 1 };
#else
enum { SANDBOX_IS_SANITIZED = 0 };
#endif
#else
enum { SANDBOX_IS_SANITIZED = 0 };
#endif

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

/* What is left below a path; of a file only what can be done with files. */
enum sandbox_access {
    SANDBOX_READ,
    SANDBOX_EXECUTE, /* and read */
    SANDBOX_WRITE,   /* and read, make, rename, link and remove; no devices, sockets, links by name */
    SANDBOX_REMOVE_FOLDERS,
};

struct sandbox_path {
    const char *path; /* one that is missing, or not ours to look at, is left out */
    enum sandbox_access access;
};

enum sandbox_reach {
    SANDBOX_FILES,           /* files alone are given up */
    SANDBOX_FILES_AND_OTHERS /* and TCP, and signals and abstract sockets of processes outside */
};

/* The version of the kernel's Landlock; 0 where there is none. From 2 on files may move between folders. */
int sandbox_landlock_version(void);

/* Gives up all rights over files but these, as far as the kernel's Landlock knows them. *ret_version is its
 * version, 0 where there is none and nothing was done. False with errno when it refuses. */
bool sandbox_limit_files(const struct sandbox_path *paths, size_t count, enum sandbox_reach reach,
                         int *ret_version);

/* Whether the kernel can filter system calls and end a process by them. */
bool sandbox_knows_filters(void);

/* Adds one action for calls without a look at their arguments. */
bool sandbox_add_calls(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t count);

#endif
