/* The one form in which an article is answered, read or written. Knows no request but for whose it is. */
#include "article_reply.h"

#include "core/access.h"
#include "view/article.h"

/* Whether this article or a translation of it is older than its original. It goes into the ETag, because
 * it changes without a new version of this article. */
static bool has_stale(const struct article *article)
{
    bool is_stale = article_is_stale(article);
    for (size_t i = 0; i < article->translation_count; i++)
        is_stale = is_stale || translation_is_stale(article, &article->translations[i]);
    return is_stale;
}

enum err article_reply(const struct request *request, struct reply *reply, const struct article *article)
{
    struct view view = view_new(reply->arena);
    bool is_read = request->method == METHOD_GET || request->method == METHOD_HEAD;
    reply->view = view.json;
    reply->version = article->version;
    /* A document's state follows from the day and from what replaces it, and others refer to it. */
    reply->is_computed = is_read && kind_has(article->kind, KIND_HAS_REGISTER);
    view_article_row(view, article);
    view_article_whole(view, article);
    if (sees_drafts(request)) {
        /* The answer to a write names the version alone, which is what its next If-Match needs. */
        reply->widened = is_read;
        reply->stale = has_stale(article);
        view_article_inner(view, article);
    }
    return ERR_OK;
}
