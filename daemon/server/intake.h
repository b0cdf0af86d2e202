/* What a connection receives, passed through the strict reader: the HTTP library is given verified units and
 * nothing else. Bytes go straight into the library's buffer as long as they end with a whole unit, as
 * nearly all requests do; otherwise they are held here until their unit is whole.
 *
 * Thread: the one that serves the connection. */
#ifndef SERVER_INTAKE_H
#define SERVER_INTAKE_H

#include "base/buf.h"
#include "reader.h"

#include <sys/types.h>

/* Where the bytes come from: as recv(2), 0 at the end and negative when there is nothing (now). */
struct source {
    ssize_t (*pull)(void *context, void *bytes, size_t size);
    void *context;
    ssize_t again; /* what `pull` returns when there is nothing now; errno is EAGAIN then */
};

/* Zeroed is ready. */
struct intake {
    struct reader reader;
    struct buf held; /* `ready` verified bytes, then a unit that is not whole */
    size_t ready;
};

/* Gives verified bytes as recv(2) would: fewer than `room` only when the source had no more, because the
 * library then waits for the next event of an edge-triggered epoll(7). */
ssize_t intake_read(struct intake *intake, const struct source *source, void *bytes, size_t room);

void intake_done(struct intake *intake);

#endif
