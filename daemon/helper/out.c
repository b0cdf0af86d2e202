/* Takes orders from a listening socket: who asks is looked at before what is asked, and both before a child
 * is forked. Must not know how something is fetched. */
#include "helper/out.h"

#include "base/clock.h"
#include "base/log.h"
#include "child_answer.h"
#include "fetch_child.h"
#include "local.h"
#include "mail_child.h"
#include "offspring.h"
#include "order.h"
#include "post_head.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

/* An order is sent with the connection, so who keeps silent so long has none. */
enum { ASKERS_MAX = 64, ASK_TIME_MS = 2000, NICENESS = 10 };

/* Somebody who has connected and whose order is not there yet. */
struct asker {
    int socket;       /* -1: free */
    int64_t until_ms; /* by the monotonic clock */
};

/* Where it may go, by its own settings. */
struct out_rules {
    const struct fetch_rules *fetch;
    const struct fetch_rules *post; /* NULL: nobody is told anything */
    const struct mail_rules *mail;
};

struct out {
    int listener, signals;
    bool is_handed_over; /* the listener: who may connect is said by the rights of its path */
    const struct out_rules *rules;
    struct offspring children;
    struct asker askers[ASKERS_MAX];
};

/* Whether somebody may ask for this. Orders come from a process of this program; but should that one have
 * been taken over, what it says is no more than it says. */
static bool out_may_ask(const struct order *order, const struct fetch_order *wish)
{
    /* A picture has some bytes, all else is asked for none. */
    bool is_picture = wish->way == FETCH_PICTURE;
    return order->task == TASK_FETCH && wish->way < FETCH_POST && (wish->most >= 1) == is_picture &&
           wish->most <= PICTURE_SIZE_MAX && wish->time_ms >= 1 && wish->time_ms <= FETCH_TIME_MS &&
           fetch_url_is_sound(&wish->url) && fetch_agent_is_sound(wish->agent);
}

/* A letter, copied and not mapped: what is handed over may be cut meanwhile. What is none is refused. */
static void out_mail(const struct order *order, int input, const struct mail_rules *rules)
{
    unsigned char letter[MAIL_LETTER_MAX + 1];
    ssize_t size = pread(input, letter, sizeof letter, 0);
    close(input);
    if (size < 1 || size > MAIL_LETTER_MAX)
        give_up(SURRENDER_ORDER);
    mail_run(order, (struct span){letter, (size_t)size}, rules);
}

/* What somebody is told, read likewise. */
static void out_post(const struct order *order, int input, int socket, const struct fetch_rules *rules)
{
    struct post_order *post = malloc(sizeof *post);
    if (!post)
        give_up(SURRENDER_MEMORY);
    if (rules && pread(input, post, sizeof *post, 0) == sizeof *post && post_is_sound(post)) {
        post->fetch.rules = *rules;
        fetch_run(order, &post->fetch, post, socket);
        return;
    }
    give_up(SURRENDER_ORDER);
}

/* A child's work, as offspring.h wants it; `context` is what this process may do. */
static void out_work(const struct order *order, int input, int socket, const void *context)
{
    const struct out_rules *rules = context;
    struct order own = *order;
    struct fetch_order wish;
    child_answer_on(socket);
    own.niceness = NICENESS;
    if (order->task == TASK_MAIL) {
        out_mail(&own, input, rules->mail);
        return;
    }
    if (order->task == TASK_POST) {
        out_post(&own, input, socket, rules->post);
        return;
    }
    /* Read and not mapped, for the same reason. */
    if (pread(input, &wish, sizeof wish, 0) != sizeof wish || !out_may_ask(order, &wish))
        give_up(SURRENDER_ORDER);
    wish.rules = *rules->fetch;
    fetch_run(&own, &wish, NULL, socket);
}

/* A place for one more who asks; NULL: none. */
static struct asker *out_free_place(struct out *out)
{
    for (int i = 0; i < ASKERS_MAX; i++)
        if (out->askers[i].socket < 0)
            return &out->askers[i];
    return NULL;
}

static void out_forget(struct asker *asker)
{
    close(asker->socket);
    asker->socket = -1;
}

/* One who connects; another user's process is sent away, unless somebody has said by the socket's rights who
 * may connect: under systemd this process is a user of its own. */
