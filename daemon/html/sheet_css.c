/* The words of CSS, by the rules of CSS Syntax 3 where they matter for finding the end of a thing. Knows
 * neither rules nor selectors. */
#include "sheet_inner.h"

#include <string.h>
#include <strings.h>

static const char css_white[] = " \t\n\r\f";

uint32_t sheet_hash(char kind, const char *name, size_t length)
{
    uint32_t hash = (2166136261u ^ (unsigned char)kind) * 16777619u;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)name[i]) * 16777619u;
    return hash;
}

bool css_is_white(char c)
{
    return c && strchr(css_white, c);
}

struct css css_trimmed(struct css css)
{
    while (css.at < css.end && css_is_white(*css.at))
        css.at++;
    while (css.end > css.at && css_is_white(css.end[-1]))
        css.end--;
    return css;
}

/* Behind the quoted text at `at`; without an end it goes to the end of its line. */
static const char *css_string_end(const char *at, const char *end)
{
    char quote = *at++;
    while (at < end && *at != quote && *at != '\n')
        at += *at == '\\' && at + 1 < end ? 2 : 1;
    return at < end ? at + 1 : end;
}

struct css css_copy(const char *css, size_t length, struct arena *arena)
{
    const char *end = css + length;
    char *copy = arena_alloc(arena, length + 1), *to = copy;
    if (!copy)
        return (struct css){"", ""};
    for (const char *at = css; at < end;) {
        size_t left = (size_t)(end - at);
        if (*at == '"' || *at == '\'') {
            const char *behind = css_string_end(at, end);
            memcpy(to, at, (size_t)(behind - at));
            to += behind - at;
            at = behind;
        } else if (left >= 2 && memcmp(at, "/*", 2) == 0) {
            const char *close = memmem(at + 2, left - 2, "*/", 2);
            at = close ? close + 2 : end;
            *to++ = ' ';
        } else if (left >= 4 && *at == '<' && memcmp(at + 1, "!--", 3) == 0) {
            at += 4;
            *to++ = ' ';
        } else if (left >= 3 && *at == '-' && at[1] == '-' && at[2] == '>') {
            at += 3;
            *to++ = ' ';
        } else {
            *to++ = *at++;
        }
    }
    *to = '\0';
    return (struct css){copy, to};
}

const char *css_find(const char *at, const char *end, const char *signs)
{
    int depth = 0;
    while (at < end) {
        if (depth == 0 && strchr(signs, *at))
            return at;
        if (*at == '"' || *at == '\'') {
            at = css_string_end(at, end);
            continue;
        }
        if (*at == '\\' && at + 1 < end)
            at++;
        else if (strchr("([{", *at))
            depth++;
        else if (strchr(")]}", *at))
            depth -= depth > 0;
        at++;
    }
    return end;
}

struct css css_take_until(struct css *css, const char *signs)
{
    const char *stop = css_find(css->at, css->end, signs);
    struct css taken = {css->at, stop};
    css->at = stop + (stop < css->end);
    return taken;
}

static bool css_is_of_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || (unsigned char)c >= 0x80;
}

/* The code point as UTF-8; the result is its bytes. */
static size_t css_write_point(char *to, unsigned long point)
{
    if (point == 0 || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000))
        point = 0xFFFD;
    if (point < 0x80) {
        to[0] = (char)point;
        return 1;
    }
    size_t size = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (size_t i = size - 1; i > 0; i--, point >>= 6)
        to[i] = (char)(0x80 | (point & 0x3F));
    to[0] = (char)((size == 2 ? 0xC0 : size == 3 ? 0xE0 : 0xF0) | point);
    return size;
}

/* What stands behind a backslash at css->at: six hexadecimal digits at most, or the character itself. Written
 * to `to`, where it is no longer than it was. */
static size_t css_take_escape(struct css *css, char *to)
{
    unsigned long point = 0;
    int digits = 0;
    for (; css->at < css->end && digits < 6; css->at++, digits++) {
        char c = (char)(*css->at | 0x20);
        bool is_number = *css->at >= '0' && *css->at <= '9', is_letter = c >= 'a' && c <= 'f';
        if (!is_number && !is_letter)
            break;
        point = point * 16 + (unsigned long)(is_number ? *css->at - '0' : c - 'a' + 10);
    }
    if (!digits) {
        *to = *css->at++;
        return 1;
    }
    if (css->at < css->end && css_is_white(*css->at))
        css->at++;
    return css_write_point(to, point);
}

/* From css->at to `stop`, with escapes read, which can be as long as a character more than they were. */
static struct css_name css_unescaped(struct css *css, const char *stop, struct arena *arena)
{
    struct css_name name = {css->at, (size_t)(stop - css->at)};
    if (!memchr(name.text, '\\', name.length)) {
        css->at = stop;
        return name;
    }
    char *copy = arena_alloc(arena, 2 * name.length + 1), *to = copy;
    struct css inside = {css->at, stop};
    css->at = stop;
    if (!copy)
        return (struct css_name){"", 0};
    while (inside.at < inside.end) {
        if (*inside.at != '\\') {
            *to++ = *inside.at++;
            continue;
        }
        inside.at++;
        if (inside.at < inside.end && *inside.at == '\n')
            inside.at++;
        else if (inside.at < inside.end)
            to += css_take_escape(&inside, to);
    }
    *to = '\0';
    return (struct css_name){copy, (size_t)(to - copy)};
}

struct css_name css_take_name(struct css *css, struct arena *arena)
{
    const char *stop = css->at;
    while (stop < css->end && (css_is_of_name(*stop) || (*stop == '\\' && stop + 1 < css->end))) {
        bool is_escape = *stop == '\\';
        stop += is_escape ? 2 : 1;
        /* A blank behind digits belongs to the escape. */
        size_t digits = 0;
        for (const char *at = stop - 1; is_escape && at + digits < css->end && digits < 6 &&
                                        strchr("0123456789abcdefABCDEF", at[digits]);)
            digits++;
        if (digits && stop - 1 + digits < css->end && css_is_white(stop[digits - 1]))
            stop += digits;
    }
    return css_unescaped(css, stop, arena);
}

struct css_name css_take_string(struct css *css, struct arena *arena)
{
    const char *behind = css_string_end(css->at, css->end);
    bool is_closed = behind > css->at + 1 && behind[-1] == *css->at;
    css->at++;
    struct css_name text = css_unescaped(css, behind - is_closed, arena);
    css->at = behind;
    return text;
}

bool css_name_is(struct css_name name, const char *word)
{
    return strlen(word) == name.length && strncasecmp(name.text, word, name.length) == 0;
}
