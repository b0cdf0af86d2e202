/* The daemon's side of the helper: it forks it, takes turns, sends orders out and checks what comes
 * back. Holds no decoder: no byte of a picture is decoded in this process. */
#include "helper/helper.h"
#include "helper/document.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "bytes.h"
#include "child.h"
#include "child_answer.h"
#include "confine.h"
#include "escape.h"
#include "helper_call.h"
#include "helper_inner.h"
#include "helper_work.h"
#include "offspring.h"
#include "picture_order.h"
#include "process.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* As long for a turn as a child may take. A child's answer is waited for a little longer than it may
 * live, so that its alarm's word is heard. Five widths in two kinds stay far below ANSWER_MAX. */
enum { TURN_WAIT_S = CONFINED_DEADLINE_SECONDS, ANSWER_WAIT_MS = (CONFINED_DEADLINE_SECONDS + 5) * 1000 };

/* See take_turn(). */
enum { NICE_ALONE = 10, NICE_IN_A_ROW = 19 };

/* Waiting by the monotonic clock, so that nobody waits for hours because somebody set the clock. */
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

/* In the helper: everything the daemon had open is let go, and root's rights with it. */
static _Noreturn void become_helper(int orders, const struct sandbox_user *user,
                                    const struct helper_programs *programs, atomic_uint *forks)
{
    int nothing = open("/dev/null", O_RDWR);
    /* Standard streams lead nowhere, and the orders stand at 3; so what is to be closed is one range. */
    if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(nothing, STDOUT_FILENO) < 0 ||
        dup2(orders, STDERR_FILENO + 1) < 0)
        _exit(1);
    close_range(STDERR_FILENO + 2, ~0U, 0);
    /* Still with all descriptors of its own; from here on it can become nobody else. */
    if (!sandbox_become(user) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        _exit(1);
    process_keep(STDERR_FILENO + 1, programs, forks);
}

