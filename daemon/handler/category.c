/* /api/categories. */
#include "store/category.h"
#include "handler/handler.h"
#include "input.h"
#include "query.h"
#include "resource.h"
#include "term_input.h"
#include "view/portal.h"

enum { POSITION_MOST = 1000000 };

static const char *const members[] = {"slug", "name", "lang", "parent_id", "position", NULL};

enum err category_list_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct category *items;
    size_t count;
    const char *lang = query_lang(request, reply);
    enum err err = query_check(reply);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = category_list(conn, lang, &items, &count);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    struct view list = view_list(view, "items");
    for (size_t i = 0; i < count; i++)
        view_category(view_append(list), &items[i]);
    view_null(view, "next");
    return ERR_OK;
}

static void blank(void *row)
{
    *(struct category *)row = (struct category){.lang = "vi"};
}

static enum err load(struct conn *conn, int64_t id, void *ret_row)
{
    return category_by_id(conn, id, ret_row);
}

static enum err apply(struct conn *conn, const struct submission *submission, struct reply *reply, void *row)
{
    struct category *category = row;
    struct input input = input_of(submission, reply);
    (void)conn;
    input_only(&input, members);
    term_input_names(&input, &category->name, &category->slug, &category->lang);
    input_integer(&input, "parent_id", 1, INT64_MAX, &category->parent_id);
    input_integer(&input, "position", 0, POSITION_MOST, &category->position);
    return input_end(&input);
}

static enum err insert(struct conn *conn, const void *row, int64_t *ret_id)
{
    return category_insert(conn, row, ret_id);
}

static enum err update(struct conn *conn, const void *row)
{
    return category_update(conn, row);
}

static enum err explain(struct reply *reply, enum err err, const void *row)
{
    if (err == ERR_INPUT)
        return reply_fault(reply, "/parent_id", MESSAGE_PARENT_CIRCLE, NULL);
    if (err == ERR_NOT_FOUND)
        return reply_fault(reply, "/parent_id", MESSAGE_THING_UNKNOWN, MESSAGE_ARGS("category"));
    return resource_slug_taken(reply, err, ((const struct category *)row)->slug);
}

static void show(struct view view, const void *row)
{
    view_category(view, row);
}

static int64_t version(const void *row)
{
    return ((const struct category *)row)->version;
}

static const struct resource resource = {
    "category",
    "/api/categories",
    sizeof(struct category),
    blank,
    load,
    apply,
    insert,
    update,
    category_delete,
    explain,
    show,
    version,
};

RESOURCE_HANDLERS(category, resource)
