/* Content lines of calendars and cards. Knows neither what they say nor who reads them. */
#include "text/content_line.h"

#include <string.h>

/* Octets of a line without its end, and of one value at most. */
enum { LINE_MAX = 75, VALUE_MAX = 64 * 1024 };

/* The bytes of the letter that begins here; bytes that begin none stand alone. */
static size_t letter_size(const char *text)
{
    const char *end = text + 1;
    while (end - text < 4 && (*end & 0xC0) == 0x80)
        end++;
    return (size_t)(end - text);
}

/* One octet of each further line is the blank that says that it goes on. */
static void content_fold(struct buf *out, const char *text, size_t *column)
{
    while (*text) {
        size_t size = letter_size(text);
        if (*column + size > LINE_MAX) {
            buf_text(out, "\r\n ");
            *column = 1;
        }
        buf_add(out, text, size);
        *column += size;
        text += size;
    }
}

void content_line(struct buf *out, const char *head, const char *value)
{
    size_t column = 0;
    content_fold(out, head, &column);
    content_fold(out, ":", &column);
    content_fold(out, value, &column);
    buf_text(out, "\r\n");
}

void content_begin(struct buf *out, const char *component)
{
    buf_printf(out, "BEGIN:%s\r\n", component);
}

void content_end(struct buf *out, const char *component)
{
    buf_printf(out, "END:%s\r\n", component);
}

void content_escape(struct buf *out, const char *words)
{
    for (const char *p = words; *p; p++) {
        if (*p == '\n')
            buf_text(out, "\\n");
        else if (*p == '\\' || *p == ',' || *p == ';')
            buf_printf(out, "\\%c", *p);
        else if ((unsigned char)*p >= 0x20)
            buf_char(out, *p);
    }
}

void content_line_text(struct buf *out, const char *head, const char *words)
{
    auto_buf struct buf value = BUF(VALUE_MAX);
    if (!words || !*words)
        return;
    content_escape(&value, words);
    content_line(out, head, buf_failed(&value) ? "" : buf_str(&value));
}
