/* /sitemap.xml, the index; /sitemap-sections.xml, home and categories; /sitemap-news.xml, what was
 * published in the last two days; /sitemap-1.xml and so on, every article, made while it is sent. Four
 * kinds of documents from one row each. Articles are in parts of fifty thousand ids, made while they are
 * sent; the others are small and are kept like pages. Which article is in which part the store says. */
#include "store/sitemap.h"
#include "base/log.h"
#include "core/lines.h"
#include "handler/handler.h"
#include "http/response.h"
#include "store/category.h"
#include "store/site.h"
#include "text/date.h"
#include "text/number.h"
#include "view/article.h"

#include <inttypes.h>
#include <string.h>

/* Rows of one piece, on one lease. As many parts would hold more ids than a portal will ever give. */
enum { ROWS_AT_ONCE = 500, PARTS_MOST = 1000000 };

static const char xml_type[] = "application/xml; charset=utf-8";

/* News sitemaps hold what is at most two days old (Google's rule for them). */
#define NEWS_AGE_MS (2 * DATE_DAY_MS)

/* A document whose rows are still to come. */
static struct view sitemap_begin(struct reply *reply, const char *template)
{
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->page = template;
    reply->text_type = xml_type;
    return view;
}

/* A time with the portal's offset, null for 0. */
static void sitemap_view_local(struct view view, const char *name, int64_t at_ms)
{
    char text[DATE_TEXT_SIZE];
    view_text(view, name, at_ms ? date_rfc3339_local(at_ms, text) : NULL);
}

/* A row of any sitemap. `changed_ms` is 0 where nobody knows. */
static struct view add_row(struct view rows, const char *base, const char *path, int64_t changed_ms)
{
    struct view row = view_append(rows);
    view_absolute(row, "url", base, path);
    sitemap_view_local(row, "changed_at", changed_ms);
    return row;
}

/* ---- the news */

/* What the news and the index both need. */
struct news {
    struct article_list lists[2]; /* Vietnamese, English */
    int64_t until_ms;             /* when the oldest is too old; INT64_MAX when there is none */
};

/* Both languages, and the moment from which this answer says too much. */
static enum err read_news(struct conn *conn, struct news *news)
{
    static const char *const langs[] = {"vi", "en"};
    news->until_ms = INT64_MAX;
    for (size_t i = 0; i < 2; i++) {
        enum err err = sitemap_news(conn, langs[i], conn_now_ms(conn) - NEWS_AGE_MS, &news->lists[i]);
        if (err)
            return err;
        size_t count = news->lists[i].count;
        /* Lists are newest first, so the last is the first to go. One millisecond later it is not among
         * them any more. */
        int64_t gone_ms = count ? news->lists[i].items[count - 1].published_ms + NEWS_AGE_MS + 1 : INT64_MAX;
        news->until_ms = gone_ms < news->until_ms ? gone_ms : news->until_ms;
    }
    return ERR_OK;
}

/* Search engines read at most so many in one file, of both languages together. */
enum err machine_sitemap_news(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct site site;
    struct news news;
    (void)request;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = site_get(conn, &site);
    if (!err)
        err = read_news(conn, &news);
    if (err)
        return err;
    struct view view = sitemap_begin(reply, "pages/sitemap-news.xml");
    view_text(view, "name", site.name);
    struct view rows = view_list(view, "rows");
    /* The limit is of the file. */
    size_t left = SITEMAP_NEWS_MAX;
    for (size_t i = 0; i < 2; i++) {
        for (size_t j = 0; j < news.lists[i].count && left; j++, left--) {
            const struct article *article = &news.lists[i].items[j];
            struct view row = add_row(rows, app->portal->base_url, article_path(reply->arena, article), 0);
            view_text(row, "lang", article->lang);
            view_text(row, "title", article->title);
            sitemap_view_local(row, "published_at", article->published_ms);
        }
    }
    reply->until_ms = news.until_ms;
    return ERR_OK;
}

/* ---- the index */

enum err machine_sitemap_index(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct sitemap_part *parts;
    size_t count;
    struct news news;
    const char *base = app->portal->base_url;
    (void)request;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = sitemap_parts(conn, &parts, &count);
    if (!err)
        err = read_news(conn, &news);
    if (err)
        return err;
    struct view rows = view_list(sitemap_begin(reply, "pages/sitemap-index.xml"), "rows");
    add_row(rows, base, "/sitemap-sections.xml", 0);
    /* A sitemap without any row is not valid, so it is not named either. */
    if (news.lists[0].count + news.lists[1].count)
        add_row(rows, base, "/sitemap-news.xml", 0);
    for (size_t i = 0; i < count; i++)
        add_row(rows, base, arena_printf(reply->arena, "/sitemap-%" PRId64 ".xml", parts[i].number),
                parts[i].changed_ms);
    /* The name of the news goes when its last row does. */
    reply->until_ms = news.until_ms;
    return ERR_OK;
}

