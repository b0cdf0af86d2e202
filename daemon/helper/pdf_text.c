/* Takes PDF's text apart into pieces. Knows what none of them means. */
#include "pdf_text.h"

#include "text/number.h"

#include <string.h>

static bool pdf_is_blank(unsigned char c)
{
    return c == '\0' || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' ';
}

/* Neither white space nor one of the characters that begin or end something. */
static bool pdf_is_regular(unsigned char c)
{
    return !pdf_is_blank(c) && !strchr("()<>[]{}/%", c);
}

/* Steps over white space, and comments up to the end of their line. */
static void pdf_skip(struct span *rest)
{
    size_t at = 0;
    bool is_comment = false;
    while (at < rest->size) {
        unsigned char c = rest->at[at];
        if (is_comment && (c == '\n' || c == '\r'))
            is_comment = false;
        else if (!is_comment && c == '%')
            is_comment = true;
        else if (!is_comment && !pdf_is_blank(c))
            break;
        at++;
    }
    *rest = (struct span){rest->at + at, rest->size - at};
}

/* As long as a text in parentheses is, those within it counted; to the end when it has none. */
static size_t pdf_parentheses(struct span rest)
{
    size_t at = 1, depth = 1;
    for (; at < rest.size && depth; at++) {
        if (rest.at[at] == '\\')
            at++;
        else if (rest.at[at] == '(')
            depth++;
        else if (rest.at[at] == ')')
            depth--;
    }
    return at < rest.size ? at : rest.size;
}

static size_t pdf_regular(struct span rest, size_t from)
{
    while (from < rest.size && pdf_is_regular(rest.at[from]))
        from++;
    return from;
}

/* The kind of what begins here, and how long it is. */
static enum pdf_kind pdf_measure(struct span rest, size_t *ret_size)
{
    unsigned char c = rest.at[0];
    bool is_double = rest.size > 1 && rest.at[1] == c;
    const unsigned char *end;
    *ret_size = 1;
    switch (c) {
    case '/':
        *ret_size = pdf_regular(rest, 1);
        return PDF_NAME;
    case '(':
        *ret_size = pdf_parentheses(rest);
        return PDF_STRING;
    case '<':
        if (is_double)
            break;
        end = memchr(rest.at, '>', rest.size);
        *ret_size = end ? (size_t)(end - rest.at) + 1 : rest.size;
        return PDF_STRING;
    case '>':
        break;
    case '[':
        return PDF_ARRAY;
    case ']':
        return PDF_ARRAY_END;
    default:
        if (!pdf_is_regular(c))
            return PDF_NOTHING;
        *ret_size = pdf_regular(rest, 1);
        return strchr("+-.0123456789", c) ? PDF_NUMBER : PDF_WORD;
    }
    if (!is_double)
        return PDF_NOTHING;
    *ret_size = 2;
    return c == '<' ? PDF_DICTIONARY : PDF_DICTIONARY_END;
}

bool pdf_next(struct span *rest, struct pdf_token *ret_token)
{
    for (;;) {
        size_t size;
        pdf_skip(rest);
        if (!rest->size)
            return false;
        enum pdf_kind kind = pdf_measure(*rest, &size);
        size_t mark = kind == PDF_NAME ? 1 : 0;
        *ret_token = (struct pdf_token){kind, {rest->at + mark, size - mark}};
        *rest = (struct span){rest->at + size, rest->size - size};
        if (kind != PDF_NOTHING)
            return true;
    }
}

bool pdf_is(const struct pdf_token *token, const char *word)
{
    return (token->kind == PDF_NAME || token->kind == PDF_WORD) && token->text.size == strlen(word) &&
           memcmp(token->text.at, word, token->text.size) == 0;
}

int64_t pdf_integer(const struct pdf_token *token)
{
    enum { DIGITS_MAX = 15 };
    int64_t value = 0;
    size_t digits = 0;
    for (size_t i = 0; token->kind == PDF_NUMBER && i < token->text.size && digits < DIGITS_MAX; i++) {
        unsigned char c = token->text.at[i];
        if (c < '0' || c > '9')
            break;
        value = value * 10 + (c - '0');
        digits++;
    }
    return value;
}

/* One character of a text in parentheses, an escape undone; steps behind it (ISO 32000-1 7.3.4.2). */
static unsigned char pdf_char(const unsigned char **at, const unsigned char *end)
{
    unsigned value = *(*at)++;
    if (value != '\\' || *at >= end)
        return (unsigned char)value;
    value = *(*at)++;
    if (value < '0' || value > '7')
        return (unsigned char)value;
    /* Up to three octal digits. */
    value -= '0';
    for (int digits = 1; digits < 3 && *at < end && **at >= '0' && **at <= '7'; digits++)
        value = value * 8 + (*(*at)++ - (unsigned)'0');
    return (unsigned char)value;
}

size_t pdf_string(const struct pdf_token *token, unsigned char *to, size_t room)
{
    size_t size = 0;
    if (token->kind != PDF_STRING || token->text.size < 2)
        return 0;
    /* Without what it stands in, of which one that was cut off has no end. */
    const unsigned char *at = token->text.at + 1, *end = token->text.at + token->text.size;
    end -= end[-1] == ')' || end[-1] == '>';
    if (token->text.at[0] == '(') {
        while (size < room && at < end)
            to[size++] = pdf_char(&at, end);
        return size;
    }
    for (; size < room && end - at > 1 && number_hex_digit(at[0]) >= 0 && number_hex_digit(at[1]) >= 0;
         at += 2)
        to[size++] = (unsigned char)(number_hex_digit(at[0]) << 4 | number_hex_digit(at[1]));
    return size;
}

size_t pdf_as_utf8(struct span wide, char *to)
{
    char *p = to;
    for (size_t i = 0; i + 1 < wide.size; i += 2) {
        unsigned c = be16(wide.at + i);
        if (c < 0x80) {
            *p++ = (char)c;
        } else if (c < 0x800) {
            *p++ = (char)(0xC0 | c >> 6);
            *p++ = (char)(0x80 | (c & 0x3F));
        } else if (c < 0xD800 || c > 0xDFFF) {
            *p++ = (char)(0xE0 | c >> 12);
            *p++ = (char)(0x80 | (c >> 6 & 0x3F));
            *p++ = (char)(0x80 | (c & 0x3F));
        }
    }
    return (size_t)(p - to);
}
