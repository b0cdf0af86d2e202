/* Landlock, seccomp and the change of the user. Knows nothing of who keeps what. */
#include "base/sandbox.h"

#include "base/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/stat.h>
#include <sys/syscall.h>

/* What the headers of older kernels do not know. */
#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13)
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif

/* Versions of Landlock's interface with which TCP and scopes came (landlock(7)). All of either are two
 * bits: bind and connect; abstract sockets and signals. */
enum { VERSION_NET = 4, VERSION_SCOPES = 6, NET_ALL = 3, SCOPES_ALL = 3 };

/* struct landlock_ruleset_attr as it has grown; older kernels take it while the rest is 0. */
struct ruleset {
    uint64_t files, net, scopes;
};

static const uint64_t read_rights = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
/* No execution of anything, and none of the MAKE_ rights for devices, sockets, pipes and symbolic links. */
static const uint64_t write_rights =
    LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_WRITE_FILE |
    LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |
    LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REFER | LANDLOCK_ACCESS_FS_TRUNCATE;
/* The kernel refuses a rule that gives a file rights of folders (EINVAL). */
static const uint64_t rights_of_files = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE |
                                        LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_TRUNCATE;

bool sandbox_become(const struct sandbox_user *user)
{
    if (!user->is_other)
        return true;
    /* Groups first; after setresuid() the process may not change them any more. All three ids, so that
     * no saved one is left. */
    if (setgroups(0, NULL) || setresgid(user->gid, user->gid, user->gid) ||
        setresuid(user->uid, user->uid, user->uid))
        return false;
    /* Whoever can go back has given up nothing. */
    if (user->uid != 0 && setuid(0) == 0) {
        errno = EPERM;
        return false;
    }
    return true;
}

/* Every right over files that this version of Landlock can take away. */
static uint64_t rights_of_version(int version)
{
    /* How many of the rights, which are numbered from 0, each version has. The second brought REFER, the
     * third TRUNCATE, the fourth none for files, the fifth IOCTL_DEV; later ones are taken for the
     * fifth. */
    static const int bits[] = {0, 13, 14, 15, 15, 16};
    enum { KNOWN = sizeof bits / sizeof *bits - 1 };
    return (1ULL << bits[version > KNOWN ? KNOWN : version]) - 1;
}

/* What stands in a rule; all else that is handled is gone. */
static uint64_t rights_of_access(enum sandbox_access access)
{
    switch (access) {
    case SANDBOX_READ:
        return read_rights;
    case SANDBOX_EXECUTE:
        return read_rights | LANDLOCK_ACCESS_FS_EXECUTE;
    case SANDBOX_WRITE:
        return write_rights;
    default:
        return LANDLOCK_ACCESS_FS_REMOVE_DIR;
    }
}

/* Keeps what lies below one path, by the file that it is now. */
static bool leave_path(int ruleset, const struct sandbox_path *path, uint64_t handled)
{
    struct stat st;
    /* O_PATH takes no right to read, and the rule holds the file itself, whatever its name leads to
     * later. */
    auto_close int fd = open(path->path, O_PATH | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT || errno == EACCES || errno == ENOTDIR;
    if (fstat(fd, &st))
        return false;
    /* A rule may give only what the ruleset handles. On the first version REFER is not among it, and is
     * refused always. */
    uint64_t rights = rights_of_access(path->access) & handled;
    if (!S_ISDIR(st.st_mode))
        rights &= rights_of_files;
    const struct landlock_path_beneath_attr rule = {.allowed_access = rights, .parent_fd = fd};
    /* A rule without any right is an error to the kernel (ENOMSG). */
    return !rights || syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
}

int sandbox_landlock_version(void)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    /* -1 with errno, which sandbox_limit_files() looks at. */
    return version < 1 ? 0 : (int)version;
}

bool sandbox_limit_files(const struct sandbox_path *paths, size_t count, enum sandbox_reach reach,
                         int *ret_version)
{
    int version = sandbox_landlock_version();
    *ret_version = version;
    if (!version) /* not built in, switched off, or kept from this container */
        return errno == ENOSYS || errno == EOPNOTSUPP || errno == EPERM;
    /* Zero for what this kernel cannot do; it then is as without it, which *ret_version tells. */
    bool more = reach == SANDBOX_FILES_AND_OTHERS;
    const struct ruleset rules = {.files = rights_of_version(version),
                                  .net = more && version >= VERSION_NET ? NET_ALL : 0,
                                  .scopes = more && version >= VERSION_SCOPES ? SCOPES_ALL : 0};
    /* glibc has no functions for these calls. */
    auto_close int ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
    bool done = ruleset >= 0;
    for (size_t i = 0; done && i < count; i++)
        done = leave_path(ruleset, &paths[i], rules.files);
    /* Needs no_new_privs, which the caller has set. It holds for this thread and those it makes later. */
    return done && syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
}

/* Asks without installing anything. Killing the whole process came later than filters themselves did. */
bool sandbox_knows_filters(void)
{
    const uint32_t action = SECCOMP_RET_KILL_PROCESS;
    return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

/* False leaves a filter that is half made; the caller must not load it. */
bool sandbox_add_calls(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (seccomp_rule_add(filter, action, calls[i], 0))
            return false;
    return true;
}
