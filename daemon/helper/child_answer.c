/* How a child of the helper speaks to its parent, and how it ends early. It knows no kind of work. */
#include "child_answer.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* Where answers go; a child has but this one. */
static int answers = -1;

void child_answer_on(int socket)
{
    answers = socket;
}

/* write(2) and not send(2), for that is the one call on this socket that the filter allows. */
static void send_all(const void *bytes, size_t size)
{
    const char *at = bytes;
    while (size) {
        ssize_t written = write(answers, at, size);
        if (written < 0 && errno == EINTR)
            continue;
        /* Nobody is left to hear of it. */
        if (written < 0)
            _exit(SURRENDER_ANSWER);
        at += written;
        size -= (size_t)written;
    }
}

void give_up(enum surrender why)
{
    /* The reason goes as a frame, for the daemon does not see exit statuses; the helper's FRAME_DIED
     * behind it is not read any more. */
    send_all(&(struct frame){.kind = FRAME_FAILED, .status = (int32_t)why}, sizeof(struct frame));
    _exit((int)why);
}

/* A frame and its bytes in the order in which protocol.h has them. `bytes` may be NULL when the size is
 * 0. */
void child_answer(const struct frame *frame, const void *bytes)
{
    send_all(frame, sizeof *frame);
    send_all(bytes, frame->size);
}

/* Zeroed, so that a decoder that stops early leaves black and not what was there before. */
void *child_memory(size_t size)
{
    void *bytes = calloc(1, size ? size : 1);
    if (!bytes)
        give_up(SURRENDER_MEMORY);
    return bytes;
}

void check_size(const struct order *order, long width, long height)
{
    /* The size was read once already, by picture_measure() in the daemon, and all limits were applied to
     * that one. A file that shows two sizes to two readers is made for harm. */
    if (width != order->width || height != order->height)
        give_up(SURRENDER_DAMAGED);
}
