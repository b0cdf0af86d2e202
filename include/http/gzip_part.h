/* A gzip body (RFC 1952) put together of parts that were compressed before, each by itself: what many answers
 * hold is compressed once. The parts are blocks (RFC 1951) that end at a whole byte and point to nothing
 * before them.
 *
 * Thread: any. What does not fit, or finds no memory, fails the buffer. */
#ifndef HTTP_GZIP_PART_H
#define HTTP_GZIP_PART_H

#include "base/buf.h"

/* Appends a part of the text, of 1 byte to 1 MiB, compressed: to be kept, and added to any body. */
void gzip_part(const char *bytes, size_t size, struct buf *out);

/* A body begins; has a few bytes more, as they are (1 to 65,535); ends, when `text` is all that its parts are
 * of. Parts are added in between as the bytes that they are. */
void gzip_parts_begin(struct buf *out);
void gzip_parts_plain(struct buf *out, const char *bytes, size_t size);
void gzip_parts_end(struct buf *out, const char *text, size_t size);

#endif
