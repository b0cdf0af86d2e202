/* A Word file (.docx, ECMA-376 and ISO 29500 in both their forms) made into what an article has: title, lead,
 * HTML, pictures, and a word about everything that was left out or changed. Read by a child of the helper.
 *
 * What comes out is what a reader of the document sees: insertions in; deletions, comments, hidden words,
 * margins and placeholders out; numbers of lists as they are counted; old Vietnamese fonts converted by the
 * run. Nothing outside of the file is ever asked for. No picture is decoded: its bytes come back with the
 * part of it that is seen.
 *
 * The result comes from a process that read somebody's file: it is to be treated as if that person had sent
 * it. Ownership: in the arena given. Thread: helper_docx() from any, several at once; it waits for its turn
 * as helper_render() does. */
#ifndef HELPER_DOCX_H
#define HELPER_DOCX_H

#include "base/arena.h"
#include "base/err.h"
#include "helper/helper.h"
#include "text/warning.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Why a file cannot be taken. */
enum docx_fault {
    DOCX_FINE,
    DOCX_NOT_ONE,    /* no Word file, nor any other document that is known */
    DOCX_DAMAGED,    /* cut off, or it says of itself what is not so */
    DOCX_ENCRYPTED,  /* it has a password */
    DOCX_OLD,        /* .doc, as Word wrote before 2007 */
    DOCX_ODT,        /* OpenDocument's text */
    DOCX_RTF,        /* Rich Text */
    DOCX_PDF,        /* what is laid out already */
    DOCX_OTHER,      /* a table, a presentation, an archive */
    DOCX_MACROS,     /* it brings programs along */
    DOCX_DOCTYPE,    /* a part has a DOCTYPE, which the format forbids */
    DOCX_EXPANDS,    /* it comes to more than DOCX_TOLD_MAX, or expands out of proportion */
    DOCX_XML_LARGE,  /* a part of text beyond DOCX_PART_MAX, or all of them beyond DOCX_PARTS_MAX */
    DOCX_ENTRIES,    /* more than DOCX_ENTRIES_MAX */
    DOCX_RELATIONS,  /* more than DOCX_RELATIONS_MAX of one part */
    DOCX_DEPTH,      /* deeper than DOCX_DEPTH_MAX */
    DOCX_ELEMENTS,   /* more than DOCX_ELEMENTS_MAX, or DOCX_ATTRIBUTES_MAX on one */
    DOCX_PARAGRAPHS, /* more than DOCX_PARAGRAPHS_MAX */
    DOCX_COLUMNS,    /* a table wider than DOCX_COLUMNS_MAX */
    DOCX_CELLS,      /* more than DOCX_CELLS_MAX */
    DOCX_PICTURES,   /* more than DOCX_PICTURES_MAX */
    DOCX_LONG,       /* more than DOCX_HTML_MAX of HTML */
    DOCX_FAULTS
};

enum {
    DOCX_FILE_MAX = 32 * 1024 * 1024,
    DOCX_TOLD_MAX = 200 * 1024 * 1024, /* all entries together, as the directory says */
    DOCX_RATIO_MAX = 100,
    DOCX_RATIO_FROM = 10 * 1024 * 1024, /* what comes to less is no harm, however well it packs */
    DOCX_PART_MAX = 32 * 1024 * 1024,
    DOCX_PARTS_MAX = 64 * 1024 * 1024,
    DOCX_PICTURE_MAX = 20 * 1024 * 1024,
    DOCX_PICTURE_BYTES_MAX = 64 * 1024 * 1024, /* of all of them */
    DOCX_HTML_MAX = 8 * 1024 * 1024,
    DOCX_ENTRIES_MAX = 2000,
    DOCX_RELATIONS_MAX = 5000,
    DOCX_DEPTH_MAX = 256,
    DOCX_ELEMENTS_MAX = 2000000,
    DOCX_ATTRIBUTES_MAX = 200,
    DOCX_PARAGRAPHS_MAX = 20000,
    DOCX_COLUMNS_MAX = 32,
    DOCX_CELLS_MAX = 20000,
    DOCX_PICTURES_MAX = 200,
    DOCX_STYLE_CHAIN_MAX = 32,
    DOCX_FIELD_DEPTH_MAX = 16,
    DOCX_TITLE_MAX = 1000, /* bytes */
    DOCX_LEAD_MAX = 8000,
};

/* The part of a picture that is seen, in 1/100,000 of its sides taken off each; and how it is turned, as the
 * orientation tag of TIFF says (1 as it is stored, up to 8). */
struct docx_cut {
    int32_t left, top, right, bottom;
    int32_t orientation;
};

/* One use of a picture; the HTML names it by its number, as the source "docx:NUMBER". */
struct docx_use {
    uint32_t part; /* which of the parts */
    struct docx_cut cut;
};

/* The bytes of one picture, which may be used several times. */
struct docx_part {
    const void *bytes;
    size_t size;
};

struct docx {
    enum docx_fault fault; /* with any but FINE nothing else is set */
    const char *title;     /* UTF-8 as it stands there; "" none */
    const char *lead;      /* likewise */
    const char *html;      /* of the body */
    bool is_title_guessed; /* no style says that it is one */
    const struct docx_use *uses;
    size_t use_count;
    const struct docx_part *parts;
    size_t part_count;
    struct warnings warnings;
};

/* Whether the first bytes are those of a file that Word, or another office program, has written. */
bool docx_begins(const void *bytes, size_t size);

/* Has a child read it. What is wrong with the file is in ret_docx->fault. Errors: TOO_LARGE (more than
 * DOCX_FILE_MAX), UNAVAILABLE, MEMORY, INTERNAL. */
enum err helper_docx(struct helper *helper, const void *bytes, size_t size, struct arena *arena,
                     struct docx *ret_docx);

/* Cuts a picture that picture_measure() gave `facts` of, turns it and encodes what is left: as PNG what was
 * drawn, else as JPEG; no byte of the rest is in it. In the arena. Errors: those of helper_render(). */
enum err helper_cut(struct helper *helper, const struct picture_facts *facts, const struct docx_cut *cut,
                    const void *bytes, size_t size, struct arena *arena, const void **ret_bytes,
                    size_t *ret_size);

#endif
