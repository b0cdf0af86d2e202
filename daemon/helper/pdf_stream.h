/* The pieces of a PDF file: text, and the streams in between; and unpacking those. Private to this floor. */
#ifndef HELPER_PDF_STREAM_H
#define HELPER_PDF_STREAM_H

#include "document.h"
#include "pdf_dictionary.h"

/* A walk over the file, each byte once. */
struct pdf_pieces {
    struct span file;
    size_t at;                       /* where the next piece begins */
    size_t next_stream, next_object; /* where the words stand that end one, at or behind `at` */
};

/* Text up to the end of an object, to a stream or to the end. */
struct pdf_piece {
    struct span text;
    bool has_stream; /* one follows, to be asked for before the next piece */
};

void pdf_pieces_begin(struct pdf_pieces *pieces, struct span file);

/* False at the end. */
bool pdf_pieces_next(struct pdf_pieces *pieces, struct pdf_piece *ret_piece);

/* The data of the stream, whose dictionary may say how long it is; steps behind it. */
struct span pdf_pieces_stream(struct pdf_pieces *pieces, const struct pdf_dictionary *about);

/* The content of a stream; `memory` is NULL where it was not packed. */
struct pdf_unpacked {
    struct span text;
    unsigned char *memory;
};

/* Unpacks a stream that is plain or deflated; what was there before damage is what it gives. The document is
 * blamed with EXPANDS beyond its limits. False: nothing can be read of it. */
bool pdf_unpack(struct document *document, const struct pdf_dictionary *about, struct span data,
                struct pdf_unpacked *ret_unpacked);
void pdf_unpacked_done(struct pdf_unpacked *unpacked);

#endif
