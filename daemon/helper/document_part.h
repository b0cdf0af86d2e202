/* The parts of a document in a ZIP: what each says of the whole. Private to this floor. */
#ifndef HELPER_DOCUMENT_PART_H
#define HELPER_DOCUMENT_PART_H

#include "document.h"
#include "tags.h"

/* What the parts have said so far. */
struct package {
    struct document *document;
    enum document_kind kind;   /* by [Content_Types].xml or mimetype; DOCUMENT_KINDS unknown */
    enum document_kind folder; /* where its main folder is called as a document's is, else DOCUMENT_PDF */
    bool has_types;            /* [Content_Types].xml is there */
    bool has_other;            /* it says that it is a document of a kind that is not taken */
    bool has_script;           /* where OpenDocument keeps programs lies something */
    bool has_unread;           /* packed in a way that could not be read */
};

/* One part while it is unpacked. */
struct part {
    struct package *package;
    struct tags tags;
    tag_heard *heard; /* NULL: nothing of it is read */
    bool is_mimetype;
};

/* By its name, in which \ is /. */
void part_begin(struct package *package, struct span name, struct part *ret_part);
void part_feed(struct part *part, struct span piece);

/* A photograph that says where it was taken. `start` are its first bytes. */
void part_look_at_picture(struct package *package, struct span start);

/* The content of `mimetype`. */
void package_type(struct package *package, const char *type, size_t size);

/* What it is, now that all was seen. */
void package_end(struct package *package);

#endif
