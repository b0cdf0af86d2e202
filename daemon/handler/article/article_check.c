/* GET /api/articles/{id}/check, POST /api/check: a list before publishing, of an article that is there or of
 * one as it is being written. Nothing is saved and nothing refused by what is found. */
#include "article_findings.h"
#include "article_trial.h"
#include "core/access.h"
#include "core/query.h"
#include "handler/handler.h"

static enum err check_show(struct app *app, struct conn *conn, const struct request *request,
                           struct reply *reply, const struct article *article)
{
    struct findings findings = {.arena = reply->arena, .lang = reply->lang};
    enum err err = article_findings(app, conn, article, request->now_ms, &findings);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    if (article->id) {
        view_integer(view, "article_id", article->id);
        view_integer(view, "version", article->version);
    } else {
        view_null(view, "article_id");
        view_null(view, "version");
    }
    view_findings(view, &findings);
    return ERR_OK;
}

enum err api_article_check(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct article article;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = article_named(conn, request, reply, &article);
    return err ? err : check_show(app, conn, request, reply, &article);
}

/* `article` is the one that what was sent would change. */
enum err api_article_check_sent(struct app *app, const struct request *request, struct reply *reply)
{
    auto_article_trial struct article_trial trial = {.conn = NULL};
    int64_t article_id = 0;
    query_number(request, reply, "article", 1, INT64_MAX, &article_id);
    enum err err = query_check(reply);
    if (!err)
        err = article_try(app, request, reply, article_id, &trial);
    return err ? err : check_show(app, trial.conn, request, reply, &trial.draft.article);
}
