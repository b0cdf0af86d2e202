/* /api/boxes. */
#include "store/box.h"
#include "access.h"
#include "box_input.h"
#include "handler/handler.h"
#include "input.h"
#include "resource.h"
#include "term_input.h"
#include "view/portal.h"

enum { POSITION_MOST = 1000000 };

static const char *const members[] = {"slug", "title", "lang", "position", "items", NULL};

RESOURCE_READING(box)
RESOURCE_WRITING(box)
RESOURCE_LISTING(box)

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

static enum err explain(struct reply *reply, enum err err, const void *row)
{
    return resource_slug_taken(reply, err, ((const struct box *)row)->slug);
}

/* The public sees what shows now: no article that is not published, nothing before or after its time. */
static void hide(const struct request *request, struct reply *reply, void *row)
{
    if (sees_drafts(request))
        return;
    box_keep_live(row, request->now_ms, &reply->until_ms);
    reply->version = 0; /* what shows changes without an edit of the box: its bytes are the validator */
}

static const struct resource resource = {
    .thing = "box",
    .path = "/api/boxes",
    .row_size = sizeof(struct box),
    .blank = blank_box,
    .load = load_box,
    .apply = apply,
    .insert = insert_box,
    .update = update_box,
    .remove = box_delete,
    .explain = explain,
    .show = show_box,
    .version = version_box,
    .hide = hide,
    .list = list_box,
};

RESOURCE_HANDLER(box, list_show, resource)
RESOURCE_HANDLER(box, show, resource)
RESOURCE_HANDLER(box, create, resource)
RESOURCE_HANDLER(box, change, resource)
RESOURCE_HANDLER(box, remove, resource)
