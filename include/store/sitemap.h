/* Sitemaps: every public article, for search engines (https://www.sitemaps.org/protocol.html), in parts that
 * none ever leaves: part n holds the ids (n - 1) * SITEMAP_PART + 1 to n * SITEMAP_PART. Reading one takes as
 * long as it has rows, however many articles there are. Rows live in the connection's arena.
 * Errors: see store.h. */
#ifndef STORE_SITEMAP_H
#define STORE_SITEMAP_H

#include "store/article.h"

enum { SITEMAP_PART = 50000, SITEMAP_NEWS_MAX = 1000 };

struct sitemap_part {
    int64_t number;     /* from 1 */
    int64_t articles;   /* public ones */
    int64_t changed_ms; /* when an article in it came, went or was edited last */
    int64_t changes;    /* how often one did: with the instant, another number for another content */
};

/* All parts that have articles, ascending. */
enum err sitemap_parts(struct conn *conn, struct sitemap_part **ret_parts, size_t *ret_count);

/* One part. Errors: NOT_FOUND (nothing public in it). */
enum err sitemap_part(struct conn *conn, int64_t number, struct sitemap_part *ret_part);

/* At most `limit` of the part's articles with ids above `after_id`, ascending. Of each only id, slug, lang,
 * kind and the times created, published and updated are set. */
enum err sitemap_rows(struct conn *conn, int64_t number, int64_t after_id, int limit,
                      struct article_list *ret_list);

/* The articles of a language published since then, newest first, SITEMAP_NEWS_MAX at most; set is what
 * sitemap_rows() sets, and the title. */
enum err sitemap_news(struct conn *conn, const char *lang, int64_t since_ms, struct article_list *ret_list);

#endif
