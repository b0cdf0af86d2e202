/* The way of plain text: lines as they were typed. Nothing in it is a mark, so that a list, a number or a
 * blank to fill in stays what it is; what is written goes through the cleaner like all HTML. */
#include "plain.h"

#include "autolink.h"
#include "element.h"
#include "html/escape.h"

#include <string.h>

/* Names come from the allow-list, so that no markup stands in C. */
static void plain_write_tag(struct buf *out, GumboTag tag, const char *slash)
{
    buf_printf(out, "<%s%s>", slash, element_of(tag)->name);
}

/* Bytes of white space, over any number of lines. */
static size_t blank_lines(const char *text)
{
    return strspn(text, "\n \t");
}

static void plain_write_link(struct buf *out, const char *text, const struct autolink *link)
{
    const char *name = element_of(GUMBO_TAG_A)->name;
    buf_printf(out, "<%s href=\"%s", name, link->prefix);
    html_escape(out, text + link->start, link->end - link->start);
    buf_text(out, "\">");
    html_escape(out, text + link->start, link->end - link->start);
    buf_printf(out, "</%s>", name);
}

static void plain_write_line(struct buf *out, const char *text, size_t length)
{
    size_t at = 0;
    struct autolink link;
    while (autolink_next(text, length, at, &link)) {
        html_escape(out, text + at, link.start - at);
        plain_write_link(out, text, &link);
        at = link.end;
    }
    html_escape(out, text + at, length - at);
}

void plain_to_html(const char *text, struct buf *out)
{
    for (text += blank_lines(text); *text; text += blank_lines(text)) {
        plain_write_tag(out, GUMBO_TAG_P, "");
        /* One paragraph, line by line, up to an empty line or one of blanks. */
        for (bool first = true; *text; first = false) {
            size_t length = strcspn(text, "\n");
            /* A line of blanks ends the paragraph like an empty one. */
            if (strspn(text, " \t") >= length)
                break;
            if (!first)
                plain_write_tag(out, GUMBO_TAG_BR, "");
            plain_write_line(out, text, length);
            /* Behind the newline; the last line may have none. */
            text += length + (text[length] == '\n');
        }
        plain_write_tag(out, GUMBO_TAG_P, "/");
    }
}
