/* Raw HTML within what cmark wrote. It goes to the cleaner like all HTML; but people also type "<Tên>" and
 * forget an end, and then the words must not vanish. Whatever becomes text here is safe by that; what stays
 * is the cleaner's to judge. */
#include "markdown_inner.h"

#include <gumbo.h>

#include <string.h>
#include <strings.h>

/* Elements within which "<" begins no tag: without an end they would swallow all that follows. */
static const GumboTag swallowing[] = {GUMBO_TAG_SCRIPT,  GUMBO_TAG_STYLE,    GUMBO_TAG_TEXTAREA,
                                      GUMBO_TAG_TITLE,   GUMBO_TAG_XMP,      GUMBO_TAG_IFRAME,
                                      GUMBO_TAG_NOEMBED, GUMBO_TAG_NOFRAMES, GUMBO_TAG_PLAINTEXT};
enum { SWALLOWING_COUNT = sizeof swallowing / sizeof *swallowing };

struct raw {
    const char *at, *end;
    struct buf *out;
    bool is_endless[SWALLOWING_COUNT]; /* no end of it was found from here on */
    bool has_no_comment_end;
};

static bool raw_is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* Behind the ">" of the tag at `at`, or the end. Quoted values may hold others. */
static const char *behind_tag(const char *at, const char *end)
{
    while (at < end && *at != '>') {
        const char *close = NULL;
        if (*at == '=' && at + 1 < end && (at[1] == '"' || at[1] == '\''))
            close = memchr(at + 2, at[1], (size_t)(end - at - 2));
        at = close ? close + 1 : at + 1;
    }
    return at < end ? at + 1 : end;
}

/* Where the element that begins at `raw->at` ends, its end tag included; NULL when nowhere. */
static const char *end_of_element(struct raw *raw, size_t which)
{
    const char *name = gumbo_normalized_tagname(swallowing[which]), *at = raw->at + 1;
    size_t length = strlen(name);
    if (raw->is_endless[which] || swallowing[which] == GUMBO_TAG_PLAINTEXT)
        return NULL;
    while ((at = memmem(at, (size_t)(raw->end - at), "</", 2))) {
        at += 2;
        if ((size_t)(raw->end - at) > length && strncasecmp(at, name, length) == 0)
            return behind_tag(at, raw->end);
    }
    raw->is_endless[which] = true;
    return NULL;
}

/* Elements that newer releases of the parser have a number for: HTML with every one. */
static bool raw_is_newer(const char *name, size_t length)
{
    static const char *const newer[] = {"dialog", "picture", "search"};
    for (size_t i = 0; i < sizeof newer / sizeof *newer; i++)
        if (length == strlen(newer[i]) && strncasecmp(name, newer[i], length) == 0)
            return true;
    return false;
}

/* How many bytes from the "<" on are HTML; 0: it is a sign like any other. */
static size_t html_size(struct raw *raw)
{
    const char *name = raw->at + 1;
    if (raw->end - name >= 3 && memcmp(name, "!--", 3) == 0) {
        const char *close =
            raw->has_no_comment_end ? NULL : memmem(raw->at + 2, (size_t)(raw->end - raw->at - 2), "-->", 3);
        raw->has_no_comment_end = !close;
        return close ? (size_t)(close + 3 - raw->at) : 0;
    }
    bool is_end = name < raw->end && *name == '/';
    name += is_end;
    if (name >= raw->end || !raw_is_letter(*name))
        return 1;
    size_t length = strcspn(name, " \t\n\f\r/>");
    GumboTag tag = gumbo_tagn_enum(name, (unsigned)length);
    /* Office programs have names with a colon, pages' own elements with a hyphen. */
    if (tag == GUMBO_TAG_UNKNOWN && !memchr(name, ':', length) && !memchr(name, '-', length) &&
        !raw_is_newer(name, length))
        return 0;
    for (size_t i = 0; i < SWALLOWING_COUNT && !is_end; i++) {
        if (tag != swallowing[i])
            continue;
        const char *close = end_of_element(raw, i);
        return close ? (size_t)(close - raw->at) : 0;
    }
    return (size_t)(behind_tag(name, raw->end) - raw->at);
}

void markdown_mend_html(const char *html, size_t length, struct buf *out)
{
    static const char less_than[] = "&lt;";
    struct raw raw = {.at = html, .end = html + length, .out = out};
    while (raw.at < raw.end) {
        const char *next = memchr(raw.at, '<', (size_t)(raw.end - raw.at));
        next = next ? next : raw.end;
        buf_add(out, raw.at, (size_t)(next - raw.at));
        raw.at = next;
        if (next == raw.end)
            return;
        size_t size = html_size(&raw);
        if (size)
            buf_add(out, next, size);
        else
            buf_text(out, less_than);
        raw.at += size ? size : 1;
    }
}
