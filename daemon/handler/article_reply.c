#include "article_reply.h"

#include "access.h"
#include "view/article.h"

enum err article_reply(const struct request *request, struct reply *reply, const struct article *article)
{
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->version = article->version;
    view_article_row(view, article);
    view_article_whole(view, article);
    if (sees_drafts(request)) {
        reply->widened = true;
        view_article_inner(view, article);
    }
    return ERR_OK;
}
