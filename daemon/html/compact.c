/* Follows the tags of a source as a parser does (WHATWG HTML 13.2.5), without building anything. Where it
 * could be wrong about what is a tag, it leaves the source as it is. What of a tag is kept is
 * compact_tag.c's. */
#include "compact.h"

#include "compact_tag.h"
#include "sheet.h"
#include "text/warning.h"

#include <string.h>
#include <strings.h>

/* The source is read at `from` and written at `to`, which is never behind it. */
struct compaction {
    char *begin, *from, *end, *to;
    struct scratch *scratch;
    size_t lines;     /* line breaks before `counted` */
    char *counted;    /* in what was written */
    unsigned foreign; /* drawings and formulas that are open: there other rules hold */
    enum keeps keeps; /* what styles may ask for */
};

static bool compact_is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Whether the tag at `at` ("<name" or "</name") has this name. */
static bool tag_is(const char *at, const char *end, const char *name)
{
    at += at[1] == '/' ? 2 : 1;
    /* Most have another first letter; a NUL stands behind the source. */
    if ((*at | 0x20) != *name)
        return false;
    size_t length = strlen(name);
    return (size_t)(end - at) > length && strncasecmp(at, name, length) == 0 &&
           strchr(" \t\n\r\f/>", at[length]);
}

static void compact_copy(struct compaction *c, char *until)
{
    size_t length = (size_t)(until - c->from);
    if (c->to != c->from)
        memmove(c->to, c->from, length);
    c->to += length;
    c->from = until;
}

/* Leaves out what stands up to `until`, but its line breaks. */
static void compact_skip(struct compaction *c, char *until)
{
    while (c->from < until) {
        char *line = memchr(c->from, '\n', (size_t)(until - c->from));
        c->from = line ? line + 1 : until;
        if (line)
            *c->to++ = '\n';
    }
}

/* The next end tag of that name, or NULL. */
static char *compact_end_tag(char *at, char *end, const char *name)
{
    while ((at = memmem(at, (size_t)(end - at), "</", 2))) {
        if (tag_is(at, end, name))
            return at;
        at += 2;
    }
    return NULL;
}

/* Behind the '>' of the tag at `at`; NULL when it has none. */
static char *tag_end(char *at, char *end)
{
    char *close = memchr(at, '>', (size_t)(end - at));
    return close ? close + 1 : NULL;
}

/* Says the words between tags that are left out here, which some readers would have seen. */
static void note_words(struct compaction *c, const char *begin, const char *end)
{
    enum { WORDS_SIZE = 256 };
    char words[WORDS_SIZE];
    size_t length = 0;
    bool is_tag = false, has_word = false;
    for (const char *at = begin; at < end && length < sizeof words; at++) {
        is_tag = is_tag || *at == '<';
        if (!is_tag)
            words[length++] = *at;
        has_word = has_word || (!is_tag && !strchr(" \t\n\r\f", *at));
        is_tag = is_tag && *at != '>';
    }
    c->scratch->is_private = true;
    if (!has_word || !c->scratch->warnings)
        return;
    for (char *line; (line = memchr(c->counted, '\n', (size_t)(c->to - c->counted))); c->counted = line + 1)
        c->lines++;
    warnings_count(c->scratch->warnings, WARNING_HIDDEN_REMOVED, c->scratch->has_lines ? c->lines + 1 : 0,
                   words, length);
}

/* An element that is left out whole; without an end it is left to the cleaner. */
static bool compact_element(struct compaction *c, const char *name)
{
    char *inside = tag_end(c->from, c->end), *end = inside ? compact_end_tag(inside, c->end, name) : NULL;
    char *behind = end ? tag_end(end, c->end) : NULL;
    if (!behind)
        return false;
    note_words(c, inside, end);
    compact_skip(c, behind);
    return true;
}

