/* What the parts of the writer share: writer.c (blocks), writer_fit.c (what fits where), writer_text.c. */
#ifndef HTML_WRITER_PRIVATE_H
#define HTML_WRITER_PRIVATE_H

#include "writer.h"

/* The innermost open block. */
struct open_block *writer_top(struct writer *writer);

/* Puts a block on the stack and writes its start tag. */
void writer_push(struct writer *writer, const struct element *element, const char *attributes, bool implied);

/* Ends the innermost block; takes it back when nothing came into it. */
void writer_pop(struct writer *writer);

/* Goes on with the item that just ended, in a list whose `has_item` says so: a list stands beside it that was
 * meant inside. */
void writer_reopen_item(struct writer *writer);

/* Ends blocks and opens implied ones until `element` fits; false when it is to be unwrapped. */
bool writer_fit(struct writer *writer, const struct element *element);

/* The same for text, or for a picture (`PLACE_IMAGE`). */
void writer_fit_line(struct writer *writer, enum place place);

/* Writes the end tags of inline elements down to `count`; they still hold for the text to come. */
void writer_end_inlines(struct writer *writer, size_t count);

/* Tags of an element, with its attributes as they are written. */
void writer_start_tag(struct writer *writer, const char *name, const char *attributes);
void writer_end_tag(struct writer *writer, const char *name);

/* Notes what stands before the next plain text. */
void writer_gap(struct writer *writer, enum gap gap);

#endif
