/* Between the network and the library: holds back what is not a whole unit. Knows the reader's verdicts,
 * and no HTTP. */
#include "intake.h"

#include <errno.h>
#include <string.h>

/* Held are verified bytes for which there was no room yet, and one unit; HELD_MAX is only a bound. 64
 * KiB behind a fault are read and dropped. */
enum { PIECE_SIZE = 4096, HELD_MAX = 128 * 1024, DISCARDED_PIECES = 16 };

/* Keeps what was scanned, of which `whole` bytes end a unit; one with a fault makes way for what ends the
 * request. */
static void intake_keep(struct intake *intake, const char *bytes, size_t size, size_t whole)
{
    /* Everything up to there is verified, what was held before included. */
    if (whole)
        intake->ready = intake->held.length + whole;
    intake->held.limit = HELD_MAX;
    buf_add(&intake->held, bytes, size);
    if (!reader_is_stopped(&intake->reader))
        return;
    /* A unit that is not whole is dropped when nothing follows any more. */
    buf_cut(&intake->held, intake->ready);
    if (intake->reader.err)
        buf_text(&intake->held, reader_stub(&intake->reader));
    intake->ready = intake->held.length;
}

static void intake_scan(struct intake *intake, char *bytes, size_t size)
{
    size_t whole = reader_scan(&intake->reader, bytes, size);
    intake_keep(intake, bytes, size - intake->reader.dropped, whole);
}

/* Pulls until there is enough or no more. What stands behind a fault is read and dropped, within bounds:
 * unread bytes would make the kernel reset the connection, and the answer might never arrive. */
static ssize_t intake_fill(struct intake *intake, const struct source *source, size_t room)
{
    char piece[PIECE_SIZE];
    ssize_t got = source->again;
    /* Until the room is full, or the source has no more. */
    for (int dropped = 0; dropped < DISCARDED_PIECES && !buf_failed(&intake->held);) {
        bool is_stopped = reader_is_stopped(&intake->reader);
        /* More would only be held longer. */
        if (!is_stopped && intake->ready >= room)
            break;
        got = source->pull(source->context, piece, sizeof piece);
        if (got <= 0)
            break;
        if (!is_stopped)
            intake_scan(intake, piece, (size_t)got);
        dropped += is_stopped;
    }
    return got;
}

/* Hands out as many verified bytes as there is room for, and moves the rest to the front. */
static ssize_t deliver(struct intake *intake, void *bytes, size_t room)
{
    size_t size = intake->ready < room ? intake->ready : room;
    memcpy(bytes, buf_str(&intake->held), size);
    size_t left = intake->held.length - size;
    if (left)
        memmove(intake->held.bytes, intake->held.bytes + size, left);
    buf_cut(&intake->held, left);
    intake->ready -= size;
    /* A connection that waits holds no memory. */
    if (!left)
        buf_done(&intake->held);
    return (ssize_t)size;
}

ssize_t intake_read(struct intake *intake, const struct source *source, void *bytes, size_t room)
{
    ssize_t got = source->again;
    bool is_stopped = reader_is_stopped(&intake->reader);
    /* Straight into the library's buffer, without a copy. */
    if (!intake->held.length && !is_stopped) {
        got = source->pull(source->context, bytes, room);
        if (got <= 0)
            return got;
        size_t whole = reader_scan(&intake->reader, bytes, (size_t)got);
        size_t left = (size_t)got - intake->reader.dropped;
        if (whole && whole == left)
            return (ssize_t)whole;
        intake_keep(intake, bytes, left, whole);
    }
    if (!is_stopped)
        got = intake_fill(intake, source, room);
    /* Without memory it ends like a connection that was closed. */
    if (buf_failed(&intake->held))
        return 0;
    if (intake->ready)
        return deliver(intake, bytes, room);
    /* Nothing more will ever come; the library waits, and answers what it has. */
    if (is_stopped)
        errno = EAGAIN;
    /* Bytes came, but no whole unit: as if there were none yet. */
    return got > 0 ? source->again : got;
}

/* What is still held was never whole. */
void intake_done(struct intake *intake)
{
    buf_done(&intake->held);
}
