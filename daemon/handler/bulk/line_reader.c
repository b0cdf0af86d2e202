#include "line_reader.h"

#include "base/log.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 64 * 1024 };

struct line_reader line_reader_of(int fd, size_t longest)
{
    return (struct line_reader){.fd = fd, .held = BUF(longest + PIECE + 1)};
}

void line_reader_done(struct line_reader *reader)
{
    buf_done(&reader->held);
}

/* Drops what was given, so that the buffer holds one line and a piece at most. */
static void line_reader_make_room(struct line_reader *reader)
{
    struct buf *held = &reader->held;
    if (!reader->start)
        return;
    memmove(held->bytes, held->bytes + reader->start, held->length - reader->start);
    buf_cut(held, held->length - reader->start);
    reader->start = 0;
}

static enum err read_piece(struct line_reader *reader)
{
    char piece[PIECE];
    ssize_t got;
    do
        got = pread(reader->fd, piece, sizeof piece, reader->position);
    while (got < 0 && errno == EINTR);
    if (got < 0) {
        log_error("lines", "error", strerror(errno));
        return ERR_INTERNAL;
    }
    reader->at_end = got == 0;
    reader->position += got;
    buf_add(&reader->held, piece, (size_t)got);
    return buf_failed(&reader->held) ? ERR_MEMORY : ERR_OK;
}

static const char *line_reader_find_end(const struct line_reader *reader)
{
    size_t size = reader->held.length - reader->start;
    return size ? memchr(reader->held.bytes + reader->start, '\n', size) : NULL;
}

/* Reads on to the end of a line that nobody wants. */
static enum err pass_over(struct line_reader *reader)
{
    for (;;) {
        const char *end = line_reader_find_end(reader);
        if (end) {
            reader->start = (size_t)(end + 1 - reader->held.bytes);
            return ERR_OK;
        }
        reader->start = 0;
        buf_cut(&reader->held, 0);
        enum err err = reader->at_end ? ERR_OK : read_piece(reader);
        if (err || reader->at_end)
            return err;
    }
}

enum err line_reader_next(struct line_reader *reader, struct line *ret_line)
{
    struct buf *held = &reader->held;
    size_t longest = held->limit - PIECE - 1;
    const char *end;
    line_reader_make_room(reader);
    while (!(end = line_reader_find_end(reader)) && !reader->at_end && held->length <= longest) {
        enum err err = read_piece(reader);
        if (err)
            return err;
    }
    if (!held->length)
        return ERR_NOT_FOUND;
    size_t size = end ? (size_t)(end - held->bytes) : held->length;
    reader->number++;
    if (size > longest) {
        *ret_line = (struct line){.is_too_long = true};
        return pass_over(reader);
    }
    if (!end)
        buf_char(held, '\n'); /* the last line may lack it */
    held->bytes[size] = '\0';
    reader->start = size + 1;
    *ret_line = (struct line){held->bytes, size, false};
    return buf_failed(held) ? ERR_MEMORY : ERR_OK;
}
