/* Two processes: a supervisor that only waits, and the helper that takes orders and forks. Neither reads
 * a picture, so neither is confined as children are. */
#include "process.h"

#include "child.h"
#include "child_answer.h"
#include "local.h"
#include "offspring.h"
#include "order.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A tenth of a second. */
enum { RESTART_REST_NS = 100 * 1000 * 1000 };

struct process {
    int orders, signals;
    const struct helper_programs *programs;
    struct offspring children;
};

/* What goes out is another process's to do, which has a way out (helper/out.h): it gets the order with both
 * descriptors, and answers the daemon itself. Never waits: nobody there, or a queue that is full, is told. */
static void pass_on(const char *path, const struct order *order, int input, int answers)
{
    int socket = local_connect(path);
    if (socket < 0 || !order_send(socket, order, input, answers))
        offspring_tell(answers, FRAME_FAILED, SURRENDER_OUT);
    if (socket >= 0)
        close(socket);
    close(input);
    close(answers);
}

/* The work of a child, as offspring.h wants it. */
static void process_work(const struct order *order, int input, int socket, const void *context)
{
    const struct helper_programs *programs = context;
    child_run(order, input, socket, programs);
}

/* Takes what waits in the socket; false: nobody can send any more. */
static bool process_take(struct process *process)
{
    struct order order = {.task = TASK_FETCH};
    int input, answers;
    if (order_receive(process->orders, &order, &input, &answers) != ORDER_ARRIVED)
        return false;
    bool goes_out = order.task == TASK_FETCH || order.task == TASK_POST || order.task == TASK_MAIL;
    if (goes_out && *process->programs->out_socket)
        pass_on(process->programs->out_socket, &order, input, answers);
    else
        offspring_start(&process->children, &order, input, answers, process_work, process->programs);
    return true;
}

/* The signals are only a bell; several children may be behind one. */
static void process_reap(struct process *process)
{
    struct signalfd_siginfo info;
    if (read(process->signals, &info, sizeof info) > 0)
        offspring_reap(&process->children);
}

/* SIGCHLD is blocked and comes as something to read, so one poll(2) waits for both. */
static void set_signals(struct process *process)
{
    sigset_t of_children;
    sigemptyset(&of_children);
    sigaddset(&of_children, SIGCHLD);
    process->signals = signalfd(-1, &of_children, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Serves orders until nobody can send any more. */
static _Noreturn void process_run(int orders, const struct helper_programs *programs)
{
    struct process process = {.orders = orders, .programs = programs};
    prctl(PR_SET_NAME, "congd helper");
    set_signals(&process);
    for (;;) {
        /* Poll again when a signal came between; all are blocked, so none does. */
        struct pollfd looks[] = {{process.signals, POLLIN, 0}, {orders, POLLIN, 0}};
        if (poll(looks, 2, -1) < 0 && errno != EINTR)
            _exit(1);
        /* Reaping first frees places for the order that waits. */
        if (looks[0].revents)
            process_reap(&process);
        /* 0 tells the supervisor that it is over. */
        if (looks[1].revents && !process_take(&process))
            _exit(0);
    }
}

/* Who stops the daemon may signal all its processes: these end when the daemon does. */
static void block_signals(void)
{
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    /* Ignored, children would vanish without a status. */
    signal(SIGCHLD, SIG_DFL);
}

void process_keep(int orders, const struct helper_programs *programs, atomic_uint *forks)
{
    const struct timespec rest = {.tv_nsec = RESTART_REST_NS};
    prctl(PR_SET_NAME, "congd supervise" /* 15 bytes are all it may have */);
    block_signals();
    for (;;) {
        int status = -1;
        /* Without a process to be had it tries again after the rest. */
        pid_t pid = fork();
        if (pid == 0) {
            munmap(forks, sizeof *forks);
            process_run(orders, programs);
        }
        if (pid > 0)
            atomic_fetch_add(forks, 1);
        while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
            continue;
        /* Only this end is meant; any other is an accident. */
        if (pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
            _exit(0);
        nanosleep(&rest, NULL); /* one that dies at once must not keep the processor busy */
    }
}
