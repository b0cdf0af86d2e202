/* The cleaner's own serializer wrote the HTML, so its form is known: values stand in double quotes, and
 * neither quotes nor angle brackets stand within them. */
#include "html/absolute.h"

#include "base/buf.h"
#include "html/body.h"

#include <stdbool.h>
#include <string.h>

/* Every address may get the base before it; a body that would grow to more than twice the limit of a
 * body is not put into a feed. */
enum { GROWN_MAX = 2 * BODY_HTML_SIZE_MAX };

/* What is written, and what goes before addresses of the site and of the page. */
struct walk {
    struct buf *out;
    const char *base;
    const char *page;
};

static bool absolute_begins(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* What has to stand before this value: the page's address before "#id", the base before "/path", nothing
 * before a whole address or before "//". */
static void add_address(struct walk *walk, const char *value)
{
    if (*value == '#')
        buf_text(walk->out, walk->page);
    else if (*value == '/' && value[1] != '/')
        buf_text(walk->out, walk->base);
}

/* "/media/a.webp 320w, /media/b.webp 640w" */
static void add_set(struct walk *walk, const char *value, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        /* An address begins the value or follows the space behind a comma; widths follow a space as
         * well, but begin with a digit and get nothing. */
        if (i == 0 || value[i - 1] == ' ')
            add_address(walk, value + i);
        buf_char(walk->out, value[i]);
    }
}

/* An attribute's value up to its closing quote, which is not taken; what follows it. */
static const char *add_value(struct walk *walk, const char *name, const char *value)
{
    /* The form of this HTML is known: no quote stands within a value. */
    size_t length = strcspn(value, "\"");
    if (absolute_begins(name, "srcset=")) {
        add_set(walk, value, length);
        return value + length;
    }
    if (absolute_begins(name, "href=") || absolute_begins(name, "src=") || absolute_begins(name, "poster="))
        add_address(walk, value);
    buf_add(walk->out, value, length);
    return value + length;
}

/* A tag from its '<' to its '>'; what follows it. */
static const char *add_tag(struct walk *walk, const char *p)
{
    const char *name = p;
    while (*p && *p != '>') {
        /* Attributes are apart by one space each. */
        if (*p == ' ')
            name = p + 1;
        buf_char(walk->out, *p);
        /* Up to the quote the tag is copied; the value is looked at by add_value(). */
        if (*p++ != '"')
            continue;
        p = add_value(walk, name, p);
        if (*p)
            buf_char(walk->out, *p++);
    }
    return p;
}

struct safe_html html_absolute(const char *html, const char *base, const char *page, struct arena *arena)
{
    auto_buf struct buf out = BUF(GROWN_MAX);
    struct walk walk = {&out, base, page};
    for (const char *p = html; *p;) {
        size_t text = strcspn(p, "<");
        buf_add(&out, p, text);
        p += text;
        if (*p)
            p = add_tag(&walk, p);
    }
    /* The arena's failure is what the answer is judged by; half a body is never given. */
    if (buf_failed(&out)) {
        arena_fail(arena);
        return safe_html_stored("");
    }
    return safe_html_stored(arena_copy(arena, buf_str(&out), out.length));
}
