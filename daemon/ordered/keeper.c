/* Forks, waits, forks again. Knows no question. */
#include "keeper.h"

#include "base/clock.h"
#include "packet.h"
#include "turn.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RESTART_REST_NS = 100 * 1000 * 1000, NAME_SIZE = DATABASE_NODE_MAX + 16 };

/* Questions until nobody asks any more. What the other process has in hand must not wait for a fence of this
 * one, so each has a row of its own. */
static _Noreturn void keeper_ask(const int sockets[KEPT_COUNT], int which,
                                 const struct database_options *options)
{
    static const char *const titles[] = {"congd appends", "congd listens", "congd files"};
    static const char *const marks[] = {"", "~", "+"};
    char name[NAME_SIZE];
    struct database_options own = *options;
    struct turn turn = {.options = &own, .questions = sockets[which]};
    prctl(PR_SET_NAME, titles[which]);
    snprintf(name, sizeof name, "%.*s%s", DATABASE_NODE_MAX - 1, options->node, marks[which]);
    own.node = name;
    for (int i = 0; i < KEPT_COUNT; i++)
        if (i != which)
            close(sockets[i]);
    for (;;) {
        struct packet question;
        int file;
        int64_t until_ms = turn.ordered_until_ms ? turn.ordered_until_ms : INT64_MAX;
        bool is_asked = packet_receive(turn.questions, until_ms, &question, &file);
        /* Whoever had the others wait did not come to its end. */
        if (turn.ordered_until_ms && clock_monotonic_ms(&clock_system) >= turn.ordered_until_ms)
            turn_let_go(&turn);
        else if (!is_asked)
            _exit(0);
        if (!is_asked)
            continue;
        bool is_heard = turn_answer(&turn, &question, file);
        if (file >= 0)
            close(file);
        if (!is_heard)
            _exit(0);
    }
}

static pid_t keeper_fork(const int sockets[KEPT_COUNT], int which, const struct database_options *options,
                         int signals)
{
    pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        close(signals);
        keeper_ask(sockets, which, options);
    }
    return pid;
}

/* The signals are only a bell; several may be behind one. */
static void keeper_reap(int signals, pid_t pids[KEPT_COUNT])
{
    const struct timespec rest = {.tv_nsec = RESTART_REST_NS};
    struct signalfd_siginfo info;
    pid_t ended;
    if (read(signals, &info, sizeof info) < 0 && errno != EINTR)
        return;
    while ((ended = waitpid(-1, NULL, WNOHANG)) > 0)
        for (int i = 0; i < KEPT_COUNT; i++)
            if (pids[i] == ended)
                pids[i] = 0;
    nanosleep(&rest, NULL); /* one that dies at once must not keep the processor busy */
}

/* Who stops the daemon may signal all its processes: these end when the daemon does. */
static int keeper_signals(void)
{
    sigset_t all, of_children;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    signal(SIGCHLD, SIG_DFL);
    sigemptyset(&of_children);
    sigaddset(&of_children, SIGCHLD);
    return signalfd(-1, &of_children, SFD_CLOEXEC | SFD_NONBLOCK);
}

_Noreturn void keeper_run(const int sockets[KEPT_COUNT], const struct database_options *options)
{
    auto_buf struct buf fault = BUF(4096);
    struct packet ready = {.kind = PACKET_READY};
    pid_t pids[KEPT_COUNT] = {0};
    prctl(PR_SET_NAME, "congd ordered");
    int signals = keeper_signals();
    /* Loaded before the forks, so that it is loaded once. */
    ready.err = database_library(&fault);
    snprintf(ready.text, sizeof ready.text, "%s", buf_str(&fault));
    if (!packet_send(sockets[KEPT_TALK], &ready, NULL) || ready.err)
        _exit(0);
    for (;;) {
        struct pollfd looks[] = {{signals, POLLIN, 0}, {sockets[KEPT_TALK], 0, 0}};
        for (int i = 0; i < KEPT_COUNT; i++)
            if (pids[i] <= 0)
                pids[i] = keeper_fork(sockets, i, options, signals);
        if (poll(looks, 2, -1) < 0 && errno != EINTR)
            _exit(1);
        if (looks[1].revents)
            break;
        if (looks[0].revents)
            keeper_reap(signals, pids);
    }
    for (int i = 0; i < KEPT_COUNT; i++)
        if (pids[i] > 0)
            kill(pids[i], SIGKILL);
    _exit(0);
}
