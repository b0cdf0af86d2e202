/* The part of a text that answers a query best, with marks around what was looked for. */
#ifndef STORE_SEARCH_SNIPPET_H
#define STORE_SEARCH_SNIPPET_H

#include "search_plan.h"
#include "store/article.h"

/* Of the article's body, or its lead when that holds as much; NULL when both are empty. In the arena. */
const char *snippet_of(struct arena *arena, const struct plan *plan, const struct article *article);

/* How much of the query the best such part of a text holds: 0 to 1, all words side by side in their order. */
double passage_value(const struct plan *plan, const char *text);

#endif
