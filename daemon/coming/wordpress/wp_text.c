/* Paragraphs and short codes. What comes out is cleaned like everything that is sent in. */
#include "wp_text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { WP_BODY_MAX = 32 * 1024 * 1024, WP_NAME_MAX = 40 };

static void wp_open(struct buf *out, const char *name)
{
    buf_printf(out, "<%s>", name);
}

static void wp_close(struct buf *out, const char *name)
{
    buf_printf(out, "</%s>", name);
}

/* Whether the element of that name ends there. */
static bool wp_closes(const char *at, const char *name)
{
    size_t size = strlen(name);
    return at[0] == '<' && at[1] == '/' && strncasecmp(at + 2, name, size) == 0 && at[2 + size] == '>';
}

/* Whether an element stands there that is no part of a paragraph. */
static bool wp_is_block(const char *at)
{
    static const char *const names[] = {"p",          "div",    "h1",     "h2",      "h3",     "h4",
                                        "h5",         "h6",     "ul",     "ol",      "table",  "pre",
                                        "hr",         "figure", "iframe", "section", "li",     "dl",
                                        "blockquote", "video",  "tr",     "td",      "script", "style"};
    if (*at++ != '<')
        return false;
    at += *at == '/';
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t size = strlen(names[i]);
        if (strncasecmp(at, names[i], size) == 0 && at[size] && strchr(" \t\r\n>/", at[size]))
            return true;
    }
    return false;
}

/* The pictures of [gallery ids="1,2"]. */
static void wp_gallery(struct buf *out, const char *code, const char *end, const struct wp_codes *codes)
{
    const char *ids = strstr(code, "ids=");
    if (!ids || ids > end)
        return codes->unknown(codes->context, "gallery");
    for (ids += 4; ids < end && *ids != ']'; ids++) {
        const char *address = NULL;
        if (*ids < '0' || *ids > '9')
            continue;
        char *behind;
        address = codes->picture(codes->context, strtoll(ids, &behind, 10));
        ids = behind - 1;
        if (address)
            buf_printf(out, "\n\n<%s src=\"%s\" alt=\"\">\n\n", "img", address);
    }
}

/* [caption …]PICTURE words[/caption]: a figure. Returns behind it; NULL: it is none. */
static const char *wp_caption(struct buf *out, const char *end)
{
    const char *inside = end + 1, *last = strstr(inside, "[/caption]"), *image = NULL;
    for (const char *at = inside; last && at < last; at++)
        if (*at == '<' && strncasecmp(at + 1, "img", 3) == 0)
            image = at;
    const char *words = image ? strchr(image, '>') : NULL;
    if (!words || words > last)
        return NULL;
    words++;
    if (wp_closes(words, "a"))
        words = strchr(words, '>') + 1;
    buf_text(out, "\n\n");
    wp_open(out, "figure");
    buf_add(out, inside, (size_t)(words - inside));
    wp_open(out, "figcaption");
    buf_add(out, words, (size_t)(last - words));
    wp_close(out, "figcaption");
    wp_close(out, "figure");
    buf_text(out, "\n\n");
    return last + strlen("[/caption]");
}

/* Behind the short code at `at`, which was converted; `at` itself: it is text. */
static const char *wp_code(struct buf *out, const char *at, const struct wp_codes *codes)
{
    char name[WP_NAME_MAX + 1];
    const char *from = at + 1 + (at[1] == '/');
    size_t size = strspn(from, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
    const char *end = strchr(at, ']');
    if (!end || !size || size > WP_NAME_MAX || !strchr(" ]/=", from[size]) || (*from >= '0' && *from <= '9'))
        return at;
    memcpy(name, from, size);
    name[size] = '\0';
    if (strcmp(name, "gallery") == 0)
        return wp_gallery(out, at, end, codes), end + 1;
    const char *behind = strcmp(name, "caption") == 0 && at[1] != '/' ? wp_caption(out, end) : NULL;
    if (behind)
        return behind;
    if (strcmp(name, "embed") == 0)
        return end + 1;
    /* A word in brackets is a word; with a sign, or closed, it is a code. */
    if (from[size] == ' ' || from[size] == '=' || at[1] == '/')
        if (at[1] == '/' || memchr(from, '=', (size_t)(end - from)))
            codes->unknown(codes->context, name);
    return at;
}

/* Short codes converted, carriage returns left out. */
static void wp_convert(struct buf *out, const char *text, const struct wp_codes *codes)
{
    while (*text) {
        const char *behind = *text == '[' ? wp_code(out, text, codes) : text;
        if (behind == text && *text != '\r')
            buf_add(out, text, 1);
        text = behind == text ? text + 1 : behind;
    }
}

/* One part between empty lines. */
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
    buf_text(out, "\n");
}

/* Behind the part at `text`; one that begins with preformatted text goes on to its end. */
static const char *wp_part_end(const char *text)
{
    const char *start = text + strspn(text, " \t\n"), *from = start;
    if (wp_is_block(start) && strncasecmp(start + 1, "pre", 3) == 0)
        while (*from && !wp_closes(from, "pre"))
            from++;
    for (const char *at = from; *at; at++)
        if (*at == '\n' && at[1 + strspn(at + 1, " \t")] == '\n')
            return at;
    return from + strlen(from);
}

const char *wp_body(const char *text, const struct wp_codes *codes, struct arena *arena)
{
    auto_buf struct buf html = BUF(WP_BODY_MAX), out = BUF(WP_BODY_MAX);
    wp_convert(&html, text, codes);
    if (buf_failed(&html))
        return NULL;
    /* Blocks have their paragraphs. */
    if (strstr(text, "- wp:"))
        return arena_copy(arena, buf_str(&html), html.length);
    for (const char *at = buf_str(&html), *end; *at; at = end) {
        end = wp_part_end(at);
        wp_part(&out, at, (size_t)(end - at));
        end += strspn(end, " \t\n");
    }
    return buf_failed(&out) ? NULL : arena_copy(arena, buf_str(&out), out.length);
}
