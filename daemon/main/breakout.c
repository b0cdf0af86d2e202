/* Ways out, tried one by one. A call that must end the process is known by the signal it dies of; whether a
 * file is out of reach is only known by comparing with a child that is not confined and does reach it. */
#include "breakout.h"

#include "breakout_way.h"

#include "base/said.h"
#include "base/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

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
    for (size_t i = 0; i < breakout_way_count; i++) {
        /* One condition that is missing is enough. */
        bool is_skipped = breakout_ways[i].condition & missing;
        if (is_skipped)
            printf("%s: not tried\n", breakout_ways[i].name);
        else
            wrong += !breakout_judge(&breakout_ways[i], &ground, confinement);
    }
    ground_clear(&ground);
    if (wrong)
        buf_printf(fault,
                   SAID("việc giam tiến trình không giữ được: %u lối không như phải thế",
                        "the confinement does not hold: %u ways are not as they must be"),
                   wrong);
    return wrong ? ERR_INTERNAL : ERR_OK;
}
