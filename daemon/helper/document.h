/* How a document is looked into, in a child of the helper: one file for each way of being packed. Private to
 * this floor. */
#ifndef HELPER_DOCUMENT_INNER_H
#define HELPER_DOCUMENT_INNER_H

#include "bytes.h"
#include "helper/document.h"

/* One document with all that is packed into it. */
struct document {
    struct document_facts *facts;
    uint64_t expanded; /* bytes so far, of all depths */
    uint64_t most;     /* may be expanded */
    int depth;         /* 0: the file itself */
};

/* Fills *ret_facts by whatever the first bytes say; false when they say nothing. */
bool document_inspect(struct span file, struct document_facts *ret_facts);

/* Each fills the facts of its kind. What lies within something else counts there, and is told by the kind
 * alone. */
void document_read_zip(struct document *document, struct span file);
void document_read_compound(struct document *document, struct span file);
void document_read_pdf(struct document *document, struct span file);
void document_read_rar(struct document *document, struct span file);
void document_read_7z(struct document *document, struct span file);

/* The first fault counts. */
void document_blame(struct document *document, enum document_fault fault);

/* One more of what is hidden. */
void document_hides(struct document *document, enum document_hidden what);

/* The same of a person, named with `size` bytes; nobody is counted for a blank name, nor for the first again.
 */
void document_hides_author(struct document *document, const char *name, size_t size);

#endif
