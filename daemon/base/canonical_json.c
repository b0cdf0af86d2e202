/* Canonical JSON. Written by recursion of a bounded depth. */
#include "base/canonical_json.h"

#include "base/cleanup.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 32 };

/* 2^53 - 1: what a reader that knows doubles alone keeps (RFC 8785 section 3.2.2.3). */
static const json_int_t INTEGER_MAX = 9007199254740991;

/* What a character is escaped as, beside those below a space; NULL: it stands for itself. */
static const char *canonical_escape(char c)
{
    switch (c) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\b':
        return "\\b";
    case '\t':
        return "\\t";
    case '\n':
        return "\\n";
    case '\f':
        return "\\f";
    case '\r':
        return "\\r";
    default:
        return NULL;
    }
}

void canonical_text(struct buf *out, const char *text)
{
    const char *from = text;
    buf_char(out, '"');
    for (const char *p = text; *p; p++) {
        const char *escape = canonical_escape(*p);
        if (!escape && (unsigned char)*p >= 0x20)
            continue;
        buf_add(out, from, (size_t)(p - from));
        from = p + 1;
        if (escape)
            buf_text(out, escape);
        else
            buf_printf(out, "\\u%04x", (unsigned)*p);
    }
    buf_text(out, from);
    buf_char(out, '"');
}

/* Bytes of UTF-8 in the order of UTF-16: what is written with surrogates (lead bytes F0 to F4) stands before
 * U+E000 and above (EE, EF). */
static int canonical_rank(unsigned char c)
{
    return c == 0xee || c == 0xef ? c + 0x10 : c;
}

static int canonical_compare(const void *a, const void *b)
{
    const unsigned char *p = *(const unsigned char *const *)a, *q = *(const unsigned char *const *)b;
    while (*p && *p == *q)
        p++, q++;
    return canonical_rank(*p) - canonical_rank(*q);
}

static enum err canonical_value(json_t *value, int depth, struct buf *out);

/* The names are sorted apart, for an object keeps them as they came. */
static enum err canonical_object(json_t *object, int depth, struct buf *out)
{
    size_t count = json_object_size(object), i = 0;
    auto_free const char **names = calloc(count + 1, sizeof *names);
    enum err err = names ? ERR_OK : ERR_MEMORY;
    const char *name;
    json_t *value;
    if (err)
        return err;
    json_object_foreach(object, name, value) names[i++] = name;
    qsort(names, count, sizeof *names, canonical_compare);
    buf_char(out, '{');
    for (i = 0; !err && i < count; i++) {
        buf_text(out, i ? "," : "");
        canonical_text(out, names[i]);
        buf_char(out, ':');
        err = canonical_value(json_object_get(object, names[i]), depth, out);
    }
    buf_char(out, '}');
    return err;
}

static enum err canonical_list(const json_t *list, int depth, struct buf *out)
{
    enum err err = ERR_OK;
    buf_char(out, '[');
    for (size_t i = 0; !err && i < json_array_size(list); i++) {
        buf_text(out, i ? "," : "");
        err = canonical_value(json_array_get(list, i), depth, out);
    }
    buf_char(out, ']');
    return err;
}

/* Whatever it is; a fraction has no form here. */
static enum err canonical_value(json_t *value, int depth, struct buf *out)
{
    json_int_t number = json_integer_value(value);
    if (depth >= DEPTH_MAX || !value || json_is_real(value) || number > INTEGER_MAX || number < -INTEGER_MAX)
        return ERR_INPUT;
    if (json_is_object(value))
        return canonical_object(value, depth + 1, out);
    if (json_is_array(value))
        return canonical_list(value, depth + 1, out);
    if (json_is_string(value))
        canonical_text(out, json_string_value(value));
    else if (json_is_integer(value))
        buf_printf(out, "%lld", (long long)number);
    else
        buf_text(out, json_is_true(value) ? "true" : json_is_false(value) ? "false" : "null");
    return ERR_OK;
}

enum err canonical_json(json_t *value, struct buf *out)
{
    enum err err = canonical_value(value, 0, out);
    return !err && buf_failed(out) ? ERR_MEMORY : err;
}
