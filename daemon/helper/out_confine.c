/* What the process that goes out keeps: sockets to other machines, processes of its own, and the files that a
 * resolver and a verifier read. Its children give up more (confine.h), so this is what all of them need
 * together. Knows nothing of orders. */
#include "helper/out.h"

#include "base/log.h"
#include "confine.h"
#include "out_limit.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <linux/netlink.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

/* Of an array. */
#define SIZE(list) (sizeof(list) / sizeof *(list))

/* A new name space of any kind; none of the flags is among those of fork(2). */
enum {
    NAME_SPACES = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID |
                  CLONE_NEWNET
};

/* A socket's type without its flags (socket(2)), and whoever binds but an address of the kernel's own
 * (netlink(7)), which is shorter than any of a network. */
enum { TYPE_BITS = 0xF, NETLINK_ADDRESS_SIZE = sizeof(struct sockaddr_nl) };

/* Of waiting for orders, forking, looking up a name, connecting, and of the children's own confinement. */
static const int needed[] = {
    SCMP_SYS(accept4),
    SCMP_SYS(recvmsg),
    SCMP_SYS(recvfrom),
    SCMP_SYS(sendto),
    SCMP_SYS(sendmsg),
    SCMP_SYS(sendmmsg),
    SCMP_SYS(connect),
    SCMP_SYS(shutdown),
    SCMP_SYS(setsockopt),
    SCMP_SYS(getsockopt),
    SCMP_SYS(getsockname),
    SCMP_SYS(getpeername),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(select),
    SCMP_SYS(pselect6),
    SCMP_SYS(epoll_create1),
    SCMP_SYS(epoll_ctl),
    SCMP_SYS(epoll_wait),
    SCMP_SYS(epoll_pwait),
    SCMP_SYS(eventfd2),
    SCMP_SYS(signalfd4),
    SCMP_SYS(timerfd_create),
    SCMP_SYS(timerfd_settime),
    SCMP_SYS(read),
    SCMP_SYS(readv),
    SCMP_SYS(pread64),
    SCMP_SYS(write),
    SCMP_SYS(writev),
    SCMP_SYS(close),
    SCMP_SYS(close_range),
    SCMP_SYS(dup),
    SCMP_SYS(fcntl),
    SCMP_SYS(ioctl),
    SCMP_SYS(lseek),
    SCMP_SYS(stat),
    SCMP_SYS(fstat),
    SCMP_SYS(lstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(statx),
    SCMP_SYS(fstatfs),
    SCMP_SYS(statfs),
    SCMP_SYS(access),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
    SCMP_SYS(getdents),
    SCMP_SYS(getdents64),
    SCMP_SYS(getcwd),
    SCMP_SYS(futex),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_getres),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(getrandom),
    SCMP_SYS(getrusage),
    SCMP_SYS(getrlimit),
    SCMP_SYS(setrlimit),
    SCMP_SYS(prlimit64),
    SCMP_SYS(getpriority),
    SCMP_SYS(setpriority),
    SCMP_SYS(setitimer),
    SCMP_SYS(uname),
    SCMP_SYS(sysinfo),
    SCMP_SYS(getpid),
    SCMP_SYS(getppid),
    SCMP_SYS(gettid),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(rseq),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(set_tid_address),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(wait4),
    SCMP_SYS(waitid),
    SCMP_SYS(prctl),
    SCMP_SYS(seccomp),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(landlock_create_ruleset),
    SCMP_SYS(landlock_add_rule),
    SCMP_SYS(landlock_restrict_self),
};

/* Of a program that sends mail, from its loader on; its parent hands it a letter by pipes. */
static const int of_mail[] = {SCMP_SYS(execve), SCMP_SYS(arch_prctl), SCMP_SYS(pipe2), SCMP_SYS(dup2),
                              SCMP_SYS(dup3)};

/* What ends the process: to be another program (unless it sends mail), in another process, in the kernel, or
 * asked by others. */
static const int gravest[] = {
    SCMP_SYS(execveat),
    SCMP_SYS(listen),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(mount),
    SCMP_SYS(unshare),
    SCMP_SYS(setns),
    SCMP_SYS(chroot),
    SCMP_SYS(pivot_root),
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(keyctl),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(setuid),
    SCMP_SYS(setgid),
    SCMP_SYS(setresuid),
    SCMP_SYS(setresgid),
    SCMP_SYS(setgroups),
    SCMP_SYS(capset),
};

/* What the sanitizers do beside. */
static const int of_sanitizers[] = {SCMP_SYS(ptrace), SCMP_SYS(kill), SCMP_SYS(tgkill), SCMP_SYS(tkill)};

/* Streams and datagrams of networks and of this machine; of the kernel's own only what asks it for addresses
 * and routes. No raw sockets. */
static bool out_allow_sockets(scmp_filter_ctx filter)
{
    static const int families[] = {AF_INET, AF_INET6, AF_UNIX}, types[] = {SOCK_STREAM, SOCK_DGRAM};
    bool done = !seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), 2,
                                  SCMP_A0(SCMP_CMP_EQ, AF_NETLINK), SCMP_A2(SCMP_CMP_EQ, NETLINK_ROUTE)) &&
                !seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(bind), 1,
                                  SCMP_A2(SCMP_CMP_EQ, NETLINK_ADDRESS_SIZE));
    for (size_t i = 0; done && i < SIZE(families) * SIZE(types); i++)
        done =
            !seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), 2,
                              SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)families[i / SIZE(types)]),
                              SCMP_A1(SCMP_CMP_MASKED_EQ, TYPE_BITS, (scmp_datum_t)types[i % SIZE(types)]));
    return done;
}

