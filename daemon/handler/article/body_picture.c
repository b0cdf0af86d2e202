/* The address of a picture within a body, as it was written. It knows no store and no import. */
#include "body_picture.h"

#include <string.h>
#include <strings.h>

/* Bytes; an address may be a picture itself (data:), and long. */
enum { SHOWN_MAX = 200 };

const char *body_picture_shown(struct arena *arena, const char *source)
{
    size_t length = strlen(source);
    if (length > SHOWN_MAX)
        for (length = SHOWN_MAX; length && ((unsigned char)source[length] & 0xC0) == 0x80;)
            length--; /* not within a character */
    return arena_copy(arena, source, length);
}

bool body_picture_is_inside(const char *source)
{
    return strncasecmp(source, "data:image/", 11) == 0;
}

/* By the beginning; "//host" takes the page's own scheme. Another scheme is no address that could be
 * fetched. */
bool body_picture_is_foreign(const char *source)
{
    return strncasecmp(source, "http://", 7) == 0 || strncasecmp(source, "https://", 8) == 0 ||
           strncmp(source, "//", 2) == 0;
}

/* Whether an attribute of this name stands in the tag, whose end is `stop`. */
static bool tag_has_attribute(const char *tag, const char *stop, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = tag; (at = strcasestr(at, name)) && at < stop; at += length)
        if (strchr(" \t\n/\"'", at[-1]) && strchr("= \t\n/>", at[length]))
            return true;
    return false;
}

bool body_has_silent_picture(const char *html)
{
    /* The element's name behind its bracket; the parser has the last word on what is a tag. */
    static const char name[] = "img";
    for (const char *at = html; (at = strcasestr(at, name)); at += sizeof name - 1) {
        const char *stop = strchr(at, '>');
        bool is_tag = at > html && at[-1] == '<' && strchr(" \t\n/", at[sizeof name - 1]);
        if (is_tag && stop && !tag_has_attribute(at + sizeof name - 1, stop, "alt"))
            return true;
    }
    return false;
}
