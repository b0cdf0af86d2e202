/* /api/tags. Tags as a resource, but for their list, which may be long and has a cursor. Most tags are made
 * by articles that name them (term_input.c). */
#include "store/tag.h"
#include "core/access.h"
#include "core/input.h"
#include "core/query.h"
#include "core/resource.h"
#include "core/write.h"
#include "handler/handler.h"
#include "page/page.h"
#include "term_fault.h"
#include "term_input.h"
#include "text/slug.h"
#include "view/article.h"
#include "view/portal.h"

/* Tags are short rows, so a page may be ten times that of articles. */
enum { LIMIT_DEFAULT = 100, LIMIT_MOST = 1000 };

static const char *const members[] = {"slug", "name", "lang", NULL};

/* Tags of one language or both, in order of the slug. */
enum err api_tag_list(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct tag *items;
    size_t count;
    int64_t limit = LIMIT_DEFAULT;
    const char *lang = query_lang(request, reply), *after = request_parameter(request, "after");
    const char *words = request_parameter(request, "q");
    /* A slug is its name without marks, so this finds what people type in haste. */
    const char *part = words ? slug_from_title(words, reply->arena) : NULL;
    query_number(request, reply, "limit", 1, LIMIT_MOST, &limit);
    /* The cursor is the last slug itself. It need not be there any more. */
    if (after && !slug_valid(after))
        reply_fault_parameter(reply, "after", MESSAGE_CURSOR_DAMAGED, NULL);
    enum err err = query_check(reply);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = tag_list(conn, lang, sees_drafts(request) ? TAGS_ALL : TAGS_PUBLIC, part, after, (int)limit,
                       &items, &count);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->widened = sees_drafts(request);
    struct view list = view_list(view, "items");
    for (size_t i = 0; i < count; i++)
        view_tag(view_append(list), &items[i]);
    /* The next page may be empty, which costs less than counting. */
    if (count == (size_t)limit)
        reply->next = query_next(request, reply->arena, items[count - 1].slug, limit);
    view_text(view, "next", reply->next);
    return ERR_OK;
}

/* These few only give the functions of the store the form that the table has. */
static enum err load_tag(struct conn *conn, int64_t id, void *ret_row)
{
    return tag_by_id(conn, id, ret_row);
}

static void show_tag(struct view view, const void *row)
{
    view_tag(view, row);
}

static int64_t version_tag(const void *row)
{
    return ((const struct tag *)row)->version;
}

static enum err update_tag(struct conn *conn, const void *row)
{
    return tag_update(conn, row);
}
static void blank_tag(void *row)
{
    *(struct tag *)row = (struct tag){.lang = "vi", .is_made = true};
}

static enum err insert_tag(struct conn *conn, const void *row, int64_t *ret_id)
{
    return tag_insert(conn, row, ret_id);
}

/* Another name raises every article that bears it, which is the store's doing. */
static enum err tag_api_apply(struct conn *conn, const struct submission *submission, struct reply *reply,
                              void *row)
{
    struct tag *tag = row;
    struct input input = input_of(submission, reply);
    (void)conn;
    input_only(&input, members);
    term_input_names(&input, &tag->name, &tag->slug, &tag->lang);
    return input_end(&input);
}

/* A slug that another tag has or had is the one thing that the store refuses. */
static enum err tag_api_explain(struct reply *reply, enum err err, const void *row)
{
    return resource_slug_taken(reply, err, ((const struct tag *)row)->slug);
}

/* The words of a tag that stands on nothing public are not the public's. */
static bool tag_hide(const struct request *request, struct reply *reply, void *row)
{
    reply->widened |= sees_drafts(request);
    return ((const struct tag *)row)->is_hidden && !sees_drafts(request);
}

static enum err by_slug_tag(struct conn *conn, const char *slug, void *ret_row, int64_t *ret_id)
{
    struct tag *tag = ret_row;
    enum err err = tag_by_slug(conn, slug, tag);
    *ret_id = err ? 0 : tag->id;
    return err;
}

static enum err unknown_tag(struct conn *conn, struct reply *reply, const char *pointer, const char *slug)
{
    return term_fault_tag(conn, reply, pointer, NULL, slug, TAGS_ALL);
}

/* Its own page, at the address that it would have. */
static enum err tag_page(struct app *app, struct conn *conn, const struct request *request,
                         struct reply *reply, const void *row)
{
    const struct tag *tag = row;
    struct request shown = *request;
    reply->page_path = shown.path = shown.own = tag_path(reply->arena, tag->slug, tag->lang);
    shown.parameter_count = 0;
    return tag_page_fill(app, conn, &shown, reply, tag);
}

/* What resource.c needs to know of a tag; `list` is missing, as tags have a list of their own. */
static const struct resource resource = {
    .thing = MESSAGE_THING_TAG,
    .kind = "tag",
    .path = "/api/tags",
    .row_size = sizeof(struct tag),
    .blank = blank_tag,
    .load = load_tag,
    .apply = tag_api_apply,
    .insert = insert_tag,
    .update = update_tag,
    .remove = tag_delete,
    .explain = tag_api_explain,
    .show = show_tag,
    .version = version_tag,
    .page = tag_page,
    .hide = tag_hide,
    .by_slug = by_slug_tag,
    .unknown = unknown_tag,
    .merge = tag_merge,
    .cannot_merge = MESSAGE_TAG_MERGE,
};

enum err api_tag_show(struct app *app, const struct request *request, struct reply *reply)
{
    return resource_show(app, request, reply, &resource);
}
enum err api_tag_create(struct app *app, const struct request *request, struct reply *reply)
{
    return resource_create(app, request, reply, &resource);
}
enum err api_tag_change(struct app *app, const struct request *request, struct reply *reply)
{
    return resource_change(app, request, reply, &resource);
}
enum err api_tag_preview(struct app *app, const struct request *request, struct reply *reply)
{
    return resource_preview(app, request, reply, &resource);
}
enum err api_tag_remove(struct app *app, const struct request *request, struct reply *reply)
{
    return resource_remove(app, request, reply, &resource);
}
enum err api_tag_merge(struct app *app, const struct request *request, struct reply *reply)
{
    return resource_merge(app, request, reply, &resource);
}
