/* GET /api/audit: who did what, and from where; GET /api/audit/verify: whether the chain is unbroken. That is
 * checked whole at each request, in time that grows with it, and a filter may look at every line: so the
 * routes leave both to a thread that may wait. */
#include "store/audit.h"
#include "core/list.h"
#include "core/query.h"
#include "handler/handler.h"
#include "text/number.h"
#include "view/audit.h"

#include <string.h>

enum { AUDIT_LIMIT_DEFAULT = 100, CSV_MAX = 16 * 1024 * 1024 };

/* "article" or "article:12". */
static void read_object(const struct request *request, struct reply *reply, struct audit_query *query)
{
    const char *text = request_parameter(request, "object"), *mark = text ? strchr(text, ':') : NULL;
    query->object = mark ? arena_copy(reply->arena, text, (size_t)(mark - text)) : text;
    if (mark && number_parse(mark + 1, 1, INT64_MAX, &query->object_id))
        reply_fault_parameter(reply, "object", MESSAGE_AUDIT_OBJECT, MESSAGE_ARGS(text));
}

static enum err audit_query_read(const struct request *request, struct reply *reply,
                                 struct audit_query *query)
{
    int64_t limit = AUDIT_LIMIT_DEFAULT;
    query->who = request_parameter(request, "who");
    /* A number may be a token's, or somebody's name. */
    if (query->who && number_parse(query->who, 1, INT64_MAX, &query->token_id))
        query->token_id = 0;
    query->what = request_parameter(request, "what");
    read_object(request, reply, query);
    query_instant(request, reply, "since", 0, &query->since_ms);
    query_instant(request, reply, "until", 1, &query->until_ms);
    query_number(request, reply, "limit", 1, AUDIT_LIST_MOST, &limit);
    /* The number of a line is a cursor that stays good while lines are added. */
    query_number(request, reply, "after", 1, INT64_MAX, &query->before_number);
    query->limit = (int)limit;
    return query_check(reply);
}

/* In place of the view. */
static enum err audit_reply_csv(struct reply *reply, const json_t *items)
{
    auto_buf struct buf out = BUF(CSV_MAX);
    audit_csv_head(&out);
    audit_csv_lines(&out, items);
    if (buf_failed(&out))
        return ERR_MEMORY;
    reply->text = arena_copy(reply->arena, buf_str(&out), out.length);
    reply->text_type = "text/csv; charset=utf-8";
    return ERR_OK;
}

enum err api_audit_list(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct audit_query query = {.who = NULL};
    struct audit_entry *entries;
    size_t count;
    bool is_csv = false;
    enum err err = audit_query_read(request, reply, &query);
    if (!err)
        err = query_wants_csv(request, reply, &is_csv);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = audit_list(conn, &query, &entries, &count);
    if (err)
        return err;
    struct view view, items = list_begin(reply, &view);
    for (size_t i = 0; i < count; i++)
        view_audit_entry(view_append(items), &entries[i]);
    query_end_by_number(request, reply, view, count == (size_t)query.limit,
                        count ? entries[count - 1].line.number : 0, query.limit);
    return is_csv ? audit_reply_csv(reply, items.json) : ERR_OK;
}

enum err api_audit_verify(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct audit_report report;
    (void)request;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = audit_verify(conn, &report);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    view_integer(view, "lines", report.lines);
    /* null and not 0, so that no client takes the number of a line for good news. */
    if (report.first_bad)
        view_integer(view, "first_bad", report.first_bad);
    else
        view_null(view, "first_bad");
    view_integer(view, "notes_removed", report.notes_removed);
    return ERR_OK;
}
