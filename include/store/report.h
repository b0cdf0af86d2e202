/* What readers report of an article: an error they saw. Nothing of who reports is kept but what they typed,
 * and that for half a year, or until an editor deletes it, or as long as the article is there. Errors: see
 * store.h. */
#ifndef STORE_REPORT_H
#define STORE_REPORT_H

#include "store/article.h"

enum { REPORT_TEXT_MAX = 4000, REPORT_CONTACT_MAX = 200, REPORT_KEPT_DAYS = 180 };

/* So many of one article, and so many altogether, within a day; who sends more only fills the disk. */
enum { REPORTS_A_DAY_OF_ARTICLE = 30, REPORTS_A_DAY = 1000 };

struct report {
    int64_t id;
    int64_t article_id;
    int64_t article_version; /* which the reader saw */
    int64_t at_ms;
    const char *text;
    const char *contact;    /* what the reader gave to be answered by, or NULL */
    struct article article; /* its title, slug, kind and language alone; when it is listed */
};

/* Errors: TOO_MANY. */
enum err report_add(struct conn *conn, const struct report *report);

/* Newest first, of one article (0: of all), those below `before` (0: all); `limit` 1 to 1000. */
enum err report_list(struct conn *conn, int64_t article_id, int64_t before, int limit,
                     struct report **ret_items, size_t *ret_count);

/* Errors: NOT_FOUND. */
enum err report_delete(struct conn *conn, int64_t id);

/* Removes what is too old. Writer only. */
enum err report_forget(struct conn *conn);

#endif
