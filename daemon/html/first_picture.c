/* Finds the picture that a cleaned body begins with. It reads what writer.c wrote, in which every attribute
 * stands in double quotes, and no other HTML. */
#include "html/body.h"

#include "base/buf.h"

#include <string.h>

/* Behind the tag that begins at `tag`; a > within quotes does not end it. */
static const char *picture_tag_end(const char *tag)
{
    bool is_quoted = false;
    for (; *tag && (is_quoted || *tag != '>'); tag++)
        is_quoted ^= *tag == '"';
    return *tag ? tag + 1 : tag;
}

/* The value of an attribute between `tag` and `end`, with the writer's escapes undone; NULL without it. */
static const char *tag_value(const char *tag, const char *end, const char *name, struct arena *arena)
{
    static const struct {
        const char *name, *text;
    } escapes[] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}};
    size_t length = strlen(name);
    const char *at = memmem(tag, (size_t)(end - tag), name, length);
    if (!at)
        return NULL;
    const char *value = at + length, *stop = strchr(value, '"');
    auto_buf struct buf out = BUF(64 * 1024);
    while (stop && value < stop) {
        size_t step = 1, i = 0;
        while (i < sizeof escapes / sizeof *escapes &&
               strncmp(value, escapes[i].name, strlen(escapes[i].name)) != 0)
            i++;
        if (i < sizeof escapes / sizeof *escapes) {
            buf_text(&out, escapes[i].text);
            step = strlen(escapes[i].name);
        } else {
            buf_char(&out, *value);
        }
        value += step;
    }
    return arena_copy(arena, buf_str(&out), out.length);
}

bool body_first_picture(const char *html, struct arena *arena, const char **ret_source, const char **ret_alt)
{
    for (const char *at = html; *at;) {
        if (*at != '<') {
            /* A word comes before every picture. */
            if (!strchr(" \t\r\n", *at))
                return false;
            at++;
            continue;
        }
        const char *end = picture_tag_end(at);
        if (strncmp(at + 1, "img ", 4) == 0) {
            *ret_source = tag_value(at, end, " src=\"", arena);
            *ret_alt = tag_value(at, end, " alt=\"", arena);
            return *ret_source != NULL;
        }
        at = end;
    }
    return false;
}
