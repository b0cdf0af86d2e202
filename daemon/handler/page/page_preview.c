/* /xem-thu/{code}: a draft as whoever has its link may see it, who has no account. It shows what is saved at
 * this moment; one answer stands for links that never were, are over, or were taken back. Nobody keeps it,
 * and nobody is counted. */
#include "article/preview_media.h"
#include "handler/handler.h"
#include "page.h"
#include "store/preview_link.h"
#include "text/date.h"
#include "view/article.h"

/* The article of the link, which is a draft still. Errors: NOT_FOUND. */
static enum err preview_find(struct conn *conn, const struct request *request, struct preview_link *ret_link,
                             struct article *ret_article)
{
    enum err err = preview_link_find(conn, request->args[0], ret_link);
    if (!err)
        err = article_by_id(conn, ret_link->article_id, ret_article);
    if (!err && (ret_article->status > STATUS_SCHEDULED || ret_article->audience != AUDIENCE_PUBLIC))
        err = ERR_NOT_FOUND;
    return err;
}

/* The line above the page: what this is, whose, and until when. */
static void preview_says(const struct app *app, const struct request *request, struct view view,
                         const struct preview_link *link)
{
    char until[DATE_TEXT_SIZE];
    struct view bar = view_object(view, "preview");
    date_moment(link->expires_ms, page_lang(request), until);
    view_text(bar, "says",
              message_fill(view.arena, page_word(app, request, "preview_says"),
                           MESSAGE_ARGS(link->actor ? link->actor : "…", until)));
    view_text(bar, "back", page_word(app, request, "preview_home"));
    view_url(bar, "url", safe_url_trusted(page_lang(request) == LANG_EN ? "/en" : "/"));
    view_text(view, "robots", "noindex, nofollow");
}

/* What is answered for every link that is not good. It is no error's page: that would look for the secret's
 * letters, and name the address. */
static enum err preview_over(const struct app *app, const struct request *request, struct reply *reply)
{
    struct view view = page_begin(request, reply, "pages/preview-over.html",
                                  page_word(app, request, "preview_over_title"), NULL);
    reply->status = 404;
    reply->is_secret = true;
    reply->page_path = page_lang(request) == LANG_EN ? "/en" : "/";
    view_text(view, "robots", "noindex, nofollow");
    return ERR_OK;
}

enum err page_preview_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct preview_link link;
    struct article article;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = preview_find(conn, request, &link, &article);
    if (err)
        return err == ERR_NOT_FOUND ? preview_over(app, request, reply) : err;
    /* The page shows dates, and a draft may have none. */
    if (!article.published_ms)
        article.published_ms = article.updated_ms = conn_now_ms(conn);
    struct request shown = *request;
    shown.path = reply->page_path = article_path(reply->arena, &article);
    err = article_page_fill(app, conn, &shown, reply, &article);
    if (err)
        return err;
    reply->is_secret = true;
    preview_media_at(reply, arena_printf(reply->arena, "/xem-thu/%s/media/", request->args[0]));
    preview_says(app, &shown, (struct view){reply->arena, reply->view}, &link);
    return ERR_OK;
}
