/* A run of bytes from malloc() for what outlives no request but is too large, or grows too often, for an
 * arena. Checks nothing of what is written: neither UTF-8 nor what it will be part of. */
#include "base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The failure is forgotten too: the buffer can be used again, as a cleanup or between two texts. */
void buf_done(struct buf *buf)
{
    free(buf->bytes);
    *buf = BUF(buf->limit);
}

/* Room for `more` bytes and the NUL. Doubles, so that text written letter by letter is copied a bounded
 * number of times on the whole. */
bool buf_reserve(struct buf *buf, size_t more)
{
    /* Subtracted rather than added, which could overflow; `length` is never above `limit`. */
    if (buf->failed)
        return false;
    if (more > buf->limit - buf->length) {
        buf->failed = buf->is_full = true;
        return false;
    }
    size_t need = buf->length + more + 1;
    if (need <= buf->capacity)
        return true;
    /* The first step is large enough for a short header or a log line. The limit bounds the content, not
     * the block, which may be up to twice as large. */
    size_t capacity = buf->capacity ? buf->capacity * 2 : 256;
    if (capacity < need)
        capacity = need;
    /* On failure the former block stays with the buffer and is released by buf_done(). */
    char *bytes = realloc(buf->bytes, capacity);
    if (!bytes) {
        buf->failed = true;
        return false;
    }
    buf->bytes = bytes;
    buf->capacity = capacity;
    return true;
}

void buf_add(struct buf *buf, const void *bytes, size_t length)
{
    if (!buf_reserve(buf, length))
        return;
    /* memcpy() must not be given the NULL of an empty text, even for no bytes. */
    if (length)
        memcpy(buf->bytes + buf->length, bytes, length);
    buf->length += length;
    buf->bytes[buf->length] = '\0';
}

void buf_text(struct buf *buf, const char *text)
{
    buf_add(buf, text, strlen(text));
}

void buf_char(struct buf *buf, char c)
{
    buf_add(buf, &c, 1);
}

/* Formats twice, once to learn the length; a va_list can be walked only once, hence the copy. */
void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    /* Only a broken format or an impossible length does that; it is kept like any failure. */
    if (length < 0)
        buf->failed = true;
    else if (buf_reserve(buf, (size_t)length)) {
        vsnprintf(buf->bytes + buf->length, (size_t)length + 1, format, args);
        buf->length += (size_t)length;
    }
    va_end(args);
}

void buf_cut(struct buf *buf, size_t length)
{
    assert(length <= buf->length);
    buf->length = length;
    /* An empty buffer has no block to put the NUL into. */
    if (buf->bytes)
        buf->bytes[length] = '\0';
}

/* Never NULL, so that it can be handed to printf() and strcmp() whether or not anything was written. */
const char *buf_str(const struct buf *buf)
{
    return buf->bytes ? buf->bytes : "";
}

char *buf_take(struct buf *buf)
{
    if (!buf_reserve(buf, 0))
        return NULL;
    /* For an empty buffer nobody has written it yet. */
    buf->bytes[buf->length] = '\0';
    /* realloc() would leave pieces that are of no use to the next one. */
    char *exact = malloc(buf->length + 1), *bytes = buf->bytes;
    if (exact) {
        memcpy(exact, bytes, buf->length + 1);
        free(bytes);
    }
    *buf = BUF(buf->limit);
    /* Without memory for the copy the larger block is as good. */
    return exact ? exact : bytes;
}

bool buf_failed(const struct buf *buf)
{
    return buf->failed;
}

bool buf_is_full(const struct buf *buf)
{
    return buf->is_full;
}

bool buf_is_starved(const struct buf *buf)
{
    return buf->failed && !buf->is_full;
}
