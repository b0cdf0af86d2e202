/* What lists of the API have in common. Knows no rows. */
#ifndef HANDLER_LIST_H
#define HANDLER_LIST_H

#include "http/reply.h"
#include "http/request.h"
#include "view/view.h"

/* The parameters of a list that is ordered by number: `limit` (20 unless asked for, at most 100) and the
 * number `after` which it goes on, 0 from its beginning. Errors: PARAMETER, also for what was noted before.
 */
enum err list_by_number(const struct request *request, struct reply *reply, int64_t *ret_limit,
                        int64_t *ret_after);

/* Begins the answer: *ret_view is the reply's, and its member `items`, to which rows are appended, is
 * returned. */
struct view list_begin(struct reply *reply, struct view *ret_view);

#endif
