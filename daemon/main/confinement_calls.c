/* The system calls that serving needs, those that end the process, and nothing about files: which of them may
 * be opened is Landlock's to say (confinement.c).
 *
 * Calls that a request makes are allowed whatever their arguments are: since Linux 5.11 the kernel remembers
 * that, and never runs the filter for them. */
#include "confinement_calls.h"

#include "base/sandbox.h"

#include <errno.h>
#include <linux/fs.h>
#include <linux/sockios.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef PR_SET_VMA
/* Where the headers are older than the C library's use of it. */
#define PR_SET_VMA 0x53564d41 /* glibc names its mappings by it */
#endif

/* Of an array. */
#define SIZE(list) (sizeof(list) / sizeof *(list))

/* Of a request and its answer, and of what runs between them. */
static const int serving[] = {
    SCMP_SYS(epoll_wait),
    SCMP_SYS(epoll_pwait),
    SCMP_SYS(epoll_pwait2),
    SCMP_SYS(epoll_ctl),
    SCMP_SYS(epoll_create),
    SCMP_SYS(epoll_create1),
    SCMP_SYS(recvfrom),
    SCMP_SYS(recvmsg),
    SCMP_SYS(sendto),
    SCMP_SYS(sendmsg),
    SCMP_SYS(sendmmsg),
    SCMP_SYS(sendfile),
    SCMP_SYS(accept4),
    SCMP_SYS(accept),
    SCMP_SYS(shutdown),
    SCMP_SYS(setsockopt),
    SCMP_SYS(getsockopt),
    SCMP_SYS(getsockname),
    SCMP_SYS(getpeername),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(select),
    SCMP_SYS(pselect6),
    SCMP_SYS(eventfd2),
    SCMP_SYS(pipe),
    SCMP_SYS(pipe2),
    SCMP_SYS(read),
    SCMP_SYS(readv),
    SCMP_SYS(write),
    SCMP_SYS(writev),
    SCMP_SYS(close),
    SCMP_SYS(close_range),
    SCMP_SYS(dup),
    SCMP_SYS(dup2),
    SCMP_SYS(dup3),
    SCMP_SYS(fcntl),
    SCMP_SYS(futex),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_getres),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(times),
    SCMP_SYS(getrandom),
    SCMP_SYS(getrusage),
    SCMP_SYS(getrlimit),
    SCMP_SYS(sysinfo),
    SCMP_SYS(uname),
    SCMP_SYS(getpid),
    SCMP_SYS(getppid),
    SCMP_SYS(gettid),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(mlock),
    SCMP_SYS(munlock),
    SCMP_SYS(msync),
    SCMP_SYS(mincore),
    SCMP_SYS(memfd_create),
    SCMP_SYS(membarrier),
    SCMP_SYS(wait4),
    SCMP_SYS(waitid),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

/* Of threads and signals. */
static const int threads[] = {
    SCMP_SYS(set_robust_list), SCMP_SYS(get_robust_list),    SCMP_SYS(rseq),
    SCMP_SYS(set_tid_address), SCMP_SYS(sched_yield),        SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sched_getparam),  SCMP_SYS(sched_getscheduler), SCMP_SYS(getpriority),
    SCMP_SYS(setpriority),     SCMP_SYS(rt_sigaction),       SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),    SCMP_SYS(rt_sigtimedwait),    SCMP_SYS(rt_sigsuspend),
    SCMP_SYS(rt_sigpending),   SCMP_SYS(sigaltstack),
};

