/* Tells documents apart by their first bytes and notes what is found. How each is packed its own file knows.
 */
#include "document.h"

#include <string.h>

/* As PDF readers look for the head (Adobe's note 13 to ISO 32000-1, annex H). */
enum { PDF_HEAD_WITHIN = 1024 };

static bool document_has(struct span file, const char *magic, size_t length)
{
    return file.size >= length && memcmp(file.at, magic, length) == 0;
}

/* A PDF's head stands at the beginning, or soon behind bytes that a scanner or a mail program put there; then
 * it must look like a PDF further on too, for a text may speak of it. */
static bool is_pdf(struct span file)
{
    if (document_has(file, "%PDF-", 5))
        return true;
    size_t within = file.size < PDF_HEAD_WITHIN ? file.size : PDF_HEAD_WITHIN;
    const unsigned char *head = memmem(file.at, within, "%PDF-", 5);
    if (!head)
        return false;
    size_t rest = file.size - (size_t)(head - file.at);
    return memmem(head, rest, "endobj", 6) || memmem(head, rest, "startxref", 9);
}

typedef void reader(struct document *document, struct span file);

/* NULL when the first bytes are of none. */
static reader *document_reader(struct span file)
{
    if (document_has(file, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8))
        return document_read_compound;
    /* The second is an empty archive, the third one that was made for several disks. */
    if (document_has(file, "PK\3\4", 4) || document_has(file, "PK\5\6", 4) ||
        document_has(file, "PK\7\x08PK\3\4", 8))
        return document_read_zip;
    if (document_has(file, "Rar!\x1A\x07", 6))
        return document_read_rar;
    if (document_has(file, "7z\xBC\xAF\x27\x1C", 6))
        return document_read_7z;
    return is_pdf(file) ? document_read_pdf : NULL;
}

bool document_begins(const void *bytes, size_t size)
{
    return document_reader((struct span){bytes, size}) != NULL;
}

bool document_inspect(struct span file, struct document_facts *ret_facts)
{
    reader *read = document_reader(file);
    *ret_facts = (struct document_facts){.kind = DOCUMENT_KINDS};
    struct document document = {.facts = ret_facts, .most = DOCUMENT_RATIO_MAX * (uint64_t)file.size};
    if (document.most < DOCUMENT_RATIO_FROM)
        document.most = DOCUMENT_RATIO_FROM;
    if (document.most > DOCUMENT_EXPANDED_MAX)
        document.most = DOCUMENT_EXPANDED_MAX;
    if (!read)
        return false;
    read(&document, file);
    if (ret_facts->kind == DOCUMENT_KINDS)
        document_blame(&document, DOCUMENT_UNKNOWN);
    return true;
}

void document_blame(struct document *document, enum document_fault fault)
{
    if (!document->facts->fault)
        document->facts->fault = fault;
}

void document_hides(struct document *document, enum document_hidden what)
{
    document->facts->hidden[what]++;
}

void document_hides_author(struct document *document, const char *name, size_t size)
{
    char *first = document->facts->author;
    while (size && strchr(" \t\r\n", name[size - 1]))
        size--;
    while (size && strchr(" \t\r\n", *name)) {
        name++;
        size--;
    }
    if (size > DOCUMENT_NAME_MAX)
        size = DOCUMENT_NAME_MAX;
    bool is_first = !*first;
    if (!size || (!is_first && strlen(first) == size && memcmp(first, name, size) == 0))
        return;
    document_hides(document, HIDDEN_AUTHORS);
    if (is_first) {
        memcpy(first, name, size);
        first[size] = '\0';
    }
}
