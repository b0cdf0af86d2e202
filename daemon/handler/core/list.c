/* What lists of the API have in common. */
#include "list.h"

#include "query.h"

enum { LIMIT_USUAL = 20, LIMIT_GREATEST = 100 };

enum err list_by_number(const struct request *request, struct reply *reply, int64_t *ret_limit,
                        int64_t *ret_after)
{
    *ret_limit = LIMIT_USUAL;
    *ret_after = 0;
    query_number(request, reply, "limit", 1, LIMIT_GREATEST, ret_limit);
    query_number(request, reply, "after", 1, INT64_MAX, ret_after);
    return query_check(reply);
}

struct view list_begin(struct reply *reply, struct view *ret_view)
{
    *ret_view = view_new(reply->arena);
    reply->view = ret_view->json;
    return view_list(*ret_view, "items");
}
