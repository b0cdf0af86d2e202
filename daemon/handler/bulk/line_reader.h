/* Lines of a file in UTF-8, or in UTF-16 with a byte order mark, in bounded memory: one longer than its limit
 * is told and passed over. Thread: one. */
#ifndef HANDLER_LINE_READER_H
#define HANDLER_LINE_READER_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct line_reader {
    int fd;
    int64_t position; /* in the file, behind what was read */
    int64_t number;   /* of the line given last, from 1 */
    struct buf held;  /* read, from `start` on not given yet */
    size_t start;
    bool at_end;
    enum { LINES_UTF8, LINES_UTF16LE, LINES_UTF16BE } encoding; /* as the file's mark says */
};

struct line {
    const char
        *text; /* without its line feed, the first without a byte order mark; valid until the next call */
    size_t size;
    bool is_too_long; /* `text` is NULL */
};

/* The descriptor stays the caller's. */
struct line_reader line_reader_of(int fd, size_t longest);

/* The next line. Errors: NOT_FOUND (no more), INTERNAL, MEMORY. */
enum err line_reader_next(struct line_reader *reader, struct line *ret_line);

/* Goes back to behind line `number`, by reading from the beginning again. Errors: as above. */
enum err line_reader_return(struct line_reader *reader, int64_t number);

void line_reader_done(struct line_reader *reader);

#endif
