#include "base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_done(struct buf *buf)
{
    free(buf->bytes);
    *buf = BUF(buf->limit);
}

bool buf_reserve(struct buf *buf, size_t more)
{
    if (buf->failed || more > buf->limit - buf->length) {
        buf->failed = true;
        return false;
    }
    size_t need = buf->length + more + 1;
    if (need <= buf->capacity)
        return true;
    size_t capacity = buf->capacity ? buf->capacity * 2 : 256;
    if (capacity < need)
        capacity = need;
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

void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
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
    if (buf->bytes)
        buf->bytes[length] = '\0';
}

const char *buf_str(const struct buf *buf)
{
    return buf->bytes ? buf->bytes : "";
}

char *buf_take(struct buf *buf)
{
    if (!buf_reserve(buf, 0))
        return NULL;
    buf->bytes[buf->length] = '\0';
    /* realloc() would leave pieces that are of no use to the next one. */
    char *exact = malloc(buf->length + 1), *bytes = buf->bytes;
    if (exact) {
        memcpy(exact, bytes, buf->length + 1);
        free(bytes);
    }
    *buf = BUF(buf->limit);
    return exact ? exact : bytes;
}

bool buf_failed(const struct buf *buf)
{
    return buf->failed;
}
