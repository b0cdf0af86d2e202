/* The markup of a kept copy: which elements and attributes it may have, and where. What the template of a
 * copy lacks could hide words, or move them. Must not know what the words are. */
#include "verify_page.h"

#include "text/colour.h"

#include <string.h>

/* Contrast of words (WCAG 2.2), of which the portal has 7 and more. */
static const double SEEN = 4.5;

static const char *const elements[] = {
    "html",       "head",       "meta",    "base",  "title", "link", "style", "body",    "header", "main",
    "article",    "footer",     "p",       "h1",    "h2",    "h3",   "h4",    "h5",      "h6",     "pre",
    "hr",         "blockquote", "ul",      "ol",    "li",    "dl",   "dt",    "dd",      "div",    "figure",
    "figcaption", "table",      "caption", "thead", "tbody", "tr",   "td",    "th",      "a",      "abbr",
    "strong",     "b",          "em",      "i",     "u",     "s",    "ins",   "sub",     "sup",    "small",
    "mark",       "cite",       "code",    "br",    "img",   "span", "time",  "section", "input",  "label",
    "svg",        "path",       "audio",   "video", NULL};

static const char *const attributes[] = {"charset",
                                         "http-equiv",
                                         "content",
                                         "href",
                                         "name",
                                         "rel",
                                         "lang",
                                         "class",
                                         "datetime",
                                         "src",
                                         "width",
                                         "height",
                                         "alt",
                                         "id",
                                         "for",
                                         "type",
                                         "start",
                                         "reversed",
                                         "value",
                                         "colspan",
                                         "rowspan",
                                         "scope",
                                         "title",
                                         "role",
                                         "viewBox",
                                         "d",
                                         "controls",
                                         "preload",
                                         "loading",
                                         "decoding",
                                         "aria-hidden",
                                         "aria-label",
                                         "aria-describedby",
                                         "aria-labelledby",
                                         "tabindex",
                                         NULL};

static bool is_in(const char *const *names, const char *name, size_t length)
{
    size_t i = 0;
    while (names[i] && (strlen(names[i]) != length || strncmp(names[i], name, length) != 0))
        i++;
    return names[i] != NULL;
}

/* Behind the tag whose name ends at `p`; NULL when it has an attribute that is none of the template's. */
static const char *markup_attributes(const char *p)
{
    while (*p && *p != '>') {
        p += strspn(p, " \n");
        p += p[0] == '/' && p[1] == '>';
        size_t length = strcspn(p, " \n=>\"'/<");
        if (!length && *p != '>')
            return NULL;
        if (!length)
            break;
        if (!is_in(attributes, p, length))
            return NULL;
        p += length;
        if (*p != '=')
            continue;
        const char *end = p[1] == '"' ? strchr(p + 2, '"') : NULL;
        /* It would lead elsewhere, or bring another stylesheet. */
        if (!end || strncmp(p, "=\"refresh", 9) == 0 || strncmp(p, "=\"stylesheet", 12) == 0)
            return NULL;
        p = end + 1;
    }
    return *p == '>' ? p + 1 : NULL;
}

/* Behind the tag "name" or "/name", when that comes next but for blanks; NULL: something else does. */
static const char *markup_pass(const char *p, const char *tag)
{
    size_t length = strlen(tag);
    p = p ? p + strspn(p, " \n") : "";
    return *p == '<' && strncmp(p + 1, tag, length) == 0 && p[1 + length] == '>' ? p + length + 2 : NULL;
}

/* The next such tag, wherever it is; NULL for none. */
static const char *markup_find(const char *p, const char *tag)
{
    while (p && (p = strchr(p, '<')) && !markup_pass(p, tag))
        p++;
    return p;
}

/* Behind it. */
static const char *markup_behind(const char *p, const char *tag)
{
    return markup_pass(markup_find(p, tag), tag);
}

/* Whether an element that begins at `p`, behind its tag, is of the template's form: of those that do not show
 * what stands in them, or that this file looks for, there is no other. */
