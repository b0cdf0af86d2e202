/* The first words of a cleaned body, for lists of articles that have no lead. Thread: any. */
#ifndef HTML_OPENING_H
#define HTML_OPENING_H

#include "base/arena.h"

#include <stddef.h>

/* Plain text of the paragraphs and list items that `html`, as body_render() writes it, begins with, of at
 * least `enough` bytes where there is so much: without headings, tables, figures and their captions, code and
 * the numbers of footnotes. "" for none, and for a failed arena. */
const char *html_opening(const char *html, size_t enough, struct arena *arena);

#endif
