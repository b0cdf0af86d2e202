/* /api/articles/{id}/presence: who has the article open to write it. A hint and no lock: nobody is kept from
 * anything by it. */
#include "core/presence.h"

#include "core/access.h"
#include "core/list.h"
#include "handler/handler.h"
#include "view/view.h"

/* Whether there is such an article, for who asks. */
static enum err presence_article(struct app *app, const struct request *request, struct reply *reply,
                                 int64_t *ret_id)
{
    auto_conn struct conn *conn = NULL;
    struct article article;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = article_named(conn, request, reply, &article);
    if (!err)
        *ret_id = article.id;
    return err;
}

static enum err presence_show(struct app *app, const struct request *request, struct reply *reply, int64_t id)
{
    struct present_one *ones;
    size_t count;
    enum err err = presence_of(app->presence, id, PRESENCE_ALL, request->now_ms, reply->arena, &ones, &count);
    if (err)
        return err;
    struct view view, list = list_begin(reply, &view);
    for (size_t i = 0; i < count; i++) {
        struct view item = view_append(list);
        view_text(item, "name", ones[i].name);
        view_time(item, "since", ones[i].since_ms);
        view_flag(item, "is_you", ones[i].actor_id == actor_number(&request->actor));
    }
    view_null(view, "next");
    return ERR_OK;
}

enum err api_presence_show(struct app *app, const struct request *request, struct reply *reply)
{
    int64_t id;
    enum err err = presence_article(app, request, reply, &id);
    return err ? err : presence_show(app, request, reply, id);
}

enum err api_presence_note(struct app *app, const struct request *request, struct reply *reply)
{
    int64_t id;
    enum err err = presence_article(app, request, reply, &id);
    if (err)
        return err;
    presence_note(app->presence, id, &request->actor, request->now_ms);
    return presence_show(app, request, reply, id);
}

enum err api_presence_leave(struct app *app, const struct request *request, struct reply *reply)
{
    int64_t id;
    enum err err = presence_article(app, request, reply, &id);
    if (err)
        return err;
    presence_leave(app->presence, id, actor_number(&request->actor));
    reply->status = 204;
    return ERR_OK;
}
