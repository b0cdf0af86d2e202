/* A document as it is seen: blocks of paragraphs and tables, without anything that is hidden or was taken
 * out. Filled by the reader, written by the writer. Private to this floor. */
#ifndef HELPER_DOCX_MODEL_H
#define HELPER_DOCX_MODEL_H

#include "base/buf.h"
#include "numbering.h"

/* How a piece of text is stressed; bits. */
enum {
    LOOK_BOLD = 1,
    LOOK_ITALIC = 2,
    LOOK_UNDERLINE = 4,
    LOOK_STRIKE = 8,
    LOOK_SUPER = 16,
    LOOK_SUB = 32,
};

/* Where words lead. */
struct docx_link {
    const char *address; /* outside; "" none */
    const char *anchor;  /* a bookmark; "" none */
    const char *title;   /* "" none */
};

enum docx_piece_kind { PIECE_TEXT, PIECE_BREAK, PIECE_PICTURE, PIECE_NOTE, PIECE_BOOKMARK };

struct docx_piece {
    struct docx_piece *next;
    enum docx_piece_kind kind;
    unsigned look;
    const struct docx_link *link; /* NULL none */
    enum docx_font font;          /* an old one: the text is still to be converted */
    bool is_capitals;
    size_t at, size;  /* of TEXT: in the text of its paragraph, until that ends */
    const char *text; /* afterwards; of BOOKMARK its name */
    struct docx_picture *picture;
    struct docx_note *note;
};

struct docx_picture {
    struct docx_picture *next; /* in the order of the document */
    const char *part;          /* name; NULL: it is not in the file */
    const char *twin;          /* the same in another form, should that one be none that is taken; NULL */
    const char *alt;           /* NULL: it has none */
    struct docx_cut cut;
    bool is_outside; /* it lies somewhere else */
    bool is_decorative;
    bool floats;      /* it stands beside the text, not in it */
    const char *name; /* to be told by, when it has no alt: the words before it, or "" */
    bool is_left_out; /* it could not be taken */
    unsigned use;     /* its number, when it is taken */
};

struct docx_paragraph {
    struct docx_piece *first, *last;
    enum docx_role role;
    int level; /* of a heading, from 1 */
    bool is_centred;
    struct docx_label label;
    const char *style; /* id, for what is guessed */
};

enum docx_block_kind { BLOCK_PARAGRAPH, BLOCK_TABLE };

struct docx_block {
    struct docx_block *next;
    enum docx_block_kind kind;
    bool is_title, is_lead; /* it stands elsewhere, and is not written */
    struct docx_paragraph *paragraph;
    struct docx_table *table;
};

struct docx_flow {
    struct docx_block *first, *last;
    struct docx_paragraph *carried; /* whose mark was taken out, so that the next goes on with it */
};

struct docx_cell {
    struct docx_cell *next;
    struct docx_flow flow;
    int span;          /* columns of the grid */
    bool goes_on;      /* it belongs to the cell above */
    bool is_covered;   /* ... which there is */
    bool goes_on_left; /* ... to the one before it, as older files say */
    bool is_deleted;
    int column, columns, rows; /* set when the table ends: of the grid that is left */
};

struct docx_row {
    struct docx_row *next;
    struct docx_cell *first, *last;
    int before; /* columns that are left empty before the first cell */
    bool is_header, is_deleted;
};

struct docx_table {
    struct docx_row *first, *last;
    const struct docx_style *style;
    enum docx_borders borders; /* as it says itself */
    bool has_cell_borders;
    int columns; /* set when it ends */
};

/* A footnote or endnote. */
struct docx_note {
    struct docx_note *next; /* in the order in which they are referred to */
    int id;
    bool is_end;
    int number; /* set before it is written */
    struct docx_flow flow;
    bool is_there; /* its words were found */
};

struct docx_model {
    struct docx_flow body;
    struct docx_note *notes, *last_note;
    struct docx_picture *pictures, *last_picture;
    size_t picture_count, paragraph_count, cell_count;
};

struct docx_block *docx_block_add(struct arena *arena, struct docx_flow *flow, enum docx_block_kind kind);
void docx_piece_add(struct docx_paragraph *paragraph, struct docx_piece *piece);

/* Whether it has a word, a picture or a note. */
bool docx_has_content(const struct docx_paragraph *paragraph);

/* Its words, pieces joined, blanks as one; at most `most` bytes, cut at a character. */
const char *docx_words(const struct docx_paragraph *paragraph, size_t most, struct arena *arena);

#endif
