/* What else there is to read beside an article. Errors: see store.h. Thread: as the connection. */
#ifndef STORE_RELATED_H
#define STORE_RELATED_H

#include "store/article.h"

enum { RELATED_MAX = 20 };

/* Public articles of the same language, at most `limit` (1 to RELATED_MAX): first those that share its tags
 * (the more, the sooner; then the newest), then those whose titles share its most telling pairs of words,
 * then the newest of its category. Of each are given slug, language, kind, title, picture and when it
 * was published. The cost is bounded, however many articles there are: of each tag and of what shares words
 * the newest are looked at, and what shares words is looked for at most once in ten minutes. */
enum err article_related(struct conn *conn, const struct article *article, int limit,
                         struct article_list *ret_list);

#endif
