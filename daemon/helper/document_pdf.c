/* A PDF: what its dictionaries say that no page shows, those in packed object streams (ISO 32000-1 7.5.7)
 * included, and what its XMP says of who wrote it. References are not followed: every object is looked at
 * where it stands. */
#include "document.h"
#include "exif.h"
#include "pdf_dictionary.h"
#include "pdf_stream.h"
#include "tags.h"

#include <string.h>

/* Hidden, and shown neither: bits of an annotation's flags (12.5.3). */
enum { FLAGS_HIDDEN = 1 << 1 | 1 << 5 };

/* Photographs say where they were taken near their beginning. */
enum { PHOTO_HEAD = 64 * 1024 };

/* The person behind /Author; in UTF-16 where a mark says so. */
static void read_author(struct document *document, const struct pdf_token *token)
{
    unsigned char text[DOCUMENT_NAME_MAX];
    char name[2 * DOCUMENT_NAME_MAX];
    size_t size = pdf_string(token, text, sizeof text);
    if (size >= 2 && text[0] == 0xFE && text[1] == 0xFF)
        document_hides_author(document, name, pdf_as_utf8((struct span){text + 2, size - 2}, name));
    else
        document_hides_author(document, (const char *)text, size);
}

/* Whether there is a text, or what may be one elsewhere; a mark of its encoding alone is none. */
static bool pdf_says(const struct pdf_value *value)
{
    unsigned char text[3];
    size_t size = pdf_string(&value->token, text, sizeof text);
    return value->is_reference || size > 2 || (size && text[0] != 0xFE);
}

/* Notes that reviewers stick on, and marks on the text with words of theirs. */
static bool pdf_is_comment(const struct pdf_dictionary *dictionary)
{
    static const char *const marks[] = {"Highlight", "Underline", "StrikeOut",     "Squiggly", "Caret",
                                        "Ink",       "Square",    "Circle",        "Line",     "Polygon",
                                        "PolyLine",  "Stamp",     "FileAttachment"};
    const struct pdf_token *subtype = &dictionary->values[PDF_KEY_SUBTYPE].token;
    if (pdf_is(subtype, "Text"))
        return true;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (pdf_is(subtype, marks[i]))
            return pdf_says(&dictionary->values[PDF_KEY_CONTENTS]);
    return false;
}

/* The root of the tree of pages says how many there are (7.7.3.2); of several versions the last one counts.
 */
static void count_pages(struct document *document, const struct pdf_dictionary *dictionary)
{
    const struct pdf_value *values = dictionary->values, *count = &values[PDF_KEY_COUNT];
    if (document->depth || !pdf_is(&values[PDF_KEY_TYPE].token, "Pages") ||
        values[PDF_KEY_PARENT].token.kind != PDF_NOTHING)
        return;
    int64_t pages = count->is_reference ? 0 : pdf_integer(&count->token);
    document->facts->pages = pages > 0 && pages <= DOCUMENT_PAGES_MAX ? (uint32_t)pages : 0;
}

/* What one dictionary hides, and how many pages there are; for pdf_read(). */
static void pdf_hear(void *context, const struct pdf_dictionary *dictionary)
{
    struct document *document = context;
    count_pages(document, dictionary);
    const struct pdf_value *values = dictionary->values, *files = &values[PDF_KEY_FILES],
                           *script = &values[PDF_KEY_SCRIPT];
    if (values[PDF_KEY_AUTHOR].token.kind == PDF_STRING)
        read_author(document, &values[PDF_KEY_AUTHOR].token);
    if (pdf_is_comment(dictionary))
        document_hides(document, HIDDEN_COMMENTS);
    /* A field that is not shown, with what was filled in. */
    if (pdf_integer(&values[PDF_KEY_FLAGS].token) & FLAGS_HIDDEN && pdf_says(&values[PDF_KEY_VALUE]))
        document_hides(document, HIDDEN_TEXT);
    if (files->token.kind == PDF_DICTIONARY || files->is_reference)
        document_hides(document, HIDDEN_FILES);
    if (script->token.kind == PDF_STRING || script->is_reference ||
        pdf_is(&values[PDF_KEY_ACTION].token, "JavaScript"))
        document_hides(document, HIDDEN_SCRIPTS);
}

