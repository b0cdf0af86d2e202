/* The page of an article, under the address of its kind: /bai-viet/{slug}, /trang/{slug} … An article's
 * own page, also as the preview shows it. Which article may be seen is decided in page_article_find(),
 * by which every page that belongs to an article goes. */
#include "core/access.h"
#include "core/site_icons.h"
#include "handler/handler.h"
#include "html/album.h"
#include "html/body.h"
#include "html/dress.h"
#include "kind_library.h"
#include "kind_page.h"
#include "page.h"
#include "store/related.h"
#include "store/roster.h"
#include "store/seal.h"
#include "store/site.h"
#include "text/date.h"
#include "text/excerpt.h"
#include "view/article.h"
#include "view/fact.h"
#include "view/jsonld.h"
#include "view/media.h"

#include <string.h>

/* Characters that search engines show, more or less; and how wide a still is at least. */
enum { DESCRIPTION_LENGTH = 160, RELATED = 6, STILL_PIXELS = 600 };

/* The lead, or the beginning of the text where there is none. */
static const char *description_of(struct arena *arena, const struct article *article)
{
    return text_excerpt(article->lead ? article->lead : article->body_text, DESCRIPTION_LENGTH, arena);
}

/* The part that was asked for, where an article of that kind has it, otherwise "". Kinds of one word have the
 * same parts; those of different words share what KIND_HAS_TOOLS gives alone. */
static const char *part_of_kind(const struct request *request, enum article_kind kind, const char *part)
{
    enum article_kind asked = page_kind(request);
    bool is_of_word = kinds_of_word(asked) & 1u << kind;
    return is_of_word || (kind_has(asked, KIND_HAS_TOOLS) && kind_has(kind, KIND_HAS_TOOLS)) ? part : "";
}

/* The part of a published version in another language; NULL when there is none. */
static const char *translation_path(const struct request *request, struct arena *arena,
                                    const struct article *article, const char *lang, const char *part)
{
    for (size_t i = 0; i < article->translation_count; i++) {
        const struct translation *other = &article->translations[i];
        /* Only what a path is made of. */
        const struct article page = {.kind = other->kind, .lang = other->lang, .slug = other->slug};
        if (other->is_public && strcmp(other->lang, lang) == 0)
            return arena_printf(arena, "%s%s", article_path(arena, &page),
                                part_of_kind(request, page.kind, part));
    }
    return NULL;
}

/* Asked for in a language that it is not in: leads to that version; where there is none a Vietnamese article
 * is offered instead of an English one, and an English one is shown where it belongs. */
static enum err lead_to_language(const struct request *request, struct reply *reply, const char *part,
                                 const struct article *article)
{
    /* In the language of the path that was asked for. */
    const char *translation = translation_path(request, reply->arena, article, page_lang_name(request), part);
    const char *own = article_path(reply->arena, article);
    if (!translation && page_lang(request) == LANG_EN) {
        reply->other_path = own;
        reply->other_title = article->title;
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_ARTICLE_UNKNOWN, NULL);
    }
    reply->status = translation ? 302 : 301; /* a translation may go again */
    reply->location =
        translation ? translation
                    : arena_printf(reply->arena, "%s%s", own, part_of_kind(request, article->kind, part));
    return ERR_OK;
}

enum err page_article_find(struct conn *conn, const struct request *request, struct reply *reply,
                           const char *part, struct article *ret_article)
{
    enum err err = article_by_slug(conn, request->args[0], ret_article);
    const struct article *article = ret_article;
    if (err == ERR_NOT_FOUND)
        return slug_unknown(conn, reply, TOMBSTONE_ARTICLE, request->args[0], MESSAGE_ARTICLE_UNKNOWN);
    if (err)
        return err;
    /* Drafts are not shown here even to the staff, so that this page is the same for all and can be
     * kept; their way is the preview. */
    if (article_was_public(article))
        return reply_problem(reply, ERR_GONE, MESSAGE_ARTICLE_GONE, NULL);
    if (!article_is_public(article))
        return slug_unknown(conn, reply, TOMBSTONE_ARTICLE, request->args[0], MESSAGE_ARTICLE_UNKNOWN);
    /* By the path, since each language has its own. */
    const char *lang = page_lang_name(request);
    if (strcmp(article->lang, lang) != 0)
        return lead_to_language(request, reply, part, article);
    /* A slug of the past or the path of another kind. */
    if (strcmp(article->slug, request->args[0]) != 0 ||
        !(kinds_of_word(page_kind(request)) & 1u << article->kind))
        return page_moved(reply, arena_printf(reply->arena, "%s%s", article_path(reply->arena, article),
                                              part_of_kind(request, article->kind, part)));
    /* The same part of the other version, such as its printed form. */
    reply->other_path =
        translation_path(request, reply->arena, article, strcmp(lang, "en") == 0 ? "vi" : "en", part);
    return ERR_OK;
}

