/* Writing attributes. Shared by the two files that write attributes; the name is always a word of ours,
 * the value anybody's. */
#ifndef HTML_ELEMENT_WRITE_H
#define HTML_ELEMENT_WRITE_H

#include "base/buf.h"
#include "html/escape.h"

#include <string.h>

/* A space, the name, and the value, escaped and in quotes. */
static inline void write_attribute(struct buf *out, const char *name, const char *value)
{
    buf_printf(out, " %s=\"", name);
    html_escape(out, value, strlen(value));
    buf_char(out, '"');
}

#endif
