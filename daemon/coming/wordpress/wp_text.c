/* The way of a body, and its paragraphs. What comes out is cleaned like everything that is sent in. */
#include "wp_text.h"

#include <string.h>
#include <strings.h>

static const char comment_begin[] = "<!"
                                    "--";
static const char comment_end[] = "--"
                                  ">";

void wp_open(struct buf *out, const char *name)
{
    buf_printf(out, "<%s>", name);
}

void wp_close(struct buf *out, const char *name)
{
    buf_printf(out, "</%s>", name);
}

bool wp_closes(const char *at, const char *name)
{
    size_t size = strlen(name);
    return at[0] == '<' && at[1] == '/' && strncasecmp(at + 2, name, size) == 0 && at[2 + size] == '>';
}

void wp_link(struct buf *out, const char *address, size_t size, const char *words)
{
    wp_open(out, "p");
    buf_printf(out, "<%s href=\"%.*s\">", "a", (int)size, address);
    if (words)
        buf_text(out, words);
    else
        buf_add(out, address, size);
    wp_close(out, "a");
    wp_close(out, "p");
}

/* Whether an element of one of these names stands there, or ends. */
static bool wp_is_element(const char *at, const char *const *names)
{
    if (*at++ != '<')
        return false;
    at += *at == '/';
    for (; *names; names++) {
        size_t size = strlen(*names);
        if (strncasecmp(at, *names, size) == 0 && at[size] && strchr(" \t\r\n>/", at[size]))
            return true;
    }
    return false;
}

/* Elements that are no part of a paragraph. */
static bool wp_is_block(const char *at)
{
    static const char *const names[] = {
        "p",     "div", "h1",     "h2",     "h3",     "h4",      "h5",    "h6", "ul",         "ol",
        "table", "pre", "hr",     "figure", "iframe", "section", "li",    "dl", "blockquote", "video",
        "tr",    "td",  "script", "style",  "th",     "tbody",   "thead", "dt", "dd",         NULL};
    return wp_is_element(at, names);
}

bool wp_is_words(const char *html)
{
    static const char *const marks[] = {"p", "br", "strong", "em", "b", "i", "u", "span", NULL};
    for (const char *at = html; (at = strchr(at, '<')); at++)
        if (strncmp(at, comment_begin, 4) != 0 && !wp_is_element(at, marks))
            return false;
    return !strchr(html, '[');
}

/* One part, which begins with a block or holds none at the beginning of a line. */
static void wp_part(struct buf *out, const char *text, size_t size)
{
    while (size && strchr(" \t\n", *text))
        text++, size--;
    while (size && strchr(" \t\n", text[size - 1]))
        size--;
    if (!size)
        return;
    bool is_block = wp_is_block(text);
    if (!is_block)
        wp_open(out, "p");
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '\n' && !is_block)
            wp_open(out, "br");
        buf_add(out, text + i, 1);
    }
    if (!is_block)
        wp_close(out, "p");
    buf_char(out, '\n');
}

/* Whether the line that ends at `end` ends with the end of a block. */
static bool wp_line_closes(const char *from, const char *end)
{
    while (end > from && strchr(" \t", end[-1]))
        end--;
    if (end == from || end[-1] != '>')
        return false;
    for (const char *at = end - 1; at >= from && end - at < 16; at--)
        if (*at == '<')
            return at[1] == '/' && wp_is_block(at);
    return false;
}

/* Behind the part at `text`: at an empty line, before a line that begins with a block, behind one that ends
 * with one. Preformatted text is of one part. */
static const char *wp_part_end(const char *text, const char *end)
{
    const char *line = text;
    for (const char *at = text; at < end; at++) {
        if (*at == '<' && wp_is_block(at) && strncasecmp(at + 1, "pre", 3) == 0)
            while (at < end && !wp_closes(at, "pre"))
                at++;
        if (at >= end || *at != '\n')
            continue;
        const char *next = at + 1 + strspn(at + 1, " \t");
        if (next >= end || *next == '\n' || wp_is_block(next) || wp_line_closes(line, at))
            return at;
        line = at + 1;
    }
    return end;
}

