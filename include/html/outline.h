/* What is done to clean HTML before it is shown somewhere else than the API: headings that can be linked to,
 * and pictures that are seen outside the portal. Both read the output of body_render() alone, in
 * which "<" begins a tag and ">" ends it; neither can make it unclean.
 *
 * Ownership: results live in the arena given. Thread: any. */
#ifndef HTML_OUTLINE_H
#define HTML_OUTLINE_H

#include "base/arena.h"
#include "html/safe.h"

#include <stdbool.h>
#include <stddef.h>

enum { OUTLINE_MAX = 100 /* headings that get an address */ };

struct heading {
    int level;        /* 2 to 6 */
    const char *id;   /* its own, or "muc-" and the slug of its words, numbered where that is taken */
    const char *text; /* plain */
};

struct outline {
    struct safe_html html; /* the same with ids in its headings */
    const struct heading *headings;
    size_t count;
    bool has_own; /* the body brings such ids itself, where its links lead */
};

/* The headings of a body, in order; those behind the first OUTLINE_MAX, and those without words, are left as
 * they are. On failure the arena has failed, and the HTML comes back as it was. */
struct outline html_outline(struct safe_html html, struct arena *arena);

/* The address of a picture inside the document ("data:…") for that of a medium ("/media/NAME"); NULL when it
 * shall not be carried along. */
typedef const char *picture_inside(void *context, const char *url);

/* The body as part of a file that stands alone: each picture is what `inside` gives for it, or else its alt
 * text in brackets. On failure the arena has failed and the result is empty. */
struct safe_html html_portable(struct safe_html html, picture_inside *inside, void *context,
                               struct arena *arena);

#endif
