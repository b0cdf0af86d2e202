/* What the search of the API and that of the page share. */
#ifndef HANDLER_SEARCH_H
#define HANDLER_SEARCH_H

#include "handler/app.h"
#include "http/reply.h"
#include "http/request.h"
#include "store/search.h"
#include "view/view.h"

/* What the parameters q and sort ask for. */
struct search_ask {
    const char *text;  /* normalised, at most SEARCH_QUERY_MAX bytes; NULL without q */
    bool is_shortened; /* more was sent; also a warning of the reply's */
    enum search_sort sort;
};

/* Reads them. Errors: UTF8 (q is not), MEMORY; other faults are noted in the reply. */
enum err search_ask_read(const struct request *request, struct reply *reply, struct search_ask *ret_ask);

/* Searches, and notes a query that nothing answers. */
enum err search_run(struct app *app, struct conn *conn, const struct request *request,
                    const struct search_ask *ask, const struct article_query *query,
                    struct search_result *ret_result);

/* Warns of the query's words that were not looked for, if there are some. */
void search_warn_unread(struct reply *reply, const char *unread);

/* The hits as a list with its cursor. */
struct article_list search_list(struct arena *arena, const struct search_result *result);

/* Members of the answer: snippet (HTML whose only element is <mark>) of a row; total;
 * facets{categories[{slug, name, count}], months[{month, count}]}. A total or facets that the limit of time
 * cut are null, which *cut is then told. */
void search_view_snippet(struct view row, const struct search_hit *hit);

/* The attached file that it was found by: file of {title, url with its page, page or null}, or null. */
void search_view_file(struct view row, const struct search_hit *hit);
enum err search_view_total(struct view view, const struct search_result *result, bool *cut);
enum err search_view_facets(struct view view, const struct search_result *result, bool *cut);

#endif
