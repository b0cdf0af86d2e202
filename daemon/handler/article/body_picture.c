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