void wp_paragraphs(struct buf *out, const char *text, size_t size)
{
    for (const char *at = text, *end = text + size, *next; at < end; at = next) {
        at += strspn(at, " \t\n");
        if (at >= end)
            break;
        next = wp_part_end(at, end);
        wp_part(out, at, (size_t)(next - at));
    }
}

/* A line of an address alone, which WordPress shows as what lies there; its length, 0 none. */
static size_t wp_address_line(const char *line)
{
    size_t size = strcspn(line, "\n"), behind;
    bool is_web = strncmp(line, "http://", 7) == 0 || strncmp(line, "https://", 8) == 0;
    if (!is_web)
        return 0;
    size_t length = strcspn(line, " \t\n<>\"'[]");
    behind = length + strspn(line + length, " \t");
    /* In a block it may be followed by the block's end at once. */
    return behind == size || wp_is_block(line + behind) ? length : 0;
}

/* Addresses that stand alone made links. What is preformatted stays. */
static void wp_addresses(struct buf *out, const char *text)
{
    bool is_begin = true;
    while (*text) {
        size_t size = is_begin ? wp_address_line(text) : 0;
        const char *end = text + 1;
        if (*text == '<' && wp_is_block(text) && strncasecmp(text + 1, "pre", 3) == 0)
            while (*end && !wp_closes(end, "pre"))
                end++;
        if (size) {
            buf_text(out, "\n\n");
            wp_link(out, text, size, NULL);
            buf_text(out, "\n\n");
            end = text + size;
        } else {
            buf_add(out, text, (size_t)(end - text));
        }
        is_begin = *text == '\n' || (is_begin && strchr(" \t", *text));
        text = end;
    }
}

/* Marks that WordPress reads and nobody sees: the end of a page, of a lead. */
static void wp_drop_marks(struct buf *out, const char *text)
{
    static const char *const marks[] = {"more", "nextpage", "noteaser"};
    while (*text) {
        const char *end = strncmp(text, comment_begin, 4) == 0 ? strstr(text, comment_end) : NULL;
        bool is_mark = false;
        for (size_t i = 0; end && i < sizeof marks / sizeof *marks; i++)
            is_mark |= strncmp(text + 4, marks[i], strlen(marks[i])) == 0;
        if (!is_mark)
            buf_add(out, text, 1);
        else
            buf_text(out, "\n\n");
        text = is_mark ? end + 3 : text + 1;
    }
}

const char *wp_body(const char *text, const struct wp_codes *codes, struct arena *arena)
{
    auto_buf struct buf blocks = BUF(WP_BODY_MAX), plain = BUF(WP_BODY_MAX), coded = BUF(WP_BODY_MAX),
                        linked = BUF(WP_BODY_MAX), out = BUF(WP_BODY_MAX);
    bool has_blocks = strstr(text, "- wp:");
    /* Blocks have their paragraphs. */
    if (has_blocks)
        wp_blocks(&blocks, text, codes, 0);
    else
        buf_text(&blocks, text);
    wp_drop_marks(&plain, buf_str(&blocks));
    wp_short_codes(&coded, buf_str(&plain), codes);
    wp_addresses(&linked, buf_str(&coded));
    if (has_blocks)
        buf_add(&out, buf_str(&linked), linked.length);
    else
        wp_paragraphs(&out, buf_str(&linked), linked.length);
    if (buf_failed(&blocks) || buf_failed(&plain) || buf_failed(&coded) || buf_failed(&linked) ||
        buf_failed(&out))
        return NULL;
    const char *whole = buf_str(&out), *begin = whole + strspn(whole, " \t\n");
    return arena_copy(arena, begin, out.length - (size_t)(begin - whole));
}
