/* Ways out, one function each. Must not know what comes of them. */
#include "breakout_way.h"

#include "base/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Each attempt below returns below 0 when it was refused. System calls go without the C library's
 * wrapper where that would do something else first. */
static long try_execute(const struct ground *ground)
{
    static char *const arguments[] = {NULL};
    (void)ground;
    return syscall(SYS_execve, "/bin/true", arguments, arguments);
}

/* clone(2) without CLONE_THREAD, as fork() makes it. */
static long try_process(const struct ground *ground)
{
    (void)ground;
    return syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
}

/* To be traced by the parent, which gives it every right over this process. */
static long try_trace(const struct ground *ground)
{
    (void)ground;
    return syscall(SYS_ptrace, PTRACE_TRACEME, 0, NULL, NULL);
}

/* Signal 0 harms nobody. */
static long try_signal(const struct ground *ground)
{
    (void)ground;
    return syscall(SYS_kill, getppid(), 0);
}

/* Of the parent; the call that a debugger uses without ptrace(2). */
static long try_read_memory(const struct ground *ground)
{
    (void)ground;
    return syscall(SYS_process_vm_readv, getppid(), NULL, 0, NULL, 0, 0);
}

/* Who can open none reaches nobody, whatever the firewall says. */
static long try_socket(const struct ground *ground)
{
    (void)ground;
    return syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);
}

/* Local services listen on those, some with much power. */
static long try_unix_socket(const struct ground *ground)
{
    (void)ground;
    return syscall(SYS_socket, AF_UNIX, SOCK_STREAM, 0);
}

/* On no descriptor, so it fails with an error where the filter lets it through, and nobody is reached. */
static long try_connect(const struct ground *ground)
{
    (void)ground;
    return syscall(SYS_connect, -1, NULL, 0);
}

static long try_bind(const struct ground *ground)
{
    (void)ground;
    return syscall(SYS_bind, -1, NULL, 0);
}

/* A mapping that can be executed at once. */
static long try_program_in_memory(const struct ground *ground)
{
    (void)ground;
    void *map = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return map == MAP_FAILED ? -1 : 0;
}

/* The two steps of code that is made at run time. */
static long try_memory_to_program(const struct ground *ground)
{
    (void)ground;
    void *map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return map == MAP_FAILED ? -1 : mprotect(map, 4096, PROT_READ | PROT_EXEC);
}

/* To the user that it is already: allowed to anybody who is not confined. */
static long try_user(const struct ground *ground)
{
    (void)ground;
    return syscall(SYS_setuid, getuid());
}

/* A user name space makes its maker root within it, with the kernel's faults that come with that. */
static long try_name_space(const struct ground *ground)
{
    (void)ground;
    return syscall(SYS_unshare, CLONE_NEWUSER);
}

/* Nowhere: the filter has to see the number alone. */
static long try_mount(const struct ground *ground)
{
    (void)ground;
    return syscall(SYS_mount, "none", "/nowhere", "tmpfs", 0, NULL);
}

/* System calls by io_uring pass no filter at all. */
static long try_ring(const struct ground *ground)
{
    (void)ground;
    return syscall(SYS_io_uring_setup, 1, NULL);
}

/* Arguments that make no sense, here and in others: the filter decides by the number alone. */
static long try_bpf(const struct ground *ground)
{
    (void)ground;
    return syscall(SYS_bpf, 0, NULL, 0);
}

/* The kernel's key rings outlive the process and are shared with others of the user. */
static long try_keys(const struct ground *ground)
{
    (void)ground;
    return syscall(SYS_add_key, "user", "congd", "x", 1, -1);
}

/* Its own limit, unchanged, which the kernel would allow. */
static long try_limits(const struct ground *ground)
{
    struct rlimit files;
    (void)ground;
    getrlimit(RLIMIT_NOFILE, &files);
    return syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, &files, NULL);
}

/* A harmless call that nothing in the daemon makes: it must fail as if the kernel did not know it. */
static long try_unknown(const struct ground *ground)
{
    (void)ground;
    return syscall(SYS_inotify_init1, 0);
}

/* A request of ioctl(2) that is not on the list, on a pipe, which would take it. */
static long try_terminal(const struct ground *ground)
{
    int ends[2];
    int off = 0;
    (void)ground;
    if (pipe(ends))
        return -1;
    return syscall(SYS_ioctl, ends[0], FIOASYNC, &off);
}

/* Readable for everybody on any machine. */
static long try_read(const struct ground *ground)
{
    (void)ground;
    return open("/etc/passwd", O_RDONLY | O_CLOEXEC);
}

