/* The words of a document that is kept as a file, page by page, so that a search can find them.
 *
 * Of a PDF they are taken by poppler's `pdftotext`, a program under the GPL that is not linked, but run by a
 * child of the helper and confined (helper/outside.h) with one file in and one out; where there is none, a
 * PDF has no text. Of a Word file (.docx) the reader of helper/docx.h takes them: without deletions, comments
 * and hidden words. What a page has in the old encodings TCVN3 or VNI is Unicode where that is sure.
 *
 * The result comes from a process that read somebody's file: it is valid, normalised text, and nothing more
 * is known of it. Ownership: in the arena given. Thread: any, but no two at once need be expected to be
 * quick; they take no turn of the pictures'. */
#ifndef HELPER_PAGE_TEXT_H
#define HELPER_PAGE_TEXT_H

#include "base/arena.h"
#include "base/err.h"
#include "helper/helper.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PAGE_TEXT_FILE_MAX = 64 * 1024 * 1024,
    PAGE_TEXT_PAGES_MAX = 2000,
    PAGE_TEXT_MAX = 4 * 1024 * 1024, /* bytes of all pages together */
    PAGE_TEXT_SECONDS = 30,          /* of the processor, for a PDF */
};

/* Why there is none. */
enum page_text_fault {
    PAGE_TEXT_FINE,
    PAGE_TEXT_DAMAGED, /* it cannot be read */
    PAGE_TEXT_LOCKED,  /* it has a password, or its author forbids to take its words */
    PAGE_TEXT_LARGE,   /* it is too large, or takes more memory or computing than it may */
    PAGE_TEXT_FAULTS
};

enum page_text_kind { PAGE_TEXT_PDF, PAGE_TEXT_DOCX };

/* One form feed (U+000C) stands between two pages; a page without words is empty. */
struct page_text {
    enum page_text_fault fault; /* with any but FINE nothing else is set */
    const char *text;           /* UTF-8 as text_normalize() leaves it, but for the form feeds */
    size_t length;
    uint32_t pages; /* of a PDF, those that were read; 0 of a Word file, which has none by itself */
    bool is_cut;    /* there is more than a limit lets through */
    bool is_late;   /* with UNAVAILABLE: this file was begun, and the machine had no time or memory for it */
};

/* Has a child read the file; ended early when *stopping is set. What is wrong with the file is in
 * ret_text->fault. Errors: UNAVAILABLE (no helper, no end, or stopping), MEDIA_TYPE (a PDF, and no program
 * for it), MEMORY, INTERNAL. */
enum err helper_page_text(struct helper *helper, enum page_text_kind kind, const void *bytes, size_t size,
                          const atomic_bool *stopping, struct arena *arena, struct page_text *ret_text);

/* The path of the program by the setting pdf_reader: "auto" Debian's pdftotext where it is there, "none"
 * none, else that path. NULL: there is none at this moment. Borrowed from the setting, or static. Thread:
 * any. */
const char *pdf_reader_path(const char *setting);

#endif
