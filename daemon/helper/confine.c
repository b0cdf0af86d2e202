#include "confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

/* The sanitizers need address space without end, and calls of their own. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { IS_SANITIZED = 1 };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
enum { IS_SANITIZED = 1 };
#else
enum { IS_SANITIZED = 0 };
#endif
#else
enum { IS_SANITIZED = 0 };
#endif

static bool limit(int resource, rlim_t most)
{
    return setrlimit(resource, &(struct rlimit){most, most}) == 0;
}

static bool limit_all(int niceness, int deadline_ms)
{
    const struct itimerval deadline = {
        .it_value = {.tv_sec = deadline_ms / 1000, .tv_usec = deadline_ms % 1000 * 1000}};
    signal(SIGALRM, SIG_DFL);
    if (setitimer(ITIMER_REAL, &deadline, NULL))
        return false;
    /* The first to go when the machine runs out of memory; a file may be missing, and that is no harm. */
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd >= 0 && write(fd, "1000", 4) != 4 && errno != EACCES)
        return false;
    setpriority(PRIO_PROCESS, 0, niceness);
    return limit(RLIMIT_CPU, CONFINED_SECONDS) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_CORE, 0) &&
           limit(RLIMIT_NPROC, 0) && (IS_SANITIZED || limit(RLIMIT_AS, CONFINED_MEMORY));
}

/* What the kernel's version of Landlock knows of rights over files; 0 when it has none: seccomp stands alone.
 */
static bool file_rights(uint64_t *ret_rights)
{
    static const uint64_t rights_of_abi[] = {0, (1U << 13) - 1, (1U << 14) - 1, (1U << 15) - 1};
    enum { ABI_MOST = sizeof rights_of_abi / sizeof *rights_of_abi - 1 };
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    *ret_rights = abi < 1 ? 0 : rights_of_abi[abi > ABI_MOST ? ABI_MOST : abi];
    return abi >= 1 || errno == ENOSYS || errno == EOPNOTSUPP;
}

/* Gives the right to read below `folder` back; one that is not there needs none. */
static bool allow_reading(int ruleset, const char *folder)
{
    int fd = open(folder, O_PATH | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT || errno == EACCES;
    const struct landlock_path_beneath_attr rule = {
        .allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR, .parent_fd = fd};
    long done = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(fd);
    return done == 0;
}

/* Gives up all rights over files but to read in these folders; `folders` ends with NULL. */
static bool leave_files(const char *const *folders)
{
    struct landlock_ruleset_attr rules = {0};
    uint64_t rights;
    if (!file_rights(&rights))
        return false;
    if (!rights)
        return true;
    rules.handled_access_fs = rights;
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
    bool done = ruleset >= 0;
    for (; done && *folders; folders++)
        done = allow_reading(ruleset, *folders);
    done = done && syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    if (ruleset >= 0)
        close(ruleset);
    return done;
}

static bool allow(scmp_filter_ctx filter, const int *calls, size_t count, uint32_t action)
{
    for (size_t i = 0; i < count; i++)
        if (seccomp_rule_add(filter, action, calls[i], 0))
            return false;
    return true;
}

/* Memory that is nobody else's and no program. */
static bool allow_memory(scmp_filter_ctx filter)
{
    static const int plain[] = {SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise)};
    return allow(filter, plain, sizeof plain / sizeof *plain, SCMP_ACT_ALLOW) &&
           !seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
                             SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS)) &&
           !seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
}

/* Speaking over one connection. GnuTLS asks for the process's id, to know of a fork. */
static bool allow_peer(scmp_filter_ctx filter, int peer)
{
    static const int harmless[] = {SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(getpid), SCMP_SYS(getrusage),
                                   SCMP_SYS(time)};
    return allow(filter, harmless, sizeof harmless / sizeof *harmless, SCMP_ACT_ALLOW) &&
           !seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(recvfrom), 1,
                             SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)peer)) &&
           !seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(sendto), 2,
                             SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)peer), SCMP_A4(SCMP_CMP_EQ, 0));
}

static bool confine_fill(scmp_filter_ctx filter, int socket)
{
    static const int harmless[] = {SCMP_SYS(exit),     SCMP_SYS(exit_group),    SCMP_SYS(rt_sigreturn),
                                   SCMP_SYS(futex),    SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),
                                   SCMP_SYS(getrandom)};
    /* Libraries look for the time zone, or for what the processor can do: they find nothing. */
    static const int blind[] = {SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(newfstatat), SCMP_SYS(readlink)};
    static const int sanitizers[] = {SCMP_SYS(sigaltstack), SCMP_SYS(sched_yield),    SCMP_SYS(getpid),
                                     SCMP_SYS(gettid),      SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction)};
    if (IS_SANITIZED &&
        (!allow(filter, sanitizers, sizeof sanitizers / sizeof *sanitizers, SCMP_ACT_ALLOW) ||
         seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, SCMP_A0(SCMP_CMP_EQ, STDERR_FILENO))))
        return false;
    return allow(filter, harmless, sizeof harmless / sizeof *harmless, SCMP_ACT_ALLOW) &&
           allow(filter, blind, sizeof blind / sizeof *blind, SCMP_ACT_ERRNO(EACCES)) &&
           allow_memory(filter) &&
           !seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1,
                             SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)socket));
}

static bool leave_system_calls(int socket, int peer)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    bool done = filter && confine_fill(filter, socket) && (peer < 0 || allow_peer(filter, peer)) &&
                seccomp_load(filter) == 0;
    seccomp_release(filter);
    return done;
}

static bool leave_descriptors(int socket)
{
    unsigned first = IS_SANITIZED ? STDERR_FILENO + 1 : 0;
    unsigned kept = (unsigned)socket;
    return (kept <= first || close_range(first, kept - 1, 0) == 0) && close_range(kept + 1, ~0U, 0) == 0;
}

bool confine_begin(const struct confinement *confinement)
{
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 &&
           limit_all(confinement->niceness, confinement->deadline_ms) &&
           leave_descriptors(confinement->answers);
}

bool confine_to_reading(void)
{
    static const char *const folders[] = {
        "/etc", "/usr", "/lib", "/lib64", "/run", "/var/lib/ca-certificates", NULL};
    return leave_files(folders);
}

bool confine_end(const struct confinement *confinement)
{
    static const char *const none[] = {NULL};
    return leave_files(none) && leave_system_calls(confinement->answers, confinement->peer);
}
