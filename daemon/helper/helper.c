#include "helper/helper.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "child.h"
#include "confine.h"
#include "escape.h"
#include "exif.h"
#include "process.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    TURN_WAIT_S = 45,
    ANSWER_WAIT_MS = (CONFINED_DEADLINE_SECONDS + 5) * 1000,
    ANSWER_MAX = 32 * 1024 * 1024
};

enum { NICE_ALONE = 10, NICE_IN_A_ROW = 19 };

struct helper {
    pid_t pid;
    int orders;
    pthread_mutex_t lock; /* a leaf */
    pthread_cond_t freed;
    unsigned turns;   /* free ones */
    unsigned waiting; /* for a turn */
};

/* One picture under way, seen from the daemon. */
struct errand {
    int socket;
    int64_t until_ms;
    struct arena *arena;
    struct renditions renditions;
    size_t received;
    int signal; /* that ended the child, 0 none */
};

static void init_turns(struct helper *helper, unsigned at_once)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&helper->freed, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&helper->lock, NULL);
    helper->turns = at_once;
}

/* In the helper: everything the daemon had open is let go. */
static _Noreturn void become_helper(int orders)
{
    int nothing = open("/dev/null", O_RDWR);
    if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(nothing, STDOUT_FILENO) < 0 ||
        dup2(orders, STDERR_FILENO + 1) < 0)
        _exit(1);
    close_range(STDERR_FILENO + 2, ~0U, 0);
    process_run(STDERR_FILENO + 1);
}

enum err helper_start(unsigned at_once, struct helper **ret_helper)
{
    int ends[2];
    assert(at_once >= 1 && at_once <= PROCESS_CHILDREN_MAX / 2);
    auto_free struct helper *helper = memory_new(1, sizeof *helper);
    if (!helper)
        return ERR_MEMORY;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
        return ERR_INTERNAL;
    helper->pid = fork();
    if (helper->pid == 0)
        become_helper(ends[1]);
    close(ends[1]);
    helper->orders = ends[0];
    if (helper->pid < 0) {
        close(helper->orders);
        return ERR_MEMORY;
    }
    init_turns(helper, at_once);
    *ret_helper = TAKE(helper);
    return ERR_OK;
}