/* Which files is Landlock's to say. */
static const int files[] = {
    SCMP_SYS(open),
    SCMP_SYS(openat),
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
    SCMP_SYS(getdents),
    SCMP_SYS(getdents64),
    SCMP_SYS(getcwd),
    SCMP_SYS(lseek),
    SCMP_SYS(pread64),
    SCMP_SYS(pwrite64),
    SCMP_SYS(preadv),
    SCMP_SYS(pwritev),
    SCMP_SYS(preadv2),
    SCMP_SYS(pwritev2),
    SCMP_SYS(ftruncate),
    SCMP_SYS(fallocate),
    SCMP_SYS(fadvise64),
    SCMP_SYS(fsync),
    SCMP_SYS(fdatasync),
    SCMP_SYS(sync_file_range),
    SCMP_SYS(syncfs),
    SCMP_SYS(flock),
    SCMP_SYS(statfs),
    SCMP_SYS(fstatfs),
    SCMP_SYS(mkdir),
    SCMP_SYS(mkdirat),
    SCMP_SYS(rmdir),
    SCMP_SYS(unlink),
    SCMP_SYS(unlinkat),
    SCMP_SYS(rename),
    SCMP_SYS(renameat),
    SCMP_SYS(renameat2),
    SCMP_SYS(link),
    SCMP_SYS(linkat),
    SCMP_SYS(fchmod),
    SCMP_SYS(fchown),
    SCMP_SYS(utimensat),
    SCMP_SYS(umask),
    SCMP_SYS(copy_file_range),
};

/* What nothing in a daemon that serves can want: to be another program, another user, on the network by
 * itself, in another process, or in the kernel. */
static const int forbidden[] = {
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(fork),
    SCMP_SYS(vfork),
    SCMP_SYS(socket),
    SCMP_SYS(connect),
    SCMP_SYS(bind),
    SCMP_SYS(listen),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(process_madvise),
    SCMP_SYS(pidfd_open),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(pidfd_send_signal),
    SCMP_SYS(kcmp),
    SCMP_SYS(setuid),
    SCMP_SYS(setgid),
    SCMP_SYS(setreuid),
    SCMP_SYS(setregid),
    SCMP_SYS(setresuid),
    SCMP_SYS(setresgid),
    SCMP_SYS(setfsuid),
    SCMP_SYS(setfsgid),
    SCMP_SYS(setgroups),
    SCMP_SYS(capset),
    SCMP_SYS(unshare),
    SCMP_SYS(setns),
    SCMP_SYS(chroot),
    SCMP_SYS(pivot_root),
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(open_tree),
    SCMP_SYS(move_mount),
    SCMP_SYS(fsopen),
    SCMP_SYS(fsconfig),
    SCMP_SYS(fsmount),
    SCMP_SYS(mount_setattr),
    SCMP_SYS(mknod),
    SCMP_SYS(mknodat),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(keyctl),
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(io_uring_enter),
    SCMP_SYS(io_uring_register),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(delete_module),
    SCMP_SYS(kexec_load),
    SCMP_SYS(kexec_file_load),
    SCMP_SYS(reboot),
    SCMP_SYS(swapon),
    SCMP_SYS(swapoff),
    SCMP_SYS(iopl),
    SCMP_SYS(ioperm),
    SCMP_SYS(personality),
    SCMP_SYS(ptrace),
};

/* What the sanitizers do beside: at the end they stop all threads from a process of their own, which traces
 * them, to look for leaks. `ptrace` is the last of those above. */
static const int sanitizers[] = {SCMP_SYS(clone),  SCMP_SYS(ptrace), SCMP_SYS(prctl),    SCMP_SYS(kill),
                                 SCMP_SYS(tgkill), SCMP_SYS(tkill),  SCMP_SYS(prlimit64)};

/* Allows the call where its argument fits; several rules for one call add up. */
static bool allow_call(scmp_filter_ctx filter, int call, struct scmp_arg_cmp argument)
{
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, argument) == 0;
}

/* Ends the process where the argument fits. What neither rule fits to is answered ENOSYS. */
static bool kill_call(scmp_filter_ctx filter, int call, struct scmp_arg_cmp argument)
{
    return seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, call, 1, argument) == 0;
}

/* Memory is never a program: what was mapped before the filter is all that can run. */
static bool add_memory(scmp_filter_ctx filter)
{
    /* The third argument of both is the protection. */
    static const int calls[] = {SCMP_SYS(mmap), SCMP_SYS(mprotect)};
    bool done = true;
    for (size_t i = 0; done && i < SIZE(calls); i++)
        done = allow_call(filter, calls[i], SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) &&
               kill_call(filter, calls[i], SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
    return done;
}

/* A new thread, never a new process. The arguments of clone3 lie in memory, where a filter cannot look: it is
 * unknown, and the C library then takes clone. */
static bool add_threads(scmp_filter_ctx filter)
{
    /* prctl(2) for the names of threads and of mappings, which is all that is asked of it while serving. */
    return allow_call(filter, SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)) &&
           kill_call(filter, SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0)) &&
           allow_call(filter, SCMP_SYS(prctl), SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME)) &&
           allow_call(filter, SCMP_SYS(prctl), SCMP_A0(SCMP_CMP_EQ, PR_SET_VMA));
}

