/* /api/reports: what readers reported, for the editors. */
#include "store/report.h"
#include "core/access.h"
#include "core/list.h"
#include "core/query.h"
#include "core/write.h"
#include "handler/handler.h"
#include "view/article.h"

static void view_report(struct view view, const struct report *report)
{
    view_integer(view, "id", report->id);
    view_integer(view, "article_id", report->article_id);
    view_integer(view, "article_version", report->article_version);
    view_text(view, "article_title", report->article.title);
    view_text(view, "article_url", article_path(view.arena, &report->article));
    view_time(view, "at", report->at_ms);
    view_text(view, "text", report->text);
    view_text(view, "contact", report->contact);
}

/* The cursor is the id itself. */
enum err api_report_list(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct report *items;
    size_t count;
    struct number_list list;
    int64_t article_id = 0;
    query_number(request, reply, "article", 1, INT64_MAX, &article_id);
    enum err err = number_list_begin(app, request, reply, &conn, &list);
    if (!err)
        err = report_list(conn, article_id, list.after, (int)list.limit, &items, &count);
    if (err)
        return err;
    for (size_t i = 0; i < count; i++)
        view_report(number_list_add(&list, items[i].id), &items[i]);
    return number_list_end(&list);
}

enum err api_report_remove(struct app *app, const struct request *request, struct reply *reply)
{
    return write_removal(app, request, reply, report_delete, MESSAGE_THING_REPORT, "/api/reports");
}
