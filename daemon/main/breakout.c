/* Ways out, tried one by one. A call that must end the process is known by the signal it dies of; whether a
 * file is out of reach is only known by comparing with a child that is not confined and does reach it. */
#include "breakout.h"

#include "base/said.h"
#include "base/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
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
#include <sys/wait.h>
#include <unistd.h>

/* Room for the names that are put behind the data folder. */
enum { PATH_SIZE = PATH_MAX + 40 };

/* Where the ways lead. */
struct ground {
    const char *config;
    char inside[PATH_SIZE];  /* a file of the data folder that is there */
    char renamed[PATH_SIZE]; /* where it may be moved */
    char moved[PATH_SIZE];   /* the same, in another folder of the data folder */
    char outside[PATH_SIZE]; /* a file beside the data folder that is there */
    char beside[PATH_SIZE];  /* one that is not */
};

/* What must come of a way. */
enum outcome {
    KILLED,  /* the process ends by the filter */
    REFUSED, /* an error, where who is not confined succeeds */
    WORKS,   /* serving needs it */
};

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

/* Conditions of a way, as a bit set; what is missing on this machine is not tried. */
enum { SETTINGS_NEEDED = 1, NOT_SANITIZED = 2, MOVES_NEEDED = 4 };

/* In the order in which the lines are printed. */
static const struct way {
    const char *name;
    long (*attempt)(const struct ground *);
    enum outcome outcome;
    int condition;
} ways[] = {
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

/* How the child ended that tried: 0 it succeeded, 1 it was refused, or 128 and the signal. */
static int breakout_attempt(const struct way *way, const struct ground *ground,
                            const struct confinement *confinement)
{
    enum { NOT_CONFINED = 2, OF_SIGNAL = 128 };
    auto_buf struct buf fault = BUF(1024);
    int status = 0;
    /* What stands in the buffer would be printed by the child again. */
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        if (confinement && confinement_enter(confinement, &fault))
            _exit(NOT_CONFINED);
        /* Without the handlers that the parent registered. */
        _exit(way->attempt(ground) < 0);
    }
    /* Without a process to be had the way counts as one that succeeded, which is wrong for all that must
     * fail. */
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    return WIFSIGNALED(status) ? OF_SIGNAL + WTERMSIG(status) : WEXITSTATUS(status);
}

/* Makes the file when it is missing. Errors are not told: the attempt that needs it will fail. */
static bool touch(const char *path)
{
    auto_close int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    return fd >= 0;
}

/* Puts all files back to where every attempt begins. */
static void ground_level(const struct ground *ground)
{
    unlink(ground->renamed);
    unlink(ground->moved);
    unlink(ground->beside);
    touch(ground->inside);
    touch(ground->outside);
}

/* Names all files, and makes the folder that one is moved to. */
static void ground_make(struct ground *ground, const struct confinement *confinement)
{
    char copy[PATH_MAX], folder[PATH_SIZE];
    const char *data = confinement->settings->data;
    /* dirname() writes into what it is given. */
    snprintf(copy, sizeof copy, "%s", data);
    const char *parent = dirname(copy);
    ground->config = confinement->config;
    snprintf(folder, sizeof folder, "%.4000s/self-test", data);
    mkdir(folder, 0700);
    snprintf(ground->inside, sizeof ground->inside, "%.4000s/self-test-file", data);
    snprintf(ground->renamed, sizeof ground->renamed, "%.4000s/self-test-renamed", data);
    snprintf(ground->moved, sizeof ground->moved, "%.4000s/self-test/file", data);
    snprintf(ground->outside, sizeof ground->outside, "%.4000s/congd-self-test", parent);
    snprintf(ground->beside, sizeof ground->beside, "%.4000s/congd-self-test-new", parent);
}

/* Takes away all that the attempts may have left. */
static void ground_clear(const struct ground *ground)
{
    char folder[PATH_SIZE];
    snprintf(folder, sizeof folder, "%s", ground->moved);
    const char *const files[] = {ground->inside, ground->renamed, ground->moved, ground->outside,
                                 ground->beside};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        unlink(files[i]);
    rmdir(dirname(folder));
}

/* Whether what came of the way is what must; the line says it. */
static bool breakout_judge(const struct way *way, const struct ground *ground,
                           const struct confinement *confinement)
{
    static const char *const wanted[] = {[KILLED] = "killed", [REFUSED] = "refused", [WORKS] = "works"};
    enum { SUCCEEDED = 0, FAILED = 1, BY_FILTER = 128 + SIGSYS };
    ground_level(ground);
    int confined = breakout_attempt(way, ground, confinement);
    ground_level(ground);
    /* Where even who is not confined fails, a refusal proves nothing. */
    bool is_possible = way->outcome == KILLED || breakout_attempt(way, ground, NULL) == SUCCEEDED;
    /* Killed by any other signal than the filter's is not right either. */
    bool is_right = confined == (way->outcome == KILLED  ? BY_FILTER
                                 : way->outcome == WORKS ? SUCCEEDED
                                                         : FAILED);
    const char *said = !is_right     ? "NOT AS IT MUST BE"
                       : is_possible ? wanted[way->outcome]
                                     : "impossible here";
    printf("%s: %s\n", way->name, said);
    return is_right;
}

/* Prints a line for each way and counts those that did not come out right. */
enum err breakout_run(const struct confinement *confinement, struct buf *fault)
{
    struct ground ground;
    unsigned wrong = 0;
    /* Sanitizers need some of the calls themselves. */
    int missing = (confinement->config ? 0 : SETTINGS_NEEDED) | (SANDBOX_IS_SANITIZED ? NOT_SANITIZED : 0) |
                  (sandbox_landlock_version() == 1 ? MOVES_NEEDED : 0);
    ground_make(&ground, confinement);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        /* One condition that is missing is enough. */
        bool is_skipped = ways[i].condition & missing;
        if (is_skipped)
            printf("%s: not tried\n", ways[i].name);
        else
            wrong += !breakout_judge(&ways[i], &ground, confinement);
    }
    ground_clear(&ground);
    if (wrong)
        buf_printf(fault,
                   SAID("việc giam tiến trình không giữ được: %u lối không như phải thế",
                        "the confinement does not hold: %u ways are not as they must be"),
                   wrong);
    return wrong ? ERR_INTERNAL : ERR_OK;
}
