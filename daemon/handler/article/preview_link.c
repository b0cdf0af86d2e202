/* /api/articles/{id}/preview-links: links by which a colleague without an account sees a draft for some days.
 * The page that they open is page/page_preview.c's. */
#include "store/preview_link.h"

#include "core/access.h"
#include "core/input.h"
#include "core/list.h"
#include "core/write.h"
#include "handler/handler.h"
#include "text/number.h"

#include <string.h>

/* How long one is good when nothing is said. */
enum { DAYS_USUAL = 3 };

static void view_preview_link(struct view view, const struct preview_link *link)
{
    view_integer(view, "id", link->id);
    view_text(view, "by", link->actor);
    view_time(view, "created_at", link->created_ms);
    view_time(view, "expires_at", link->expires_ms);
}

/* What is public needs none, what was taken back gets none, and what the staff alone may see is for nobody
 * else. */
static enum err preview_link_fits(struct reply *reply, const struct article *article)
{
    if (article->status > STATUS_SCHEDULED)
        return reply_problem(reply, ERR_TRANSITION, MESSAGE_PREVIEW_NO_DRAFT,
                             MESSAGE_ARGS(article_status_name(article->status)));
    if (article->audience != AUDIENCE_PUBLIC)
        return reply_problem(reply, ERR_CONFLICT, MESSAGE_PREVIEW_STAFF_ONLY, NULL);
    return ERR_OK;
}

/* The days that were asked for. */
static enum err preview_link_days(const struct request *request, struct reply *reply, int64_t *days)
{
    static const char *const members[] = {"days", NULL};
    auto_submission struct submission submission = {0};
    *days = DAYS_USUAL;
    if (!request->body_size)
        return ERR_OK;
    enum err err = submission_read(request, reply, &submission);
    if (err)
        return err;
    struct input input = input_of(&submission, reply);
    input_only(&input, members);
    input_integer(&input, "days", 1, PREVIEW_LINK_DAYS_MOST, days);
    /* null is as if nothing were said. */
    if (!*days)
        *days = DAYS_USUAL;
    return input_end(&input);
}

enum err api_preview_link_create(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    auto_secret struct token_secret secret;
    struct article article;
    struct preview_link link;
    int64_t days;
    token_secret_draw(&secret);
    enum err err = preview_link_days(request, reply, &days);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (!err)
        err = article_to_write(conn, request, reply, &article);
    if (!err)
        err = preview_link_fits(reply, &article);
    if (err)
        return err;
    err = preview_link_add(conn, article.id, &secret, (int)days, &link);
    if (err == ERR_CONFLICT)
        return reply_problem(reply, err, MESSAGE_PREVIEW_TOO_MANY, NULL);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->status = 201;
    reply->is_secret = true;
    view_preview_link(view, &link);
    view_text(view, "path",
              arena_printf(view.arena, "%s/xem-thu/%s", strcmp(article.lang, "en") == 0 ? "/en" : "",
                           secret.written));
    return write_commit(&conn, request, reply);
}

enum err api_preview_link_list(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct article article;
    struct preview_link *items;
    size_t count;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = article_to_write(conn, request, reply, &article);
    if (!err)
        err = preview_link_list(conn, article.id, &items, &count);
    if (err)
        return err;
    struct view view, list = list_begin(reply, &view);
    for (size_t i = 0; i < count; i++)
        view_preview_link(view_append(list), &items[i]);
    return ERR_OK;
}

enum err api_preview_link_remove(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct article article;
    int64_t id = 0;
    enum err err = write_begin(app, request, reply, &conn);
    if (!err)
        err = article_to_write(conn, request, reply, &article);
    if (err)
        return err;
    /* What is no number is none of them. */
    err = number_parse(request->args[1], 1, INT64_MAX, &id) == ERR_OK
              ? preview_link_remove(conn, article.id, id)
              : ERR_NOT_FOUND;
    if (err)
        return thing_unknown(reply, err, MESSAGE_THING_PREVIEW_LINK, "/api/articles/{id}/preview-links");
    reply->status = 204;
    return write_commit(&conn, request, reply);
}
