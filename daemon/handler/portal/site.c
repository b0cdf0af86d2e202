/* /api/site. One row, always there, so it can only be read and changed. */
#include "store/site.h"
#include "core/access.h"
#include "core/input.h"
#include "core/write.h"
#include "handler/handler.h"
#include "html/safe.h"
#include "view/portal.h"

#include <string.h>

static const char *const members[] = {"name",    "agency",      "address", "phone", "email",
                                      "licence", "responsible", "nav",     NULL};
/* The navigation is two levels deep. */
static const char *const nav_members[] = {"title", "url", "items", NULL};
static const char *const nav_below_members[] = {"title", "url", NULL};

/* Also the answer to a change, read back in its transaction. */
static enum err site_api_show(struct conn *conn, struct reply *reply)
{
    struct site site;
    enum err err = site_get(conn, &site);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    /* Raised by every change, so a plain ETag. */
    reply->version = site.version;
    view_site(view, &site);
    return ERR_OK;
}

/* Public; it is what every page says at its foot. */
enum err api_site_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    (void)request;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    return err ? err : site_api_show(conn, reply);
}

/* One list of entries, each an object; those of the upper level may have a list of their own, which is read
 * likewise. Counted before they are judged, as a fault keeps all of them from being saved. */
static enum err site_api_read_entries(const struct input *input, const char *name, bool is_below,
                                      struct nav_item **ret_items, size_t *ret_count)
{
    const size_t most = is_below ? SITE_NAV_BELOW_MAX : SITE_NAV_MAX;
    json_t *list = input_list(input, name, most), *value;
    struct nav_item *items = arena_zero(input->reply->arena, most, sizeof *items);
    size_t index;
    enum err err = items ? ERR_OK : ERR_MEMORY;
    /* A list that is wrong, or null, leaves none. */
    *ret_items = items;
    *ret_count = 0;
    json_array_foreach(list, index, value)
    {
        if (err)
            break;
        if (!json_is_object(value)) {
            input_fault(input, name, MESSAGE_FIELD_NOT_OBJECT,
                        MESSAGE_ARGS(input_shown(input->reply, value)));
            continue;
        }
        struct nav_item *item = &items[(*ret_count)++];
        struct input one = input_inside(input, name, (int)index, value);
        input_only(&one, is_below ? nav_below_members : nav_members);
        input_text(&one, "title", TEXT_LINE, SITE_TEXT_MAX, &item->title);
        input_require(&one, "title", item->title);
        input_url(&one, "url", URL_LINK, SITE_TEXT_MAX, &item->url);
        if (!is_below)
            err = site_api_read_entries(&one, "items", true, &item->items, &item->item_count);
        /* A heading over others needs no address. */
        if (!item->item_count)
            input_require(&one, "url", item->url);
    }
    return err;
}

/* Replaces the whole navigation. Addresses may lead anywhere that links may. */
static enum err site_api_read_nav(const struct input *input, struct site *site)
{
    struct arena *arena = input->reply->arena;
    if (!input_has(input, "nav"))
        return ERR_OK;
    enum err err = site_api_read_entries(input, "nav", false, &site->nav, &site->nav_count);
    size_t all = site->nav_count;
    for (size_t i = 0; i < site->nav_count; i++)
        all += site->nav[i].item_count;
    if (!err && all > SITE_NAV_ALL_MAX)
        input_fault(
            input, "nav", MESSAGE_FIELD_TOO_MANY,
            MESSAGE_ARGS(arena_printf(arena, "%d", SITE_NAV_ALL_MAX), arena_printf(arena, "%zu", all)));
    return err;
}

/* One `@` with something on both sides and no space: enough to make a mailto link of it. */
static void check_email(const struct input *input, const char *email)
{
    const char *at = email ? strchr(email, '@') : NULL;
    if (email && (!at || at == email || !at[1] || strchr(at + 1, '@') || strpbrk(email, " <>\"'\\?&")))
        input_fault(input, "email", MESSAGE_FIELD_EMAIL, MESSAGE_ARGS(email));
}

/* Members that were not sent stay as they are. */
static enum err site_api_apply(const struct submission *submission, struct reply *reply, struct site *site)
{
    struct input input = input_of(submission, reply);
    input_only(&input, members);
    input_text(&input, "name", TEXT_LINE, SITE_TEXT_MAX, &site->name);
    /* Titles, feeds and the manifest all need one. */
    input_require(&input, "name", site->name);
    input_text(&input, "agency", TEXT_LINE, SITE_TEXT_MAX, &site->agency);
    input_text(&input, "address", TEXT_LINE, SITE_TEXT_MAX, &site->address);
    input_text(&input, "phone", TEXT_LINE, SITE_TEXT_MAX, &site->phone);
    input_text(&input, "email", TEXT_LINE, SITE_TEXT_MAX, &site->email);
    check_email(&input, site->email);
    input_text(&input, "licence", TEXT_LINE, SITE_TEXT_MAX, &site->licence);
    input_text(&input, "responsible", TEXT_LINE, SITE_TEXT_MAX, &site->responsible);
    enum err err = site_api_read_nav(&input, site);
    return err ? err : input_end(&input);
}

/* PATCH over the row as it stands. Public addresses and settings are not here, as they belong to the
 * machine. */
enum err api_site_change(struct app *app, const struct request *request, struct reply *reply)
{
    auto_submission struct submission submission = {0};
    auto_conn struct conn *conn = NULL;
    struct site site;
    enum err err = submission_read(request, reply, &submission);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (!err)
        err = site_get(conn, &site);
    if (!err)
        err = version_check(request, reply, site.version, 0, PRECONDITION_OPTIONAL);
    if (!err)
        err = site_api_apply(&submission, reply, &site);
    if (!err)
        err = site_update(conn, &site);
    if (!err)
        err = site_api_show(conn, reply);
    return err ? err : write_commit(&conn, request, reply);
}
