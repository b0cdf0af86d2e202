/* The means of confinement, in the order in which they must come: limits and descriptors while anything
 * is still allowed, files (Landlock), system calls (seccomp) last, since after it nothing can be given
 * up any more. */
#include "confine.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

/* Soft and hard alike, so that the child cannot raise it again. */
static bool limit(int resource, rlim_t most)
{
    return setrlimit(resource, &(struct rlimit){most, most}) == 0;
}

static bool limit_all(const struct confinement *confinement)
{
    int deadline_ms = confinement->deadline_ms;
    rlim_t seconds = confinement->seconds ? (rlim_t)confinement->seconds : CONFINED_SECONDS;
    rlim_t memory = confinement->memory ? (rlim_t)confinement->memory : CONFINED_MEMORY;
    /* By the clock, for a child that waits uses no processor. An alarm's signal tells the daemon which
     * limit it was (helper_of_death()). */
    const struct itimerval deadline = {
        .it_value = {.tv_sec = deadline_ms / 1000, .tv_usec = deadline_ms % 1000 * 1000}};
    /* Somebody may have ignored it before the fork, and that is inherited. */
    signal(SIGALRM, SIG_DFL);
    if (setitimer(ITIMER_REAL, &deadline, NULL))
        return false;
    /* The first to go when the machine runs out of memory; a file may be missing, and that is no harm. */
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd >= 0 && write(fd, "1000", 4) != 4 && errno != EACCES)
        return false;
    /* A failure would make it only less modest. */
    setpriority(PRIO_PROCESS, 0, confinement->niceness);
    /* No file may grow, no core be written, no process be made. Sanitizers reserve terabytes of
     * addresses, so theirs are not limited. */
    return limit(RLIMIT_CPU, seconds) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_CORE, 0) &&
           limit(RLIMIT_NPROC, 0) && (SANDBOX_IS_SANITIZED || limit(RLIMIT_AS, memory));
}

/* Memory that is nobody else's and no program. */
static bool allow_memory(scmp_filter_ctx filter)
{
    static const int plain[] = {SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise)};
    /* Anonymous memory alone: no file can be mapped, even one that is open; and none of it executable,
     * neither now nor later. */
    return sandbox_add_calls(filter, SCMP_ACT_ALLOW, plain, sizeof plain / sizeof *plain) &&
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
    /* By descriptor, so that no other could be used even if one were left open. sendto without an
     * address: it can reach nobody but whom it is connected to. */
    return sandbox_add_calls(filter, SCMP_ACT_ALLOW, harmless, sizeof harmless / sizeof *harmless) &&
           !seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(recvfrom), 1,
                             SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)peer)) &&
           !seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(sendto), 2,
                             SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)peer), SCMP_A4(SCMP_CMP_EQ, 0));
}

/* The filter for a child without a peer. */
static bool confine_fill(scmp_filter_ctx filter, int socket)
{
    /* The C library's qsort() asks by sysinfo how much memory there is when it sorts a kilobyte or more, as
     * WebP's encoder does with the transparencies of a picture that has many. */
    static const int harmless[] = {SCMP_SYS(exit),      SCMP_SYS(exit_group),    SCMP_SYS(rt_sigreturn),
                                   SCMP_SYS(futex),     SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),
                                   SCMP_SYS(getrandom), SCMP_SYS(sysinfo)};
    /* Libraries look for the time zone, or for what the processor can do: they find nothing. */
    static const int blind[] = {SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(newfstatat), SCMP_SYS(readlink)};
    static const int sanitizers[] = {SCMP_SYS(sigaltstack), SCMP_SYS(sched_yield),    SCMP_SYS(getpid),
                                     SCMP_SYS(gettid),      SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction)};
    /* A report is written to stderr before the process ends. */
    if (SANDBOX_IS_SANITIZED &&
        (!sandbox_add_calls(filter, SCMP_ACT_ALLOW, sanitizers, sizeof sanitizers / sizeof *sanitizers) ||
         seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, SCMP_A0(SCMP_CMP_EQ, STDERR_FILENO))))
        return false;
    /* Files fail with EACCES rather than kill, for a library that asks for one does no harm by it, and
     * goes on without. */
    return sandbox_add_calls(filter, SCMP_ACT_ALLOW, harmless, sizeof harmless / sizeof *harmless) &&
           sandbox_add_calls(filter, SCMP_ACT_ERRNO(EACCES), blind, sizeof blind / sizeof *blind) &&
           allow_memory(filter) &&
           !seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1,
                             SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)socket));
}

static bool leave_system_calls(int socket, int peer)
{
    /* Whatever is not named ends the process, with a signal that says so. The filter is inherited by
     * nobody, as nothing can be forked. */
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    bool done = filter && confine_fill(filter, socket) && (peer < 0 || allow_peer(filter, peer)) &&
                seccomp_load(filter) == 0;
    /* The kernel has its own copy by then; NULL is fine. */
    seccomp_release(filter);
    return done;
}

/* Closes all but the one, in two ranges around it. */
static bool leave_descriptors(int socket)
{
    /* A sanitizer keeps the standard streams for its report. */
    unsigned first = SANDBOX_IS_SANITIZED ? STDERR_FILENO + 1 : 0;
    unsigned kept = (unsigned)socket;
    return (kept <= first || close_range(first, kept - 1, 0) == 0) && close_range(kept + 1, ~0U, 0) == 0;
}

bool confine_begin(const struct confinement *confinement)
{
    /* It is what lets a process without rights load a filter. Not dumpable, so that no other process of
     * the same user may look into it. */
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 &&
           limit_all(confinement) && leave_descriptors(confinement->answers);
}

/* A folder that is missing is passed over. */
const struct sandbox_path confined_folders[CONFINED_FOLDERS] = {
    {"/etc", SANDBOX_READ},   {"/usr", SANDBOX_READ}, {"/lib", SANDBOX_READ},
    {"/lib64", SANDBOX_READ}, {"/run", SANDBOX_READ}, {"/var/lib/ca-certificates", SANDBOX_READ}};

bool confine_to_reading(void)
{
    int version;
    return sandbox_limit_files(confined_folders, CONFINED_FOLDERS, SANDBOX_FILES, &version);
}

bool confine_end(const struct confinement *confinement)
{
    int version;
    /* No folders, so no file at all; Landlock adds to what was given up before and can never give
     * anything back. */
    return sandbox_limit_files(NULL, 0, SANDBOX_FILES, &version) &&
           leave_system_calls(confinement->answers, confinement->peer);
}
