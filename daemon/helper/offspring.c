/* Forks and reaps. Must not know what the children do. */
#include "offspring.h"

#include "child_answer.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

void offspring_tell(int socket, enum frame_kind kind, int status)
{
    /* A frame of a few bytes fits into any socket's buffer. */
    const struct frame frame = {.kind = kind, .status = status};
    /* Never waited for: who does not read it sees the socket's end. */
    send(socket, &frame, sizeof frame, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/* Where a child stands in the table; pid 0 finds a free place. -1: nowhere. */
static int offspring_place(const struct offspring *offspring, pid_t pid)
{
    for (int i = 0; i < OFFSPRING_MAX; i++)
        if (offspring->children[i].pid == pid)
            return i;
    return -1;
}

bool offspring_has_room(const struct offspring *offspring)
{
    return offspring_place(offspring, 0) >= 0;
}

/* In the child, before its work: it dies with its parent, and signals reach it again, but for those that ask
 * the daemon to stop. A terminal and systemd send them to all processes, and what the daemon has begun it
 * finishes. */
static void offspring_begin(void)
{
    sigset_t of_stopping;
    /* Should the parent die, its children are of no use to anybody. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    /* The alarm must be able to end it; the parent blocks everything. */
    sigemptyset(&of_stopping);
    sigaddset(&of_stopping, SIGINT);
    sigaddset(&of_stopping, SIGTERM);
    sigaddset(&of_stopping, SIGHUP);
    sigprocmask(SIG_SETMASK, &of_stopping, NULL);
}

void offspring_start(struct offspring *offspring, const struct order *order, int input, int socket,
                     offspring_work *work, const void *context)
{
    int place = offspring_place(offspring, 0);
    pid_t pid = place >= 0 ? fork() : -1;
    if (pid == 0) {
        offspring_begin();
        work(order, input, socket, context);
        /* Not exit(), which would flush and run what was registered before the fork. */
        _exit(0);
    }
    /* The child has its own. */
    close(input);
    /* No place or no process: said as a lack of memory, since that is what can be done about it. */
    if (pid < 0) {
        offspring_tell(socket, FRAME_FAILED, SURRENDER_MEMORY);
        close(socket);
        return;
    }
    offspring->children[place] = (struct offspring_child){pid, socket};
}

void offspring_reap(struct offspring *offspring)
{
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        int place = offspring_place(offspring, pid);
        if (place < 0)
            continue;
        /* Whatever its status was, the daemon knows what to make of it. */
        offspring_tell(offspring->children[place].socket, FRAME_DIED, status);
        close(offspring->children[place].socket);
        offspring->children[place] = (struct offspring_child){0};
    }
}
