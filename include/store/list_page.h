/* Pages of lists by number and by month: where a page begins, found by counts that triggers keep
 * (migrations: list_counts), so that the fifty-thousandth costs what the first does.
 *
 * A query here asks for what the public sees, in one language, of one category with all below it, of one tag,
 * or of kinds alone; its cursor, limit, facts and statuses are not looked at. Thread: the connection's.
 * Errors: see store.h. */
#ifndef STORE_LIST_PAGE_H
#define STORE_LIST_PAGE_H

#include "store/article.h"

/* A month of the portal's zone that has articles. */
struct list_month {
    int year, month;
    int64_t count;
};

/* Newest first, with the number of all articles of the list. */
enum err list_months(struct conn *conn, const struct article_query *query, struct list_month **ret_months,
                     size_t *ret_count, int64_t *ret_total);

/* Narrows the query so that article_list() begins behind its first `skip` rows, at most a few hundred of one
 * day, or those of five seconds, being stepped over. With `month` (or NULL) the rows are those of that month
 * alone. Errors: NOT_FOUND (there are no more than `skip` rows). */
enum err list_seek(struct conn *conn, const struct list_month *month, int64_t skip,
                   struct article_query *query);

#endif
