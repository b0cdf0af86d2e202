/* POST /api/site/preview: a page as it would be if the site were changed so, by the same renderer, and
 * nothing saved. The home page, or a published article's. */
#include "core/query.h"
#include "handler/handler.h"
#include "page/page.h"
#include "site_input.h"
#include "store/kind.h"

#include <string.h>

/* The page at `path`, which is one of a kind's articles or the home page of a language. */
static enum err site_preview_page(struct app *app, struct request *shown, struct reply *reply)
{
    const char *path = shown->path;
    if (strcmp(path, "/") == 0 || strcmp(path, "/en") == 0)
        return page_home_show(app, shown, reply);
    const char *slug = strrchr(path, '/');
    enum article_kind kind = page_kind(shown);
    /* The word of the kind, and the slug behind it: nothing else has a page of an article's. */
    if (!slug || kind == KIND_COUNT ||
        (size_t)(slug - path) != (page_lang(shown) == LANG_EN ? 4 : 1) + strlen(kind_of(kind)->word))
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_PATH_UNKNOWN, MESSAGE_ARGS(path));
    shown->args[0] = slug + 1;
    enum err err = page_article_show(app, shown, reply);
    /* A preview leads nowhere. */
    if (!err && reply->location)
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_PATH_UNKNOWN, MESSAGE_ARGS(path));
    return err;
}

enum err api_site_preview(struct app *app, const struct request *request, struct reply *reply)
{
    auto_submission struct submission submission = {0};
    auto_conn struct conn *conn = NULL;
    struct site *site = arena_zero(reply->arena, 1, sizeof *site);
    const char *path = request_parameter(request, "path");
    struct request shown = *request;
    shown.path = shown.own = path && *path == '/' ? path : "/";
    enum err err = site ? submission_read(request, reply, &submission) : ERR_MEMORY;
    /* A reader will do: media are only looked up. */
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = site_get(conn, site);
    if (err)
        return err;
    struct input input = input_of(&submission, reply);
    err = site_input(conn, &input, site);
    if (!err)
        err = input_end(&input);
    if (err)
        return err;
    reply->shown_site = site;
    err = site_preview_page(app, &shown, reply);
    /* Nobody read the article. */
    reply->subject = 0;
    if (!err)
        reply->page_path = shown.path;
    return err;
}
