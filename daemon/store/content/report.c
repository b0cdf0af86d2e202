/* The table of what readers report. */
#include "store/report.h"

#include "engine/rows.h"
#include "store/audit.h"

#include <assert.h>

static const int64_t day_ms = INT64_C(24) * 3600 * 1000;

/* Reports since a day ago: of the article, then of all. */
static enum err report_check_rate(struct conn *conn, int64_t article_id)
{
    int64_t of_article = 0, all = 0;
    {
        auto_query struct query q = query_of(conn, STMT_REPORT_COUNT_OF);
        bind_integer(&q, article_id);
        bind_integer(&q, conn->now_ms - day_ms);
        enum err err = query_row(&q);
        if (err)
            return err;
        of_article = column_integer(&q);
    }
    enum err err = integer_by(conn, STMT_REPORT_COUNT, conn->now_ms - day_ms, &all);
    if (err)
        return err;
    return of_article >= REPORTS_A_DAY_OF_ARTICLE || all >= REPORTS_A_DAY ? ERR_TOO_MANY : ERR_OK;
}

enum err report_add(struct conn *conn, const struct report *report)
{
    assert(conn->is_writer && report->text);
    enum err err = report_check_rate(conn, report->article_id);
    if (err)
        return err;
    auto_query struct query q = query_of(conn, STMT_REPORT_ADD);
    bind_integer(&q, report->article_id);
    bind_integer(&q, report->article_version);
    bind_integer(&q, conn->now_ms);
    bind_text(&q, report->text);
    bind_text(&q, report->contact);
    return query_run(&q);
}

static void report_read_row(struct query *q, struct report *report)
{
    report->id = column_integer(q);
    report->article_id = column_integer(q);
    report->article_version = column_integer(q);
    report->at_ms = column_integer(q);
    report->text = column_text(q);
    report->contact = column_text(q);
    report->article.title = column_text(q);
    report->article.slug = column_text(q);
    report->article.kind = (enum article_kind)column_integer(q);
    report->article.lang = column_text(q);
}

enum err report_list(struct conn *conn, int64_t article_id, int64_t before, int limit,
                     struct report **ret_items, size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_REPORT_LIST);
    struct report *items = NULL;
    size_t count = 0;
    enum err err;
    bind_integer(&q, before ? before : INT64_MAX);
    bind_id(&q, article_id);
    bind_integer(&q, limit);
    while (!(err = query_row(&q))) {
        struct report *item = array_add(conn->arena, &items, &count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        *item = (struct report){.article_id = 0};
        report_read_row(&q, item);
    }
    *ret_items = items;
    *ret_count = count;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err report_delete(struct conn *conn, int64_t id)
{
    assert(conn->is_writer);
    int64_t article_id = 0;
    enum err err = integer_by(conn, STMT_REPORT_ARTICLE, id, &article_id);
    if (!err)
        err = run_by(conn, STMT_REPORT_DELETE, id);
    return err ? err : audit_add(conn, "report.delete", "report", id, 1, 0, NULL);
}

enum err report_forget(struct conn *conn)
{
    return run_by(conn, STMT_REPORT_FORGET, conn->now_ms - REPORT_KEPT_DAYS * day_ms);
}
