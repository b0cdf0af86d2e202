/* One saved page of HTML: which part of it is the article, and what it says of itself. Thread: one. */
#ifndef COMING_SAVED_PAGE_H
#define COMING_SAVED_PAGE_H

#include "base/arena.h"

#include <stdint.h>

struct saved_page {
    const char *title, *lead, *body, *author; /* "" none; the body is HTML */
    int64_t at_ms;                            /* 0 unknown */
};

/* Results in the arena. False: no memory, or no HTML. */
bool saved_page_read(const char *html, struct arena *arena, struct saved_page *ret_page);

#endif
