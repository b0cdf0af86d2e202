/* The part of a text that answers a query best, with marks around what was looked for. */
#ifndef STORE_SEARCH_SNIPPET_H
#define STORE_SEARCH_SNIPPET_H

#include "search_plan.h"
#include "store/article.h"

/* Of the article's body, or its lead when that holds as much; NULL when both are empty. In the arena. */
const char *snippet_of(struct arena *arena, const struct plan *plan, const struct article *article);

/* Of a text by itself; NULL when it is empty. In the arena. */
const char *snippet_of_text(struct arena *arena, const struct plan *plan, const char *text);

#endif
