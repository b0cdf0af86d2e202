/* /api/stats and /api/stats/daily. */
#include "handler/handler.h"
#include "query.h"
#include "text/date.h"
#include "view/portal.h"

#include <string.h>

enum { DAYS_DEFAULT = 30 };

enum err stats_show(struct app *app, const struct request *request, struct reply *reply)
{
    struct stats stats;
    (void)request;
    visits_stats(app->portal->visits, &stats);
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    view_stats(view, &stats);
    return ERR_OK;
}

static void read_day(const struct request *request, struct reply *reply, const char *name, int32_t *day)
{
    const char *text = request_parameter(request, name);
    if (text && day_parse(text, day))
        reply_fault_parameter(reply, name, MESSAGE_FIELD_NOT_DAY, NULL);
}

static const char *rows_as_csv(struct arena *arena, const struct day_row *rows, size_t count)
{
    enum { MOST = 4 * 1024 * 1024 };
    auto_buf struct buf out = BUF(MOST);
    char day[DATE_TEXT_SIZE];
    buf_text(&out, "day,visits,views,machines\r\n");
    for (size_t i = 0; i < count; i++)
        buf_printf(&out, "%s,%lld,%lld,%lld\r\n", day_iso(rows[i].day, day), (long long)rows[i].visits,
                   (long long)rows[i].views, (long long)rows[i].machines);
    return arena_copy(arena, buf_str(&out), out.length);
}

static void rows_as_view(struct reply *reply, const struct day_row *rows, size_t count)
{
    char day[DATE_TEXT_SIZE];
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    struct view items = view_list(view, "items");
    for (size_t i = 0; i < count; i++) {
        struct view row = view_append(items);
        view_text(row, "day", day_iso(rows[i].day, day));
        view_integer(row, "visits", rows[i].visits);
        view_integer(row, "views", rows[i].views);
        view_integer(row, "machines", rows[i].machines);
    }
}

enum err stats_daily_show(struct app *app, const struct request *request, struct reply *reply)
{
    struct day_row *rows;
    size_t count;
    int32_t to = day_of(request->now_ms), from = 0;
    read_day(request, reply, "to", &to);
    from = day_add(to, 1 - DAYS_DEFAULT);
    read_day(request, reply, "from", &from);
    enum err err = query_check(reply);
    if (!err)
        err = visits_daily(app->portal->visits, reply->arena, from, to, &rows, &count);
    if (err)
        return err;
    reply->by_accept = true;
    if (request->accept && strstr(request->accept, "text/csv")) {
        reply->text = rows_as_csv(reply->arena, rows, count);
        reply->text_type = "text/csv; charset=utf-8";
    } else {
        rows_as_view(reply, rows, count);
    }
    return ERR_OK;
}
