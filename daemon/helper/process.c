/* Two processes: a supervisor that only waits, and the helper that takes orders and forks. Neither reads
 * a picture, so neither is confined as children are. */
#include "process.h"

#include "child.h"
#include "child_answer.h"
#include "protocol.h"

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

/* The helper's copy of the answer's socket stays open until the child ends, for FRAME_DIED. */
struct worker_child {
    pid_t pid; /* 0: free */
    int socket;
};

struct process {
    int orders, signals;
    struct worker_child children[PROCESS_CHILDREN_MAX];
};

/* The picture and the socket for the answer, or false: the other end is gone, or sent something else. */
static bool process_receive(const struct process *process, struct order *order, int descriptors[2])
{
    union {
        struct cmsghdr head;
        char bytes[CMSG_SPACE(2 * sizeof(int))];
    } control;
    struct iovec part = {order, sizeof *order};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    ssize_t got;
    do
        /* Descriptors arrive closed on exec. */
        got = recvmsg(process->orders, &message, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    const struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    /* 0 bytes is the end of the daemon. */
    if (got != sizeof *order || !head || head->cmsg_type != SCM_RIGHTS ||
        head->cmsg_len != CMSG_LEN(2 * sizeof(int)))
        return false;
    /* Both are ours from here on. */
    memcpy(descriptors, CMSG_DATA(head), 2 * sizeof(int));
    return true;
}

static void process_tell(int socket, enum frame_kind kind, int status)
{
    /* A frame of a few bytes fits into any socket's buffer. */
    const struct frame frame = {.kind = kind, .status = status};
    /* Never waited for: who does not read it sees the socket's end. */
    send(socket, &frame, sizeof frame, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/* Pid 0 finds a free place. */
static struct worker_child *child_of(struct process *process, pid_t pid)
{
    for (int i = 0; i < PROCESS_CHILDREN_MAX; i++)
        if (process->children[i].pid == pid)
            return &process->children[i];
    return NULL;
}

/* `picture` and `socket` are taken over; the child keeps both until child_run() closes what it must not
 * have. */
static void start_child(struct process *process, const struct order *order, int picture, int socket)
{
    struct worker_child *child = child_of(process, 0);
    pid_t pid = child ? fork() : -1;
    /* Should the helper die, its children are of no use to anybody. */
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        sigset_t none;
        /* The alarm must be able to end it; the helper blocks everything. */
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        child_run(order, picture, socket);
    }
    /* The child has its own. */
    close(picture);
    /* No place or no process: said as a lack of memory, since that is what can be done about it. */
    if (pid < 0) {
        process_tell(socket, FRAME_FAILED, SURRENDER_MEMORY);
        close(socket);
        return;
    }
    *child = (struct worker_child){pid, socket};
}

/* Tells whoever waits for a child that has ended how it did, and frees its place. */
static void process_reap(struct process *process)
{
    struct signalfd_siginfo info;
    int status;
    pid_t pid;
    /* The signals are only a bell; several children may be behind one. */
    if (read(process->signals, &info, sizeof info) < 0)
        return;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        struct worker_child *child = child_of(process, pid);
        if (!child)
            continue;
        /* Whatever its status was, the daemon knows what to make of it. */
        process_tell(child->socket, FRAME_DIED, status);
        close(child->socket);
        *child = (struct worker_child){0};
    }
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
static _Noreturn void process_run(int orders)
{
    struct process process = {.orders = orders};
    struct order order;
    int descriptors[2];
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
        if (!looks[1].revents)
            continue;
        /* 0 tells the supervisor that it is over. */
        if (!process_receive(&process, &order, descriptors))
            _exit(0);
        start_child(&process, &order, descriptors[0], descriptors[1]);
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

void process_keep(int orders, atomic_uint *forks)
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
            process_run(orders);
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
