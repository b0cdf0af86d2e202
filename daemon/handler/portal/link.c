/* GET /api/links/dead: which links lead nowhere, and where they stand. Checked by the job of links alone. */
#include "store/link.h"
#include "core/cursor.h"
#include "core/query.h"
#include "handler/handler.h"
#include "view/link.h"

enum { LIMIT_DEFAULT = 20 };

enum err api_link_list_dead(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct dead_link *items;
    size_t count;
    int64_t limit = LIMIT_DEFAULT, before_ms = 0, before_id = 0, total = 0;
    bool after;
    query_number(request, reply, "limit", 1, LINK_LIST_MOST, &limit);
    enum err err = query_cursor(request, reply, &after, &before_ms, &before_id);
    if (!err)
        err = query_check(reply);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = link_list_dead(conn, before_ms, before_id, (int)limit, &items, &count);
    if (!err)
        err = link_count_dead(conn, &total);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    /* An empty list of a portal that checks none is no good news. */
    view_flag(view, "are_checked", app->checks_links);
    view_integer(view, "total", total);
    struct view list = view_list(view, "items");
    for (size_t i = 0; i < count; i++)
        view_dead_link(view_append(list), &items[i]);
    if (count == (size_t)limit)
        reply->next =
            query_next(request, reply->arena,
                       cursor_write(reply->arena, items[count - 1].dead_ms, items[count - 1].id), limit);
    view_text(view, "next", reply->next);
    return ERR_OK;
}