/* Before the first thread: a child of a process with threads may do next to nothing (fork(2)). */
enum err helper_start(unsigned at_once, const struct sandbox_user *user,
                      const struct helper_programs *programs, struct helper **ret_helper)
{
    int ends[2];
    /* The other half of the children are those that fetch. */
    assert(at_once >= 1 && at_once <= OFFSPRING_MAX / 2);
    auto_free struct helper *helper = memory_new(1, sizeof *helper);
    if (!helper)
        return ERR_MEMORY;
    helper->forks = helper_shared_count();
    if (!helper->forks)
        return ERR_MEMORY;
    /* An order is one packet, so threads may send at once without a lock. */
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends)) {
        munmap(helper->forks, sizeof *helper->forks);
        return ERR_INTERNAL;
    }
    helper->pid = fork();
    if (helper->pid == 0)
        become_helper(ends[1], user, programs, helper->forks);
    /* It must not stay open here, or the helper would never see the end. */
    close(ends[1]);
    helper->orders = ends[0];
    if (helper->pid < 0) {
        close(helper->orders);
        munmap(helper->forks, sizeof *helper->forks);
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
    /* That is how it learns that it is over; it ends by itself. */
    close(helper->orders);
    /* The supervisor ends behind the helper, and the helper behind nobody, for its children die with it. */
    while (waitpid(helper->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    munmap(helper->forks, sizeof *helper->forks);
    pthread_cond_destroy(&helper->freed);
    pthread_mutex_destroy(&helper->lock);
    free(helper);
}

bool helper_is_alive(const struct helper *helper)
{
    siginfo_t ended = {.si_pid = 0};
    /* Looked at and not taken: helper_stop() waits for it. */
    return waitid(P_PID, (id_t)helper->pid, &ended, WEXITED | WNOHANG | WNOWAIT) == 0 && ended.si_pid == 0;
}

/* For fetch.c, which takes no turn. */
int helper_orders(const struct helper *helper)
{
    return helper->orders;
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
    /* Who still waits when this one begins makes it one of many. */
    *ret_niceness = helper->waiting ? NICE_IN_A_ROW : NICE_ALONE;
    /* After a timeout a turn may be free all the same. */
    bool taken = helper->turns > 0;
    helper->turns -= taken;
    pthread_mutex_unlock(&helper->lock);
    return taken;
}

/* Wakes one of those who wait. */
static void give_turn(struct helper *helper)
{
    pthread_mutex_lock(&helper->lock);
    helper->turns++;
    pthread_cond_signal(&helper->freed);
    pthread_mutex_unlock(&helper->lock);
}

/* What a child sends is believed no further than it can be checked: it must be a picture of the kind and size
 * that it says. */
static enum err take_picture(struct work *work, const struct frame *frame)
{
    bool is_crop = frame->kind == FRAME_CROP_WEBP || frame->kind == FRAME_CROP_JPEG;
    bool is_webp = frame->kind == FRAME_WEBP || frame->kind == FRAME_CROP_WEBP;
    struct rendition *items = is_crop ? work->renditions.crops : work->renditions.items;
    size_t *count = is_crop ? &work->renditions.crop_count : &work->renditions.count;
    size_t most = is_crop ? CROPS_MAX : RENDITIONS_MAX;
    struct picture_facts facts;
    /* A JPEG belongs to the WebP before it; neither may come alone. */
    bool begins = is_webp || work->is_quick;
    if (frame->size > ANSWER_MAX - work->received || (begins && *count == most) || (!begins && !*count))
        return ERR_INPUT;
    /* In the arena of the request, which bounds it as well. */
    void *bytes = arena_alloc(work->arena, frame->size);
    if (!bytes)
        return ERR_MEMORY;
    /* Over all frames, since each alone could be small. */
    work->received += frame->size;
    /* Measured by the same reader that measures uploads, so what is kept is at least what its header
     * says. */
    if (!helper_call_receive(&work->call, bytes, frame->size) ||
        picture_measure(bytes, frame->size, &facts) ||
        facts.kind != (is_webp ? PICTURE_WEBP : PICTURE_JPEG) || (uint32_t)facts.width != frame->width ||
        (uint32_t)facts.height != frame->height)
        return ERR_INPUT;
    if (begins)
        items[(*count)++] = (struct rendition){.width = facts.width, .height = facts.height};
    struct rendition *last = &items[*count - 1];
    if (facts.width != last->width || facts.height != last->height)
        return ERR_INPUT;
    /* The two frames fill one rendition. */
    if (is_webp) {
        last->webp = bytes;
        last->webp_size = frame->size;
    } else {
        last->jpeg = bytes;
        last->jpeg_size = frame->size;
    }
    return ERR_OK;
}

/* What a child that gave up said, as an error of the upload. */
static enum err of_status(const struct frame *frame)
{
    switch (frame->status) {
    case SURRENDER_MEMORY:
        return ERR_TOO_LARGE;
    case SURRENDER_CONVERTER:
        log_error("helper", LOG_SAYS("a program that the helper runs could not be started"));
        return ERR_MEDIA_TYPE;
    case SURRENDER_STOPPED:
        return ERR_UNAVAILABLE;
    case SURRENDER_CONFINEMENT:
        log_error("helper", LOG_SAYS("a child of the helper could not be confined, so it looked at nothing"));
        return ERR_INTERNAL;
    default:
        return ERR_INPUT;
    }
}

/* A picture that kills its decoder is damaged, whatever else it is, and one that computes without end is too
 * large; when the deadline comes before, the machine has no time for it now. */
static enum err helper_of_death(struct work *work, const struct frame *frame)
{
    /* 0 for a child that ended by itself without its last word; that is damage too. */
    work->signal = WTERMSIG(frame->status);
    log_warning("picture", LOG_SAYS("an upload ended the process that looked at it, and was refused"),
                LOG_NUMBER("signal", work->signal));
    work->is_stopped = work->signal == SIGALRM;
    if (work->is_stopped)
        return ERR_UNAVAILABLE;
    return work->signal == SIGXCPU || work->signal == SIGKILL ? ERR_TOO_LARGE : ERR_INPUT;
}

/* Frames up to the last. What was received before a failure stays in the arena and is not used. */
static enum err helper_take_answer(struct work *work)
{
    for (;;) {
        struct frame frame;
        enum err err = helper_call_next(&work->call, &frame);
        if (err)
            return err;
        /* Frames of fetching never answer an order to render. */
        switch (frame.kind) {
        case FRAME_WEBP:
        case FRAME_JPEG:
        case FRAME_CROP_WEBP:
        case FRAME_CROP_JPEG:
            err = take_picture(work, &frame);
            break;
        case FRAME_SITE:
            err = take_site_cut(work, &frame);
            break;
        case FRAME_INSPECTED:
            err = take_document(work, &frame);
            break;
        case FRAME_DOCX_PART:
            err = take_docx_part(work, &frame);
            break;
        case FRAME_DOCX:
            err = take_docx(work, &frame);
            break;
        case FRAME_TEXT:
            err = take_page_text(work, &frame);
            break;
        case FRAME_CUT:
            err = take_cut(work, &frame);
            break;
        case FRAME_DONE:
            work->renditions.is_cut = frame.status & RENDERED_CUT;
            work->renditions.is_patchy = frame.status & RENDERED_PATCHY;
            work->renditions.has_place = frame.status & RENDERED_PLACE;
            return ERR_OK;
        case FRAME_FAILED:
            work->is_stopped = frame.status == SURRENDER_STOPPED;
            return of_status(&frame);
        case FRAME_DIED:
            return helper_of_death(work, &frame);
        default:
            return ERR_INPUT;
        }
        if (err)
            return err;
    }
}

/* Sends it out and waits for what comes back. */
enum err helper_attempt(const struct helper *helper, const struct order *order, const void *bytes,
                        size_t size, struct work *work)
{
    work->call.until_ms = clock_monotonic_ms(&clock_system) + ANSWER_WAIT_MS;
    work->call.is_orphaned = false;
    /* A second attempt begins anew. */
    work->renditions.count = work->renditions.crop_count = 0;
    if (work->cuts)
        work->cuts->count = 0;
    if (work->docx)
        work->docx->part_count = 0;
    work->cut = NULL;
    work->received = 0;
    enum err err = helper_call_send(helper->orders, order, bytes, size, &work->call);
    if (err)
        return err;
    err = helper_take_answer(work);
    close(work->call.socket);
    return err;
}

enum err run_helper_call(struct helper *helper, const struct order *order, const void *bytes, size_t size,
                         struct work *work)
{
    struct order sent = *order;
    if (!helper || !take_turn(helper, &sent.niceness))
        return ERR_UNAVAILABLE;
    enum err err = helper_attempt(helper, &sent, bytes, size, work);
    /* Once: an order that kills the helper twice is not tried a third time. */
    if (work->call.is_orphaned) {
        log_warning("helper", LOG_SAYS("the helper died; its successor is asked"));
        err = helper_attempt(helper, &sent, bytes, size, work);
    }
    give_turn(helper);
    return err;
}

/* Every rendition must have both kinds, the last one's JPEG included. */
static bool are_whole(const struct renditions *renditions)
{
    for (size_t i = 0; i < renditions->count; i++)
        if (!renditions->items[i].jpeg)
            return false;
    for (size_t i = 0; i < renditions->crop_count; i++)
        if (!renditions->crops[i].jpeg)
            return false;
    return true;
}

/* A child makes all of a picture; nothing is shared between two. */
static enum err helper_picture(struct helper *helper, const struct picture_facts *facts, struct order order,
                               struct span file, struct arena *arena, struct renditions *ret_renditions)
{
    struct work work = {.arena = arena, .is_quick = order.is_quick};
    picture_order(facts, &order);
    int64_t from_us = clock_elapsed_us();
    enum err err = run_helper_call(helper, &order, file.at, file.size, &work);
    /* A child that says it is done and is not has been taken over, or has a fault. */
    if (!err && (!are_whole(&work.renditions) || (work.renditions.count == 0) != order.crops_only))
        err = ERR_INPUT;
    helper_count(helper, HELPER_RENDER, from_us, err);
    if (!err)
        *ret_renditions = work.renditions;
    return err;
}

enum err helper_render(struct helper *helper, const struct picture_facts *facts, const void *bytes,
                       size_t size, struct arena *arena, struct renditions *ret_renditions)
{
    const struct order order = {.task = TASK_RENDER, .focus = focus_default(facts->width, facts->height)};
    return helper_picture(helper, facts, order, (struct span){bytes, size}, arena, ret_renditions);
}

enum err helper_render_quick(struct helper *helper, const struct picture_facts *facts, const void *bytes,
                             size_t size, struct arena *arena, struct renditions *ret_renditions)
{
    const struct order order = {
        .task = TASK_RENDER, .is_quick = true, .focus = focus_default(facts->width, facts->height)};
    return helper_picture(helper, facts, order, (struct span){bytes, size}, arena, ret_renditions);
}

enum err helper_crop(struct helper *helper, const struct picture_facts *facts, struct focus focus,
                     const void *bytes, size_t size, struct arena *arena, struct renditions *ret_renditions)
{
    const struct order order = {.task = TASK_RENDER, .focus = focus, .crops_only = true};
    return helper_picture(helper, facts, order, (struct span){bytes, size}, arena, ret_renditions);
}

/* The order needs an input as any; one byte will do. */
enum err helper_escape(struct helper *helper, int way, bool has_peer, bool *ret_stopped, bool *ret_more)
{
    struct work work = {0};
    const struct order order = {.task = TASK_ESCAPE, .escape = way, .has_peer = has_peer};
    enum err err = run_helper_call(helper, &order, "x", 1, &work);
    /* By an error, or by a signal, which the filter sends. */
    *ret_stopped = err == ERR_INPUT || work.signal;
    *ret_more = way + 1 < ESCAPE_COUNT;
    return err == ERR_INPUT || err == ERR_TOO_LARGE ? ERR_OK : err;
}
