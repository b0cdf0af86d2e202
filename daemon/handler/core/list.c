/* What lists of the API have in common. */
#include "list.h"

#include "query.h"
#include "store/store.h"

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

enum err number_list_begin(struct app *app, const struct request *request, struct reply *reply,
                           struct conn **ret_conn, struct number_list *ret_list)
{
    *ret_list = (struct number_list){.request = request, .reply = reply};
    enum err err = list_by_number(request, reply, &ret_list->limit, &ret_list->after);
    return err ? err : store_lease(app->portal->store, reply->arena, ret_conn);
}

/* When the first row comes, or none did: an answer that was refused before has no view. */
static void number_list_open(struct number_list *list)
{
    if (!list->view.json)
        list->items = list_begin(list->reply, &list->view);
}

struct view number_list_add(struct number_list *list, int64_t number)
{
    number_list_open(list);
    list->count++;
    list->last = number;
    return view_append(list->items);
}

enum err number_list_end(struct number_list *list)
{
    number_list_open(list);
    query_end_by_number(list->request, list->reply, list->view, list->count == (size_t)list->limit,
                        list->last, list->limit);
    return ERR_OK;
}
