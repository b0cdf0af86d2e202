/* /api/categories. Categories as a resource. Whether a tree stays one is the store's to say; here its
 * refusal is put to the member that it is about. */
#include "store/category.h"
#include "core/access.h"
#include "core/input.h"
#include "core/resource.h"
#include "core/write.h"
#include "handler/handler.h"
#include "page/page.h"
#include "term_fault.h"
#include "term_input.h"
#include "view/article.h"
#include "view/portal.h"

/* Far more than categories; it keeps numbers readable. */
enum { POSITION_MOST = 1000000 };

static const char *const members[] = {"slug", "name", "lang", "parent_id", "position", NULL};

/* These few only give the functions of the store the form that the table has. */
static enum err load_category(struct conn *conn, int64_t id, void *ret_row)
{
    return category_by_id(conn, id, ret_row);
}

static void show_category(struct view view, const void *row)
{
    view_category(view, row);
}

static int64_t version_category(const void *row)
{
    return ((const struct category *)row)->version;
}

static enum err update_category(struct conn *conn, const void *row)
{
    return category_update(conn, row);
}
/* A new one is Vietnamese and at the top unless something else is said. */
static void blank_category(void *row)
{
    *(struct category *)row = (struct category){.lang = "vi"};
}

static enum err insert_category(struct conn *conn, const void *row, int64_t *ret_id)
{
    return category_insert(conn, row, ret_id);
}
/* All rows of a language, as the table of the resource has it. */
static enum err list_category(struct conn *conn, const char *lang, void **ret_rows, size_t *ret_count)
{
    struct category *rows;
    enum err err = category_list(conn, lang, CATEGORIES_ALL, &rows, ret_count);
    if (!err)
        *ret_rows = rows;
    return err;
}

/* A language that is changed does not take the children or articles along. */
static enum err category_api_apply(struct conn *conn, const struct submission *submission,
                                   struct reply *reply, void *row)
{
    struct category *category = row;
    struct input input = input_of(submission, reply);
    (void)conn;
    input_only(&input, members);
    term_input_names(&input, &category->name, &category->slug, &category->lang);
    /* null or 0 makes it a top category. */
    input_integer(&input, "parent_id", 1, INT64_MAX, &category->parent_id);
    input_integer(&input, "position", 0, POSITION_MOST, &category->position);
    return input_end(&input);
}

/* By the errors of category_insert() and category_update(), which are of the parent but for the
 * conflict. */
static enum err category_api_explain(struct reply *reply, enum err err, const void *row)
{
    if (err == ERR_INPUT)
        return reply_fault(reply, "/parent_id", MESSAGE_PARENT_CIRCLE, NULL);
    if (err == ERR_NOT_FOUND)
        return reply_fault(reply, "/parent_id", MESSAGE_THING_UNKNOWN,
                           MESSAGE_ARGS(message_text(reply->arena, reply->lang, MESSAGE_THING_CATEGORY, NULL),
                                        "/api/categories"));
    return resource_slug_taken(reply, err, ((const struct category *)row)->slug);
}

/* The words of a category that has drafts alone are not the public's. */
static bool category_hide(const struct request *request, struct reply *reply, void *row)
{
    reply->widened |= sees_drafts(request);
    return ((const struct category *)row)->is_hidden && !sees_drafts(request);
}

static enum err by_slug_category(struct conn *conn, const char *slug, void *ret_row, int64_t *ret_id)
{
    struct category *category = ret_row;
    enum err err = category_by_slug(conn, slug, category);
    *ret_id = err ? 0 : category->id;
    return err;
}

static enum err unknown_category(struct conn *conn, struct reply *reply, const char *pointer,
                                 const char *slug)
{
    return term_fault_category(conn, reply, pointer, NULL, slug, CATEGORIES_ALL);
}

/* Its own page, at the address that it would have. */
static enum err category_page(struct app *app, struct conn *conn, const struct request *request,
                              struct reply *reply, const void *row)
{
    const struct category *category = row;
    struct request shown = *request;
    reply->page_path = shown.path = shown.own = category_path(reply->arena, category->slug, category->lang);
    shown.parameter_count = 0;
    return category_page_fill(app, conn, &shown, reply, category);
}

/* What resource.c needs to know of a category. */
static const struct resource resource = {
    .thing = MESSAGE_THING_CATEGORY,
    .kind = "category",
    .path = "/api/categories",
    .row_size = sizeof(struct category),
    .blank = blank_category,
    .load = load_category,
    .apply = category_api_apply,
    .insert = insert_category,
    .update = update_category,
    .remove = category_delete,
    .explain = category_api_explain,
    .show = show_category,
    .version = version_category,
    .page = category_page,
    .list = list_category,
    .hide = category_hide,
    .by_slug = by_slug_category,
    .unknown = unknown_category,
    .merge = category_merge,
    .cannot_merge = MESSAGE_CATEGORY_MERGE,
};

enum err api_category_list(struct app *app, const struct request *request, struct reply *reply)
{
    return resource_list_show(app, request, reply, &resource);
}
enum err api_category_show(struct app *app, const struct request *request, struct reply *reply)
{
    return resource_show(app, request, reply, &resource);
}
enum err api_category_create(struct app *app, const struct request *request, struct reply *reply)
{
    return resource_create(app, request, reply, &resource);
}
enum err api_category_change(struct app *app, const struct request *request, struct reply *reply)
{
    return resource_change(app, request, reply, &resource);
}
enum err api_category_preview(struct app *app, const struct request *request, struct reply *reply)
{
    return resource_preview(app, request, reply, &resource);
}
enum err api_category_remove(struct app *app, const struct request *request, struct reply *reply)
{
    return resource_remove(app, request, reply, &resource);
}
enum err api_category_merge(struct app *app, const struct request *request, struct reply *reply)
{
    return resource_merge(app, request, reply, &resource);
}
