/* Finds the picture that a cleaned body begins with. It reads what writer.c wrote, in which every attribute
 * stands in double quotes, and no other HTML. */
#include "html/body.h"

#include "piece.h"

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
    size_t length = strlen(name);
    const char *at = memmem(tag, (size_t)(end - tag), name, length);
    if (!at)
        return NULL;
    const char *value = at + length, *stop = strchr(value, '"');
    return stop ? piece_text((struct piece){value, stop}, arena) : NULL;
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
