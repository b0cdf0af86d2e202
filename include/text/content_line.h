/* Content lines, of which calendars (RFC 5545 section 3.1) and cards (RFC 6350 section 3.2) are made: folded
 * at 75 octets, ended by CR LF. Thread: any. */
#ifndef TEXT_CONTENT_LINE_H
#define TEXT_CONTENT_LINE_H

#include "base/buf.h"

/* Adds "HEAD:VALUE", folded where no letter is cut. `head` is the name with its parameters, of ASCII. */
void content_line(struct buf *out, const char *head, const char *value);

/* The same of a value that is words: backslashes, commas and semicolons are escaped, line feeds become "\n".
 * NULL and "" give no line. */
void content_line_text(struct buf *out, const char *head, const char *words);

/* The first and the last line of a component of that name. */
void content_begin(struct buf *out, const char *component);
void content_end(struct buf *out, const char *component);

/* Adds words escaped so, as a part of a value that has several. */
void content_escape(struct buf *out, const char *words);

#endif
