/* /api/boxes. A box as a resource, and what of it the public sees. Its items are read in box_input.c. */
#include "store/box.h"
#include "box_input.h"
#include "core/access.h"
#include "core/input.h"
#include "core/resource.h"
#include "handler/handler.h"
#include "page/page.h"
#include "store/home.h"
#include "term/term_input.h"
#include "view/portal.h"

#include <string.h>

/* Far more than boxes; it keeps numbers readable. */
enum { POSITION_MOST = 1000000 };

static const char *const members[] = {"slug", "title", "lang", "position", "items", NULL};

/* These few only give the functions of the store the form that the table has. */
static enum err load_box(struct conn *conn, int64_t id, void *ret_row)
{
    return box_by_id(conn, id, ret_row);
}

static void show_box(struct view view, const void *row)
{
    view_box(view, row);
}

static int64_t version_box(const void *row)
{
    return ((const struct box *)row)->version;
}

static enum err update_box(struct conn *conn, const void *row)
{
    return box_update(conn, row);
}
/* A new one is Vietnamese unless something else is said; without items it shows nowhere. */
static void blank_box(void *row)
{
    *(struct box *)row = (struct box){.lang = "vi"};
}

static enum err insert_box(struct conn *conn, const void *row, int64_t *ret_id)
{
    return box_insert(conn, row, ret_id);
}
/* All rows of a language, as the table of the resource has it. */
static enum err list_box(struct conn *conn, const char *lang, void **ret_rows, size_t *ret_count)
{
    struct box *rows;
    enum err err = box_list(conn, lang, &rows, ret_count);
    if (!err)
        *ret_rows = rows;
    return err;
}

/* Title, slug and language are read like those of categories, with the title in the place of the name. */
static enum err box_api_apply(struct conn *conn, const struct submission *submission, struct reply *reply,
                              void *row)
{
    struct box *box = row;
    struct input input = input_of(submission, reply);
    input_only(&input, members);
    term_input_titled(&input, "title", BOX_TITLE_MAX, &box->title, &box->slug, &box->lang);
    input_integer(&input, "position", 0, POSITION_MOST, &box->position);
    /* Faults are in the reply; this is an error of the store. */
    enum err err = box_input_items(conn, &input, box);
    return err ? err : input_end(&input);
}

/* A slug that another box has is the one thing that the store refuses; items were looked up before. */
static enum err box_api_explain(struct reply *reply, enum err err, const void *row)
{
    return resource_slug_taken(reply, err, ((const struct box *)row)->slug);
}

/* The public sees what shows now: no article that is not published, nothing before or after its time. */
static bool box_hide(const struct request *request, struct reply *reply, void *row)
{
    /* Who edits a box has to see all of it. */
    if (sees_drafts(request))
        return false;
    /* The answer says too when it changes by itself, so that it is not kept longer. */
    box_keep_live(row, request->now_ms, &reply->until_ms);
    reply->version = 0; /* what shows changes without an edit of the box: its bytes are the validator */
    return false;
}

/* An article's title and address are the article's, and go with it. */
static void box_bare(json_t *state)
{
    static const char *const others[] = {"title", "url", "image"};
    json_t *item;
    size_t index;
    json_array_foreach(json_object_get(state, "items"), index, item)
    {
        bool is_article = json_is_integer(json_object_get(item, "article_id"));
        for (size_t i = 0; is_article && i < sizeof others / sizeof *others; i++)
            json_object_del(item, others[i]);
    }
}

/* The home page of its language, on which every box stands. */
static enum err box_page(struct app *app, struct conn *conn, const struct request *request,
                         struct reply *reply, const void *row)
{
    struct request shown = *request;
    struct home home;
    bool is_english = strcmp(((const struct box *)row)->lang, "en") == 0;
    reply->page_path = shown.path = shown.own = is_english ? "/en" : "/";
    shown.parameter_count = 0;
    enum err err = home_get(conn, &home);
    return err ? err : home_page_fill(app, conn, &shown, reply, &home);
}

/* What resource.c needs to know of a box. Its view has titles of articles, so what is kept of an answer
 * goes when those are taken back. */
static const struct resource resource = {
    .thing = MESSAGE_THING_BOX,
    .kind = "box",
    .path = "/api/boxes",
    .row_size = sizeof(struct box),
    .shows_articles = true,
    .bare = box_bare,
    .blank = blank_box,
    .load = load_box,
    .apply = box_api_apply,
    .insert = insert_box,
    .update = update_box,
    .remove = box_delete,
    .explain = box_api_explain,
    .show = show_box,
    .version = version_box,
    .page = box_page,
    .hide = box_hide,
    .list = list_box,
};

enum err api_box_list(struct app *app, const struct request *request, struct reply *reply)
{
    return resource_list_show(app, request, reply, &resource);
}
enum err api_box_show(struct app *app, const struct request *request, struct reply *reply)
{
    return resource_show(app, request, reply, &resource);
}
enum err api_box_create(struct app *app, const struct request *request, struct reply *reply)
{
    return resource_create(app, request, reply, &resource);
}
enum err api_box_change(struct app *app, const struct request *request, struct reply *reply)
{
    return resource_change(app, request, reply, &resource);
}
enum err api_box_preview(struct app *app, const struct request *request, struct reply *reply)
{
    return resource_preview(app, request, reply, &resource);
}
enum err api_box_remove(struct app *app, const struct request *request, struct reply *reply)
{
    return resource_remove(app, request, reply, &resource);
}
