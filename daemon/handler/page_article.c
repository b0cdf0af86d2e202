/* /bai-viet/{slug} and /trang/{slug}. */
#include "access.h"
#include "handler/handler.h"
#include "page.h"
#include "store/site.h"
#include "text/date.h"
#include "text/excerpt.h"
#include "view/article.h"
#include "view/jsonld.h"

#include <string.h>

enum { DESCRIPTION_LENGTH = 160, RELATED = 5 };

static const char *description_of(struct arena *arena, const struct article *article)
{
    return text_excerpt(article->lead ? article->lead : article->body_text, DESCRIPTION_LENGTH, arena);
}

/* The public article of the route's slug. A slug of the past, or of the other kind of page, leads on
 * with 301: then *ret_moved. */
static enum err find(struct conn *conn, const struct request *request, struct reply *reply,
                     enum article_kind kind, struct article *article, bool *ret_moved)
{
    enum err err = article_by_slug(conn, request->args[0], article);
    if (err == ERR_NOT_FOUND)
        return slug_unknown(conn, reply, GONE_ARTICLE, request->args[0], MESSAGE_ARTICLE_UNKNOWN);
    if (err)
        return err;
    if (article_was_public(article))
        return reply_problem(reply, ERR_GONE, MESSAGE_ARTICLE_GONE, NULL);
    if (article->status != STATUS_PUBLISHED)
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_ARTICLE_UNKNOWN, NULL);
    *ret_moved = strcmp(article->slug, request->args[0]) != 0 || article->kind != kind ||
                 strcmp(article->lang, page_lang_name(request)) != 0;
    return *ret_moved ? page_moved(reply, article_path(reply->arena, article)) : ERR_OK;
}

/* The newest others of the same category. */
static enum err fill_related(struct conn *conn, struct view view, const struct article *article,
                             enum lang lang)
{
    struct article_query query = {.limit = RELATED + 1,
                                  .lang = article->lang,
                                  .kind = KIND_ARTICLE,
                                  .category_id = article->category ? article->category->id : 0};
    struct article_list list = {0};
    enum err err = article->category ? article_list(conn, &query, &list) : ERR_OK;
    if (err)
        return err;
    struct view related = view_list(view, "related");
    size_t shown = 0;
    for (size_t i = 0; i < list.count && shown < RELATED; i++) {
        if (list.items[i].id == article->id)
            continue;
        view_page_row(view_append(related), &list.items[i], lang);
        shown++;
    }
    view_flag(view, "has_related", shown > 0);
    return ERR_OK;
}

static void fill_open_graph(struct app *app, struct view view, const struct article *article)
{
    char text[DATE_TEXT_SIZE];
    struct view og = {view.arena, json_object_get(view.json, "og")};
    view_text(og, "type", "article");
    if (article->image)
        page_og_image(og, app->portal->base_url, &article->image->media, article->image->alt);
    struct view about = view_object(og, "article");
    view_text(about, "published_at", date_rfc3339_local(article->published_ms, text));
    int64_t changed_ms = article_changed_ms(article->created_ms, article->published_ms, article->updated_ms);
    view_text(about, "modified_at", date_rfc3339_local(changed_ms, text));
    view_text(about, "section", article->category ? article->category->name : NULL);
}

static enum err fill_metadata(struct app *app, struct conn *conn, struct view view,
                              const struct article *article)
{
    struct site site;
    enum err err = site_get(conn, &site);
    if (err)
        return err;
    fill_open_graph(app, view, article);
    const struct publisher publisher = {app->portal->base_url, &site, app->interface.icon_url};
    view_jsonld_article(view_object(view, "page_jsonld"), &publisher, article);
    return ERR_OK;
}

enum err article_page_fill(struct app *app, struct conn *conn, const struct request *request,
                           struct reply *reply, const struct article *article)
{
    const char *template = article->kind == KIND_PAGE ? "pages/page.html" : "pages/article.html";
    enum lang lang = page_lang(request);
    struct view view =
        page_begin(request, reply, template, article->title, description_of(reply->arena, article));
    view_page_article(view_object(view, "article"), article, lang);
    enum err err = fill_related(conn, view, article, lang);
    return err ? err : fill_metadata(app, conn, view, article);
}

static enum err show(struct app *app, const struct request *request, struct reply *reply,
                     enum article_kind kind)
{
    auto_conn struct conn *conn = NULL;
    struct article article;
    bool moved = false;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = find(conn, request, reply, kind, &article, &moved);
    if (err || moved)
        return err;
    reply->subject = kind == KIND_ARTICLE ? article.id : 0;
    return article_page_fill(app, conn, request, reply, &article);
}

enum err article_page(struct app *app, const struct request *request, struct reply *reply)
{
    return show(app, request, reply, KIND_ARTICLE);
}

enum err standing_page(struct app *app, const struct request *request, struct reply *reply)
{
    return show(app, request, reply, KIND_PAGE);
}
