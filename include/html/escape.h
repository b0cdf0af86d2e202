/* Escaping: text into HTML (text and quoted attributes alike), XML and SVG. Thread: any. */
#ifndef HTML_ESCAPE_H
#define HTML_ESCAPE_H

#include "base/buf.h"

#include <stddef.h>

/* Appends `length` bytes of text with & < > " ' as character references: &amp; &lt; &gt; &quot; &#39;.
 * Failure is the buffer's sticky one. */
void html_escape(struct buf *out, const char *text, size_t length);

#endif
