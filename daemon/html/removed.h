/* Says what was left out of a body, with its line and its first words.
 *
 * Private to this floor. */
#ifndef HTML_REMOVED_H
#define HTML_REMOVED_H

#include "fate.h"
#include "scratch.h"
#include "text/warning.h"

#include <gumbo.h>

/* The line of a node in what was sent; 0 where that is not known. */
size_t removed_line(const struct scratch *scratch, const GumboNode *node);

/* Notes an element that is left out for its fate, unless nobody will miss it. */
void removed_element(struct scratch *scratch, const GumboNode *node, enum fate fate);

/* Notes a comment of the source, unless a program wrote it. */
void removed_source_comment(struct scratch *scratch, const GumboNode *node);

/* Notes a drawing or formula of which the words alone are kept. */
void removed_drawing(struct scratch *scratch, const GumboNode *node);

/* Notes words that cannot be seen. */
void removed_words(struct scratch *scratch, const GumboNode *node, const char *text);

/* Notes something that is left out or changed, at the place of a node. */
void removed_note(struct scratch *scratch, enum warning_code code, const GumboNode *node, const char *shown);

/* Says what is known only at the end: comments of which the place alone was found. */
void removed_end(struct scratch *scratch);

#endif
