/* /quan-tri/dang-do: what was sent when a session was over, to be sent again by one press or thrown away. */
#include "base/json_text.h"
#include "core/access.h"
#include "page/page.h"
#include "staff_proof.h"
#include "text/date.h"
#include "text/number.h"

#include <string.h>

enum { SHOWN_MAX = 300 };

/* One of them, as a form that goes where it was to go. */
static enum err show_one(struct conn *conn, const struct request *request, struct view view,
                         const struct kept_form *item)
{
    char text[DATE_TEXT_SIZE];
    struct kept_form form;
    enum err err = kept_form_find(conn, request->actor.account_id, item->id, &form);
    if (err)
        return err;
    view_integer(view, "id", form.id);
    view_text(view, "at", date_long(form.at_ms, page_lang(request), text));
    view_url(view, "action_url", page_link(request, form.path));
    json_t *held = json_text_read(form.fields, strlen(form.fields), 0, NULL);
    const json_t *value;
    const char *name, *shown = "";
    json_object_foreach(held, name, value)
    {
        /* Its longest text tells it apart. */
        const char *own = json_string_value(value);
        if (own && strlen(own) > strlen(shown))
            shown = own;
    }
    size_t length = strnlen(shown, SHOWN_MAX);
    /* Not within a character. */
    while (length && shown[length] && ((unsigned char)shown[length] & 0xC0) == 0x80)
        length--;
    view_text(view, "shown", arena_copy(view.arena, shown, length));
    staff_form_hold(view, held);
    return ERR_OK;
}

enum err staff_kept_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct kept_form *items;
    size_t count;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = kept_form_list(conn, request->actor.account_id, &items, &count);
    if (err)
        return err;
    struct view view = staff_begin(request, reply, "staff/kept.html", staff_word(app, request, "kept.title"));
    struct view list = view_list(view, "items");
    for (size_t i = 0; !err && i < count; i++)
        err = show_one(conn, request, view_append(list), &items[i]);
    view_flag(view, "has_items", count > 0);
    view_url(view, "remove_url", safe_url_trusted(staff_path(request, "/dang-do")));
    return err;
}

/* POST: no longer needed. */
enum err staff_kept_remove(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct actor actor = actor_of(request);
    const char *sent = staff_sent(request, "so");
    int64_t id;
    if (!sent || number_parse(sent, 1, INT64_MAX, &id))
        return ERR_NOT_FOUND;
    enum err err = store_begin(app->portal->store, reply->arena, &actor, &conn);
    if (!err)
        err = kept_form_remove(conn, actor.account_id, id);
    if (!err)
        err = store_commit(&conn);
    return err ? err : staff_done(request, reply, staff_path(request, "/dang-do"), "kept_removed");
}

void staff_leave(struct app *app, const struct request *request, const struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct actor actor = actor_of(request);
    const char *sent = request->form ? staff_sent(request, "giu") : NULL;
    int64_t id;
    bool is_done = reply->status == 303 || (reply->status == 200 && reply->text); /* a page, a script */
    if (!sent || !is_done || number_parse(sent, 1, INT64_MAX, &id))
        return;
    /* What stays is forgotten after a day; it was done all the same. */
    if (!store_begin(app->portal->store, reply->arena, &actor, &conn) &&
        !kept_form_remove(conn, actor.account_id, id))
        store_commit(&conn);
}
