/* The writer of clean bodies: takes elements and text in the order of a parsed tree and writes HTML
 * whose nesting is right by construction, and plain text beside it.
 *
 * It keeps the stack of elements written and not yet ended. Whatever does not fit where it arrives is
 * made to fit: bare text gets a paragraph, an item its list; a block inside an inline element moves
 * out, and the inline element is written again inside it; an element without content is taken back.
 * Writing what it wrote gives the same bytes again.
 *
 * Private to this floor. Thread: a writer is used by one thread. */
#ifndef HTML_WRITER_H
#define HTML_WRITER_H

#include "base/arena.h"
#include "base/buf.h"
#include "element.h"
#include "grid.h"
#include "html/body.h"
#include "part.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    WRITER_CONTAINERS_MAX = 32, /* blocks within blocks; deeper ones are unwrapped */
    WRITER_ANCHORS_MAX = 16,    /* before one word */
    WRITER_INLINE_MAX = 16,     /* inline elements within each other; deeper ones are unwrapped */
    /* A container brings at most three levels below itself (group, row, cell), a line one more. */
    WRITER_STACK_SIZE = WRITER_CONTAINERS_MAX * 4 + 8,
};

/* What stands between the text written and the next, in plain text; the greater wins. */
enum gap { GAP_NONE, GAP_SPACE, GAP_TAB, GAP_LINE, GAP_PARAGRAPH };

/* A block that is open. */
struct open_block {
    const struct element *element; /* its name is "" for one that is not written */
    unsigned serial;               /* which opening this is; 0 for the bottom */
    bool implied;                  /* made to fit, not asked for */
    bool captioned;                /* a figure that has its caption */
    bool termed, undescribed;      /* a list of terms that has one, and whose last is one */
    bool grouped;                  /* a table that has a head or body */
    bool caption_last;             /* ... and had a picture before it */
    unsigned children;
    unsigned columns;     /* of a row */
    unsigned table_cells; /* of a table */
    unsigned levels;      /* the headings' bits before it */
    size_t start, inner;  /* where it begins, and where its content does */
    size_t plain_start;   /* the same in plain text */
    size_t content;       /* the count of content before it */
    struct grid grid;     /* of a table */
    const char *part;     /* its id, if a link leads there */
    bool has_item;        /* a list whose last part was the item below */
};

/* How words are stressed, as bits; several elements stress alike. */
enum stress {
    STRESS_BOLD = 1,
    STRESS_ITALIC = 2,
    STRESS_UNDERLINE = 4,
    STRESS_STRIKE = 8,
    STRESS_SUB = 16,
    STRESS_SUPER = 32
};

/* An inline element that holds for the text to come, written or not yet. */
struct open_inline {
    const struct element *element; /* NULL: it only takes back what is around it */
    const char *attributes;
    unsigned stress; /* bits of enum stress */
    unsigned ends;   /* the same, of those around it that do not hold inside */
    bool is_silent;  /* counts as written, and is not */
};

struct writer {
    struct buf html, plain;
    struct arena *arena;                  /* for what lives as long as the writer */
    const struct body_pictures *pictures; /* NULL: they stay as they are */
    /* Set before writer_open(): the part that the block is. Taken by it; parts of what is not written stand
     * as anchors before the next words. */
    struct part part;
    char list_type; /* ... and the kind of its numbers, when its style says it */
    int number;     /* ... and the number of an item, when that is not the one behind the last; 0 */
    const char *anchors[WRITER_ANCHORS_MAX];
    size_t anchor_count;
    enum body_fault fault;
    struct open_block stack[WRITER_STACK_SIZE];
    size_t depth;      /* blocks on the stack, its bottom aside */
    size_t containers; /* of these, containers and divisions */
    size_t written;    /* of these, those that are written */
    size_t cells;      /* of these, table cells */
    struct open_inline inlines[WRITER_INLINE_MAX];
    size_t inline_count, inline_written;
    unsigned last_serial;
    unsigned levels; /* bit set of the source levels of headings that the next one stands below */
    uint64_t begins; /* columns of the next table in which cells begin */
    int rows_left;   /* rows from that of the next cell to the end of its group, for its span */
    size_t content;  /* pieces of content written */
    bool in_run;     /* text stands directly before, in the same block */
    bool space;      /* white space is due before the next text */
    unsigned blanks; /* ... so many, of which white space that runs together is one, */
    unsigned hard;   /* ... these of which do not */
    bool runs_on;    /* ... and such white space came last */
    unsigned breaks; /* line breaks are due before it */
    enum gap gap;
};

/* A place that links lead to, before the next words. */
void writer_anchor(struct writer *writer, const char *part);

void writer_init(struct writer *writer, struct arena *arena);

/* Ends what is open. Afterwards html and plain are whole, unless `fault` is set or a buffer failed. */
void writer_finish(struct writer *writer);

/* Releases the buffers. */
void writer_done(struct writer *writer);

/* Begins a block, or division, with those of its attributes that it keeps. The result is
 * for writer_close(); 0 when it was unwrapped. */
unsigned writer_open(struct writer *writer, const struct element *element, const GumboVector *attributes);

/* Ends the block with this serial and all within it; nothing if it had to be ended before. */
void writer_close(struct writer *writer, unsigned serial);

/* Begins an inline element; false when it is unwrapped (one like it is open already, or too many). */
bool writer_open_inline(struct writer *writer, const struct element *element, const char *attributes);

/* Ends a stress for the words to come, until writer_close_inline(); false when it does not hold, and nothing
 * is to be closed. */
bool writer_unstress(struct writer *writer, enum stress stress);

/* Ends the innermost inline element. */
void writer_close_inline(struct writer *writer);

/* Text as normalised; white space in it is joined unless it stands in preformatted text. */
void writer_text(struct writer *writer, const char *text);

/* So many blanks that do not run together with others. */
void writer_blank(struct writer *writer, unsigned count);

/* A line break; two in a paragraph begin a new one. */
void writer_break(struct writer *writer);

/* A picture with its attributes as written, and a rule between blocks. */
void writer_image(struct writer *writer, const char *attributes, const char *alt);
void writer_rule(struct writer *writer);

/* Whether what is written now stands in a link. */
bool writer_is_in_link(const struct writer *writer);

/* A player of sound or film: its element, its attributes and what stands in it as they are written, and its
 * name, which the plain text has. */
void writer_player(struct writer *writer, const char *element, const char *attributes, const char *inside,
                   const char *name);

/* A picture in all its forms, with the alternative text that picture_find() gave. */
void writer_picture(struct writer *writer, const GumboVector *attributes, const struct body_picture *picture,
                    const char *alt);

#endif
