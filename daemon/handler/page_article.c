/* /bai-viet/{slug} and /trang/{slug}. */
#include "access.h"
#include "handler/handler.h"
#include "page.h"
#include "store/site.h"
#include "text/excerpt.h"
#include "view/article.h"

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
        return reply_problem(reply, err, MESSAGE_ARTICLE_UNKNOWN, NULL);
    if (err)
        return err;
    if (article->status == STATUS_WITHDRAWN || (article->status == STATUS_TRASHED && article->published_ms))
        return reply_problem(reply, ERR_GONE, MESSAGE_ARTICLE_GONE, NULL);
    if (article->status != STATUS_PUBLISHED)
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_ARTICLE_UNKNOWN, NULL);
    *ret_moved = strcmp(article->slug, request->args[0]) != 0 || article->kind != kind ||
                 strcmp(article->lang, page_lang_name(request)) != 0;
    if (*ret_moved) {
        reply->status = 301;
        reply->location = article_path(reply->arena, article);
    }
    return ERR_OK;
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

/* What others show of the page when somebody shares it (Open Graph). */
static void page_share_image(struct view og, const struct picture *picture, const char *base)
{
    const struct media_file *file = media_widest(&picture->media, "image/jpeg");
    if (!file)
        return;
    view_url(og, "image_url",
             safe_url_trusted(arena_printf(og.arena, "%s%s", base, media_path(og.arena, file->name))));
    view_integer(og, "image_width", file->width);
    view_integer(og, "image_height", file->height);
    view_text(og, "image_alt", picture->alt);
}

static enum err fill_metadata(struct app *app, struct conn *conn, struct view view,
                              const struct article *article)
{
    struct site site;
    const char *base = app->portal->base_url;
    struct view og = {view.arena, json_object_get(view.json, "og")};
    enum err err = site_get(conn, &site);
    if (err)
        return err;
    view_text(og, "type", "article");
    if (article->image)
        page_share_image(og, article->image, base);
    view_article_jsonld(view_object(view, "page_jsonld"), article, base,
                        site.agency ? site.agency : site.name);
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
