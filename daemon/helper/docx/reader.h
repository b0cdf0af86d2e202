/* The one pass over a part that resolves everything in which words can be wrapped (changes, controls,
 * alternatives, fields, smart tags, links) and fills the model with what is seen. Files of the reader share
 * this; nobody else includes it. */
#ifndef HELPER_DOCX_READER_H
#define HELPER_DOCX_READER_H

#include "model.h"

enum { PENDING_MAX = 8 };

/* An element that is open, with what has to be known at its end. */
struct docx_frame {
    enum docx_tag tag;
    bool is_chosen;               /* of alternatives: one was taken */
    bool is_placeholder;          /* of a control: nobody filled it in */
    bool is_contents;             /* ... or it holds a table of contents */
    struct docx_picture *before;  /* of alternatives: the last picture before them */
    const struct docx_link *link; /* of a link: what was around it */
};

struct docx_field {
    bool has_result; /* its code is over */
    bool hides;      /* its result is left out */
    bool is_box, is_checked;
    bool has_link;
    const struct docx_link *around; /* the link that was in force before it */
    size_t code;                    /* where its code begins in reader.codes */
};

/* What holds from one paragraph to the next; a text box and a note have one of their own. */
struct docx_story {
    struct docx_field fields[DOCX_FIELD_DEPTH_MAX];
    size_t depth; /* fields that are open, those beyond the limit included */
    const struct docx_link *link;
};

/* A paragraph that is open, with the run that is open in it. */
struct docx_writing {
    struct docx_writing *outer; /* around the box that it stands in */
    struct docx_paragraph *paragraph;
    struct docx_flow boxes; /* what stands in boxes that are anchored in it, and follows it */
    struct docx_paragraph_format direct;
    struct docx_run_format mark, run;
    const struct docx_style *style, *run_style, *mark_style;
    bool is_mark_gone; /* the next paragraph goes on with this one */
    bool in_properties;
    bool has_look;
    struct docx_look look; /* of the run, once it was asked for */
    bool is_counted;       /* its hidden words were */
    struct buf text;
    size_t tabs;
};

/* A table that is open. */
struct docx_tabling {
    struct docx_tabling *outer;
    struct docx_table *table;
    struct docx_row *row;
    struct docx_cell *cell;
    struct docx_flow *around; /* the flow that it stands in */
    bool in_borders, in_cell_borders;
};

/* A drawing that is open. */
struct docx_drawing {
    struct docx_drawing *outer;
    const char *alt, *name; /* of the whole */
    const char *part_alt;   /* of the picture that is open in it */
    const char *embedded, *linked;
    struct docx_cut cut;
    int turns; /* of 90° */
    bool flips_across, flips_down;
    bool is_decorative, floats, in_picture, in_shape, shape_has_text, is_line;
    bool has_any;        /* something of it is kept, or was told */
    const char *program; /* of an object; NULL it is none */
};

/* A text box that is open. */
struct docx_boxing {
    struct docx_boxing *outer;
    struct docx_story story; /* around it */
    struct docx_flow *flow;
    struct docx_writing *writing;
    struct docx_tabling *tabling;
    struct docx_drawing *drawing;
};

struct docx_reader {
    struct docx_package *package;
    struct arena *arena;
    struct docx_model *model;
    struct docx_styles *styles;
    struct docx_numbering *numbering;
    const struct docx_relations *relations; /* of the part that is read */
    const char *part;
    struct warnings *warnings;
    enum docx_fault fault;
    struct docx_frame frames[DOCX_DEPTH_MAX + 1];
    size_t depth;
    size_t skip;                  /* elements that are open within one that is left out */
    struct docx_picture *twin_of; /* ... and looked into for another form of this picture */
    struct docx_flow *flow;       /* NULL: outside of the text */
    struct docx_story story;
    struct docx_writing *writing;
    struct docx_tabling *tabling;
    struct docx_drawing *drawing;
    struct docx_boxing *boxing;
    struct docx_run_format *target; /* what properties of words are about; NULL nobody's */
    struct buf codes;               /* of open fields, one behind the other */
    struct buf leaf;                /* the text of the element that is open */
    bool collects;
    bool keeps_blanks;
    const char *pending[PENDING_MAX]; /* bookmarks before the next paragraph */
    size_t pending_count;
    unsigned raised, lowered; /* formulas' indices that are open */
    size_t inserted, deleted, comments, margins;
    bool has_boxes;
};

