/* Plain text as HTML, not yet cleaned. Private to this floor. */
#ifndef HTML_PLAIN_H
#define HTML_PLAIN_H

#include "base/buf.h"

/* An empty line, or one of blanks, parts paragraphs; every other newline breaks the line; bare addresses are
 * links. Failure is the buffer's sticky one. */
void plain_to_html(const char *text, struct buf *out);

#endif