/* Conditions of Word; what else stands in comments is told by the cleaner. */
static void compact_declaration(struct compaction *c)
{
    /* Behind the angle bracket. */
    static const char comment[] = "!--", condition[] = "!--[if ";
    size_t left = (size_t)(c->end - c->from);
    char *close = NULL;
    if (left >= 4 && memcmp(c->from + 1, comment, 3) == 0) {
        /* From the first dash on, because an angle bracket behind the second ends it. */
        close = memmem(c->from + 2, left - 2, "--", 2);
        while (close && close + 2 < c->end && close[2] != '>' && memcmp(close + 2, "!>", 2) != 0)
            close = memmem(close + 1, (size_t)(c->end - close - 1), "--", 2);
        close = close ? memchr(close, '>', (size_t)(c->end - close)) : NULL;
    } else {
        close = memchr(c->from, '>', left);
    }
    char *behind = close ? close + 1 : c->end;
    bool is_condition = left > sizeof condition &&
                        strncasecmp(c->from + 1, condition, sizeof condition - 1) == 0 &&
                        behind - c->from > (ptrdiff_t)sizeof condition + 4;
    if (!is_condition || !close) {
        compact_copy(c, behind);
        return;
    }
    c->scratch->is_private = true;
    compact_skip(c, behind);
}

/* Which of the names the tag has; NULL for none. */
static const char *tag_among(const char *at, const char *end, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (tag_is(at, end, names[i]))
            return names[i];
    return NULL;
}

/* Whether the element ends drawings and formulas that are open (WHATWG HTML 13.2.6.5). */
static bool ends_foreign(const char *tag, const char *end)
{
    static const char *const names[] = {
        "b",     "big",   "blockquote", "body",   "br",   "center", "code",  "dd", "div",  "dl",   "dt",
        "em",    "embed", "h1",         "h2",     "h3",   "h4",     "h5",    "h6", "head", "hr",   "i",
        "img",   "li",    "listing",    "menu",   "meta", "nobr",   "ol",    "p",  "pre",  "ruby", "s",
        "small", "span",  "strong",     "strike", "sub",  "sup",    "table", "tt", "u",    "ul",   "var"};
    return tag_among(tag, end, names, sizeof names / sizeof *names) != NULL;
}

/* Text in which "<" begins no tag goes on to the element's own end tag. */
static void copy_raw_text(struct compaction *c, const char *tag)
{
    static const char *const names[] = {"script", "textarea", "title",   "xmp",
                                        "iframe", "noembed",  "noframes"};
    const char *name = tag_among(tag, c->end, names, sizeof names / sizeof *names);
    if (name) {
        char *end = compact_end_tag(c->from, c->end, name);
        compact_copy(c, end ? end : c->end);
        return;
    }
    if (tag_is(tag, c->end, "plaintext"))
        compact_copy(c, c->end);
}

/* What styles may ask for: classes, when there is a style element in the widest sense, and anything when one
 * of them names attributes. */
static enum keeps keeps_of(char *at, char *end)
{
    enum keeps keeps = KEEPS_NO_CLASSES;
    while ((at = memchr(at, '<', (size_t)(end - at)))) {
        if (end - at < 2)
            break;
        if ((at[1] | 0x20) == 's' && tag_is(at, end, "style")) {
            char *close = compact_end_tag(at + 1, end, "style"), *inside = tag_end(at, end);
            size_t length = close && inside && inside < close ? (size_t)(close - inside) : 0;
            if (length && (memchr(inside, '[', length) || memmem(inside, length, "attr(", 5)))
                return KEEPS_ALL;
            keeps = KEEPS_CLASSES;
        }
        at++;
    }
    return keeps;
}

/* Whether a style element is read: it is CSS, and for screens. */
static bool is_read_style(char *tag, char *end)
{
    size_t length;
    const char *type = compact_tag_value(tag, end, "type", &length);
    if (length && !(length == 8 && strncasecmp(type, "text/css", 8) == 0))
        return false;
    const char *media = compact_tag_value(tag, end, "media", &length);
    return sheet_is_for_screen(media, length);
}

/* The styles of the document are read, and left out of what is parsed. */
static void take_styles(struct compaction *c, bool is_read)
{
    char *close = compact_end_tag(c->from, c->end, "style");
    if (!close) {
        compact_copy(c, c->end);
        return;
    }
    if (is_read)
        c->scratch->sheet =
            sheet_add(c->scratch->sheet, c->from, (size_t)(close - c->from), c->scratch->arena);
    compact_skip(c, close);
}

