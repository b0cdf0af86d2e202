/* What a document or an archive is, what it carries along unseen, and why it cannot be taken: read by a child
 * of the helper, for what is read comes from outside and is packed.
 *
 * PDF (ISO 32000; of what is packed in it objects and XMP are unpacked), Office Open XML (ECMA-376) and
 * OpenDocument (ISO 26300) by [Content_Types].xml or `mimetype` in their ZIP (APPNOTE.TXT), the compound
 * files of older Office (MS-CFB, MS-DOC, MS-XLS, MS-PPT) by their streams, RAR (4 and 5) and 7z by their
 * heads. Of a ZIP everything is unpacked once, never more than its directory says and never to a file; of the
 * other archives nothing is.
 *
 * Thread: helper_inspect() from any, several at once; it waits for its turn as helper_render() does. */
#ifndef HELPER_DOCUMENT_H
#define HELPER_DOCUMENT_H

#include "base/err.h"
#include "helper/helper.h"

#include <stddef.h>
#include <stdint.h>

enum document_kind {
    DOCUMENT_PDF,
    DOCUMENT_DOC,
    DOCUMENT_XLS,
    DOCUMENT_PPT,
    DOCUMENT_DOCX,
    DOCUMENT_XLSX,
    DOCUMENT_PPTX,
    DOCUMENT_ODT,
    DOCUMENT_ODS,
    DOCUMENT_ODP,
    DOCUMENT_ZIP,
    DOCUMENT_RAR,
    DOCUMENT_7Z,
    DOCUMENT_KINDS
};

/* Why it cannot be taken. */
enum document_fault {
    DOCUMENT_FINE,
    DOCUMENT_DAMAGED,   /* cut off, or it says of itself what is not so */
    DOCUMENT_UNKNOWN,   /* a package of another program */
    DOCUMENT_MACROS,    /* it brings programs along */
    DOCUMENT_ENCRYPTED, /* nobody sees into it without a password */
    DOCUMENT_EXPANDS,   /* beyond DOCUMENT_EXPANDED_MAX, or DOCUMENT_RATIO_MAX times */
    DOCUMENT_NESTED,    /* an archive in an archive */
    DOCUMENT_ENTRIES,   /* more than DOCUMENT_ENTRIES_MAX */
    DOCUMENT_FAULTS
};

/* What whoever loads it down can see, and who sent it may not think of. */
enum document_hidden {
    HIDDEN_COMMENTS,
    HIDDEN_CHANGES, /* tracked ones */
    HIDDEN_TEXT,
    HIDDEN_SHEETS, /* and slides */
    HIDDEN_AUTHORS,
    HIDDEN_PLACES, /* where photographs in it were taken */
    HIDDEN_FILES,  /* whole ones that it carries along */
    HIDDEN_SCRIPTS,
    HIDDEN_KINDS
};

enum {
    DOCUMENT_EXPANDED_MAX = 200 * 1024 * 1024,
    DOCUMENT_RATIO_MAX = 100,
    DOCUMENT_RATIO_FROM = 1024 * 1024, /* what comes to less is no harm, however well it packs */
    DOCUMENT_ENTRIES_MAX = 10000,
    DOCUMENT_DEPTH_MAX = 2, /* a workbook in a text in an archive */
    DOCUMENT_NAME_MAX = 120,
    DOCUMENT_PAGES_MAX = 100000,
};

struct document_facts {
    enum document_kind kind; /* with DOCUMENT_FINE */
    enum document_fault fault;
    uint32_t pages;                     /* of a PDF; 0: unknown */
    uint32_t hidden[HIDDEN_KINDS];      /* how many */
    char author[DOCUMENT_NAME_MAX + 1]; /* the first, in whatever encoding; "" none */
};

/* Whether the first bytes are those of one of the kinds; it is cheap, and says nothing of the rest. */
bool document_begins(const void *bytes, size_t size);

/* Has a child read it. What is wrong with the file is in ret_facts->fault. Errors: MEDIA_TYPE (its first
 * bytes are of none of the kinds), UNAVAILABLE, MEMORY, INTERNAL. */
enum err helper_inspect(struct helper *helper, const void *bytes, size_t size,
                        struct document_facts *ret_facts);

#endif
