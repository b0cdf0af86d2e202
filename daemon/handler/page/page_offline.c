/* /ngoai-tuyen, what a browser keeps for times without a network, and /offline.js, the worker that keeps it.
 * Which pages those are the worker decides, and the list is made in the browser: the daemon knows nothing of
 * either. With the setting off the worker is replaced by one that removes itself. */
#include "handler/handler.h"
#include "page.h"

enum err page_offline_show(struct app *app, const struct request *request, struct reply *reply)
{
    if (!app->is_kept_offline)
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_PATH_UNKNOWN, MESSAGE_ARGS(request->path));
    struct view view =
        page_begin(request, reply, "pages/offline.html", page_word(app, request, "offline"), NULL);
    /* Nobody looks for it by a search. */
    view_text(view, "robots", "noindex");
    view_url(view, "kept_url", safe_url_trusted(app->interface.kept_url));
    reply->other_path = page_other_path(request);
    return ERR_OK;
}

enum err file_offline_worker(struct app *app, const struct request *request, struct reply *reply)
{
    reply->asset =
        assets_find(app->assets, app->is_kept_offline ? "script/offline.js" : "script/offline-off.js");
    reply->text_type = "text/javascript; charset=utf-8";
    /* Missing in the folder of a workshop. */
    return reply->asset
               ? ERR_OK
               : reply_problem(reply, ERR_NOT_FOUND, MESSAGE_PATH_UNKNOWN, MESSAGE_ARGS(request->path));
}
