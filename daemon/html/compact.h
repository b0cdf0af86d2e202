/* Takes out of a source, before it is parsed, what the cleaner would pass over: an office's HTML is mostly
 * that.
 *
 * Private to this floor. */
#ifndef HTML_COMPACT_H
#define HTML_COMPACT_H

#include "scratch.h"

#include <stddef.h>

/* Works in place; the result is the new length, and a NUL stands behind it. Line breaks stay, so that lines
 * keep their numbers. Out go: styles and conditions of Word, its islands of XML (to the parser all unknown
 * names are one, so an unclosed one in an island would swallow what follows it), what browsers with scripts
 * do not show, and attributes that nobody asks for: the parser compares each with all before it. What people
 * would miss is noted. */
size_t html_compact(char *html, size_t length, struct scratch *scratch);

#endif
