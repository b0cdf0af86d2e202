/* JSON as text (RFC 8259), without spaces. Texts of a view are valid UTF-8 already, so only what must be
 * escaped is looked for; the library's own writer decodes every letter, which for articles takes most of the
 * time. */
#include "view/view.h"

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

/* Bytes beyond ASCII go through: JSON is UTF-8, and escapes would triple Vietnamese text. */
static void write_text(const char *text, size_t size, struct buf *out)
{
    const char *end = text + size, *run = text;
    buf_char(out, '"');
    for (const char *p = text; p < end; p++) {
        const char *escape = escape_of((unsigned char)*p);
        if (!escape)
            continue;
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

static void write_value(const json_t *value, struct buf *out);

/* As short as it can be read back: 0.1, not 0.10000000000000001. */
static void write_real(double number, struct buf *out)
{
    char text[40];
    snprintf(text, sizeof text, "%.15g", number);
    if (strtod(text, NULL) < number || strtod(text, NULL) > number)
        snprintf(text, sizeof text, "%.17g", number);
    buf_text(out, text);
}

static void write_object(const json_t *object, struct buf *out)
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
        write_text(name, strlen(name), out);
        buf_char(out, ':');
        write_value(json_object_iter_value(at), out);
    }
    buf_char(out, '}');
}

/* Elements in order, without spaces. */
static void write_array(const json_t *array, struct buf *out)
{
    buf_char(out, '[');
    for (size_t i = 0; i < json_array_size(array); i++) {
        if (i)
            buf_char(out, ',');
        write_value(json_array_get(array, i), out);
    }
    buf_char(out, ']');
}

/* By recursion; views are as deep as this program made them. */
static void write_value(const json_t *value, struct buf *out)
{
    /* No default, so that the compiler asks for a type that was left out. */
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        write_object(value, out);
        break;
    case JSON_ARRAY:
        write_array(value, out);
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

enum err view_write(const json_t *json, struct buf *out)
{
    write_value(json, out);
    /* One value a line: it may be appended to others, and shells like it. */
    buf_char(out, '\n');
    return buf_failed(out) ? ERR_MEMORY : ERR_OK;
}
