/* Between the network and the library: holds back what is not a whole unit. Knows the reader's verdicts,
 * and no HTTP. */
#include "intake.h"

#include <errno.h>
#include <string.h>

/* Held are verified bytes for which there was no room yet, and one unit; HELD_MAX is only a bound. 64
 * KiB behind a fault are read and dropped. */
enum { PIECE_SIZE = 4096, HELD_MAX = 128 * 1024, DISCARDED_PIECES = 16 };

/* Puts the head of the unit behind those that wait, and writes its brief over it; false when there is no
 * memory. */
static bool take_head(struct intake *intake, char *unit, size_t *ret_size)
{
    size_t size = intake->reader.ended_size;
    struct received_head *head = received_head_new(&intake->reader, unit, size);
    /* Of heads that wait the library is given as many bytes as they have, up to some, since only so many
     * bytes are read ahead as it takes: a brief each would let a client fill the memory with heads. */
    bool is_filled = intake->first;
    if (!head)
        return false;
    *(intake->last ? &intake->last->next : &intake->first) = head;
    intake->last = head;
    *ret_size = received_head_brief(head, &intake->reader, unit, size, is_filled, unit);
    return true;
}

/* Writes what the library gets of the unit that ends at `end` over it: a brief of a head, nothing of
 * trailers, anything else as it is. False when there is no memory. */
static bool shorten(struct intake *intake, char *end, size_t *ret_size)
{
    const char *last_chunk = intake->reader.last_chunk;
    char *unit = end - intake->reader.ended_size;
    *ret_size = intake->reader.ended_size;
    if (intake->reader.has_head)
        return take_head(intake, unit, ret_size);
    if (last_chunk) {
        *ret_size = strlen(last_chunk);
        memcpy(unit, last_chunk, *ret_size);
    }
    return true;
}

/* The same at the end of what is held. */
static void keep_shortened(struct intake *intake)
{
    size_t before = intake->held.length - intake->reader.ended_size, size;
    if (!shorten(intake, intake->held.bytes + intake->held.length, &size)) {
        intake->held.failed = true;
        return;
    }
    buf_cut(&intake->held, before + size);
    intake->ready = intake->held.length;
}

/* Whether the last scan ended behind a unit of which the library gets less. */
static bool ended_short(const struct intake *intake)
{
    return intake->reader.has_head || intake->reader.last_chunk;
}

/* Keeps what was scanned, of which `whole` bytes end a unit; one with a fault makes way for what ends the
 * request. */
static void intake_keep(struct intake *intake, const char *bytes, size_t size, size_t whole)
{
    intake->held.limit = HELD_MAX;
    buf_add(&intake->held, bytes, size);
    if (buf_failed(&intake->held))
        return;
    if (ended_short(intake)) {
        keep_shortened(intake);
        return;
    }
    /* Everything up to there is verified, what was held before included. */
    if (whole)
        intake->ready = intake->held.length - (size - whole);
    if (!reader_is_stopped(&intake->reader))
        return;
    /* A unit that is not whole is dropped when nothing follows any more. */
    buf_cut(&intake->held, intake->ready);
    if (intake->reader.err)
        buf_text(&intake->held, reader_stub(&intake->reader));
    intake->ready = intake->held.length;
}

/* Scans to the end, or to where nothing more passes. */
static void intake_scan(struct intake *intake, char *bytes, size_t size)
{
    while (size && !reader_is_stopped(&intake->reader) && !buf_failed(&intake->held)) {
        size_t whole = reader_scan(&intake->reader, bytes, size);
        size -= intake->reader.dropped + intake->reader.scanned;
        intake_keep(intake, bytes, intake->reader.scanned, whole);
        bytes += intake->reader.scanned;
    }
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
    intake->reader.fields = intake->fields;
    /* Straight into the library's buffer, without a copy. */
    if (!intake->held.length && !is_stopped) {
        got = source->pull(source->context, bytes, room);
        if (got <= 0)
            return got;
        size_t whole = reader_scan(&intake->reader, bytes, (size_t)got);
        size_t scanned = intake->reader.scanned, left = (size_t)got - intake->reader.dropped - scanned;
        /* Where it gets less than there was room for, the source has no more. */
        bool is_all = whole == scanned && !left && (size_t)got < room;
        /* A body of which all of it is this, as it comes. */
        if (whole == (size_t)got && !ended_short(intake))
            return got;
        if (is_all && ended_short(intake)) {
            size_t before = whole - intake->reader.ended_size, size;
            return shorten(intake, (char *)bytes + whole, &size) ? (ssize_t)(before + size) : 0;
        }
        if (is_all)
            return (ssize_t)whole;
        intake_keep(intake, bytes, scanned, whole);
        intake_scan(intake, (char *)bytes + scanned, left);
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

struct received_head *intake_next_head(struct intake *intake)
{
    struct received_head *head = intake->first;
    if (!head)
        return NULL;
    intake->first = head->next;
    intake->last = intake->first ? intake->last : NULL;
    return head;
}

/* What is still held was never whole, and what waits was never begun. */
void intake_done(struct intake *intake)
{
    for (struct received_head *head; (head = intake_next_head(intake));)
        received_head_free(head);
    buf_done(&intake->held);
}
