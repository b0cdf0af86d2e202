/* A PDF, of which only the dictionaries that are not packed are looked at: the trailer's, which says whether
 * it is locked, and the one of the document's own data. Nothing is unpacked or followed. */
#include "document.h"
#include "text/number.h"

#include <string.h>

/* Behind white space and comments-free PDF syntax. */
static const unsigned char *pdf_skip(const unsigned char *at, const unsigned char *end)
{
    while (at < end && *at && strchr(" \t\r\n\f", *at))
        at++;
    return at;
}

static const unsigned char *pdf_number(const unsigned char *at, const unsigned char *end)
{
    const unsigned char *from = at = pdf_skip(at, end);
    while (at < end && *at >= '0' && *at <= '9')
        at++;
    return at > from ? at : NULL;
}

/* Whether a reference "12 0 R" or a dictionary stands here, as behind /Encrypt of a trailer. */
static bool is_reference(const unsigned char *at, const unsigned char *end)
{
    const unsigned char *start = pdf_skip(at, end);
    if (end - start >= 2 && start[0] == '<' && start[1] == '<')
        return true;
    at = pdf_number(at, end);
    at = at ? pdf_number(at, end) : NULL;
    at = at ? pdf_skip(at, end) : NULL;
    return at && at < end && *at == 'R';
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

/* The bytes of a text, in parentheses or as digits in angles, as far as there is room. */
static size_t pdf_text(const unsigned char *at, const unsigned char *end, unsigned char *to, size_t room)
{
    size_t size = 0;
    bool is_hex = at < end && *at == '<';
    if (at >= end || (*at != '(' && !is_hex))
        return 0;
    at++;
    while (size < room && at < end && *at != ')') {
        if (!is_hex) {
            to[size++] = pdf_char(&at, end);
        } else if (end - at > 1 && number_hex_digit(at[0]) >= 0 && number_hex_digit(at[1]) >= 0) {
            to[size++] = (unsigned char)(number_hex_digit(at[0]) << 4 | number_hex_digit(at[1]));
            at += 2;
        } else {
            break;
        }
    }
    return size;
}

/* UTF-16 of the characters below U+10000 as UTF-8; the others, which no name has, are left out. */
static size_t pdf_as_utf8(const unsigned char *wide, size_t size, char *to)
{
    char *p = to;
    for (size_t i = 0; i + 1 < size; i += 2) {
        unsigned c = be16(wide + i);
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

/* The person behind /Author; in UTF-16 where a mark says so. */
static void read_author(struct document *document, const unsigned char *at, const unsigned char *end)
{
    unsigned char text[DOCUMENT_NAME_MAX];
    char name[2 * DOCUMENT_NAME_MAX];
    size_t size = pdf_text(pdf_skip(at, end), end, text, sizeof text);
    if (size >= 2 && text[0] == 0xFE && text[1] == 0xFF)
        document_hides_author(document, name, pdf_as_utf8(text + 2, size - 2, name));
    else
        document_hides_author(document, (const char *)text, size);
}

void document_read_pdf(struct document *document, struct span file)
{
    const unsigned char *end = file.at + file.size;
    document->facts->kind = DOCUMENT_PDF;
    for (const unsigned char *at = file.at; (at = memmem(at, (size_t)(end - at), "/Encrypt", 8)); at += 8)
        if (is_reference(at + 8, end))
            document_blame(document, DOCUMENT_ENCRYPTED);
    for (const unsigned char *at = file.at; (at = memmem(at, (size_t)(end - at), "/Author", 7)); at += 7)
        read_author(document, at + 7, end);
    /* Notes that reviewers stick on; those in packed objects are not seen. */
    for (const unsigned char *at = file.at; (at = memmem(at, (size_t)(end - at), "/Subtype", 8)); at += 8) {
        const unsigned char *name = pdf_skip(at + 8, end);
        if (end - name > 5 && memcmp(name, "/Text", 5) == 0 && name[5] && strchr(" \t\r\n\f/>", name[5]))
            document_hides(document, HIDDEN_COMMENTS);
    }
}
