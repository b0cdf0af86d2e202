/* JSON as text (RFC 8259), without spaces, or indented for people. Texts of a view are valid UTF-8 already,
 * so only what must be escaped is looked for; the library's own writer decodes every letter, which for
 * articles takes most of the time. */
#include "view/view.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What stands for a byte within a string; NULL for itself, "" for \u00XX. */
static const char *escape_of(unsigned char c)
{
    switch (c) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\b':
        return "\\b";
    case '\f':
        return "\\f";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        return c < 0x20 ? "" : NULL;
    }
}

/* Bytes that are 0, in the highest bit of each; exact up to the first of them, which is what is asked for. */
static uint64_t zero_bytes(uint64_t bytes)
{
    static const uint64_t ones = 0x0101010101010101, highs = 0x8080808080808080;
    return (bytes - ones) & ~bytes & highs;
}

/* The first byte that needs an escape, or `end`; eight at a time, for this sees every byte of every answer.
 */
static const char *skip_plain(const char *p, const char *end)
{
    static const uint64_t ones = 0x0101010101010101, controls = 0xE0E0E0E0E0E0E0E0;
    for (; end - p >= 8; p += 8) {
        uint64_t bytes;
        memcpy(&bytes, p, sizeof bytes);
        if (zero_bytes(bytes & controls) | zero_bytes(bytes ^ ones * '"') | zero_bytes(bytes ^ ones * '\\'))
            break;
    }
    while (p < end && !escape_of((unsigned char)*p))
        p++;
    return p;
}

/* Bytes beyond ASCII go through: JSON is UTF-8, and escapes would triple Vietnamese text. */
static void write_text(const char *text, size_t size, struct buf *out)
{
    const char *end = text + size, *run = text;
    buf_char(out, '"');
    for (const char *p = skip_plain(text, end); p < end; p = skip_plain(p + 1, end)) {
        const char *escape = escape_of((unsigned char)*p);
        /* What needs no escape is copied as it stands between two that do. */
        buf_add(out, run, (size_t)(p - run));
        if (*escape)
            buf_text(out, escape);
        else
            buf_printf(out, "\\u%04X", (unsigned char)*p);
        run = p + 1;
    }
    /* What is left behind the last escape. */
    buf_add(out, run, (size_t)(end - run));
    buf_char(out, '"');
}

/* What is within the value at `depth`; COMPACT, which is below every depth, writes all in one line. */
enum { COMPACT = -1, INDENT = 2 };

static int write_deeper(int depth)
{
    return depth == COMPACT ? COMPACT : depth + 1;
}

/* A new line for what stands at this depth. */
static void write_break(int depth, struct buf *out)
{
    if (depth != COMPACT)
        buf_printf(out, "\n%*s", depth * INDENT, "");
}

static void write_value(const json_t *value, int depth, struct buf *out);

/* As short as it can be read back: 0.1, not 0.10000000000000001. */
static void write_real(double number, struct buf *out)
{
    char text[40];
    snprintf(text, sizeof text, "%.15g", number);
    if (strtod(text, NULL) < number || strtod(text, NULL) > number)
        snprintf(text, sizeof text, "%.17g", number);
    buf_text(out, text);
}

static void write_object(const json_t *object, int depth, struct buf *out)
{
    union {
        const json_t *in;
        json_t *out;
    } pointer = {object}; /* iterating changes nothing */
    bool is_first = true;
    buf_char(out, '{');
    /* In the order in which the members were put, on which readers of the API and of tests may look. */
    for (void *at = json_object_iter(pointer.out); at; at = json_object_iter_next(pointer.out, at)) {
        const char *name = json_object_iter_key(at);
        if (!is_first)
            buf_char(out, ',');
        is_first = false;
        write_break(write_deeper(depth), out);
        write_text(name, strlen(name), out);
        buf_text(out, depth == COMPACT ? ":" : ": ");
        write_value(json_object_iter_value(at), write_deeper(depth), out);
    }
    if (!is_first)
        write_break(depth, out);
    buf_char(out, '}');
}

/* Elements in order. */
static void write_array(const json_t *array, int depth, struct buf *out)
{
    size_t count = json_array_size(array);
    buf_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i)
            buf_char(out, ',');
        write_break(write_deeper(depth), out);
        write_value(json_array_get(array, i), write_deeper(depth), out);
    }
    if (count)
        write_break(depth, out);
    buf_char(out, ']');
}

/* By recursion; views are as deep as this program made them. */
static void write_value(const json_t *value, int depth, struct buf *out)
{
    /* No default, so that the compiler asks for a type that was left out. */
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        write_object(value, depth, out);
        break;
    case JSON_ARRAY:
        write_array(value, depth, out);
        break;
    case JSON_STRING:
        write_text(json_string_value(value), json_string_length(value), out);
        break;
    case JSON_INTEGER:
        buf_printf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        break;
    case JSON_REAL:
        write_real(json_real_value(value), out);
        break;
    case JSON_TRUE:
        buf_text(out, "true");
        break;
    case JSON_FALSE:
        buf_text(out, "false");
        break;
    case JSON_NULL:
        buf_text(out, "null");
        break;
    }
}

static enum err view_write_at(const json_t *json, int depth, struct buf *out)
{
    write_value(json, depth, out);
    /* One value a line: it may be appended to others, and shells like it. */
    buf_char(out, '\n');
    return buf_failed(out) ? ERR_MEMORY : ERR_OK;
}

enum err view_write(const json_t *json, struct buf *out)
{
    return view_write_at(json, COMPACT, out);
}

enum err view_write_pretty(const json_t *json, struct buf *out)
{
    return view_write_at(json, 0, out);
}