/* Only news has something that is related. */
static enum err fill_related(struct conn *conn, struct view view, const struct article *article,
                             enum lang lang)
{
    struct article_list list = {0};
    enum err err =
        kind_has(article->kind, KIND_IS_NEWS) ? article_related(conn, article, RELATED, &list) : ERR_OK;
    if (err)
        return err;
    page_rows(view, "related", list.items, list.count, lang);
    view_flag(view, "has_related", list.count > 0);
    return ERR_OK;
}

/* The nearest one of its category in one direction of time, under a name. */
static enum err fill_neighbour(struct conn *conn, struct view view, const struct article *article,
                               enum lang lang, bool is_later, bool *ret_has)
{
    const char *name = is_later ? "later" : "earlier";
    const struct article_query query = {.limit = 1,
                                        .after = true,
                                        .after_ms = article->published_ms,
                                        .after_id = article->id,
                                        .lang = article->lang,
                                        .category_id = article->category->id,
                                        .kinds = 1U << article->kind,
                                        .oldest_first = is_later};
    struct article_list list;
    enum err err = article_list(conn, &query, &list);
    if (err)
        return err;
    *ret_has = list.count > 0;
    if (list.count)
        view_page_row(view_object(view, name), list.items, lang);
    return ERR_OK;
}

/* Those before and behind it; what stands in no category has none, nor has what is not published yet. */
static enum err fill_neighbours(struct conn *conn, struct view view, const struct article *article,
                                enum lang lang)
{
    bool has_some = article->category && article_is_public(article) && kind_has(article->kind, KIND_IS_NEWS);
    bool has_earlier = false, has_later = false;
    enum err err = has_some ? fill_neighbour(conn, view, article, lang, false, &has_earlier) : ERR_OK;
    if (!err && has_some)
        err = fill_neighbour(conn, view, article, lang, true, &has_later);
    if (!has_earlier)
        view_null(view, "earlier");
    if (!has_later)
        view_null(view, "later");
    view_flag(view, "has_neighbours", has_earlier || has_later);
    return err;
}

enum err page_article_edited(struct conn *conn, struct view view, const struct article *article,
                             enum lang lang)
{
    int64_t edited_ms;
    enum err err = article_edited(conn, article->id, &edited_ms);
    if (!err)
        view_page_edited(view, article, edited_ms, lang);
    return err;
}

/* The article's picture in a width that will do for a film which has no still of its own; NULL without one.
 */
static const char *film_still(struct arena *arena, const struct article *article)
{
    const struct media_file *found =
        article->image ? media_widest(&article->image->media, "image/webp") : NULL;
    for (size_t i = 0; found && i < article->image->media.file_count; i++) {
        const struct media_file *file = &article->image->media.files[i];
        if (strcmp(file->type, found->type) == 0 && file->width >= STILL_PIXELS && file->width < found->width)
            found = file;
    }
    return found ? media_path(arena, found->name) : NULL;
}

/* The body with what a page adds to it. */
static void fill_dressed(const struct app *app, const struct request *request, struct view view,
                         const struct article *article)
{
    const struct dress_words words = {
        .table = page_word(app, request, "table"),
        .swipe = page_word(app, request, "table_swipe"),
        .album = page_word(app, request, "album"),
        .load = page_word(app, request, "load"),
        .watch = page_word(app, request, "watch"),
    };
    /* Made of the cleaned HTML, whose headings have their anchors. */
    struct outline outline = html_outline(safe_html_stored(article->body_html), view.arena);
    if (article->kind == KIND_ALBUM)
        outline.html = html_album(outline.html, page_word(app, request, "shot_before"),
                                  page_word(app, request, "shot_behind"), view.arena);
    outline.html = html_dressed(outline.html, &words, film_still(view.arena, article), view.arena);
    view_page_outline(view, outline);
}

/* An article without a picture of its own has the one that its body begins with, when that is kept here. */
static void fill_first_picture(struct app *app, struct conn *conn, struct view og,
                               const struct article *article)
{
    static const char folder[] = "/media/";
    const char *source, *alt;
    struct media media;
    if (!article->body_html || !body_first_picture(article->body_html, og.arena, &source, &alt) ||
        strncmp(source, folder, sizeof folder - 1) != 0)
        return;
    /* One that has gone since is no fault of the page. */
    if (!media_by_file(conn, source + sizeof folder - 1, &media))
        page_og_image(og, app->portal->base_url, &media, alt);
}

/* What services that show a preview of a link read. Times with the portal's offset, as people compare
 * them with the page. */
