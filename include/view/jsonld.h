/* What search engines read of a page: schema.org as JSON-LD 1.1, a graph in which the agency that publishes
 * stands once. Thread: one worker. */
#ifndef VIEW_JSONLD_H
#define VIEW_JSONLD_H

#include "store/article.h"
#include "store/site.h"
#include "view/view.h"

/* Who publishes, and where. Borrowed. */
struct publisher {
    const char *base; /* the portal's public address without a slash at its end; "" gives paths */
    const struct site *site;
    const char *logo_path; /* a square picture of 512 pixels */
};

/* The page of a published article: NewsArticle (WebPage for a standing page), with the instant at which what
 * readers see was last changed, and where it stands. */
void view_jsonld_article(struct view view, const struct publisher *publisher, const struct article *article);

/* Home: WebSite with its search. */
void view_jsonld_home(struct view view, const struct publisher *publisher, const char *lang);

/* The list of a category or tag. */
void view_jsonld_list(struct view view, const struct publisher *publisher, const char *lang, const char *name,
                      const char *path);

#endif
