/* What lists of the API have in common. Knows no rows. */
#ifndef HANDLER_LIST_H
#define HANDLER_LIST_H

#include "handler/app.h"
#include "http/reply.h"
#include "http/request.h"
#include "view/view.h"

/* The parameters of a list that is ordered by number: `limit` (20 unless asked for, at most 100) and the
 * number `after` which it goes on, 0 from its beginning. Errors: PARAMETER, also for what was noted before.
 */
enum err list_by_number(const struct request *request, struct reply *reply, int64_t *ret_limit,
                        int64_t *ret_after);

/* A page of a list that is ordered by number, from the parameters to the answer: begun, its rows read through
 * `conn` by `after` and `limit`, each added, ended. */
struct number_list {
    const struct request *request;
    struct reply *reply;
    int64_t limit, after; /* as list_by_number() has them */
    struct view view, items;
    size_t count;
    int64_t last; /* number of the row that was added last */
};

/* Reads the parameters and leases *ret_conn, which the caller gives back. Errors: PARAMETER, the store's. */
enum err number_list_begin(struct app *app, const struct request *request, struct reply *reply,
                           struct conn **ret_conn, struct number_list *ret_list);

/* A row of that number at the end of the page: its view, to be filled. */
struct view number_list_add(struct number_list *list, int64_t number);

/* Ends the answer, with the way on where the page is full. */
enum err number_list_end(struct number_list *list);

/* Begins the answer: *ret_view is the reply's, and its member `items`, to which rows are appended, is
 * returned. */
struct view list_begin(struct reply *reply, struct view *ret_view);

#endif
