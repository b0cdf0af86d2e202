/* A PDF, of which only the dictionaries that are not packed are looked at: the trailer's, which says whether
 * it is locked, and the one of the document's own data. Nothing is unpacked or followed. */
#include "document.h"

#include <string.h>

/* Behind white space and comments-free PDF syntax. */
static const unsigned char *pdf_skip(const unsigned char *at, const unsigned char *end)
{
    while (at < end && memchr(" \t\r\n\f", *at, 5))
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

/* The person in parentheses behind /Author; in UTF-16 where a mark says so, of which the first byte of each
 * pair is left out, so that letters without marks can be read. */
static void read_author(struct document *document, const unsigned char *at, const unsigned char *end)
{
    char name[DOCUMENT_NAME_MAX];
    size_t size = 0;
    at = pdf_skip(at, end);
    if (at >= end || *at != '(')
        return;
    bool is_wide = end - at > 3 && at[1] == 0xFE && at[2] == 0xFF;
    at += is_wide ? 3 : 1;
    for (; at < end && *at != ')' && size < sizeof name; at++) {
        if (*at == '\\' && at + 1 < end)
            at++;
        else if (is_wide && *at < ' ')
            continue;
        name[size++] = (char)*at;
    }
    document_hides_author(document, name, size);
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
        if (end - name > 5 && memcmp(name, "/Text", 5) == 0 && memchr(" \t\r\n\f/>", name[5], 7))
            document_hides(document, HIDDEN_COMMENTS);
    }
}