static void fill_open_graph(struct app *app, struct conn *conn, struct view view,
                            const struct article *article)
{
    char text[DATE_TEXT_SIZE];
    struct view og = {view.arena, json_object_get(view.json, "og")};
    view_text(og, "type", "article");
    if (article->image)
        page_og_image(og, app->portal->base_url, &article->image->media, article->image->alt);
    else
        fill_first_picture(app, conn, og, article);
    struct view about = view_object(og, "article");
    view_text(about, "published_at", date_rfc3339_local(article->published_ms, text));
    int64_t changed_ms = article_changed_ms(article->created_ms, article->published_ms, article->updated_ms);
    view_text(about, "modified_at", date_rfc3339_local(changed_ms, text));
    view_text(about, "section", article->category ? article->category->name : NULL);
}

/* Open Graph and JSON-LD, which both need to know who publishes. */
static enum err fill_metadata(struct app *app, struct conn *conn, const struct reply *reply, struct view view,
                              const struct article *article)
{
    struct site site;
    enum err err = page_site(conn, reply, &site);
    if (err)
        return err;
    fill_open_graph(app, conn, view, article);
    const struct publisher publisher = {app->portal->base_url, &site,
                                        site_icons_of(app, &site, view.arena).url};
    view_jsonld_article(view_object(view, "page_jsonld"), &publisher, article);
    return ERR_OK;
}

/* Of a document: the register that it stands in, and what others say of it. */
static enum err fill_register(const struct app *app, struct conn *conn, struct view view, struct view body,
                              const struct article *article, enum lang lang)
{
    struct document_relation *relations;
    size_t count;
    if (!kind_has(article->kind, KIND_HAS_REGISTER))
        return ERR_OK;
    view_url(view, "sheet_url", safe_url_trusted(app->interface.register_url));
    struct view kind = view_object(view, "kind");
    view_text(kind, "name", kind_of(article->kind)->titles[lang]);
    view_url(kind, "url", safe_url_trusted(kind_path(view.arena, article->kind, article->lang)));
    enum err err = document_relations(conn, article->id, &relations, &count);
    if (!err)
        view_page_relations(body, relations, count, lang);
    return err;
}

enum err article_page_fill(struct app *app, struct conn *conn, const struct request *request,
                           struct reply *reply, const struct article *article)
{
    const char *template = kind_of(article->kind)->template;
    enum lang lang = page_lang(request);
    struct view view =
        page_begin(request, reply, template, article->title, description_of(reply->arena, article));
    struct view body = view_object(view, "article");
    view_page_article(body, article, lang);
    fill_dressed(app, request, body, article);
    view_page_tools(body, article);
    /* The article's own address, also on the preview. */
    struct safe_url own = page_absolute(app, reply->arena, article_path(reply->arena, article));
    view_url(body, "share_url", own);
    view_page_share(body, article, own.url);
    const char *prefix = strcmp(article->lang, "en") == 0 ? "/en" : "";
    view_url(body, "report_url",
             safe_url_trusted(arena_printf(reply->arena, "%s/bao-sai-sot/%s", prefix, article->slug)));
    view_flag(body, "is_rated", page_is_rated(app, article));
    view_url(body, "rate_url", safe_url_trusted(page_rating_path(reply->arena, article)));
    enum err err = page_article_edited(conn, body, article, lang);
    if (!err)
        err = fill_register(app, conn, view, body, article, lang);
    if (!err)
        err = fill_neighbours(conn, view, article, lang);
    if (!err)
        err = fill_related(conn, view, article, lang);
    if (!err)
        err = kind_page_fill(app, conn, request, view, article);
    return err ? err : fill_metadata(app, conn, reply, view, article);
}

/* How long the page takes, as a length: a unit's reads all who belong to the agency, a recording's its
 * captions. */
static size_t article_length(const struct article *article)
{
    bool is_slow = article->kind == KIND_UNIT || library_is_slow(article);
    return strlen(article->body_html) + (is_slow ? REPLY_LONG + 1 : 0);
}

/* Its length is judged before the page is made, which is what takes long. */
enum err page_article_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct article article;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = page_article_find(conn, request, reply, "", &article);
    if (!err && !reply->location)
        err = reply_length(request, reply, article_length(&article));
    if (err || reply->location)
        return err;
    /* It says so when its time comes, or is over. */
    int64_t turn_ms = kind_page_turn_ms(&article, request->now_ms);
    if (turn_ms > request->now_ms)
        reply->until_ms = turn_ms;
    /* Kinds that are not counted by themselves count for the day alone. */
    reply->subject = kind_has(article.kind, KIND_IS_COUNTED) ? article.id : 0;
    const char *seal = NULL;
    err = seal_present_code(conn, article.id, &seal);
    if (!err)
        err = article_page_fill(app, conn, request, reply, &article);
    /* Not in a preview, which is of no version yet. */
    if (!err && seal)
        view_url((struct view){reply->arena, json_object_get(reply->view, "article")}, "seal_url",
                 safe_url_trusted(arena_printf(reply->arena, "%s/xac-thuc/%s",
                                               page_lang(request) == LANG_EN ? "/en" : "", seal)));
    return err;
}
