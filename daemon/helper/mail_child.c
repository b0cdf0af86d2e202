/* Starts the program with a letter, waits for it and tells what it said. Letter and settings go through
 * pipes: nothing of them lies on a disk, and the password stands in no list of processes. */
#include "mail_child.h"

#include "base/sandbox.h"
#include "child_answer.h"
#include "out_limit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/* The settings' descriptor in the program; those of pipes lie above it, until it has begun. */
enum { CONFIG = 3, DESCRIPTORS_FROM = 16, NOT_STARTED = 127, SAID_SIZE = 4096 };

struct mail_pipes {
    int letter, config; /* to be read by the program */
    int said[2];        /* what it says: read here, written there */
};

/* Both ends above the program's own descriptors. */
static void mail_pipe(int ret_ends[2])
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC))
        give_up(SURRENDER_MEMORY);
    for (int i = 0; i < 2; i++) {
        ret_ends[i] = fcntl(ends[i], F_DUPFD_CLOEXEC, DESCRIPTORS_FROM);
        if (ret_ends[i] < 0)
            give_up(SURRENDER_MEMORY);
        close(ends[i]);
    }
}

/* A pipe with the whole in it, which has room for it; its end for reading. */
static int mail_filled(const void *bytes, size_t size)
{
    int ends[2];
    mail_pipe(ends);
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    if (write(ends[1], bytes, size) != (ssize_t)size)
        give_up(SURRENDER_MEMORY);
    close(ends[1]);
    return ends[0];
}

/* Soft and hard alike. */
static bool mail_limit(int resource, rlim_t most)
{
    return setrlimit(resource, &(struct rlimit){most, most}) == 0;
}

/* The kernel ends it after its time. It notes a letter's head in a file without a name, and makes no process.
 */
static bool mail_limit_all(int niceness)
{
    enum { MEMORY = 512 * 1024 * 1024, DESCRIPTORS = 64, SECONDS = 20 };
    const struct itimerval deadline = {.it_value = {.tv_sec = MAIL_TIME_S}};
    signal(SIGALRM, SIG_DFL);
    setpriority(PRIO_PROCESS, 0, niceness);
    return !setitimer(ITIMER_REAL, &deadline, NULL) && mail_limit(RLIMIT_CPU, SECONDS) &&
           mail_limit(RLIMIT_FSIZE, MAIL_LETTER_MAX) && mail_limit(RLIMIT_CORE, 0) &&
           mail_limit(RLIMIT_NPROC, 0) && mail_limit(RLIMIT_NOFILE, DESCRIPTORS) &&
           (SANDBOX_IS_SANITIZED || mail_limit(RLIMIT_AS, MEMORY));
}

/* Nothing is open but the letter, what it says, and its settings. What it complains of goes nowhere: that end
 * of a pipe takes nothing, and no file is there to be opened in its place. */
static bool mail_leave_descriptors(const struct mail_pipes *pipes)
{
    return dup2(pipes->letter, STDIN_FILENO) == STDIN_FILENO &&
           dup2(pipes->letter, STDERR_FILENO) == STDERR_FILENO &&
           dup2(pipes->said[1], STDOUT_FILENO) == STDOUT_FILENO && dup2(pipes->config, CONFIG) == CONFIG &&
           close_range(CONFIG + 1, ~0U, 0) == 0;
}

/* In the new process, up to its end as the program. To whom it writes stands in the letter alone. */
static _Noreturn void mail_become(const struct mail_rules *rules, const struct mail_pipes *pipes,
                                  int niceness)
{
    char config[32], file[] = "-C", account[] = "-a", name[] = "congd", from_head[] = "-t",
                     locale[] = "LC_ALL=C";
    char *const arguments[] = {
        (char *)(uintptr_t)rules->program, file, config, account, name, from_head, NULL};
    char *const environment[] = {locale, NULL};
    int landlock;
    snprintf(config, sizeof config, "/proc/self/fd/%d", CONFIG);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
        !mail_leave_descriptors(pipes) || !mail_limit_all(niceness) ||
        !out_limit_files("", rules->program, &landlock) ||
        (sandbox_knows_filters() && !out_limit_calls(true)))
        _exit(NOT_STARTED);
    execve(rules->program, arguments, environment);
    _exit(NOT_STARTED);
}

/* All that it says, up to its end. */
static void mail_hear(int from, char ret_said[static SAID_SIZE])
{
    size_t length = 0;
    ssize_t got;
    while ((got = read(from, ret_said + length, SAID_SIZE - 1 - length)) > 0 || (got < 0 && errno == EINTR))
        length += got > 0 ? (size_t)got : 0;
    ret_said[length] = '\0';
}

/* What its end and its words come to. */
static void mail_judge(const char *said, int status, struct mailed *ret_mailed)
{
    *ret_mailed = (struct mailed){.fault = MAIL_TIMEOUT};
    if (WIFSIGNALED(status) && WTERMSIG(status) != SIGALRM)
        ret_mailed->fault = MAIL_PROGRAM;
    else if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_STARTED)
        ret_mailed->fault = MAIL_PROGRAM;
    else if (WIFEXITED(status))
        mail_read_answer(said, WEXITSTATUS(status), ret_mailed);
}

/* From the fork to the program's end. */
static void mail_send(const struct order *order, struct span letter, const struct mail_rules *rules,
                      struct mailed *ret_mailed)
{
    char said[SAID_SIZE];
    struct mail_pipes pipes = {.letter = mail_filled(letter.at, letter.size),
                               .config = mail_filled(rules->config, strlen(rules->config))};
    int status = 0;
    mail_pipe(pipes.said);
    pid_t pid = fork();
    if (pid < 0)
        give_up(SURRENDER_MEMORY);
    if (pid == 0)
        mail_become(rules, &pipes, order->niceness);
    close(pipes.said[1]);
    mail_hear(pipes.said[0], said);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    mail_judge(said, status, ret_mailed);
}

void mail_run(const struct order *order, struct span letter, const struct mail_rules *rules)
{
    struct mailed mailed = {.fault = MAIL_NOT_SET};
    if (!mail_is_sound(letter))
        give_up(SURRENDER_ORDER);
    if (rules && *rules->program && rules->lacks_password)
        mailed.fault = MAIL_NO_PASSWORD;
    else if (rules && *rules->program)
        mail_send(order, letter, rules, &mailed);
    child_answer(&(struct frame){.kind = FRAME_MAILED,
                                 .status = (int32_t)mailed.fault,
                                 .size = (uint32_t)strlen(mailed.answer)},
                 mailed.answer);
}
