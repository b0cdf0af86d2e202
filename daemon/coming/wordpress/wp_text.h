/* Bodies as WordPress stores them, made HTML: paragraphs of plain line breaks, short codes. Thread: one. */
#ifndef COMING_WP_TEXT_H
#define COMING_WP_TEXT_H

#include "base/arena.h"
#include "base/buf.h"

/* What short codes need of who knows the pictures, and who tells. */
struct wp_codes {
    void *context;
    /* Address and words of the picture of that number; NULL: there is none. */
    const char *(*picture)(void *context, long long id);
    /* A short code that nothing here knows; it stays in the text. */
    void (*unknown)(void *context, const char *name);
};

/* The HTML of a body in `arena`; NULL: no memory. */
const char *wp_body(const char *text, const struct wp_codes *codes, struct arena *arena);

#endif