/* The root folder, whose names alone say what runs here. */
static long try_list(const struct ground *ground)
{
    (void)ground;
    return open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* Beside the data folder, where the daemon's user may write as far as file modes go. */
static long try_create(const struct ground *ground)
{
    return open(ground->beside, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
}

/* Without O_CREAT, for the file is there. */
static long try_write(const struct ground *ground)
{
    return open(ground->outside, O_WRONLY | O_CLOEXEC);
}

/* truncate(2) is a right of its own in Landlock, from version 3 on. */
static long try_cut(const struct ground *ground)
{
    return truncate(ground->outside, 0);
}

static long try_remove(const struct ground *ground)
{
    return unlink(ground->outside);
}

/* Landlock forbids to move a file to where it could do more. */
static long try_carry_out(const struct ground *ground)
{
    return rename(ground->inside, ground->beside);
}

/* A hard link within the data folder would be a way to write the file outside. */
static long try_link_in(const struct ground *ground)
{
    return link(ground->outside, ground->renamed);
}

/* They are read again on SIGHUP, so the daemon may read them; it must not be able to change them. */
static long try_write_settings(const struct ground *ground)
{
    return open(ground->config, O_WRONLY | O_CLOEXEC);
}

/* SIGHUP needs it. */
static long try_read_settings(const struct ground *ground)
{
    return open(ground->config, O_RDONLY | O_CLOEXEC);
}

/* What the media folder does with each upload. */
static long try_own_folder(const struct ground *ground)
{
    return rename(ground->inside, ground->renamed);
}

/* Landlock of version 1 forbids every move between folders, which is why this one has a condition. */
static long try_other_folder(const struct ground *ground)
{
    return rename(ground->inside, ground->moved);
}

/* A thread's function. */
static void *do_nothing(void *context)
{
    return context;
}

/* Threads are made by clone(2) as processes are, so the filter has to tell them apart. */
static long try_thread(const struct ground *ground)
{
    pthread_t thread;
    (void)ground;
    return pthread_create(&thread, NULL, do_nothing, NULL) || pthread_join(thread, NULL) ? -1 : 0;
}

/* What the daemon does for each picture: a pair of sockets and memory to be handed over. */
static long try_helper_call(const struct ground *ground)
{
    int ends[2];
    (void)ground;
    return socketpair(AF_UNIX, SOCK_STREAM, 0, ends) || memfd_create("self-test", MFD_CLOEXEC) < 0 ? -1 : 0;
}

const struct way breakout_ways[] = {
    {"execute a program", try_execute, KILLED, 0},
    {"fork a process", try_process, KILLED, NOT_SANITIZED},
    {"be traced", try_trace, KILLED, NOT_SANITIZED},
    {"signal another process", try_signal, KILLED, NOT_SANITIZED},
    {"read another process's memory", try_read_memory, KILLED, 0},
    {"open an internet socket", try_socket, KILLED, 0},
    {"open a local socket", try_unix_socket, KILLED, 0},
    {"connect", try_connect, KILLED, 0},
    {"bind an address", try_bind, KILLED, 0},
    {"map memory as a program", try_program_in_memory, KILLED, 0},
    {"turn memory into a program", try_memory_to_program, KILLED, 0},
    {"change the user", try_user, KILLED, 0},
    {"enter a new name space", try_name_space, KILLED, 0},
    {"mount", try_mount, KILLED, 0},
    {"set up an io_uring", try_ring, KILLED, 0},
    {"load a program into the kernel", try_bpf, KILLED, 0},
    {"add a key", try_keys, KILLED, 0},
    {"change limits", try_limits, REFUSED, NOT_SANITIZED},
    {"make a call that is not known", try_unknown, REFUSED, 0},
    {"make a request to a device that is not known", try_terminal, REFUSED, 0},
    {"read a file elsewhere", try_read, REFUSED, 0},
    {"list a folder elsewhere", try_list, REFUSED, 0},
    {"create a file beside the data folder", try_create, REFUSED, 0},
    {"write a file beside the data folder", try_write, REFUSED, 0},
    {"cut a file beside the data folder", try_cut, REFUSED, 0},
    {"remove a file beside the data folder", try_remove, REFUSED, 0},
    {"move a file out of the data folder", try_carry_out, REFUSED, 0},
    {"link a file into the data folder", try_link_in, REFUSED, 0},
    {"write the settings", try_write_settings, REFUSED, SETTINGS_NEEDED},
    {"read the settings", try_read_settings, WORKS, SETTINGS_NEEDED},
    {"write and move in the data folder", try_own_folder, WORKS, 0},
    {"move between folders of the data folder", try_other_folder, WORKS, MOVES_NEEDED},
    {"start a thread", try_thread, WORKS, 0},
    {"ask the helper", try_helper_call, WORKS, 0},
};

const size_t breakout_way_count = sizeof breakout_ways / sizeof *breakout_ways;
