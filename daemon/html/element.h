/* The allow-list of bodies as a table (element.def), and the attributes that elements keep. */
#ifndef HTML_ELEMENT_H
#define HTML_ELEMENT_H

#include "base/arena.h"
#include "html/body.h"

#include <gumbo.h>
#include <stdbool.h>

/* What becomes of an element, and where it may stand. */
enum place {
    PLACE_UNWRAP,   /* not in the list: only its content counts */
    PLACE_DROP,     /* left out: never seen by readers */
    PLACE_HIDE,     /* left out and said: words that are seen by few */
    PLACE_EMBED,    /* something of another site, a film or a sound */
    PLACE_CONTROL,  /* a field of a form */
    PLACE_DIVISION, /* unwrapped, but its content stands apart */
    PLACE_INLINE,
    PLACE_BREAK,
    PLACE_IMAGE,
    PLACE_RULE,
    PLACE_HEADING,
    PLACE_BLOCK,
    PLACE_CONTAINER, /* a block that may hold blocks like itself; their depth is limited */
    PLACE_ITEM,
    PLACE_TERM,
    PLACE_FIGCAPTION,
    PLACE_CAPTION,
    PLACE_GROUP,
    PLACE_ROW,
    PLACE_CELL,
};

/* What may stand in an element. */
enum context {
    CONTEXT_FLOW,  /* blocks; bare text gets a paragraph */
    CONTEXT_MIXED, /* blocks and text */
    CONTEXT_LINE,  /* text and inline elements */
    CONTEXT_PRE,   /* the same, with white space kept */
    CONTEXT_LIST,
    CONTEXT_TERMS,
    CONTEXT_FIGURE,
    CONTEXT_TABLE,
    CONTEXT_GROUP,
    CONTEXT_ROW,
};

/* Rows that a cell may span. */
enum { ROWSPAN_MAX = 1000 };

/* What a cell spans; 1 each for anything else. */
struct span {
    int columns, rows;
};

enum {
    ATTRIBUTE_HREF = 1,
    ATTRIBUTE_TITLE = 2,
    ATTRIBUTE_START = 4,
    ATTRIBUTE_VALUE = 8,
    ATTRIBUTE_SPANS = 16,
    ATTRIBUTE_SCOPE = 32,
    ATTRIBUTE_TYPE = 64,      /* of an ordered list: its kind of numbers */
    ATTRIBUTE_REVERSED = 128, /* counts down */
};

/* A row of element.def; `attributes` are bits of the enum above. The name written may be another one
 * than the tag's (b, big, center …). */
struct element {
    const char *name;
    enum place place;
    enum context inside;
    unsigned attributes;
};

/* The row of an HTML element; one with PLACE_UNWRAP when it has none. Static. */
const struct element *element_of(GumboTag tag);

/* Whether an element is HTML's, and not of a drawing or formula. */
bool element_is_html(const GumboElement *element);

/* Attributes that are not the source's as they stand there. */
struct kept_attributes {
    struct span span;    /* of a cell */
    const char *address; /* of a link, checked; NULL: it has none */
    const char *part;    /* the id, or NULL */
    char list_type;      /* of an ordered list, as its style says; '\0': as its attribute says */
    int number;          /* of an item, likewise; 0: as its attribute says */
};

/* The attributes an element keeps, as they are written, a space before each: " href=\"/x\"", "" for
 * none. NULL for a link without an address, and when the arena fails. */
const char *element_attributes(const struct element *element, const GumboVector *attributes,
                               const struct kept_attributes *own, struct arena *arena);

/* The attributes of a picture; NULL when its address is not one of this site's media. */
const char *image_attributes(const GumboVector *attributes, struct arena *arena);

/* Asks for the picture that the attributes refer to. Gives its alternative text; NULL: it is to be left out.
 */
const char *picture_find(const GumboVector *attributes, const struct body_pictures *pictures,
                         struct arena *arena, struct body_picture *ret_picture);

/* Whether these words of a picture are emoji and nothing else: chats show them as pictures. */
bool picture_is_emoji(const char *alt);

/* The attributes of a found picture's source and image, as they are written. */
const char *picture_source_attributes(const struct body_picture *picture, struct arena *arena);
const char *picture_image_attributes(const GumboVector *attributes, const struct body_picture *picture,
                                     const char *alt, struct arena *arena);

/* An attribute's value as one normalised line; "" if it is missing. */
const char *attribute_line(const GumboVector *attributes, const char *name, struct arena *arena);

/* An attribute's value when it is the tag of a language; else NULL. */
const char *element_language(const GumboVector *attributes, const char *name);

/* A whole number within bounds, or 0 when the attribute is missing or something else. */
int attribute_number(const GumboVector *attributes, const char *name, int least, int most);

/* Text as the parser gives it (character references may have brought anything), made fit to write:
 * normalised, control characters gone. NULL when the arena fails. */
const char *clean_text(const char *text, struct arena *arena);

#endif
