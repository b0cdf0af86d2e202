/* /api/stats/articles, /categories, /authors: what is read, and who wrote what, in whole months. Sums and
 * bylines alone: nothing of who reads. Reads as many rows as articles were read or published in these months,
 * so the routes leave it to a thread that may wait. */
#include "view/readership.h"
#include "core/access.h"
#include "core/list.h"
#include "core/query.h"
#include "handler/handler.h"
#include "months.h"
#include "term/term_fault.h"

enum { READ_LIMIT_DEFAULT = 20, READ_LIMIT_MOST = 1000, READ_CSV_MAX = 16 * 1024 * 1024 };

/* Begins the answer with the months that it is of. */
static struct view readership_begin(struct reply *reply, const struct month_span *span, struct view *ret_view)
{
    char month[MONTH_TEXT_SIZE];
    struct view items = list_begin(reply, ret_view);
    view_text(*ret_view, "from", month_iso(span->first, month));
    view_text(*ret_view, "to", month_iso(span->last, month));
    return items;
}

/* In place of a view. */
static enum err readership_reply_csv(struct reply *reply, const struct buf *out)
{
    if (buf_failed(out))
        return ERR_MEMORY;
    reply->text = arena_copy(reply->arena, buf_str(out), out->length);
    reply->text_type = "text/csv; charset=utf-8";
    return ERR_OK;
}

/* The category of that slug, 0 for none asked for. */
static enum err readership_category(struct conn *conn, const struct request *request, struct reply *reply,
                                    int64_t *ret_id)
{
    struct category category;
    const char *slug = request_parameter(request, "category");
    enum err err = slug ? category_named(conn, request, slug, &category) : ERR_OK;
    *ret_id = slug && !err ? category.id : 0;
    if (err == ERR_NOT_FOUND)
        err = term_fault_category(conn, reply, NULL, "category", slug, CATEGORIES_ALL);
    return err ? err : query_check(reply);
}

/* What every one of the three begins with. */
static enum err readership_ask(struct app *app, const struct request *request, struct reply *reply,
                               struct month_span *span, bool *is_csv, struct conn **ret_conn)
{
    enum err err = query_months(request, reply, span);
    if (!err)
        err = query_wants_csv(request, reply, is_csv);
    return err ? err : store_lease(app->portal->store, reply->arena, ret_conn);
}

enum err api_stats_articles(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    auto_buf struct buf out = BUF(READ_CSV_MAX);
    struct month_span span;
    struct read_article *rows;
    size_t count;
    int64_t limit = READ_LIMIT_DEFAULT, category_id = 0;
    bool is_csv;
    const char *lang = query_lang(request, reply);
    query_number(request, reply, "limit", 1, READ_LIMIT_MOST, &limit);
    enum err err = readership_ask(app, request, reply, &span, &is_csv, &conn);
    if (!err)
        err = readership_category(conn, request, reply, &category_id);
    if (!err)
        err = readership_articles(conn, &span, category_id, lang, (int)limit, &rows, &count);
    if (err)
        return err;
    if (is_csv) {
        csv_read_articles(&out, rows, count, app->portal->base_url, reply->lang);
        return readership_reply_csv(reply, &out);
    }
    struct view view, items = readership_begin(reply, &span, &view);
    for (size_t i = 0; i < count; i++)
        view_read_article(view_append(items), &rows[i]);
    return ERR_OK;
}

enum err api_stats_categories(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    auto_buf struct buf out = BUF(READ_CSV_MAX);
    struct month_span span;
    struct read_category *rows;
    size_t count;
    bool is_csv;
    enum err err = readership_ask(app, request, reply, &span, &is_csv, &conn);
    if (!err)
        err = readership_categories(conn, &span, &rows, &count);
    if (err)
        return err;
    if (is_csv) {
        csv_read_categories(&out, rows, count, reply->lang);
        return readership_reply_csv(reply, &out);
    }
    struct view view, items = readership_begin(reply, &span, &view);
    for (size_t i = 0; i < count; i++)
        view_read_category(view_append(items), &rows[i]);
    return ERR_OK;
}

/* Authors see what they brought in themselves; whoever answers for the portal sees all. */
enum err api_stats_authors(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    auto_buf struct buf out = BUF(READ_CSV_MAX);
    struct byline_query query = {.author = request_parameter(request, "author"), .limit = BYLINES_MOST};
    struct byline *rows;
    size_t count;
    int64_t limit = BYLINES_MOST;
    bool is_csv, is_cut;
    query_number(request, reply, "limit", 1, BYLINES_MOST, &limit);
    if (request->actor.role < ROLE_EDITOR)
        query.created_by = actor_number(&request->actor);
    enum err err = readership_ask(app, request, reply, &query.span, &is_csv, &conn);
    if (!err)
        err = byline_list(conn, &query, &rows, &count, &is_cut);
    if (err)
        return err;
    if (is_csv) {
        csv_bylines(&out, rows, count, app->portal->base_url, reply->lang);
        return readership_reply_csv(reply, &out);
    }
    struct view view, items = readership_begin(reply, &query.span, &view);
    /* The sums are of all, however few are named. */
    for (size_t i = 0; i < count && i < (size_t)limit; i++)
        view_byline(view_append(items), &rows[i]);
    view_byline_sums(view, rows, count);
    view_flag(view, "cut", is_cut);
    return ERR_OK;
}
