/* One table for text, attributes, XML and SVG: all five are escaped everywhere, which is never wrong and
 * needs no question where it will stand. */
#include "html/escape.h"

#include <string.h>

/* NULL for what may stand as it is. &#39; and not &apos;, which HTML 4 did not know. */
static const char *reference_for(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void html_escape(struct buf *out, const char *text, size_t length)
{
    size_t plain = 0;
    for (size_t i = 0; i < length; i++) {
        const char *reference = reference_for(text[i]);
        if (!reference)
            continue;
        /* What needs no escape is copied in runs. */
        buf_add(out, text + plain, i - plain);
        buf_text(out, reference);
        plain = i + 1;
    }
    buf_add(out, text + plain, length - plain);
}
