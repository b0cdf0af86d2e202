/* /api/articles/{id}/rating and /api/stats/ratings: what readers thought of articles. */
#include "core/access.h"
#include "core/input.h"
#include "core/list.h"
#include "core/query.h"
#include "handler/handler.h"
#include "handler/ratings.h"
#include "page/page.h"
#include "portal/months.h"
#include "text/csv.h"
#include "view/article.h"

#include <string.h>

enum { RATED_LIMIT_DEFAULT = 20, RATED_LIMIT_MOST = 1000, RATED_CSV_MAX = 4 * 1024 * 1024 };

static void view_rating_counts(struct view view, const struct rating_counts *counts)
{
    for (size_t i = 0; i < RATING_FACES; i++)
        view_integer(view, rating_names[i], counts->faces[i]);
}

/* The article, and what was counted of it. */
static enum err rating_read(struct app *app, const struct request *request, struct reply *reply,
                            struct article *ret_article, struct rating_counts *ret_counts)
{
    auto_conn struct conn *conn = NULL;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = article_named(conn, request, reply, ret_article);
    /* A draft, which a token sees, is read by nobody. */
    if (!err && !article_is_public(ret_article))
        err = reply_problem(reply, ERR_NOT_FOUND, MESSAGE_ARTICLE_UNKNOWN, NULL);
    if (!err)
        err = rating_of(conn, ret_article->id, ret_counts);
    if (!err)
        ratings_add_waiting(app->ratings, ret_article->id, ret_counts);
    return err;
}

enum err api_rating_show(struct app *app, const struct request *request, struct reply *reply)
{
    struct article article;
    struct rating_counts counts;
    enum err err = rating_read(app, request, reply, &article, &counts);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    view_rating_counts(view, &counts);
    return ERR_OK;
}

enum err api_rating_add(struct app *app, const struct request *request, struct reply *reply)
{
    static const char *const members[] = {"face", NULL}, *const outcomes[] = {"counted", "already", "full"};
    auto_submission struct submission submission = {0};
    struct article article;
    struct rating_counts counts;
    int face = RATING_FACES;
    enum err err = submission_read(request, reply, &submission);
    if (err)
        return err;
    struct input input = input_of(&submission, reply);
    input_only(&input, members);
    input_choice(&input, "face", rating_names, &face);
    if (!input_has(&input, "face"))
        input_fault(&input, "face", MESSAGE_FIELD_MISSING_CHOICE, MESSAGE_ARGS("good, fair, bad"));
    err = input_end(&input);
    if (!err && face == RATING_FACES)
        err = reply_fault(reply, "/face", MESSAGE_FIELD_MISSING_CHOICE, MESSAGE_ARGS("good, fair, bad"));
    if (!err)
        err = rating_read(app, request, reply, &article, &counts);
    if (!err && !page_is_rated(app, &article))
        err = reply_problem(reply, ERR_NOT_FOUND, MESSAGE_RATING_OFF, NULL);
    if (!err)
        err = rating_throttle(app, request, reply);
    if (err)
        return err;
    enum rating_outcome outcome = ratings_take(app->ratings, article.id, (enum rating_face)face,
                                               request->client, request->user_agent, request->now_ms);
    counts.faces[face] += outcome == RATING_TAKEN;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    view_text(view, "outcome", outcomes[outcome]);
    view_rating_counts(view_object(view, "rating"), &counts);
    return ERR_OK;
}

/* A line an article, as spreadsheets read it. */
static enum err rated_csv(const struct app *app, struct reply *reply, const struct rated_article *items,
                          size_t count)
{
    static const char *const heads[LANG_COUNT] = {
        [LANG_VI] = "\xEF\xBB\xBF"
                    "Bài,Địa chỉ,Hài lòng,Bình thường,Chưa hài lòng\r\n",
        [LANG_EN] = "\xEF\xBB\xBF"
                    "Article,Address,Satisfied,Neutral,Not satisfied\r\n"};
    auto_buf struct buf out = BUF(RATED_CSV_MAX);
    buf_text(&out, heads[reply->lang]);
    for (size_t i = 0; i < count; i++) {
        csv_text(&out, items[i].article.title);
        buf_char(&out, ',');
        csv_text(&out, arena_printf(reply->arena, "%s%s", app->portal->base_url,
                                    article_path(reply->arena, &items[i].article)));
        for (size_t k = 0; k < RATING_FACES; k++)
            buf_printf(&out, ",%lld", (long long)items[i].counts.faces[k]);
        buf_text(&out, "\r\n");
    }
    if (buf_failed(&out))
        return ERR_MEMORY;
    reply->text = arena_copy(reply->arena, buf_str(&out), out.length);
    reply->text_type = "text/csv; charset=utf-8";
    return ERR_OK;
}

enum err api_stats_ratings(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct month_span span;
    struct rated_article *items;
    size_t count;
    int64_t limit = RATED_LIMIT_DEFAULT;
    bool is_csv;
    char month[MONTH_TEXT_SIZE];
    query_number(request, reply, "limit", 1, RATED_LIMIT_MOST, &limit);
    enum err err = query_months(request, reply, &span);
    if (!err)
        err = query_wants_csv(request, reply, &is_csv);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = rating_list(conn, span.first * 100 + 1, span.last * 100 + 31, (int)limit, &items, &count);
    if (err)
        return err;
    if (is_csv)
        return rated_csv(app, reply, items, count);
    struct view view, list = list_begin(reply, &view);
    view_text(view, "from", month_iso(span.first, month));
    view_text(view, "to", month_iso(span.last, month));
    for (size_t i = 0; i < count; i++) {
        struct view item = view_append(list);
        view_integer(item, "id", items[i].article.id);
        view_text(item, "title", items[i].article.title);
        view_text(item, "url", article_path(reply->arena, &items[i].article));
        view_rating_counts(item, &items[i].counts);
    }
    return ERR_OK;
}