/* Those within a drawing hold for the whole document; there they are markup like any other, and are left. */
static void read_foreign_styles(struct compaction *c)
{
    static const char cdata[] = "<![CDATA[";
    const char *close = compact_end_tag(c->from, c->end, "style"), *css = c->from;
    if (!close)
        return;
    if ((size_t)(close - css) >= sizeof cdata && memcmp(css, cdata, sizeof cdata - 1) == 0)
        css += sizeof cdata - 1;
    c->scratch->sheet = sheet_add(c->scratch->sheet, css, (size_t)(close - css), c->scratch->arena);
}

static void compact_start(struct compaction *c)
{
    if (c->foreign && ends_foreign(c->from, c->end))
        c->foreign = 0;
    bool is_foreign = tag_is(c->from, c->end, "svg") || tag_is(c->from, c->end, "math");
    if (tag_is(c->from, c->end, "xml") && compact_element(c, "xml"))
        return;
    if (!c->foreign && tag_is(c->from, c->end, "noscript") && compact_element(c, "noscript"))
        return;
    /* A page of frames has no body to the parser. */
    if (tag_is(c->from, c->end, "frameset") && tag_end(c->from, c->end)) {
        compact_skip(c, tag_end(c->from, c->end));
        return;
    }
    /* The name is read again below, when the tag may have been written over. */
    char name[16] = "";
    size_t length =
        (size_t)(c->end - c->from) < sizeof name - 1 ? (size_t)(c->end - c->from) : sizeof name - 1;
    memcpy(name, c->from, length);
    const char *tag = c->from;
    bool is_style = tag_is(tag, c->end, "style");
    bool is_read = is_style && is_read_style(c->from, c->end);
    char *behind = compact_tag(c->from, c->end, !c->foreign && !is_foreign, c->keeps, &c->to);
    bool is_whole = is_foreign && c->to[-2] == '/';
    c->from = behind;
    c->foreign += is_foreign && !is_whole;
    if (c->foreign && is_style && is_read)
        read_foreign_styles(c);
    bool is_closed = c->to[-2] == '/';
    /* There it may be a tag or the beginning of text: what follows stays as it is in any case. */
    if (c->foreign && !is_foreign && !is_style && !is_closed)
        copy_raw_text(c, name);
    if (c->foreign || is_foreign)
        return;
    if (is_style)
        take_styles(c, is_read);
    else
        copy_raw_text(c, name);
}

/* Once for all of them: what could not be read of the styles and may hide or stress words. */
static void note_unread_styles(struct scratch *scratch)
{
    const char *text;
    size_t length, count = sheet_unread(scratch->sheet, &text, &length);
    for (size_t i = 0; scratch->warnings && i < count; i++)
        warnings_count(scratch->warnings, WARNING_STYLE_UNREAD, 0, text, length);
}

size_t html_compact(char *html, size_t length, struct scratch *scratch)
{
    static const char docs_list[] = "lst-kix_";
    scratch->has_docs_lists = memmem(html, length, docs_list, sizeof docs_list - 1) != NULL;
    struct compaction c = {.begin = html,
                           .from = html,
                           .end = html + length,
                           .to = html,
                           .scratch = scratch,
                           .counted = html,
                           .keeps = keeps_of(html, html + length)};
    while (c.from < c.end) {
        char *next = memchr(c.from, '<', (size_t)(c.end - c.from));
        compact_copy(&c, next ? next : c.end);
        if (c.end - c.from < 2) {
            compact_copy(&c, c.end);
            break;
        }
        bool ends = c.from[1] == '/';
        if (c.from[1] == '!' || c.from[1] == '?')
            compact_declaration(&c);
        else if (compact_is_letter(c.from[1]))
            compact_start(&c);
        else if (ends && (tag_is(c.from, c.end, "svg") || tag_is(c.from, c.end, "math"))) {
            c.foreign -= c.foreign > 0;
            compact_copy(&c, c.from + 2);
        } else if (ends && c.foreign && (tag_is(c.from, c.end, "p") || tag_is(c.from, c.end, "br"))) {
            /* These end tags end drawings too, which the parser does not know: the element begins instead. */
            *c.to++ = *c.from;
            c.from += 2;
            c.foreign = 0;
        } else {
            compact_copy(&c, c.from + 1);
        }
    }
    *c.to = '\0';
    note_unread_styles(scratch);
    return (size_t)(c.to - html);
}
