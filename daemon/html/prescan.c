/* What is done about HTML before it is parsed. */
#include "sanitize.h"

#include <gumbo.h>

#include <string.h>
#include <strings.h>

/* Where the scan is, and what is open by the tags seen so far. */
struct scan {
    const char *at, *end;
    unsigned open[GUMBO_TAG_LAST + 1]; /* of each name; unknown names share one */
    unsigned depth;
};

/* Elements without content, and those that the next of their kind ends. */
static bool is_shallow(GumboTag tag)
{
    static const bool shallow[GUMBO_TAG_LAST + 1] = {
        [GUMBO_TAG_AREA] = true,     [GUMBO_TAG_BASE] = true,     [GUMBO_TAG_BASEFONT] = true,
        [GUMBO_TAG_BR] = true,       [GUMBO_TAG_COL] = true,      [GUMBO_TAG_EMBED] = true,
        [GUMBO_TAG_HR] = true,       [GUMBO_TAG_IMG] = true,      [GUMBO_TAG_INPUT] = true,
        [GUMBO_TAG_LINK] = true,     [GUMBO_TAG_META] = true,     [GUMBO_TAG_PARAM] = true,
        [GUMBO_TAG_SOURCE] = true,   [GUMBO_TAG_TRACK] = true,    [GUMBO_TAG_WBR] = true,
        [GUMBO_TAG_P] = true,        [GUMBO_TAG_LI] = true,       [GUMBO_TAG_DT] = true,
        [GUMBO_TAG_DD] = true,       [GUMBO_TAG_TR] = true,       [GUMBO_TAG_TD] = true,
        [GUMBO_TAG_TH] = true,       [GUMBO_TAG_THEAD] = true,    [GUMBO_TAG_TBODY] = true,
        [GUMBO_TAG_TFOOT] = true,    [GUMBO_TAG_COLGROUP] = true, [GUMBO_TAG_OPTION] = true,
        [GUMBO_TAG_OPTGROUP] = true,
    };
    return shallow[tag];
}

/* Elements within which "<" begins no tag, except their own end. */
static bool is_raw_text(GumboTag tag)
{
    return tag == GUMBO_TAG_SCRIPT || tag == GUMBO_TAG_STYLE || tag == GUMBO_TAG_TEXTAREA ||
           tag == GUMBO_TAG_TITLE || tag == GUMBO_TAG_XMP || tag == GUMBO_TAG_IFRAME ||
           tag == GUMBO_TAG_NOEMBED || tag == GUMBO_TAG_NOFRAMES;
}

/* Only a letter behind "<" or "</" makes a tag (WHATWG HTML 13.2.5.6). */
static bool prescan_is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* White space of HTML, the form feed among it. */
static bool prescan_is_white(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\f' || c == '\r';
}

/* Moves behind the '>' that ends a tag; quoted values may hold others. */
static void skip_tag(struct scan *scan)
{
    while (scan->at < scan->end && *scan->at != '>') {
        /* Quotes mean something only behind an equals sign. */
        if (*scan->at++ != '=')
            continue;
        while (scan->at < scan->end && prescan_is_white(*scan->at))
            scan->at++;
        if (scan->at == scan->end || (*scan->at != '"' && *scan->at != '\''))
            continue;
        /* Without a closing quote the parser, too, takes all the rest for the value. */
        const char *close = memchr(scan->at + 1, *scan->at, (size_t)(scan->end - scan->at - 1));
        scan->at = close ? close + 1 : scan->end;
    }
}

/* Moves behind a comment; other declarations end at the next '>'. */
static void skip_declaration(struct scan *scan)
{
    size_t left = (size_t)(scan->end - scan->at);
    if (left < 4 || memcmp(scan->at + 1, "!--", 3) != 0) {
        const char *close = memchr(scan->at, '>', left);
        scan->at = close ? close : scan->end;
        return;
    }
    /* From the second dash on, because "<!-->" is a whole comment. */
    const char *close = memmem(scan->at + 2, left - 2, "-->", 3);
    scan->at = close ? close + 2 : scan->end;
}

/* Moves to the end tag of an element whose content is text alone. */
static void skip_raw_text(struct scan *scan, const char *name, size_t length)
{
    while (scan->at < scan->end) {
        /* Its own end tag alone ends it, in any case of letters. */
        const char *next = memmem(scan->at, (size_t)(scan->end - scan->at), "</", 2);
        scan->at = next ? next : scan->end;
        if (!next || ((size_t)(scan->end - next) > length + 2 && strncasecmp(next + 2, name, length) == 0))
            return;
        scan->at += 2;
    }
}

static void scan_tag(struct scan *scan)
{
    bool ends = scan->at[1] == '/';
    const char *name = scan->at + 1 + ends;
    size_t length = 0;
    while (name + length < scan->end && !prescan_is_white(name[length]) && name[length] != '>' &&
           name[length] != '/')
        length++;
    /* All names that the parser does not know share one count, as it treats them alike. */
    GumboTag tag = length < 32 ? gumbo_tagn_enum(name, (unsigned)length) : GUMBO_TAG_UNKNOWN;
    scan->at = name + length;
    skip_tag(scan);
    /* They are followed for their quoted values but do not count. */
    if (is_shallow(tag))
        return;
    if (!ends) {
        scan->open[tag]++;
        scan->depth++;
        if (is_raw_text(tag))
            skip_raw_text(scan, name, length);
    } else if (scan->open[tag]) {
        /* Only of what is open: an end tag without a beginning ends nothing. */
        scan->open[tag]--;
        scan->depth--;
    }
}

bool html_is_shallow(const char *html, size_t length, unsigned most)
{
    struct scan scan = {.at = html, .end = html + length};
    while (scan.depth <= most) {
        scan.at = memchr(scan.at, '<', (size_t)(scan.end - scan.at));
        /* No further tag, or a "<" at the very end. */
        if (!scan.at || scan.end - scan.at < 2)
            return true;
        char next = scan.at[1];
        if (next == '!' || next == '?')
            skip_declaration(&scan);
        else if (prescan_is_letter(next) ||
                 (next == '/' && scan.end - scan.at > 2 && prescan_is_letter(scan.at[2])))
            scan_tag(&scan);
        else
            scan.at++;
    }
    return false;
}