/* Memory that can be written is never a program; a file can be one, for resolvers are libraries that are
 * loaded when they are needed. */
static bool out_allow_memory(scmp_filter_ctx filter)
{
    return !seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) &&
           !seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC | PROT_WRITE, PROT_EXEC),
                             SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, 0)) &&
           !seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
}

/* Files are opened to be read; by who may make files without a name (tmpfile(3)) those too, so that none with
 * a name can be written where they are made. */
static bool out_allow_files(scmp_filter_ctx filter, bool executes)
{
    static const scmp_datum_t changes = O_ACCMODE | O_CREAT | O_TRUNC;
    static const scmp_datum_t nameless = O_TMPFILE;
    if (!executes)
        return sandbox_add_calls(filter, SCMP_ACT_ALLOW, (const int[]){SCMP_SYS(open), SCMP_SYS(openat)}, 2);
    return !seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(open), 1,
                             SCMP_A1(SCMP_CMP_MASKED_EQ, changes, O_RDONLY)) &&
           !seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, changes, O_RDONLY)) &&
           !seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(open), 1,
                             SCMP_A1(SCMP_CMP_MASKED_EQ, nameless, nameless)) &&
           !seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, nameless, nameless));
}

/* Every rule. fork(2) is clone(2) without a new name space; the arguments of clone3 lie in memory, where a
 * filter cannot look: it is unknown, and the C library then takes clone. */
static bool out_add_rules(scmp_filter_ctx filter, bool executes)
{
    return sandbox_add_calls(filter, SCMP_ACT_ALLOW, needed, SIZE(needed)) &&
           (executes ? sandbox_add_calls(filter, SCMP_ACT_ALLOW, of_mail, SIZE(of_mail))
                     : !seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, SCMP_SYS(execve), 0)) &&
           sandbox_add_calls(filter, SCMP_ACT_KILL_PROCESS, gravest, SIZE(gravest)) &&
           (!SANDBOX_IS_SANITIZED ||
            sandbox_add_calls(filter, SCMP_ACT_ALLOW, of_sanitizers, SIZE(of_sanitizers))) &&
           out_allow_files(filter, executes) && out_allow_sockets(filter) && out_allow_memory(filter) &&
           !seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                             SCMP_A0(SCMP_CMP_MASKED_EQ, NAME_SPACES, 0));
}

/* Unknown calls are answered ENOSYS, which libraries know how to live with. */
bool out_limit_calls(bool executes)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
    bool done = filter && !seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) &&
                !seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2) && out_add_rules(filter, executes);
    /* libseccomp gives errors as negative numbers and leaves errno alone. */
    int code = done ? seccomp_load(filter) : -EINVAL;
    seccomp_release(filter);
    errno = -code;
    return code == 0;
}

/* The folder that a file lies in, in the caller's copy of its path. */
static struct sandbox_path out_folder_of(const char *path, char copy[static PATH_MAX])
{
    snprintf(copy, PATH_MAX, "%s", path);
    return (struct sandbox_path){dirname(copy), SANDBOX_READ};
}

/* The loaders of programs, by the ABI of each kind of machine; those that are not there are left out. Nothing
 * else beside the program has to be executed. */
static const char *const loaders[] = {"/lib64/ld-linux-x86-64.so.2",      "/lib/ld-linux-aarch64.so.1",
                                      "/lib/ld-linux-armhf.so.3",         "/lib/ld-linux.so.2",
                                      "/lib/ld-linux-riscv64-lp64d.so.1", "/lib64/ld64.so.2"};

bool out_limit_files(const char *authorities, const char *program, int *ret_version)
{
    enum { MORE = 5 + SIZE(loaders) };
    char copies[2][PATH_MAX], whole[PATH_MAX];
    struct sandbox_path folders[CONFINED_FOLDERS + MORE];
    size_t count = CONFINED_FOLDERS;
    memcpy(folders, confined_folders, sizeof confined_folders);
    if (*authorities)
        folders[count++] = out_folder_of(authorities, copies[0]);
    /* Which may be a link. */
    if (*authorities && realpath(authorities, whole))
        folders[count++] = out_folder_of(whole, copies[1]);
    /* A program that sends mail keeps the head of a letter in a file without a name (tmpfile(3)). */
    if (*program) {
        folders[count++] = (struct sandbox_path){program, SANDBOX_EXECUTE};
        folders[count++] = (struct sandbox_path){"/tmp", SANDBOX_WRITE};
        for (size_t i = 0; i < SIZE(loaders); i++)
            folders[count++] = (struct sandbox_path){loaders[i], SANDBOX_EXECUTE};
    }
    /* A sanitizer reads its own process. */
    if (SANDBOX_IS_SANITIZED)
        folders[count++] = (struct sandbox_path){"/proc", SANDBOX_READ};
    return sandbox_limit_files(folders, count, SANDBOX_FILES, ret_version);
}

enum err out_confine(const struct fetch_rules *rules, const struct mail_rules *mail)
{
    int landlock;
    bool has_filters = sandbox_knows_filters();
    /* First: without it neither of the others is open to a process without rights. */
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
        !out_limit_files(rules->authorities, mail->program, &landlock) ||
        (has_filters && !out_limit_calls(*mail->program)))
        return ERR_INTERNAL;
    if (landlock && has_filters)
        log_info("confinement", LOG_SAYS("the process has given up what it does not need"),
                 LOG_NUMBER("landlock", landlock), LOG_FLAG("seccomp", true));
    else
        log_warning("confinement", LOG_SAYS("this kernel cannot confine the process fully"),
                    LOG_NUMBER("landlock", landlock), LOG_FLAG("seccomp", has_filters));
    return ERR_OK;
}
