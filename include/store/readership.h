/* What is read, by article and by category, in whole months: sums that triggers keep (migrations:
 * article_months, category_months), so that a question costs about as many rows as it gives, times its
 * months, never one for each day; where readers are spread evenly over all articles, one about several months
 * costs a row for each article and month. What is counted is the visits' own matter (store/visit_rows.h);
 * what is not folded yet is missing.
 *
 * A month is YYYYMM of the portal's zone. For those who may see every article. Rows live in the connection's
 * arena. Thread: the connection's. Errors: see store.h. */
#ifndef STORE_READERSHIP_H
#define STORE_READERSHIP_H

#include "store/article.h"

/* Inclusive. */
struct month_span {
    int first, last;
};

/* The instant at which the span begins, and that at which it is over. */
int64_t month_span_from_ms(const struct month_span *span);
int64_t month_span_to_ms(const struct month_span *span);

struct read_article {
    int64_t views;
    struct article article; /* id, slug, kind, lang, title, published_ms and category alone */
};

/* The public articles with the most views, of a category (0: of any) and a language (NULL: of any), at most
 * `limit`, 1 to 1000. */
enum err readership_articles(struct conn *conn, const struct month_span *span, int64_t category_id,
                             const char *lang, int limit, struct read_article **ret_items, size_t *ret_count);

struct read_category {
    int64_t id; /* 0: articles without one, or that are gone for ever */
    const char *slug, *name, *lang;
    int64_t articles; /* public ones that were published in these months */
    int64_t views;    /* of all that are in it now, whenever they were published */
};

/* A row for each category, those below it not included, and one for none; the most read first. */
enum err readership_categories(struct conn *conn, const struct month_span *span,
                               struct read_category **ret_items, size_t *ret_count);

/* How many public articles of the listed kinds, in whichever language, were published in these months. */
enum err readership_published(struct conn *conn, const struct month_span *span, int64_t *ret_count);

#endif
