/* Makes the system calls that a child must not be able to make, one for each enum escape. Reached only
 * by TASK_ESCAPE, which tests alone send. */
#include "escape.h"

#include "child_answer.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What each way's system call gives; the C library's wrappers are left aside, for some do more than they say.
 */
static long escape_attempt(enum escape way)
{
    static char *const arguments[] = {NULL};
    /* Arguments are such that the call succeeds where nothing stops it, or does no harm. */
    switch (way) {
    case ESCAPE_READ_FILE:
        return syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY, 0);
    case ESCAPE_WRITE_FILE:
        return syscall(SYS_openat, AT_FDCWD, "/tmp/cong-escape", O_WRONLY | O_CREAT, 0600);
    case ESCAPE_LIST_FOLDER:
        return syscall(SYS_openat, AT_FDCWD, "/", O_RDONLY | O_DIRECTORY, 0);
    case ESCAPE_EXECUTE:
        return syscall(SYS_execve, "/bin/true", arguments, arguments);
    case ESCAPE_FORK:
        return syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
    /* Its arguments are nonsense: the filter must answer before the kernel looks at them. */
    case ESCAPE_THREAD:
        return syscall(SYS_clone3, NULL, 0);
    case ESCAPE_SOCKET:
        return syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);
    case ESCAPE_UNIX_SOCKET:
        return syscall(SYS_socket, AF_UNIX, SOCK_STREAM, 0);
    /* Signal 0 only asks whether it could. */
    case ESCAPE_SIGNAL:
        return syscall(SYS_kill, getppid(), 0);
    case ESCAPE_TRACE:
        return syscall(SYS_ptrace, PTRACE_TRACEME, 0, NULL, NULL);
    /* Closed by then; the filter must not even let it be tried. */
    case ESCAPE_OTHER_DESCRIPTOR:
        return syscall(SYS_write, STDOUT_FILENO, "x", 1);
    case ESCAPE_READ_DESCRIPTOR:
        return syscall(SYS_read, STDIN_FILENO, &way, sizeof way);
    /* Memory that is a program is what an attack needs to run code of its own. */
    case ESCAPE_PROGRAM_IN_MEMORY:
        return syscall(SYS_mmap, NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    /* The child must stay unable to fork even if that call were let through. */
    case ESCAPE_RAISE_LIMITS:
        return syscall(SYS_prlimit64, 0, RLIMIT_NPROC, &(struct rlimit){100, 100}, NULL);
    case ESCAPE_NEW_NAMESPACE:
        return syscall(SYS_unshare, CLONE_NEWUSER);
    case ESCAPE_KEYS:
        return syscall(SYS_add_key, "user", "cong", "x", 1, -1);
    case ESCAPE_IO_RING:
        return syscall(SYS_io_uring_setup, 1, NULL);
    default:
        return 0;
    }
}

/* Runs in a child that has confined itself as any. A number that is no way does nothing, which is how
 * the test knows that the child lives at all. */
void escape_try(int way)
{
    /* Refused with an error: stopped as well. */
    if (escape_attempt((enum escape)way) < 0)
        give_up(SURRENDER_DAMAGED);
}
