/* Who wrote what was published in some months, for whoever pays them: by the byline, with how long each
 * article is and how many pictures it shows.
 *
 * Words are counted as word processors do: what stands between blanks is one. Counted are lead and body as
 * they are now. An article belongs to the month in which it was published first, whatever became of it,
 * unless it is in the trash. Rows live in the connection's arena. Thread: the connection's. Errors: see
 * store.h. */
#ifndef STORE_BYLINE_H
#define STORE_BYLINE_H

#include "store/readership.h"

struct byline {
    int64_t words;
    int64_t pictures;
    struct article article; /* id, slug, kind, lang, title, author, category, status, published_ms alone */
};

struct byline_query {
    struct month_span span;
    const char *author; /* this byline alone; NULL: any */
    int64_t created_by; /* what this actor (actor_number()) brought in alone; 0: any */
    int limit;          /* 1 to BYLINES_MOST */
};

/* So many texts are read at most; what is older is left out. */
enum { BYLINES_MOST = 5000 };

/* By author, as Vietnamese names are ordered, those without one last; then as they were published.
 * *ret_is_cut: there are more than `limit`, and the oldest are left out. */
enum err byline_list(struct conn *conn, const struct byline_query *query, struct byline **ret_items,
                     size_t *ret_count, bool *ret_is_cut);

#endif
