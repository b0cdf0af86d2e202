/* Bytes and line feeds; what a line holds is not known here. pread() at a position of its own, so the
 * descriptor's is neither used nor moved. */
#include "line_reader.h"

#include "base/log.h"
#include "text/decode.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Read at once, from a file that the page cache has most likely. */
enum { PIECE = 64 * 1024 };

/* Room for the longest line and the piece in which its end was found, so the buffer never fails for a
 * line that is allowed. */
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

/* Bytes of the file from `position` on; *ret_size 0 only at its end. */
static enum err read_bytes(struct line_reader *reader, char *bytes, size_t room, size_t *ret_size)
{
    ssize_t got;
    do
        got = pread(reader->fd, bytes, room, reader->position);
    while (got < 0 && errno == EINTR);
    if (got < 0) {
        log_error("lines", LOG_SAYS("a body that was put into a file cannot be read"),
                  LOG_TEXT("error", strerror(errno)));
        return ERR_INTERNAL;
    }
    *ret_size = (size_t)got;
    return ERR_OK;
}

/* UTF-16 becomes UTF-8 here, so that a line's end is one byte for all who look for it. */
static enum err read_wide_piece(struct line_reader *reader)
{
    char piece[PIECE / 2], text[PIECE / 2 / 2 * 3 + 4];
    size_t size, used = 0;
    enum err err = read_bytes(reader, piece, sizeof piece, &size);
    if (err)
        return err;
    bool is_big = reader->encoding == LINES_UTF16BE;
    size_t length = text_decode_piece(piece, size, is_big, false, text, &used);
    /* Nothing but half a character: the file ends within it. */
    if (!used)
        length = text_decode_piece(piece, size, is_big, true, text, &used);
    reader->at_end = size == 0;
    reader->position += (int64_t)used;
    buf_add(&reader->held, text, length);
    return buf_failed(&reader->held) ? ERR_MEMORY : ERR_OK;
}

static enum err read_piece(struct line_reader *reader)
{
    char piece[PIECE];
    size_t size;
    if (reader->encoding != LINES_UTF8)
        return read_wide_piece(reader);
    enum err err = read_bytes(reader, piece, sizeof piece, &size);
    if (err)
        return err;
    bool is_marked = reader->position == 0 && size >= 2 &&
                     (memcmp(piece, "\xFF\xFE", 2) == 0 || memcmp(piece, "\xFE\xFF", 2) == 0);
    if (is_marked) {
        reader->encoding = piece[0] == '\xFF' ? LINES_UTF16LE : LINES_UTF16BE;
        return read_wide_piece(reader);
    }
    /* A short read is no end; only nothing is. */
    reader->at_end = size == 0;
    reader->position += (int64_t)size;
    buf_add(&reader->held, piece, size);
    return buf_failed(&reader->held) ? ERR_MEMORY : ERR_OK;
}

/* Programs of Windows put the mark of UTF-8 before the first line. */
static struct line line_reader_unmarked(const struct line_reader *reader, struct line line)
{
    bool is_marked = reader->number == 1 && line.size >= 3 && memcmp(line.text, "\xEF\xBB\xBF", 3) == 0;
    return is_marked ? (struct line){line.text + 3, line.size - 3, false} : line;
}

/* The next line feed in what is held, or NULL. */
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
        /* Nothing of it is wanted, so it takes no memory however long it is. */
        buf_cut(&reader->held, 0);
        enum err err = reader->at_end ? ERR_OK : read_piece(reader);
        if (err || reader->at_end)
            return err;
    }
}

enum err line_reader_next(struct line_reader *reader, struct line *ret_line)
{
    struct buf *held = &reader->held;
    /* What line_reader_of() was given. */
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
    /* Also for a line that is too long, so that numbers are those of the file. */
    reader->number++;
    if (size > longest) {
        *ret_line = (struct line){.is_too_long = true};
        return pass_over(reader);
    }
    if (!end)
        buf_char(held, '\n'); /* the last line may lack it */
    held->bytes[size] = '\0';
    reader->start = size + 1;
    *ret_line = line_reader_unmarked(reader, (struct line){held->bytes, size, false});
    return buf_failed(held) ? ERR_MEMORY : ERR_OK;
}

enum err line_reader_return(struct line_reader *reader, int64_t number)
{
    struct line_reader again = {.fd = reader->fd, .held = BUF(reader->held.limit)};
    struct line line;
    enum err err = ERR_OK;
    while (!err && again.number < number)
        err = line_reader_next(&again, &line);
    line_reader_done(reader);
    *reader = again;
    return err;
}
