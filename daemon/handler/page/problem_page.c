/* /problems/{name}: what a problem type means, in both languages, for whoever follows the address in an
 * answer. */
#include "handler/handler.h"
#include "http/help.h"
#include "page.h"

static void problem_page_fill(struct view list, enum err err, enum lang lang, const char *name)
{
    struct view text = view_append(list);
    view_text(text, "lang", name);
    view_text(text, "title", err_title(err, lang));
    view_text(text, "help", help_text(err, lang));
}

enum err page_problem_show(struct app *app, const struct request *request, struct reply *reply)
{
    enum err err = help_find(request->args[0]);
    (void)app;
    /* help_find() gives OK for a name that nobody has, as OK itself is no problem. */
    if (!err)
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_PATH_UNKNOWN, MESSAGE_ARGS(request->path));
    struct view view = page_begin(request, reply, "pages/problem.html", err_title(err, LANG_VI), NULL);
    view_text(view, "problem", arena_printf(reply->arena, "/problems/%s", err_type(err)));
    view_text(view, "status", arena_printf(reply->arena, "%d", err_status(err)));
    struct view texts = view_list(view, "texts");
    problem_page_fill(texts, err, LANG_VI, "vi");
    problem_page_fill(texts, err, LANG_EN, "en");
    view_text(view, "robots", "noindex");
    return ERR_OK;
}
