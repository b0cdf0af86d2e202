/* Descriptors and frames between the daemon and a child. Must not know what the order is about. */
#include "helper_call.h"

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "order.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LOOK_MS = 100 };

/* What the child works on, in memory that nobody can change any more, to be handed over. */
static int seal(const void *bytes, size_t size)
{
    /* In memory, for a file would have to be made and removed in a folder of ours. */
    int fd = memfd_create("call", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    for (size_t done = 0; fd >= 0 && done < size;) {
        ssize_t written = write(fd, (const char *)bytes + done, size - done);
        if (written < 0 && errno != EINTR) {
            close(fd);
            return -1;
        }
        done += written > 0 ? (size_t)written : 0;
    }
    /* The child maps it; a file that is cut while it is mapped kills who reads it. */
    if (fd >= 0)
        fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL);
    return fd;
}

/* The input goes as a sealed file in memory, the answer comes over a socket of its own. */
enum err helper_call_send(int orders, const struct order *order, const void *bytes, size_t size,
                          struct helper_call *call)
{
    int ends[2];
    /* The message carries a copy of its own. */
    auto_close int input = seal(bytes, size);
    if (input < 0 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
        return ERR_UNAVAILABLE;
    bool sent = order_send(orders, order, input, ends[1]);
    /* Only the child's copy stays, so that its death is the end of the answer. */
    close(ends[1]);
    call->socket = ends[0];
    if (sent)
        return ERR_OK;
    log_error("helper", LOG_SAYS("the helper could not be asked"), LOG_TEXT("error", strerror(errno)));
    close(ends[0]);
    return ERR_UNAVAILABLE;
}

/* How long one look lasts: who may be told to stop looks up now and then. */
static int helper_call_patience(const struct helper_call *call, int64_t left_ms)
{
    return (int)(call->stopping && left_ms > LOOK_MS ? LOOK_MS : left_ms);
}

/* Whether a look in which nothing came was not the last. */
static bool helper_call_goes_on(const struct helper_call *call)
{
    return call->stopping && !atomic_load(call->stopping) &&
           clock_monotonic_ms(&clock_system) < call->until_ms;
}

/* Waits for all of them. A frame is small and arrives whole, a picture in pieces. */
bool helper_call_receive(const struct helper_call *call, void *to, size_t size)
{
    for (size_t done = 0; done < size;) {
        int64_t left_ms = call->until_ms - clock_monotonic_ms(&clock_system);
        struct pollfd look = {call->socket, POLLIN, 0};
        /* Until the deadline of the whole call, not of this piece. */
        int ready = left_ms > 0 ? poll(&look, 1, helper_call_patience(call, left_ms)) : 0;
        if ((ready < 0 && errno == EINTR) || (ready == 0 && helper_call_goes_on(call)))
            continue;
        ssize_t got = ready > 0 ? recv(call->socket, (char *)to + done, size - done, 0) : 0;
        /* The end, a failure or the deadline; which of them, helper_call_next() asks. */
        if (got <= 0)
            return false;
        done += (size_t)got;
    }
    return true;
}

/* What does not come is ERR_UNAVAILABLE; whether to ask again is the caller's to say. */
enum err helper_call_next(struct helper_call *call, struct frame *ret_frame)
{
    if (helper_call_receive(call, ret_frame, sizeof *ret_frame))
        return ERR_OK;
    /* While there was time left, the other end must have gone: neither the child nor the helper, which
     * adds a frame for a child that dies, has it any more. */
    call->is_orphaned = clock_monotonic_ms(&clock_system) < call->until_ms;
    return ERR_UNAVAILABLE;
}
