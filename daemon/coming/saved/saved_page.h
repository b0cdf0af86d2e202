/* One saved page of HTML: which part of it is the article, and what it says of itself. Thread: one. */
#ifndef COMING_SAVED_PAGE_H
#define COMING_SAVED_PAGE_H

#include "base/arena.h"

#include <stddef.h>
#include <stdint.h>

enum { SAVED_CRUMBS_MAX = 6 };

struct saved_page {
    const char *title, *lead, *body, *author; /* "" none; the body is HTML */
    const char *lang, *base;                  /* as the page says; "" nothing */
    const char *frame;                        /* of a page of frames the one that holds the text; "" none */
    const char *crumbs[SAVED_CRUMBS_MAX];     /* names of the sections that it stands in, the upper first */
    size_t crumb_count;
    int64_t at_ms; /* 0 unknown */
};

/* Results in the arena. False: no memory, or no HTML. */
bool saved_page_read(const char *html, struct arena *arena, struct saved_page *ret_page);

/* A moment in words: "2019-05-30T08:00:00+07:00", "30/05/2019 08:00", "Thứ Năm, 30-5-2019"; 0 none. */
int64_t saved_moment(const char *text, struct arena *arena);

#endif
