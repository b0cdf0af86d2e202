/* The model as HTML, of the few elements that bodies know. Private to this floor. */
#ifndef HELPER_DOCX_WRITE_H
#define HELPER_DOCX_WRITE_H

#include "model.h"

/* What is open of lists. */
struct docx_open_list {
    bool is_numbered;
    int list, level;
    int next; /* number of the next item */
};

enum { OPEN_LISTS_MAX = LEVELS_MAX };

struct docx_writer {
    struct buf html;
    struct arena *arena;
    const struct docx_styles *styles;
    const char **anchors; /* bookmarks that something leads to, in order */
    size_t anchor_count;
    struct docx_open_list lists[OPEN_LISTS_MAX];
    size_t list_count;
    /* Of the line that is written. */
    const struct docx_link *link;
    unsigned look;
    bool has_words, owes_blank;
    unsigned breaks;                    /* that are owed */
    unsigned mask;                      /* stresses that are not written, for the block has them by itself */
    const struct docx_block *ends_note; /* behind whose words the way back stands */
    int note;
};

/* Begins and ends elements; `attributes` as they are written, a blank before each, or "". */
void docx_open(struct docx_writer *writer, const char *name, const char *attributes);
void docx_close(struct docx_writer *writer, const char *name);

/* The pieces of a paragraph as a line. */
void docx_write_line(struct docx_writer *writer, const struct docx_paragraph *paragraph);

/* Words into the line, behind what was written; `look` and `link` hold for them. */
void docx_line_text(struct docx_writer *writer, const char *text, unsigned look,
                    const struct docx_link *link);
void docx_line_begin(struct docx_writer *writer, unsigned mask);
void docx_line_end(struct docx_writer *writer);

/* A picture by itself. */
void docx_write_picture(struct docx_writer *writer, const struct docx_picture *picture);

/* All blocks of a flow; lists that are open end before and behind. */
void docx_write_flow(struct docx_writer *writer, const struct docx_flow *flow);

/* A table, with the paragraph before it that is its caption, or NULL. */
void docx_write_table(struct docx_writer *writer, const struct docx_table *table,
                      const struct docx_paragraph *caption);

void docx_close_lists(struct docx_writer *writer, size_t left);

/* The whole document with its notes. */
void docx_write(struct docx_writer *writer, const struct docx_model *model);

#endif