/* Signals to itself, as abort(3) sends one. */
static bool add_signals(scmp_filter_ctx filter)
{
    static const int calls[] = {SCMP_SYS(kill), SCMP_SYS(tgkill)};
    /* The filter is made by the process it is for, and inherited by none. */
    scmp_datum_t self = (scmp_datum_t)getpid();
    bool done = true;
    for (size_t i = 0; done && i < SIZE(calls); i++)
        done = allow_call(filter, calls[i], SCMP_A0(SCMP_CMP_EQ, self)) &&
               kill_call(filter, calls[i], SCMP_A0(SCMP_CMP_NE, self));
    return done;
}

/* Limits can be read; a pair of local sockets brings back what the helper answers; of devices and sockets
 * only how much waits, and whether it is a terminal; a file may share the bytes of another (media that come
 * back from a backup). */
static bool add_others(scmp_filter_ctx filter)
{
    /* prlimit64 without new limits only reads. */
    return (SANDBOX_IS_SANITIZED || allow_call(filter, SCMP_SYS(prlimit64), SCMP_A2(SCMP_CMP_EQ, 0))) &&
           allow_call(filter, SCMP_SYS(socketpair), SCMP_A0(SCMP_CMP_EQ, AF_UNIX)) &&
           allow_call(filter, SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_EQ, SIOCINQ)) &&
           allow_call(filter, SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_EQ, SIOCOUTQ)) &&
           allow_call(filter, SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_EQ, FIONBIO)) &&
           allow_call(filter, SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_EQ, FICLONE)) &&
           allow_call(filter, SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_EQ, TCGETS));
}

/* Every rule of the filter. Of calls with several rules, those for chosen arguments end the process or allow;
 * whatever fits none is unknown. */
static bool add_rules(scmp_filter_ctx filter)
{
    /* A call cannot be both allowed and killed, so the last row is left out for sanitizers. */
    size_t killed = SIZE(forbidden) - (SANDBOX_IS_SANITIZED ? 1 : 0);
    bool done = sandbox_add_calls(filter, SCMP_ACT_ALLOW, serving, SIZE(serving)) &&
                sandbox_add_calls(filter, SCMP_ACT_ALLOW, threads, SIZE(threads)) &&
                sandbox_add_calls(filter, SCMP_ACT_ALLOW, files, SIZE(files)) &&
                sandbox_add_calls(filter, SCMP_ACT_KILL_PROCESS, forbidden, killed) && add_memory(filter) &&
                add_others(filter);
    /* clone, kill and tgkill are in their list, so there are no rules about them. */
    if (SANDBOX_IS_SANITIZED)
        return done && sandbox_add_calls(filter, SCMP_ACT_ALLOW, sanitizers, SIZE(sanitizers));
    return done && add_threads(filter) && add_signals(filter);
}

/* A search by halves, every thread at once, no slower processor for processes with a filter, and calls of
 * another machine's kind end the process too. */
static bool set_attributes(scmp_filter_ctx filter)
{
    return !seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2) &&
           !seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1) &&
           !seccomp_attr_set(filter, SCMP_FLTATR_CTL_SSB, 1) &&
           !seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
}

/* Unknown calls are answered ENOSYS, which libraries know how to live with. */
bool confinement_limit_calls(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
    bool done = filter && set_attributes(filter) && add_rules(filter);
    /* libseccomp gives errors as negative numbers and leaves errno alone. */
    int code = done ? seccomp_load(filter) : -EINVAL;
    /* The kernel has its own copy. NULL is fine. */
    seccomp_release(filter);
    errno = -code;
    return code == 0;
}
