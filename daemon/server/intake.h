/* What a connection receives, passed through the strict reader: the HTTP library is given verified units and
 * nothing else, and of each head its brief; the heads themselves wait here for their requests. Bytes go
 * straight into the library's buffer as long as they end with a whole unit, as nearly all requests do;
 * otherwise they are held here until their unit is whole.
 *
 * Thread: the one that serves the connection. */
#ifndef SERVER_INTAKE_H
#define SERVER_INTAKE_H

#include "base/buf.h"
#include "received_head.h"

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
    struct received_head *first, *last;        /* those whose requests have not begun */
    struct reader_field fields[READER_FIELDS]; /* of the head that is being read */
};

/* Gives verified bytes as recv(2) would: fewer than `room` only when the source had no more, because the
 * library then waits for the next event of an edge-triggered epoll(7). */
ssize_t intake_read(struct intake *intake, const struct source *source, void *bytes, size_t room);

/* The head of the request that the library begins next, in the order of their briefs; NULL where the reader
 * has put something else in place of one with a fault. The caller frees it. */
struct received_head *intake_next_head(struct intake *intake);

void intake_done(struct intake *intake);

#endif
