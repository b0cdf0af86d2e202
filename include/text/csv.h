/* Fields of comma-separated values (RFC 4180), for people who open them in a spreadsheet. Thread: any. */
#ifndef TEXT_CSV_H
#define TEXT_CSV_H

#include "base/buf.h"

/* What a file begins with, so that spreadsheets take it for UTF-8. */
#define CSV_MARK "\xEF\xBB\xBF"

/* Appends one field, between quotation marks where it needs them; NULL is an empty one. A text that a
 * spreadsheet would take for a formula gets an apostrophe in front, and so is shown and never run. The comma
 * between fields, and CR LF behind the last, are the caller's. */
void csv_text(struct buf *out, const char *text);

#endif
