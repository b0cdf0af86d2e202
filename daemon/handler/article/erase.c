/* POST /api/articles/{id}/erase and /api/redactions: an article taken back for ever, and the list of what
 * was. */
#include "article_save.h"
#include "core/access.h"
#include "core/held.h"
#include "core/list.h"
#include "core/operation_body.h"
#include "core/warned.h"
#include "core/write.h"
#include "handler/handler.h"
#include "store/redaction.h"
#include "view/redaction.h"

/* The note is required and stays in the audit, so it must not repeat what goes. */
enum err api_article_erase(struct app *app, const struct request *request, struct reply *reply)
{
    static const char *const members[] = {"note", NULL};
    auto_conn struct conn *conn = NULL;
    struct article article = {0};
    struct redacted redacted;
    struct redaction redaction;
    struct operation_body body = {0};
    enum err err = operation_body_read(request, reply, members, &body);
    if (!err && !body.text)
        err = reply_fault(reply, "/note", MESSAGE_FIELD_MISSING, NULL);
    if (!err)
        err = article_begin(app, request, reply, PRECONDITION_OPTIONAL, &conn, &article);
    if (!err)
        err = article_erase(conn, article.id, body.text, &redacted);
    if (!err)
        err = redaction_by_id(conn, redacted.id, &redaction);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->location = arena_printf(reply->arena, "/api/redactions/%lld", (long long)redaction.id);
    view_redaction(view, &redaction);
    view_redacted(view, &redacted);
    held_show(app, reply, view, &(struct copies_asked){.redaction = redaction.id});
    warned_forget(app->warned, article.id);
    return write_commit(&conn, request, reply);
}

enum err api_redaction_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct redaction redaction;
    int64_t id;
    enum err err = id_named(request, reply, &id);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = thing_unknown(reply, redaction_by_id(conn, id, &redaction), MESSAGE_THING_REDACTION,
                            "/api/redactions");
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    view_redaction(view, &redaction);
    held_show(app, reply, view, &(struct copies_asked){.redaction = redaction.id});
    return ERR_OK;
}

/* The cursor is the id itself. */
enum err api_redaction_list(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct redaction *items;
    size_t count;
    struct number_list list;
    enum err err = number_list_begin(app, request, reply, &conn, &list);
    if (!err)
        err = redaction_list(conn, list.after, (int)list.limit, &items, &count);
    if (err)
        return err;
    for (size_t i = 0; i < count; i++) {
        struct view item = number_list_add(&list, items[i].id);
        view_redaction(item, &items[i]);
        held_show(app, reply, item, &(struct copies_asked){.redaction = items[i].id});
    }
    return number_list_end(&list);
}
