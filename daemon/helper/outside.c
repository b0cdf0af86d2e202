/* Starts a program that is no part of this one, and waits for it. The data go through memory alone: files
 * without a name, which the program opens by their descriptors. What it is run for this file does not know.
 */
#include "outside.h"

#include "child_answer.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Descriptors of files stand above those that the program gets. */
enum { DESCRIPTORS_FROM = 16, NOT_STARTED = 127, ARGUMENTS_MOST = 16 };

int outside_file(const char *name)
{
    int fd = memfd_create(name, MFD_CLOEXEC);
    int high = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, DESCRIPTORS_FROM);
    if (high < 0)
        give_up(SURRENDER_MEMORY);
    close(fd);
    return high;
}

struct span outside_output(int fd)
{
    struct stat st;
    if (fstat(fd, &st) || st.st_size < 1)
        return (struct span){NULL, 0};
    struct span made = {mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0), (size_t)st.st_size};
    if (made.at == MAP_FAILED)
        give_up(SURRENDER_MEMORY);
    return made;
}

/* Nothing is open but what it is given, and the standard streams, which lead nowhere. */
static bool outside_leave_descriptors(const struct outside *outside)
{
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    bool done = nothing >= 0;
    for (int i = 0; done && i <= STDERR_FILENO; i++)
        done = dup2(nothing, i) == i;
    for (int i = 0; done && i < (int)outside->descriptor_count; i++)
        done = dup2(outside->descriptors[i], OUTSIDE_FIRST + i) == OUTSIDE_FIRST + i;
    return done && close_range((unsigned)OUTSIDE_FIRST + (unsigned)outside->descriptor_count, ~0U, 0) == 0;
}

/* In the new process, up to its end as this program. */
static _Noreturn void outside_become(const struct outside *outside)
{
    /* execve(2) changes none of them. */
    char *arguments[ARGUMENTS_MOST + 2] = {(char *)(uintptr_t)outside->program};
    /* Memory of each thread apart would take address space by the gigabyte. */
    char arenas[] = "MALLOC_ARENA_MAX=2", locale[] = "LC_ALL=C";
    char *const environment[] = {arenas, locale, NULL};
    sigset_t of_children;
    for (size_t i = 0; i < ARGUMENTS_MOST && outside->arguments[i]; i++)
        arguments[i + 1] = (char *)(uintptr_t)outside->arguments[i];
    sigemptyset(&of_children);
    sigaddset(&of_children, SIGCHLD);
    /* Should its parent be ended, it is of no use. Kept over execve(2), as is that nothing asks it to stop.
     */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) || sigprocmask(SIG_UNBLOCK, &of_children, NULL) ||
        !outside_leave_descriptors(outside) || !outside_confine(outside))
        _exit(NOT_STARTED);
    execve(outside->program, arguments, environment);
    _exit(NOT_STARTED);
}

/* Until it has ended, or the deadline, at which it is ended. False: the deadline. */
static bool outside_await(pid_t pid, int seconds, const sigset_t *of_children, int *ret_status)
{
    struct timespec now, left;
    clock_gettime(CLOCK_MONOTONIC, &now);
    time_t until = now.tv_sec + seconds;
    while (waitpid(pid, ret_status, WNOHANG) == 0) {
        clock_gettime(CLOCK_MONOTONIC, &now);
        left = (struct timespec){.tv_sec = until - now.tv_sec};
        if (left.tv_sec <= 0) {
            kill(pid, SIGKILL);
            waitpid(pid, ret_status, 0);
            return false;
        }
        sigtimedwait(of_children, NULL, &left);
    }
    return true;
}

/* What the program's end says. */
static enum outside_end outside_judge(bool is_in_time, int status, int *ret_status)
{
    *ret_status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    if (!is_in_time)
        return OUTSIDE_STOPPED;
    if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_STARTED)
        give_up(SURRENDER_CONVERTER);
    if (WIFEXITED(status))
        return OUTSIDE_EXITED;
    if (WTERMSIG(status) == SIGKILL)
        return OUTSIDE_STOPPED;
    bool is_limit = WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGXFSZ;
    return is_limit ? OUTSIDE_LIMITED : OUTSIDE_CRASHED;
}

enum outside_end outside_run(const struct outside *outside, int *ret_status)
{
    sigset_t of_children;
    int status = 0;
    /* Before the fork, so that no end is missed. */
    sigemptyset(&of_children);
    sigaddset(&of_children, SIGCHLD);
    sigprocmask(SIG_BLOCK, &of_children, NULL);
    pid_t pid = fork();
    if (pid < 0)
        give_up(SURRENDER_MEMORY);
    if (pid == 0)
        outside_become(outside);
    bool is_in_time = outside_await(pid, outside->deadline_seconds, &of_children, &status);
    sigprocmask(SIG_UNBLOCK, &of_children, NULL);
    return outside_judge(is_in_time, status, ret_status);
}