/* ---- home, categories and the lists of kinds */

/* The list of each kind that has one, in each language in which something stands in it. */
static enum err add_kinds(struct conn *conn, struct view rows, const char *base)
{
    static const char *const langs[] = {"vi", "en"};
    enum err err = ERR_OK;
    for (enum article_kind kind = 0; kind < KIND_COUNT; kind++) {
        bool is_wanted = kind_has(kind, KIND_HAS_LIST) && kind_has(kind, KIND_IS_MAPPED);
        for (size_t i = 0; is_wanted && !err && i < 2; i++) {
            const struct article_query query = {.limit = 1, .kinds = 1u << kind, .lang = langs[i]};
            struct article_list list = {0};
            err = article_list(conn, &query, &list);
            if (!err && list.count)
                add_row(rows, base, kind_path(rows.arena, kind, langs[i]), 0);
        }
    }
    return err;
}

enum err machine_sitemap_sections(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct category *categories;
    size_t count;
    const char *base = app->portal->base_url;
    bool has_english = false;
    (void)request;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = category_list(conn, NULL, CATEGORIES_PUBLIC, &categories, &count);
    if (err)
        return err;
    struct view view = sitemap_begin(reply, "pages/sitemap.xml");
    view_flag(view, "begins", true);
    view_flag(view, "ends", true);
    struct view rows = view_list(view, "rows");
    add_row(rows, base, "/", 0);
    for (size_t i = 0; i < count; i++) {
        /* An empty list is nothing to be found. */
        if (!categories[i].count)
            continue;
        has_english |= strcmp(categories[i].lang, "en") == 0;
        add_row(rows, base, category_path(reply->arena, categories[i].slug, categories[i].lang), 0);
    }
    /* The English home page is worth a visit once there is something on it. */
    if (has_english)
        add_row(rows, base, "/en", 0);
    return add_kinds(conn, rows, base);
}

/* ---- the articles */

/* A piece of the file through the template, which opens and closes the document only where the view says
 * so. */
static enum err render_part(struct lines *lines, struct view view)
{
    auto_buf struct buf fault = BUF(1024);
    json_auto_t *owned = view.json;
    /* Looked up for each piece, since the workshop may have exchanged it. */
    const struct template *template = templates_find(lines->app->interface.templates, "pages/sitemap.xml");
    if (!owned || !template || arena_failed(lines->arena))
        return ERR_MEMORY;
    enum err err = template_render(template, owned, lines->out, &fault);
    if (err)
        log_error("template", LOG_SAYS("a sitemap could not be made from its template"),
                  LOG_TEXT("error", buf_str(&fault)), LOG_TEXT("name", "pages/sitemap.xml"));
    return err;
}

static enum err sitemap_write_part(struct lines *lines, struct conn *conn, bool *ret_done)
{
    struct article_list list;
    enum err err = sitemap_rows(conn, lines->number, lines->after_id, ROWS_AT_ONCE, &list);
    if (err)
        return err;
    struct view view = view_new(lines->arena);
    /* `part` counts the pieces; the first opens the document. */
    view_flag(view, "begins", lines->part++ == 0);
    view_flag(view, "ends", !list.more);
    struct view rows = view_list(view, "rows");
    for (size_t i = 0; i < list.count; i++) {
        const struct article *article = &list.items[i];
        add_row(rows, lines->app->portal->base_url, article_path(lines->arena, article),
                article_changed_ms(article->created_ms, article->published_ms, article->updated_ms));
        lines->after_id = article->id;
    }
    *ret_done = !list.more;
    return render_part(lines, view);
}

/* What a part says follows from its articles, the portal's address and the program. */
static const char *etag_of(const struct app *app, struct arena *arena, const struct sitemap_part *part)
{
    char frame[RESPONSE_ETAG_SIZE];
    /* A new program may write another form, and another public address changes every row. */
    const char *text = arena_printf(arena, "%s " CONG_VERSION, app->portal->base_url);
    response_hash_etag(text, strlen(text), frame);
    return arena_printf(arena, "%.8s-%" PRIx64 "-%" PRIx64, frame, part->changed_ms, part->changes);
}

enum err machine_sitemap_articles(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct sitemap_part part;
    int64_t number;
    /* A number that no part can have is an unknown path. */
    if (number_parse(request->args[0], 1, PARTS_MOST, &number))
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_PATH_UNKNOWN, MESSAGE_ARGS(request->path));
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = sitemap_part(conn, number, &part);
    if (err)
        return err;
    /* From the part's row alone, so a client that has it is answered without reading an article. */
    reply->etag = etag_of(app, reply->arena, &part);
    return parts_reply(app, request, reply, xml_type, number, sitemap_write_part);
}
