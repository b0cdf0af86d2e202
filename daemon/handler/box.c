/* /api/boxes. */
#include "store/box.h"
#include "box_input.h"
#include "handler/handler.h"
#include "input.h"
#include "query.h"
#include "resource.h"
#include "term_input.h"
#include "view/portal.h"

enum { POSITION_MOST = 1000000 };

static const char *const members[] = {"slug", "title", "lang", "position", "items", NULL};

enum err box_list_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct box *items;
    size_t count;
    const char *lang = query_lang(request, reply);
    enum err err = query_check(reply);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = box_list(conn, lang, &items, &count);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    struct view list = view_list(view, "items");
    for (size_t i = 0; i < count; i++)
        view_box(view_append(list), &items[i]);
    view_null(view, "next");
    return ERR_OK;
}

static void blank(void *row)
{
    *(struct box *)row = (struct box){.lang = "vi"};
}

static enum err load(struct conn *conn, int64_t id, void *ret_row)
{
    return box_by_id(conn, id, ret_row);
}

static enum err apply(struct conn *conn, const struct submission *submission, struct reply *reply, void *row)
{
    struct box *box = row;
    struct input input = input_of(submission, reply);
    input_only(&input, members);
    term_input_titled(&input, "title", BOX_TITLE_MAX, &box->title, &box->slug, &box->lang);
    input_integer(&input, "position", 0, POSITION_MOST, &box->position);
    enum err err = box_input_items(conn, &input, box);
    return err ? err : input_end(&input);
}

static enum err insert(struct conn *conn, const void *row, int64_t *ret_id)
{
    return box_insert(conn, row, ret_id);
}

static enum err update(struct conn *conn, const void *row)
{
    return box_update(conn, row);
}

static enum err explain(struct reply *reply, enum err err, const void *row)
{
    return resource_slug_taken(reply, err, ((const struct box *)row)->slug);
}

static void show(struct view view, const void *row)
{
    view_box(view, row);
}

static int64_t version(const void *row)
{
    return ((const struct box *)row)->version;
}

static const struct resource resource = {
    "box",  "/api/boxes", sizeof(struct box), blank,   load, apply,
    insert, update,       box_delete,         explain, show, version,
};

RESOURCE_HANDLERS(box, resource)