/* The names in XMP: <dc:creator><rdf:Seq><rdf:li>…</rdf:li> (ISO 16684-1). */
struct xmp {
    struct document *document;
    bool is_creator;
};

static void xmp_hear(void *context, const char *tag, const char *before)
{
    struct xmp *xmp = context;
    bool is_end = *tag == '/';
    if (element_is(tag + is_end, "creator"))
        xmp->is_creator = !is_end;
    else if (xmp->is_creator && is_end && element_is(tag + 1, "li"))
        document_hides_author(xmp->document, before, strlen(before));
}

static void read_xmp(struct document *document, struct span text)
{
    struct xmp xmp = {.document = document};
    struct tags tags = {.heard = xmp_hear, .context = &xmp};
    tags_feed(&tags, text);
}

/* A photograph in it that says its place. */
static void look_at_photo(struct document *document, struct span data)
{
    struct span head = {data.at, data.size < PHOTO_HEAD ? data.size : PHOTO_HEAD};
    const unsigned char *mark = memmem(head.at, head.size, "Exif\0\0", 6);
    if (mark && exif_has_place((struct span){mark + 6, head.size - (size_t)(mark - head.at) - 6}))
        document_hides(document, HIDDEN_PLACES);
}

/* One stream: objects, XMP, a photograph, or what is none of our business. */
static void look_at_stream(struct document *document, const struct pdf_dictionary *about, struct span data)
{
    const struct pdf_token *type = &about->values[PDF_KEY_TYPE].token;
    bool is_objects = pdf_is(type, "ObjStm"), is_xmp = pdf_is(type, "Metadata");
    struct pdf_dictionary last;
    struct pdf_unpacked unpacked;
    if (data.size > 3 && memcmp(data.at, "\xFF\xD8\xFF", 3) == 0)
        look_at_photo(document, data);
    if ((!is_objects && !is_xmp) || !pdf_unpack(document, about, data, &unpacked))
        return;
    if (is_objects)
        pdf_read(unpacked.text, pdf_hear, document, &last);
    else
        read_xmp(document, unpacked.text);
    pdf_unpacked_done(&unpacked);
}

/* Whether the trailer, or the dictionary in its place, says that it is locked. */
static bool pdf_is_locked(struct span file)
{
    const unsigned char *end = file.at + file.size;
    struct pdf_token token, second = {.kind = PDF_NOTHING}, third = {.kind = PDF_NOTHING};
    for (const unsigned char *at = file.at; (at = memmem(at, (size_t)(end - at), "/Encrypt", 8)); at += 8) {
        struct span rest = {at + 8, (size_t)(end - at) - 8};
        if (!pdf_next(&rest, &token))
            continue;
        if (token.kind == PDF_DICTIONARY)
            return true;
        if (token.kind == PDF_NUMBER && pdf_next(&rest, &second) && second.kind == PDF_NUMBER &&
            pdf_next(&rest, &third) && pdf_is(&third, "R"))
            return true;
    }
    return false;
}

void document_read_pdf(struct document *document, struct span file)
{
    struct pdf_pieces pieces;
    struct pdf_piece piece;
    document->facts->kind = DOCUMENT_PDF;
    if (pdf_is_locked(file))
        document_blame(document, DOCUMENT_ENCRYPTED);
    pdf_pieces_begin(&pieces, file);
    while (!document->facts->fault && pdf_pieces_next(&pieces, &piece)) {
        struct pdf_dictionary about;
        pdf_read(piece.text, pdf_hear, document, &about);
        if (piece.has_stream)
            look_at_stream(document, &about, pdf_pieces_stream(&pieces, &about));
    }
}
