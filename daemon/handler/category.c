/* /api/categories. */
#include "store/category.h"
#include "handler/handler.h"
#include "input.h"
#include "resource.h"
#include "term_input.h"
#include "view/portal.h"

enum { POSITION_MOST = 1000000 };

static const char *const members[] = {"slug", "name", "lang", "parent_id", "position", NULL};

RESOURCE_READING(category)
RESOURCE_WRITING(category)
RESOURCE_LISTING(category)

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

static enum err explain(struct reply *reply, enum err err, const void *row)
{
    if (err == ERR_INPUT)
        return reply_fault(reply, "/parent_id", MESSAGE_PARENT_CIRCLE, NULL);
    if (err == ERR_NOT_FOUND)
        return reply_fault(reply, "/parent_id", MESSAGE_THING_UNKNOWN, MESSAGE_ARGS("category"));
    return resource_slug_taken(reply, err, ((const struct category *)row)->slug);
}

static const struct resource resource = {
    .thing = "category",
    .path = "/api/categories",
    .row_size = sizeof(struct category),
    .blank = blank_category,
    .load = load_category,
    .apply = apply,
    .insert = insert_category,
    .update = update_category,
    .remove = category_delete,
    .explain = explain,
    .show = show_category,
    .version = version_category,
    .list = list_category,
};

RESOURCE_HANDLER(category, list_show, resource)
RESOURCE_HANDLER(category, show, resource)
RESOURCE_HANDLER(category, create, resource)
RESOURCE_HANDLER(category, change, resource)
RESOURCE_HANDLER(category, remove, resource)