static bool markup_is_formed(const char *tag, size_t length, const char *p)
{
    static const char *const bare[] = {"style", "body", "header", "main", "article", "footer", NULL};
    static const char *const covers[] = {"svg", "audio", "video", NULL};
    bool is_end = tag[-1] == '/';
    if (is_in(bare, tag, length))
        return tag[length] == '>';
    if (is_end || !is_in(covers, tag, length))
        return true;
    if (*tag != 's')
        return markup_pass(p, *tag == 'a' ? "/audio" : "/video") != NULL;
    const char *path = strncmp(p + (*p == '<'), "path ", 5) == 0 ? markup_attributes(p + 5) : NULL;
    return markup_pass(path, "/svg") || markup_pass(markup_pass(path, "/path"), "/svg");
}

/* Whether all of its tags are the template's. */
static bool markup_is_ours(const char *page)
{
    static const char start[] = "!doctype html>";
    const char *p = strncmp(page + (*page == '<'), start, sizeof start - 1) == 0 ? page + sizeof start : page;
    while ((p = strchr(p, '<'))) {
        const char *tag = p + (p[1] == '/' ? 2 : 1);
        size_t length = strcspn(tag, " \n>/");
        if (!is_in(elements, tag, length) || !(p = markup_attributes(tag + length)) ||
            !markup_is_formed(tag, length, p))
            return false;
    }
    return true;
}

/* A colour of a rule, written with three digits or six. */
static bool palette_colour(const char *rule, const char *name, struct colour *ret_colour)
{
    const char *at = strstr(rule, name);
    char text[8] = "#";
    size_t length = at ? strcspn(at + strlen(name), ";}") : 0;
    /* Of two the last would count. */
    if ((length != 4 && length != 7) || strstr(at + 1, name))
        return false;
    for (size_t i = 1; i < 7; i++)
        text[i] = at[strlen(name) + (length == 4 ? (i + 1) / 2 : i)];
    return at[strlen(name)] == '#' && colour_parse(text, ret_colour) == ERR_OK;
}

/* Whether both colours of words are seen on the paper. */
static bool palette_is_seen(const char *rule)
{
    struct colour paper, text, link;
    return palette_colour(rule, "--nen:", &paper) && palette_colour(rule, "--chu:", &text) &&
           palette_colour(rule, "--moc:", &link) && colour_contrast(paper, text) >= SEEN &&
           colour_contrast(paper, link) >= SEEN;
}

/* Colours of the day: rules of the root alone, whatever the scheme, and nothing in them but colours. */
static bool markup_is_palette(const char *p, const char *end, struct arena *arena)
{
    while (p < end) {
        size_t length = strcspn(p, "{");
        bool is_root = strncmp(p, ":root{", 6) == 0;
        if (!is_root && (strncmp(p, "@media (", 8) != 0 || p + length >= end))
            return false;
        p += length + 1;
        if (!is_root)
            continue;
        length = strcspn(p, "}");
        const char *rule = arena_copy(arena, p, length);
        for (const char *item = rule; *item; item += strcspn(item, ";"), item += *item == ';')
            if (strncmp(item, "--", 2) != 0)
                return false;
        if (strpbrk(rule, " \n{\"'\\/*") || !palette_is_seen(rule))
            return false;
        p += length;
        p += strspn(p, "} \n");
    }
    return p == end;
}

/* Whether there is one sheet, in the head: the colours of the day and that of copies. */
static bool markup_has_sheet(const char *page, const char *sheet, const char *body, struct arena *arena)
{
    const char *style = markup_behind(page, "style"), *end = markup_find(style, "/style");
    size_t length = strlen(sheet);
    return end && end < body && !markup_find(end, "style") && (size_t)(end - style) >= length &&
           strncmp(end - length, sheet, length) == 0 && markup_is_palette(style, end - length, arena);
}

const char *verify_frame(const char *page, const char *sheet, struct arena *arena)
{
    const char *body = markup_behind(page, "body"), *header = markup_pass(body, "header"),
               *start = markup_pass(markup_pass(markup_behind(header, "/header"), "main"), "article"),
               *end = markup_find(start, "/article"),
               *footer = markup_pass(markup_pass(markup_pass(end, "/article"), "/main"), "footer"),
               *last = markup_pass(markup_pass(markup_behind(footer, "/footer"), "/body"), "/html");
    bool is_ours = last && !last[strspn(last, " \n")] && markup_is_ours(page) &&
                   markup_has_sheet(page, sheet, body, arena);
    return is_ours ? arena_copy(arena, start, (size_t)(end - start)) : NULL;
}
