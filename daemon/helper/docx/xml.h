/* One part of a Word file as a row of elements and texts. Private to this floor.
 *
 * The whole part is given to the parser in one call, and nothing outside of it is ever asked for: a DOCTYPE
 * ends the reading where it begins, so no entity can be declared. Namespaces are told by their addresses and
 * never by prefixes. */
#ifndef HELPER_DOCX_XML_H
#define HELPER_DOCX_XML_H

#include "bytes.h"
#include "helper/docx.h"

enum docx_space {
    SPACE_OTHER,
    SPACE_W,
    SPACE_R,
    SPACE_M,
    SPACE_A,
    SPACE_WP,
    SPACE_PIC,
    SPACE_C,
    SPACE_CX,
    SPACE_DGM,
    SPACE_MC,
    SPACE_WPS,
    SPACE_WPG,
    SPACE_WPC,
    SPACE_WP14,
    SPACE_W14,
    SPACE_SYMEX,
    SPACE_A14,
    SPACE_V,
    SPACE_O,
    SPACE_ADEC,
    SPACE_RELS,
    SPACE_TYPES,
};

enum docx_tag {
    TAG_OTHER,
#define TAG(space, code, name) TAG_##space##_##code,
#include "tag.def"
#undef TAG
    TAG_COUNT
};

struct docx_xml;

/* An element that begins; lives as long as the call. */
struct docx_element {
    enum docx_tag tag;
    const char **attributes; /* pairs, as the parser gives them */
    const struct docx_xml *xml;
};

/* Who listens; each may be NULL. The end of an element comes with its own tag. */
struct docx_hearer {
    void (*begin)(void *context, const struct docx_element *element);
    void (*end)(void *context, enum docx_tag tag);
    void (*text)(void *context, const char *text, size_t size);
};

/* What was read so far of one file, for its limits. */
struct docx_budget {
    size_t elements;
};

/* Reads `part`. A hearer that wants no more sets *stop, which may be set already. Faults: DAMAGED (no
 * well-formed XML), DOCTYPE, DEPTH, ELEMENTS. */
enum docx_fault docx_parse(struct span part, struct docx_budget *budget, const struct docx_hearer *hearer,
                           void *context, const enum docx_fault *stop);

/* The value of an attribute, "" without it. SPACE_OTHER is that of one without a prefix; SPACE_W takes both,
 * for writers forget it. */
const char *docx_attribute(const struct docx_element *element, enum docx_space space, const char *name);

/* Whether it has w:val as a switch: missing is on. */
bool docx_is_on(const struct docx_element *element);

/* w:val as a number, or `otherwise` when it is none. */
int docx_number(const struct docx_element *element, int otherwise);

/* A whole number of an attribute's value, within an int; `otherwise` for anything else. */
int docx_integer(const char *text, int otherwise);

/* Whether all prefixes of mc:Requires stand for namespaces that are understood. */
bool docx_is_understood(const struct docx_element *choice);

#endif
