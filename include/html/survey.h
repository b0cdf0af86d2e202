/* What stands in the clean HTML of a body that somebody looks over before it is published: headings, links,
 * pictures, and lines in bold that stand where a heading should. Only reads what body_render() wrote.
 *
 * Ownership: results live in the arena given. Thread: any. */
#ifndef HTML_SURVEY_H
#define HTML_SURVEY_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>

enum { SURVEY_MOST = 2000 /* things that are looked at */ };

enum survey_kind {
    SURVEY_HEADING,
    SURVEY_LINK, /* to somewhere else than the same page */
    SURVEY_PICTURE,
    SURVEY_BOLD, /* a paragraph all in bold, outside of tables */
};

struct survey_item {
    enum survey_kind kind;
    int level;        /* of a heading: 2 to 6 */
    const char *text; /* plain: the words, of a link those of its pictures too; of a picture its alt */
    const char *url;  /* where a link leads, where a picture lies; else NULL */
};

/* All of it, in order; at most SURVEY_MOST. Errors: MEMORY. */
enum err html_survey(const char *html, struct arena *arena, struct survey_item **ret_items,
                     size_t *ret_count);

#endif
