/* A growing run of bytes with a limit, for building text and answers.
 *
 * Failure is sticky: once out of memory or past the limit, buf_failed() stays true, further writes
 * do nothing, and buf_take() gives NULL. The bytes are always followed by a NUL that is not counted.
 *
 * Thread: a buffer is used by one thread at a time. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/cleanup.h"

#include <stdbool.h>
#include <stddef.h>

struct buf {
    char *bytes; /* NULL while nothing was written */
    size_t length;
    size_t capacity;
    size_t limit; /* most bytes it may hold */
    bool failed;
    bool is_full; /* it failed for its limit */
};

/* An empty buffer that may hold `most` bytes: `auto_buf struct buf b = BUF(65536);` */
#define BUF(most) ((struct buf){.limit = (most)})

/* Releases the bytes and leaves the buffer empty, with the same limit and no failure. */
void buf_done(struct buf *buf);
#define auto_buf CLEANUP(buf_done)

/* Appends; on failure the buffer is marked failed and its content is undefined but releasable. */
void buf_add(struct buf *buf, const void *bytes, size_t length);
void buf_text(struct buf *buf, const char *text);
void buf_char(struct buf *buf, char c);
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Makes room for `more` further bytes; false (and failed) when it cannot be had. */
bool buf_reserve(struct buf *buf, size_t more);

/* Shortens to `length` bytes, which must not be more than it holds. */
void buf_cut(struct buf *buf, size_t length);

/* The content as NUL-terminated text; "" while empty. Owned by the buffer. */
const char *buf_str(const struct buf *buf);

/* Moves the bytes out into a block of just their size, NUL-terminated, to be released with free(); NULL if
 * failed. An empty buffer gives an allocated "". */
char *buf_take(struct buf *buf);

bool buf_failed(const struct buf *buf);

/* Whether it failed for its limit, which is the content's fault, and not for want of memory. */
bool buf_is_full(const struct buf *buf);

/* Whether it failed for want of memory: what it was to become must not be taken for all there is. */
bool buf_is_starved(const struct buf *buf);

#endif
