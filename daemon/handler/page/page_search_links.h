/* The links of the search page: the same search with other words, narrower or wider. Thread: one worker. */
#ifndef HANDLER_PAGE_SEARCH_LINKS_H
#define HANDLER_PAGE_SEARCH_LINKS_H

#include "article/search.h"
#include "page.h"

/* What the form was sent with. On a page a filter that makes no sense is left out, not an error. */
struct search_form {
    struct search_ask ask;
    const char *category; /* slug, or NULL */
    const char *category_name;
    const char *kind; /* its name, or NULL */
    const char *from, *to;
    struct article_query query;
};

/* What an address of the search says; NULL leaves a filter out. */
struct search_link {
    const char *text, *kind, *category, *from, *to;
    bool is_by_time;
};

/* Where the form leads, in the page's language. */
const char *search_path(const struct request *request);

/* The address of a search under a name. */
void search_link_view(struct view view, const char *name, const struct request *request,
                      const struct search_link *link);

/* What was probably meant, as a link (or NULL). The filters go, as they may be why nothing was found. */
void search_view_suggestion(struct view view, const struct request *request, const char *suggestion);

/* The months of what was found, while none was chosen. */
void search_view_months(struct view view, const struct request *request, const struct search_form *form,
                        const struct search_facets *facets);

/* Kinds and categories of what was found, with their counts; the chosen one is marked. */
void search_view_narrower(struct view view, const struct request *request, const struct search_form *form,
                          const struct search_facets *facets);

/* What the fold of the filters is set to, in words. */
void search_view_filters(const struct app *app, struct view view, const struct request *request,
                         const struct search_form *form);

#endif
