/* Takes the tags off what docx/write.c writes. It reads that HTML and no other: its few entities, and no sign
 * of less that is none of a tag. */
#include "plain.h"

#include "base/buf.h"
#include "convert.h"

#include <string.h>

static bool docx_plain_picture(void *context, const void *bytes, size_t size)
{
    (void)context, (void)bytes, (void)size;
    return true;
}

/* The character that an entity at `at` stands for; *ret_length is what it takes. '&' itself where it is none.
 */
static char docx_plain_entity(const char *at, size_t *ret_length)
{
    static const struct {
        const char *name;
        char character;
    } entities[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}};
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
        if (strncmp(at, entities[i].name, strlen(entities[i].name)) == 0) {
            *ret_length = strlen(entities[i].name);
            return entities[i].character;
        }
    *ret_length = 1;
    return '&';
}

/* Whether words on both sides of this tag belong together, as those around a stress do. */
static bool docx_plain_is_inline(const char *name)
{
    static const char *const names[] = {"strong", "em", "u", "s", "a", "sub", "sup", "code", "span"};
    size_t length = strcspn(name, " />");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == length && memcmp(names[i], name, length) == 0)
            return true;
    return false;
}

static void docx_plain_html(const char *html, struct buf *out)
{
    while (*html) {
        size_t length = strcspn(html, "<&");
        buf_add(out, html, length);
        html += length;
        if (*html == '&') {
            buf_char(out, docx_plain_entity(html, &length));
            html += length;
        } else if (*html == '<') {
            if (!docx_plain_is_inline(html + 1 + (html[1] == '/')))
                buf_char(out, '\n');
            html += strcspn(html, ">");
            html += *html == '>';
        }
    }
}

/* A file that turned out to be something else can be damaged as well as mistaken. */
static enum page_text_fault docx_plain_fault(enum docx_fault fault)
{
    switch (fault) {
    case DOCX_FINE:
        return PAGE_TEXT_FINE;
    case DOCX_ENCRYPTED:
        return PAGE_TEXT_LOCKED;
    case DOCX_NOT_ONE:
    case DOCX_DAMAGED:
    case DOCX_OLD:
    case DOCX_ODT:
    case DOCX_RTF:
    case DOCX_PDF:
    case DOCX_OTHER:
    case DOCX_MACROS:
    case DOCX_DOCTYPE:
        return PAGE_TEXT_DAMAGED;
    default:
        return PAGE_TEXT_LARGE;
    }
}

enum page_text_fault docx_plain(struct span file, struct arena *arena, struct span *ret_text)
{
    const struct docx_sink sink = {.picture = docx_plain_picture};
    struct docx docx;
    docx_convert(file, arena, &sink, &docx);
    enum page_text_fault fault = docx_plain_fault(docx.fault);
    if (fault)
        return fault;
    auto_buf struct buf out = BUF(DOCX_HTML_MAX + DOCX_TITLE_MAX + DOCX_LEAD_MAX + 16);
    buf_text(&out, docx.title);
    buf_char(&out, '\n');
    buf_text(&out, docx.lead);
    buf_char(&out, '\n');
    docx_plain_html(docx.html, &out);
    /* A form feed ends a page, and a Word file is one. */
    for (size_t i = 0; i < out.length; i++)
        if (out.bytes[i] == '\f')
            out.bytes[i] = ' ';
    ret_text->at = (const unsigned char *)arena_copy(arena, buf_str(&out), out.length);
    ret_text->size = out.length;
    return buf_failed(&out) || arena_failed(arena) ? PAGE_TEXT_LARGE : PAGE_TEXT_FINE;
}
