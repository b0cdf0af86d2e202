/* Undoes a wrong reading. Unlike legacy.c it asks no dictionary: what comes of the bytes must be UTF-8 to the
 * last one, which text that was right never is. */
#include "text/undouble.h"

#include "base/buf.h"
#include "legacy_table.h"

#include <string.h>
#include <unistr.h>

/* Beyond this a text stays as it is. How often it may have happened. */
enum { UNDOUBLE_MOST = 32 * 1024 * 1024, UNDOUBLE_TIMES = 2 };

/* The byte that a sign stood for; -1: none. */
static int undouble_byte(ucs4_t point)
{
    if (point < 0x80 || (point >= 0xA0 && point <= 0xFF))
        return (int)point;
    for (int i = 0; i < 32; i++)
        /* Latin-1 has controls where Windows-1252 has signs. */
        if (cp1252[i] == point || point == (ucs4_t)(0x80 + i))
            return 0x80 + i;
    return -1;
}

/* One line; false: it was not read wrongly. */
static bool undouble_line(const char *text, size_t length, struct buf *out)
{
    size_t start = out->length;
    bool is_plain = true;
    for (size_t i = 0; i < length;) {
        ucs4_t point;
        int used = u8_mbtoucr(&point, (const uint8_t *)text + i, length - i);
        int byte = used > 0 ? undouble_byte(point) : -1;
        if (byte < 0) {
            buf_cut(out, start);
            return false;
        }
        buf_char(out, (char)byte);
        is_plain &= byte < 0x80;
        i += (size_t)used;
    }
    bool is_good =
        !is_plain && !buf_failed(out) && !u8_check((const uint8_t *)out->bytes + start, out->length - start);
    if (!is_good && !buf_failed(out))
        buf_cut(out, start);
    return is_good;
}

/* All lines once. */
static bool undouble_once(const char *text, size_t length, struct buf *out)
{
    bool is_changed = false;
    for (size_t at = 0; at < length;) {
        const char *newline = memchr(text + at, '\n', length - at);
        size_t end = newline ? (size_t)(newline - text) : length;
        if (undouble_line(text + at, end - at, out))
            is_changed = true;
        else
            buf_add(out, text + at, end - at);
        if (newline)
            buf_char(out, '\n');
        at = end + 1;
    }
    return is_changed && !buf_failed(out);
}

bool text_undouble(const char *text, size_t length, struct arena *arena, const char **ret_text,
                   size_t *ret_length)
{
    bool is_found = false;
    if (length > UNDOUBLE_MOST)
        return false;
    for (int i = 0; i < UNDOUBLE_TIMES; i++) {
        auto_buf struct buf out = BUF(UNDOUBLE_MOST + 1);
        if (!undouble_once(text, length, &out))
            break;
        text = arena_copy(arena, buf_str(&out), out.length);
        length = out.length;
        is_found = true;
    }
    if (!is_found || arena_failed(arena))
        return false;
    *ret_text = text;
    *ret_length = length;
    return true;
}

const char *text_from_1252(const char *bytes, size_t size, struct arena *arena, size_t *ret_length)
{
    auto_buf struct buf out = BUF(3 * size + 1);
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)bytes[i];
        uint8_t utf8[6];
        ucs4_t point = c >= 0x80 && c < 0xA0 ? cp1252[c - 0x80] : c;
        int used = u8_uctomb(utf8, point, sizeof utf8);
        buf_add(&out, utf8, used > 0 ? (size_t)used : 0);
    }
    *ret_length = out.length;
    return arena_copy(arena, buf_str(&out), out.length);
}
