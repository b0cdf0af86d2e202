/* What a page adds to a clean body before it shows it: a way to the large picture, albums, a frame around
 * tables in which they scroll, numbers
 * that no line breaks, those of telephones as links, cards of films that other sites have.
 * The API's body knows nothing of it.
 *
 * Reads the output of body_render() alone (also with the ids of html_outline()), in which "<" begins a tag
 * and ">" ends it; cannot make it unclean. Ownership: results live in the arena given. Thread: any. */
#ifndef HTML_DRESS_H
#define HTML_DRESS_H

#include "base/arena.h"
#include "html/safe.h"

/* Words of the interface in the page's language; plain text, borrowed. */
struct dress_words {
    const char *table; /* what a table is called that scrolls, before its number */
    const char *swipe; /* said above it, where it does */
    const char *album; /* what several pictures are called */
    const char *load;  /* before the name of a sound or film, in the link to its file */
    const char *watch; /* before the name of the site that has a film */
};

/* `still` is the path of the picture that the first film shows until it is played, unless it has one of its
 * own; NULL: none. On failure the arena has failed, and the HTML comes back as it was. */
struct safe_html html_dressed(struct safe_html html, const struct dress_words *words, const char *still,
                              struct arena *arena);

#endif