/* Has the part heard. Faults: those of hearing, and of the limits. */
enum docx_fault docx_read_part(struct docx_reader *reader, const char *part);
void docx_reader_done(struct docx_reader *reader);

/* Notes a warning about `text`; NULL: about the place, by the words that are there. Counted: one of its kind
 * stands for all. */
void docx_warn(struct docx_reader *reader, enum warning_code code, const char *text);
void docx_warn_counted(struct docx_reader *reader, enum warning_code code, const char *text);

/* The beginning of the words that stand in the open paragraph so far; "" in none. In the arena. */
const char *docx_place(const struct docx_reader *reader);

/* Refuses the file. */
void docx_refuse(struct docx_reader *reader, enum docx_fault fault);

/* read_skip.c: whether an element is left out with all that is in it; the innermost control that is open, or
 * NULL. */
bool docx_skips(struct docx_reader *reader, const struct docx_element *element);
struct docx_frame *docx_control(struct docx_reader *reader);

/* read_paragraph.c */
void docx_begin_paragraph(struct docx_reader *reader);
void docx_end_paragraph(struct docx_reader *reader);
void docx_begin_run(struct docx_reader *reader);
void docx_bookmark(struct docx_reader *reader, const char *name);
bool docx_paragraph_property(struct docx_reader *reader, const struct docx_element *element,
                             enum docx_tag parent);
/* What is left to be carried on becomes a paragraph. */
void docx_end_flow(struct docx_reader *reader, struct docx_flow *flow);

/* read_text.c: words on their way into the open paragraph, through fields and fonts. */
void docx_emit(struct docx_reader *reader, const char *text, size_t size);
void docx_emit_break(struct docx_reader *reader);
void docx_emit_tab(struct docx_reader *reader);
void docx_emit_symbol(struct docx_reader *reader, const char *font, const char *code);
/* A piece without text, in its order; NULL when nothing is seen here. */
struct docx_piece *docx_emit_piece(struct docx_reader *reader, enum docx_piece_kind kind);
/* Makes texts of the offsets, joins what is alike, converts old fonts. */
void docx_settle(struct docx_reader *reader, struct docx_writing *writing);

/* read_field.c */
void docx_field_char(struct docx_reader *reader, const struct docx_element *element);
void docx_field_begin(struct docx_reader *reader, const char *code);
void docx_field_separate(struct docx_reader *reader);
void docx_field_end(struct docx_reader *reader);
/* Takes words that belong to a code. True: they were. */
bool docx_field_takes(struct docx_reader *reader, const char *text, size_t size);
/* Words of a code itself. */
void docx_field_code(struct docx_reader *reader, const char *text, size_t size);
bool docx_field_hides(const struct docx_reader *reader);

/* read_link.c */
/* A link that may be kept; NULL with a warning when it may not. */
const struct docx_link *docx_link_new(struct docx_reader *reader, const char *address, const char *anchor,
                                      const char *title);
/* The link that w:hyperlink says. */
const struct docx_link *docx_link_of(struct docx_reader *reader, const struct docx_element *element);
/* Where a relationship leads, to be told; the id when there is none. */
const char *docx_relation_name(const struct docx_reader *reader, const char *id);

/* read_table.c; false: the element is none of a table's. */
bool docx_table_begin(struct docx_reader *reader, const struct docx_element *element, enum docx_tag parent);
void docx_table_end(struct docx_reader *reader, enum docx_tag tag);
bool docx_table_skips(const struct docx_reader *reader, enum docx_tag tag);

/* read_drawing.c; likewise. */
bool docx_drawing_begin(struct docx_reader *reader, const struct docx_element *element);
void docx_drawing_end(struct docx_reader *reader, enum docx_tag tag);
/* An element of an alternative that is left out. */
void docx_drawing_peek(struct docx_reader *reader, const struct docx_element *element);

/* read_diagram.c: puts the words of the diagram that dgm:relIds names behind the open paragraph; false when
 * there are none to be had. */
bool docx_take_diagram(struct docx_reader *reader, const struct docx_element *element);

/* read_box.c */
void docx_box_begin(struct docx_reader *reader);
void docx_box_end(struct docx_reader *reader);

/* read_note.c */
void docx_note_reference(struct docx_reader *reader, const struct docx_element *element, bool is_end);
/* Whether the note that begins is one that the text refers to; its words are read then. */
bool docx_note_begin(struct docx_reader *reader, const struct docx_element *element);
void docx_note_end(struct docx_reader *reader);

#endif
