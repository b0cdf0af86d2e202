/* What is left to a program that is none of ours. Unlike who decodes here it is loaded from files, with its
 * libraries, and may make threads; so it keeps more than they do, and still nothing by which it could reach
 * anything but the files in memory that it was given. */
#include "outside.h"

#include "base/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#ifndef PR_SET_VMA
/* Where the headers are older than the C library's use of it. */
#define PR_SET_VMA 0x53564d41
#endif

#define CALLS(list) (list), sizeof(list) / sizeof *(list)

/* Files (which, is Landlock's to say), memory, threads, the clock, itself. */
static const int allowed[] = {
    SCMP_SYS(execve),
    SCMP_SYS(read),
    SCMP_SYS(readv),
    SCMP_SYS(pread64),
    SCMP_SYS(write),
    SCMP_SYS(writev),
    SCMP_SYS(pwrite64),
    SCMP_SYS(lseek),
    SCMP_SYS(open),
    SCMP_SYS(openat),
    SCMP_SYS(close),
    SCMP_SYS(close_range),
    SCMP_SYS(stat),
    SCMP_SYS(fstat),
    SCMP_SYS(lstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(statx),
    SCMP_SYS(access),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
    SCMP_SYS(getdents64),
    SCMP_SYS(getcwd),
    SCMP_SYS(dup),
    SCMP_SYS(fadvise64),
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(futex),
    SCMP_SYS(rseq),
    SCMP_SYS(set_tid_address),
    SCMP_SYS(sched_yield),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(membarrier),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_getres),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(nanosleep),
    SCMP_SYS(getrandom),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(uname),
    SCMP_SYS(sysinfo),
    SCMP_SYS(getrusage),
    SCMP_SYS(getrlimit),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(getppid),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(arch_prctl),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

/* What no program that makes one file of another asks for; whatever else is not named is answered ENOSYS. */
static const int deadly[] = {
    SCMP_SYS(socket),
    SCMP_SYS(socketpair),
    SCMP_SYS(connect),
    SCMP_SYS(bind),
    SCMP_SYS(listen),
    SCMP_SYS(sendmsg),
    SCMP_SYS(sendto),
    SCMP_SYS(recvmsg),
    SCMP_SYS(fork),
    SCMP_SYS(vfork),
    SCMP_SYS(execveat),
    SCMP_SYS(ptrace),
    SCMP_SYS(unshare),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(bpf),
    SCMP_SYS(setns),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(memfd_create),
    SCMP_SYS(setitimer),
    SCMP_SYS(alarm),
};

/* Memory is written or run, never both; and what was written is not run later. */
static bool outside_allow_memory(scmp_filter_ctx filter)
{
    return !seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) &&
           !seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_WRITE | PROT_EXEC, PROT_EXEC)) &&
           !seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
}

/* Threads, of which address space leaves some hundred, and no process. The arguments of clone3 lie in memory:
 * it is unknown, and the C library then takes clone. Signals to itself, as abort(3) sends one; limits are
 * read. */
static bool outside_allow_threads(scmp_filter_ctx filter)
{
    return !seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                             SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)) &&
           !seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, SCMP_SYS(clone), 1,
                             SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0)) &&
           !seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1, SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME)) &&
           !seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1, SCMP_A0(SCMP_CMP_EQ, PR_SET_VMA)) &&
           !seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                             SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid())) &&
           !seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1, SCMP_A2(SCMP_CMP_EQ, 0)) &&
           !seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1, SCMP_A1(SCMP_CMP_EQ, F_GETFL)) &&
           !seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1, SCMP_A1(SCMP_CMP_EQ, TCGETS));
}

/* Soft and hard alike, so that it cannot raise one. */
static bool outside_limit(int resource, rlim_t most)
{
    return setrlimit(resource, &(struct rlimit){most, most}) == 0;
}

/* No limit of processes: it counts those of the whole user, daemon included, and the filter allows none. */
static bool outside_limit_all(const struct outside *outside)
{
    enum { DESCRIPTORS = 64 };
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd >= 0) {
        if (write(fd, "1000", 4) != 4 && errno != EACCES)
            return false;
        close(fd);
    }
    setpriority(PRIO_PROCESS, 0, outside->niceness);
    /* At the hard limit the kernel kills, as it does for want of memory; a second before, the signal says
     * what it was (outside_judge()). */
    const struct rlimit computing = {(rlim_t)outside->seconds, (rlim_t)outside->seconds + 1};
    return setrlimit(RLIMIT_CPU, &computing) == 0 && outside_limit(RLIMIT_FSIZE, outside->output_most) &&
           outside_limit(RLIMIT_CORE, 0) && outside_limit(RLIMIT_MEMLOCK, 0) &&
           outside_limit(RLIMIT_NOFILE, DESCRIPTORS) &&
           /* A sanitizer of this process has taken more already. */
           (SANDBOX_IS_SANITIZED || outside_limit(RLIMIT_AS, outside->memory));
}

/* The program, the loader and the libraries; nothing else can be executed, no shell above all. What is open
 * is reached by its descriptor, which Landlock leaves alone where the file has no name. */
static bool outside_limit_files(const struct outside *outside)
{
    enum { OWN = 5 };
    struct sandbox_path paths[OWN + OUTSIDE_FOLDERS] = {{outside->program, SANDBOX_EXECUTE},
                                                        {"/lib", SANDBOX_EXECUTE},
                                                        {"/lib64", SANDBOX_EXECUTE},
                                                        {"/usr/lib", SANDBOX_EXECUTE},
                                                        {"/usr/local/lib", SANDBOX_EXECUTE}};
    int version;
    for (size_t i = 0; i < outside->data_count; i++)
        paths[OWN + i] = (struct sandbox_path){outside->data[i], SANDBOX_READ};
    return sandbox_limit_files(paths, OWN + outside->data_count, SANDBOX_FILES_AND_OTHERS, &version);
}

bool outside_confine(const struct outside *outside)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || !outside_limit_all(outside) ||
        !outside_limit_files(outside))
        return false;
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
    bool done = filter && !seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) &&
                sandbox_add_calls(filter, SCMP_ACT_ALLOW, CALLS(allowed)) &&
                sandbox_add_calls(filter, SCMP_ACT_KILL_PROCESS, CALLS(deadly)) &&
                outside_allow_memory(filter) && outside_allow_threads(filter);
    return done && seccomp_load(filter) == 0;
}
