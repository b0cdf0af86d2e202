/* /api/stats, by day and by machine, and the days as a file for people. Numbers of visits as they are;
 * how they are counted is the visits' own matter. Every answer here is a sum and holds nothing of
 * anybody. */
#include "core/list.h"
#include "core/query.h"
#include "handler/handler.h"
#include "http/negotiate.h"
#include "page/page.h"
#include "text/date.h"
#include "text/when.h"
#include "view/portal.h"

/* What a chart of a month needs; the other two are the calendar's ends. */
enum { DAYS_DEFAULT = 30, DAY_FIRST = 19700101, DAY_LAST = 99991231 };

static const char csv_type[] = "text/csv; charset=utf-8";

/* From memory, folded or not; no lease is needed. */
enum err api_stats_show(struct app *app, const struct request *request, struct reply *reply)
{
    struct stats stats;
    (void)request;
    visits_stats(app->portal->visits, &stats);
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    view_stats(view, &stats);
    return ERR_OK;
}

/* A day of the portal's zone; a fault leaves *day as it was. */
static void read_day(const struct request *request, struct reply *reply, const char *name, int32_t *day)
{
    const char *text = request_parameter(request, name);
    if (text && day_parse(text, day))
        reply_fault_parameter(reply, name, MESSAGE_FIELD_NOT_DAY,
                              MESSAGE_ARGS(text, day_remedy(text, reply->arena)));
}

/* Lines end by CR LF (RFC 4180 section 2). No field needs quoting, as all are numbers and days. */
static const char *rows_as_csv(struct arena *arena, const char *heading, const struct day_row *rows,
                               size_t count)
{
    /* Hundred thousand days, which no portal will have. */
    enum { MOST = 4 * 1024 * 1024 };
    auto_buf struct buf out = BUF(MOST);
    char day[DATE_TEXT_SIZE];
    buf_printf(&out, "%s\r\n", heading);
    for (size_t i = 0; i < count; i++)
        buf_printf(&out, "%s,%lld,%lld,%lld\r\n", day_iso(rows[i].day, day), (long long)rows[i].visits,
                   (long long)rows[i].views, (long long)rows[i].machines);
    return arena_copy(arena, buf_str(&out), out.length);
}

/* The same rows as JSON. */
static void rows_as_view(struct reply *reply, const struct day_row *rows, size_t count)
{
    char day[DATE_TEXT_SIZE];
    struct view view, items = list_begin(reply, &view);
    for (size_t i = 0; i < count; i++) {
        struct view row = view_append(items);
        view_text(row, "day", day_iso(rows[i].day, day));
        view_integer(row, "visits", rows[i].visits);
        view_integer(row, "views", rows[i].views);
        view_integer(row, "machines", rows[i].machines);
    }
}

enum err api_stats_daily(struct app *app, const struct request *request, struct reply *reply)
{
    struct day_row *rows;
    size_t count;
    int32_t to = day_of(request->now_ms), from = 0;
    read_day(request, reply, "to", &to);
    /* After `to`, on which it depends when it was not sent. */
    from = day_add(to, 1 - DAYS_DEFAULT);
    read_day(request, reply, "from", &from);
    enum err err = query_check(reply);
    if (!err)
        err = visits_daily(app->portal->visits, reply->arena, from, to, &rows, &count);
    if (err)
        return err;
    /* Caches must know that another Accept gets another form. */
    reply->by_accept = true;
    /* Only a client that names CSV gets it. */
    if (negotiate_prefers(request->accept, "text/csv", "application/json")) {
        reply->text = rows_as_csv(reply->arena, "day,visits,views,machines", rows, count);
        reply->text_type = csv_type;
    } else {
        rows_as_view(reply, rows, count);
    }
    return ERR_OK;
}

/* Every day there was. The mark at the beginning tells spreadsheets that it is UTF-8. */
enum err file_stats_csv(struct app *app, const struct request *request, struct reply *reply)
{
    static const char mark[] = "\xEF\xBB\xBF";
    const json_t *words = app->interface.words[page_lang(request)];
    struct day_row *rows;
    size_t count;
    enum err err = visits_daily(app->portal->visits, reply->arena, DAY_FIRST, DAY_LAST, &rows, &count);
    if (err)
        return err;
    /* Words of the interface, none of which has a comma. */
    const char *heading = arena_printf(reply->arena, "%s%s,%s,%s,%s", mark,
                                       json_string_value(json_object_get(words, "stats_day")),
                                       json_string_value(json_object_get(words, "stats_visits")),
                                       json_string_value(json_object_get(words, "stats_views")),
                                       json_string_value(json_object_get(words, "stats_machines")));
    reply->text = rows_as_csv(reply->arena, heading, rows, count);
    reply->text_type = csv_type;
    return ERR_OK;
}

/* By kind and, where machines say one, by name. */
enum err api_stats_machines(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct machine_row *rows;
    size_t count;
    (void)request;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = visit_rows_machines(conn, &rows, &count);
    if (err)
        return err;
    struct view view, items = list_begin(reply, &view);
    for (size_t i = 0; i < count; i++)
        view_machine(view_append(items), &rows[i]);
    return ERR_OK;
}
