/* The parts of a Word file (ISO 29500-2): a ZIP whose names are compared without case, and relationships
 * between the parts. Private to this floor. */
#ifndef HELPER_DOCX_PACKAGE_H
#define HELPER_DOCX_PACKAGE_H

#include "xml.h"
#include "zip.h"

struct docx_entry {
    const char *name; /* in small letters, with / between folders and none before the first */
    struct zip_entry zip;
};

/* What one part says about others. The kind is the last part of its type: "styles", "image", "hyperlink". */
struct docx_relation {
    const char *id, *kind;
    const char *target; /* the name of a part, or the address of what is outside; NULL: it leads nowhere */
    bool is_outside;
};

struct docx_relations {
    struct docx_relation *items;
    size_t count;
};

struct docx_package {
    struct arena *arena;
    struct docx_entry *entries; /* by name */
    size_t count;
    uint64_t xml; /* bytes of text parts so far */
    struct docx_budget budget;
    bool has_programs;      /* by a content type or a part */
    const char *main_type;  /* the content type of the document, as far as it is one of Office's; "" unsaid */
    enum docx_fault broken; /* a hearer's; see docx_parse() */
};

/* Reads the directory, judges it by the limits of helper/docx.h, and reads the content types. Faults: those
 * of a file that cannot be taken whatever is in its parts. */
enum docx_fault docx_package_open(struct span file, struct arena *arena, struct docx_package *ret_package);

/* Room for one more of `size` bytes, zeroed, behind `*count` others in an array that grows by doubling; NULL
 * beyond `most`, or without memory. What was taken from it before may have moved. */
void *docx_array_add(struct arena *arena, void *items, size_t *count, size_t size, size_t most);

/* The part of this name, in whatever case; NULL. */
const struct docx_entry *docx_package_find(const struct docx_package *package, const char *name);

/* Unpacks a part of at most `most` bytes; released by free(). Faults: DAMAGED, EXPANDS (it is larger). */
enum docx_fault docx_package_unpack(const struct docx_entry *entry, size_t most, unsigned char **ret_bytes);

/* Unpacks a part and has it heard. Faults: as docx_parse(), and EXPANDS, XML_LARGE. */
enum docx_fault docx_package_hear(struct docx_package *package, const struct docx_entry *entry,
                                  const struct docx_hearer *hearer, void *context,
                                  const enum docx_fault *stop);

/* The relationships of a part ("" is the package itself); none when it has none. Faults: RELATIONS, and those
 * of hearing. */
enum docx_fault docx_relations_read(struct docx_package *package, const char *part,
                                    struct docx_relations *ret_relations);

/* By id, and the first of a kind; NULL. */
const struct docx_relation *docx_relation_find(const struct docx_relations *relations, const char *id);
const struct docx_relation *docx_relation_of_kind(const struct docx_relations *relations, const char *kind);

#endif
