/* GET /api/trash: what was deleted and can be brought back. Bringing back and deleting for good are the
 * article's own operations (article/article_status.c). */
#include "core/cursor.h"
#include "core/list.h"
#include "core/query.h"
#include "handler/handler.h"
#include "view/desk.h"

enum { TRASH_LIMIT_DEFAULT = 20 };

enum err api_trash_list(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct trashed *items;
    struct desk_counts counts;
    size_t count;
    int64_t limit = TRASH_LIMIT_DEFAULT, before_ms = 0, before_id = 0;
    bool after;
    query_number(request, reply, "limit", 1, TRASH_ROWS_MOST, &limit);
    enum err err = query_cursor(request, reply, &after, &before_ms, &before_id);
    if (!err)
        err = query_check(reply);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = desk_trash(conn, before_ms, before_id, (int)limit, &items, &count);
    if (!err)
        err = desk_count(conn, &counts);
    if (err)
        return err;
    struct view view, list = list_begin(reply, &view);
    for (size_t i = 0; i < count; i++)
        view_trashed(view_append(list), &items[i]);
    view_integer(view, "total", counts.trashed);
    if (count == (size_t)limit) {
        const struct article *last = &items[count - 1].article;
        reply->next =
            query_next(request, reply->arena, cursor_write(reply->arena, last->deleted_ms, last->id), limit);
    }
    view_text(view, "next", reply->next);
    return ERR_OK;
}