void helper_stop(struct helper *helper)
{
    if (!helper)
        return;
    close(helper->orders);
    while (waitpid(helper->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    pthread_cond_destroy(&helper->freed);
    pthread_mutex_destroy(&helper->lock);
    free(helper);
}

/* One picture among readers may take a little of their time, so that it ends even where others leave the
 * processor no rest; of many in a row nobody may feel anything. */
static bool take_turn(struct helper *helper, int *ret_niceness)
{
    struct timespec until;
    int waited = 0;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += TURN_WAIT_S;
    pthread_mutex_lock(&helper->lock);
    helper->waiting++;
    while (!helper->turns && waited != ETIMEDOUT)
        waited = pthread_cond_timedwait(&helper->freed, &helper->lock, &until);
    helper->waiting--;
    *ret_niceness = helper->waiting ? NICE_IN_A_ROW : NICE_ALONE;
    bool taken = helper->turns > 0;
    helper->turns -= taken;
    pthread_mutex_unlock(&helper->lock);
    return taken;
}

static void give_turn(struct helper *helper)
{
    pthread_mutex_lock(&helper->lock);
    helper->turns++;
    pthread_cond_signal(&helper->freed);
    pthread_mutex_unlock(&helper->lock);
}

/* The picture in memory that nobody can change any more, to be handed over. */
static int seal(const void *bytes, size_t size)
{
    int fd = memfd_create("picture", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    for (size_t done = 0; fd >= 0 && done < size;) {
        ssize_t written = write(fd, (const char *)bytes + done, size - done);
        if (written < 0 && errno != EINTR) {
            close(fd);
            return -1;
        }
        done += written > 0 ? (size_t)written : 0;
    }
    if (fd >= 0)
        fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL);
    return fd;
}

static bool send_order(const struct helper *helper, const struct order *order, int picture, int socket)
{
    union {
        struct cmsghdr head;
        char bytes[CMSG_SPACE(2 * sizeof(int))];
    } control = {.bytes = {0}};
    const int descriptors[] = {picture, socket};
    struct order copy = *order;
    struct iovec part = {&copy, sizeof copy};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof descriptors);
    memcpy(CMSG_DATA(head), descriptors, sizeof descriptors);
    return sendmsg(helper->orders, &message, MSG_NOSIGNAL) == sizeof copy;
}

/* UNAVAILABLE when there is nobody to take the order. */
static enum err send_out(const struct helper *helper, const struct order *order, const void *bytes,
                         size_t size, int *ret_socket)
{
    int ends[2];
    auto_close int picture = seal(bytes, size);
    if (picture < 0 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
        return ERR_UNAVAILABLE;
    bool sent = send_order(helper, order, picture, ends[1]);
    close(ends[1]);
    *ret_socket = ends[0];
    if (sent)
        return ERR_OK;
    log_error("helper", "error", strerror(errno));
    close(ends[0]);
    return ERR_UNAVAILABLE;
}

/* False at the end, at the deadline, and when the other side is gone. */
static bool receive(const struct errand *errand, void *to, size_t size)
{
    for (size_t done = 0; done < size;) {
        int64_t left_ms = errand->until_ms - clock_monotonic_ms(&clock_system);
        struct pollfd look = {errand->socket, POLLIN, 0};
        int ready = left_ms > 0 ? poll(&look, 1, (int)left_ms) : 0;
        if (ready < 0 && errno == EINTR)
            continue;
        ssize_t got = ready > 0 ? recv(errand->socket, (char *)to + done, size - done, 0) : 0;
        if (got <= 0)
            return false;
        done += (size_t)got;
    }
    return true;
}

/* What a child sends is believed no further than it can be checked: it must be a picture of the kind and size
 * that it says. */
static enum err take_picture(struct errand *errand, const struct frame *frame)
{
    struct renditions *renditions = &errand->renditions;
    bool is_webp = frame->kind == FRAME_WEBP;
    struct picture_facts facts;
    if (frame->size > ANSWER_MAX - errand->received || (is_webp && renditions->count == RENDITIONS_MAX) ||
        (!is_webp && !renditions->count))
        return ERR_INPUT;
    void *bytes = arena_alloc(errand->arena, frame->size);
    if (!bytes)
        return ERR_MEMORY;
    errand->received += frame->size;
    if (!receive(errand, bytes, frame->size) || picture_measure(bytes, frame->size, &facts) ||
        facts.kind != (is_webp ? PICTURE_WEBP : PICTURE_JPEG) || (uint32_t)facts.width != frame->width ||
        (uint32_t)facts.height != frame->height)
        return ERR_INPUT;
    if (is_webp)
        renditions->items[renditions->count++] = (struct rendition){
            .width = facts.width, .height = facts.height, .webp = bytes, .webp_size = frame->size};
    struct rendition *last = &renditions->items[renditions->count - 1];
    if (facts.width != last->width || facts.height != last->height)
        return ERR_INPUT;
    last->jpeg = is_webp ? last->jpeg : bytes;
    last->jpeg_size = is_webp ? last->jpeg_size : frame->size;
    return ERR_OK;
}

static enum err of_status(const struct frame *frame)
{
    switch (frame->status) {
    case SURRENDER_MEMORY:
        return ERR_TOO_LARGE;
    case SURRENDER_CONFINEMENT:
        log_error("helper", "error", "a child could not be confined");
        return ERR_INTERNAL;
    default:
        return ERR_INPUT;
    }
}

/* A picture that kills its decoder is damaged, whatever else it is, and one that computes without end is too
 * large; when the deadline comes before, the machine has no time for it now. */
static enum err of_death(struct errand *errand, const struct frame *frame)
{
    char number[16];
    errand->signal = WTERMSIG(frame->status);
    snprintf(number, sizeof number, "%d", errand->signal);
    log_warning("picture", "child_ended_by_signal", number);
    if (errand->signal == SIGALRM)
        return ERR_UNAVAILABLE;
    return errand->signal == SIGXCPU || errand->signal == SIGKILL ? ERR_TOO_LARGE : ERR_INPUT;
}

static enum err take_answer(struct errand *errand)
{
    for (;;) {
        struct frame frame;
        enum err err = ERR_OK;
        if (!receive(errand, &frame, sizeof frame))
            return clock_monotonic_ms(&clock_system) >= errand->until_ms ? ERR_UNAVAILABLE : ERR_INPUT;
        switch (frame.kind) {
        case FRAME_WEBP:
        case FRAME_JPEG:
            err = take_picture(errand, &frame);
            break;
        case FRAME_DONE:
            return ERR_OK;
        case FRAME_FAILED:
            return of_status(&frame);
        case FRAME_DIED:
            return of_death(errand, &frame);
        default:
            return ERR_INPUT;
        }
        if (err)
            return err;
    }
}

/* Sends the order out and waits for what comes back. */
static enum err run_errand(struct helper *helper, const struct order *order, const void *bytes, size_t size,
                           struct errand *errand)
{
    struct order sent = *order;
    if (!helper || !take_turn(helper, &sent.niceness))
        return ERR_UNAVAILABLE;
    errand->until_ms = clock_monotonic_ms(&clock_system) + ANSWER_WAIT_MS;
    enum err err = send_out(helper, &sent, bytes, size, &errand->socket);
    if (!err) {
        err = take_answer(errand);
        close(errand->socket);
    }
    give_turn(helper);
    return err;
}

/* The size to reduce to, as stored: 1,280 pixels wide when upright, and no side longer than WebP can say. */
static void choose_size(const struct picture_facts *facts, struct order *order)
{
    int width = facts->width < RENDITION_WIDTH_MAX ? facts->width : RENDITION_WIDTH_MAX;
    int64_t height = ((int64_t)facts->height * width + facts->width / 2) / facts->width;
    if (height > RENDITION_SIDE_MAX) {
        width = (int)((int64_t)facts->width * RENDITION_SIDE_MAX / facts->height);
        height = RENDITION_SIDE_MAX;
    }
    order->to_width = width < 1 ? 1 : width;
    order->to_height = height < 1 ? 1 : (int)height;
    exif_turn(facts->orientation, &order->to_width, &order->to_height);
}

static bool are_whole(const struct renditions *renditions)
{
    for (size_t i = 0; i < renditions->count; i++)
        if (!renditions->items[i].jpeg)
            return false;
    return renditions->count > 0;
}

enum err helper_render(struct helper *helper, const struct picture_facts *facts, const void *bytes,
                       size_t size, struct arena *arena, struct renditions *ret_renditions)
{
    struct errand errand = {.arena = arena};
    struct order order = {.task = TASK_RENDER,
                          .kind = facts->kind,
                          .orientation = facts->orientation,
                          .width = facts->width,
                          .height = facts->height};
    exif_turn(facts->orientation, &order.width, &order.height);
    choose_size(facts, &order);
    enum err err = run_errand(helper, &order, bytes, size, &errand);
    if (!err && !are_whole(&errand.renditions))
        err = ERR_INPUT;
    if (!err)
        *ret_renditions = errand.renditions;
    return err;
}

enum err helper_escape(struct helper *helper, int way, bool *ret_stopped, bool *ret_more)
{
    struct errand errand = {0};
    const struct order order = {.task = TASK_ESCAPE, .escape = way};
    enum err err = run_errand(helper, &order, "x", 1, &errand);
    *ret_stopped = err == ERR_INPUT || errand.signal;
    *ret_more = way + 1 < ESCAPE_COUNT;
    return err == ERR_INPUT || err == ERR_TOO_LARGE ? ERR_OK : err;
}
