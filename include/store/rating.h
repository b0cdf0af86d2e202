/* How useful readers found an article: three faces, counted by article and day. Nothing of who pressed is
 * ever here. Rows live in the connection's arena. Errors: see store.h. */
#ifndef STORE_RATING_H
#define STORE_RATING_H

#include "store/article.h"

enum rating_face { RATING_GOOD, RATING_FAIR, RATING_BAD, RATING_FACES };

/* "good", "fair", "bad"; ended by NULL. */
extern const char *const rating_names[RATING_FACES + 1];

struct rating_counts {
    int64_t faces[RATING_FACES];
};

/* Counts of one article on one day, to be added to what is there. */
struct rating_day {
    int64_t article_id;
    int32_t day; /* YYYYMMDD */
    struct rating_counts counts;
};

/* Adds them; of an article that is gone nothing is kept. Readers' pages are not made anew for it. */
enum err rating_add(struct conn *conn, const struct rating_day *day);

/* All that was ever counted of an article. */
enum err rating_of(struct conn *conn, int64_t article_id, struct rating_counts *ret_counts);

/* An article with what was counted within days. */
struct rated_article {
    struct article article; /* id, slug, lang, kind and title alone */
    struct rating_counts counts;
};

/* The public articles that were rated from `first` to `last` (YYYYMMDD), most often "bad" first; at most
 * `limit`, 1 to 1000. */
enum err rating_list(struct conn *conn, int32_t first, int32_t last, int limit,
                     struct rated_article **ret_items, size_t *ret_count);

#endif