static void out_accept(struct out *out)
{
    struct asker *place = out_free_place(out);
    int fd = accept4(out->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0)
        return;
    if (place && (out->is_handed_over || local_peer_is_own(fd))) {
        *place = (struct asker){fd, clock_monotonic_ms(&clock_system) + ASK_TIME_MS};
        return;
    }
    if (place)
        log_warning("out", LOG_SAYS("a process of another user was sent away"));
    else
        log_warning("out", LOG_SAYS("too many have connected and asked for nothing yet; one was sent away"));
    close(fd);
}

/* Takes the order of one who asks. The connection is for it alone, and ends with it. */
static void out_take(struct out *out, struct asker *asker)
{
    struct order order = {.task = TASK_FETCH};
    int input, answers;
    enum order_arrival arrival = order_receive(asker->socket, &order, &input, &answers);
    if (arrival == ORDER_LATER)
        return;
    if (arrival == ORDER_ARRIVED)
        offspring_start(&out->children, &order, input, answers, out_work, out->rules);
    out_forget(asker);
}

/* Ends what nobody said an order on in time; milliseconds until the next such end, -1 none. */
static int out_patience(struct out *out)
{
    int64_t now_ms = clock_monotonic_ms(&clock_system), least = -1;
    for (int i = 0; i < ASKERS_MAX; i++) {
        struct asker *asker = &out->askers[i];
        int64_t left_ms = asker->until_ms - now_ms;
        if (asker->socket < 0)
            continue;
        if (left_ms <= 0)
            out_forget(asker);
        else
            least = least < 0 || left_ms < least ? left_ms : least;
    }
    return (int)least;
}

/* Children that ended, or the word to end; false: the latter. */
static bool out_hear(struct out *out)
{
    struct signalfd_siginfo info;
    bool goes_on = true;
    while (read(out->signals, &info, sizeof info) == sizeof info)
        goes_on = goes_on && info.ssi_signo == SIGCHLD;
    offspring_reap(&out->children);
    return goes_on;
}

/* Blocked, so that they come as something to read, beside what the sockets have. */
static bool out_set_signals(struct out *out)
{
    sigset_t all, wanted;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    /* Ignored, children would vanish without a status. */
    signal(SIGCHLD, SIG_DFL);
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGCHLD);
    sigaddset(&wanted, SIGTERM);
    sigaddset(&wanted, SIGINT);
    out->signals = signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK);
    return out->signals >= 0;
}

/* One round: waits, then looks at all that has something. False: the end was asked for. */
static bool out_round(struct out *out)
{
    enum { SIGNALS, LISTENER, ASKERS, COUNT = ASKERS + ASKERS_MAX };
    struct pollfd looks[COUNT];
    int patience_ms = out_patience(out);
    /* Who finds no place waits in the kernel's queue, and sees there that it takes long. */
    bool has_room = out_free_place(out) && offspring_has_room(&out->children);
    looks[SIGNALS] = (struct pollfd){out->signals, POLLIN, 0};
    looks[LISTENER] = (struct pollfd){has_room ? out->listener : -1, POLLIN, 0};
    for (int i = 0; i < ASKERS_MAX; i++)
        looks[ASKERS + i] = (struct pollfd){out->askers[i].socket, POLLIN, 0};
    if (poll(looks, COUNT, patience_ms) < 0)
        return errno == EINTR;
    /* Reaping first frees places for the orders that wait. */
    if (looks[SIGNALS].revents && !out_hear(out))
        return false;
    for (int i = 0; i < ASKERS_MAX; i++)
        if (looks[ASKERS + i].revents)
            out_take(out, &out->askers[i]);
    if (looks[LISTENER].revents)
        out_accept(out);
    return true;
}

enum err out_serve(int listener, bool is_handed_over, const struct fetch_rules *rules,
                   const struct fetch_rules *posts, const struct mail_rules *mail)
{
    const struct out_rules own = {rules, posts, mail};
    struct out out = {.listener = listener, .is_handed_over = is_handed_over, .rules = &own};
    for (int i = 0; i < ASKERS_MAX; i++)
        out.askers[i].socket = -1;
    prctl(PR_SET_NAME, "congd out");
    /* accept4() must not wait for one who went away again. */
    if (fcntl(listener, F_SETFL, fcntl(listener, F_GETFL) | O_NONBLOCK) || !out_set_signals(&out))
        return ERR_INTERNAL;
    while (out_round(&out))
        continue;
    /* The children end with this process. */
    close(out.signals);
    return ERR_OK;
}
