/* POST /api/preview: the page that an article would have, by the same renderer, and nothing saved. */
#include "article_trial.h"
#include "handler/handler.h"
#include "page/page.h"
#include "view/article.h"

enum err api_article_preview(struct app *app, const struct request *request, struct reply *reply)
{
    auto_article_trial struct article_trial trial = {.conn = NULL};
    enum err err = article_try(app, request, reply, 0, &trial);
    if (err)
        return err;
    /* The page shows dates, and the draft may have none. */
    struct article *article = &trial.draft.article;
    article->published_ms = article->updated_ms = conn_now_ms(trial.conn);
    reply->page_path = article_path(reply->arena, article);
    /* The page's language and its links follow from its path. */
    struct request shown = *request;
    shown.path = reply->page_path;
    return article_page_fill(app, trial.conn, &shown, reply, article);
}
