/* GET /api/desk: what somebody of the staff wants to know first, made for whose token or session it is. From
 * memory and from indexed reads of a few rows; nothing is asked of a disk. */
#include "store/desk.h"
#include "handler/handler.h"
#include "store/session.h"
#include "text/date.h"
#include "view/desk.h"
#include "view/readership.h"
#include "work/notice.h"

enum { DESK_ROWS = 5, DESK_READ = 5 };

struct desk {
    struct app *app;
    struct conn *conn;
    const struct request *request;
    struct reply *reply;
    struct view view;
};

static int64_t desk_certificate_until_ms(struct app *app)
{
    struct server_figures figures = {0};
    if (app->server.read)
        app->server.read(app->server.context, &figures);
    return figures.certificate_until_ms;
}

static enum err desk_show_notices(const struct desk *desk, const struct desk_counts *counts)
{
    struct notice_list list = {.arena = desk->reply->arena, .lang = desk->reply->lang};
    const struct notice_scope scope = {.store = desk->app->portal->store,
                                       .backups = desk->app->backups,
                                       .certificate_until_ms = desk_certificate_until_ms(desk->app),
                                       .checks_links = desk->app->checks_links,
                                       .sends_mail = desk->app->mail_from && *desk->app->mail_from,
                                       .role = desk->request->actor.role,
                                       .now_ms = desk->request->now_ms};
    enum err err = notice_gather(&scope, desk->conn, counts, &list);
    struct view rows = view_list(desk->view, "notices");
    for (size_t i = 0; !err && i < list.count; i++)
        view_notice(view_append(rows), &list.items[i]);
    return err;
}

/* Sums, the present month's articles among them. */
static enum err desk_show_figures(const struct desk *desk)
{
    struct stats stats;
    int64_t published = 0;
    int month = (int)day_month(day_of(desk->request->now_ms));
    const struct month_span span = {month, month};
    visits_stats(desk->app->portal->visits, &stats);
    enum err err = readership_published(desk->conn, &span, &published);
    struct view figures = view_object(desk->view, "figures");
    view_integer(figures, "online", stats.online);
    view_integer(figures, "visits_today", stats.visits.today);
    view_integer(figures, "views_today", stats.views.today);
    view_integer(figures, "visits_month", stats.visits.month);
    view_integer(figures, "published_month", published);
    return err;
}

/* Each of those that wait with who sent it. */
static enum err desk_show_rows(const struct desk *desk, const char *name, const struct article *items,
                               size_t count)
{
    struct view rows = view_list(desk->view, name);
    for (size_t i = 0; i < count; i++) {
        struct review_state sent;
        bool waits = items[i].status == STATUS_REVIEW;
        enum err err = waits ? review_state(desk->conn, items[i].id, &sent) : ERR_NOT_FOUND;
        if (err && err != ERR_NOT_FOUND)
            return err;
        view_desk_row(view_append(rows), &items[i], err ? NULL : &sent);
    }
    return ERR_OK;
}

/* What waits is shown to who may do something about it. */
static enum err desk_show_lists(const struct desk *desk)
{
    struct article *review = NULL, *scheduled = NULL, *mine;
    size_t review_count = 0, scheduled_count = 0, mine_count;
    bool is_editor = desk->request->actor.role >= ROLE_EDITOR;
    enum err err = is_editor ? desk_review(desk->conn, DESK_ROWS, &review, &review_count) : ERR_OK;
    if (!err && is_editor)
        err = desk_scheduled(desk->conn, DESK_ROWS, &scheduled, &scheduled_count);
    if (!err)
        err = desk_mine(desk->conn, actor_number(&desk->request->actor), DESK_ROWS, &mine, &mine_count);
    if (err)
        return err;
    err = desk_show_rows(desk, "review", review, review_count);
    if (!err)
        err = desk_show_rows(desk, "scheduled", scheduled, scheduled_count);
    return err ? err : desk_show_rows(desk, "mine", mine, mine_count);
}

static enum err desk_show_read(const struct desk *desk)
{
    struct read_article *items;
    size_t count;
    int month = (int)day_month(day_of(desk->request->now_ms));
    const struct month_span span = {month, month};
    enum err err = readership_articles(desk->conn, &span, 0, NULL, DESK_READ, &items, &count);
    struct view rows = view_list(desk->view, "most_read");
    for (size_t i = 0; !err && i < count; i++)
        view_read_article(view_append(rows), &items[i]);
    return err;
}

/* Of a person: the sign-in before this one (or a newer one elsewhere), and what was tried in vain since. */
static enum err desk_show_sign_in(const struct desk *desk)
{
    const struct session *session = desk->request->session;
    struct sign_ins known;
    if (!session) {
        view_null(desk->view, "sign_in");
        return ERR_OK;
    }
    enum err err = sign_ins_of(desk->conn, session->account_id, &known);
    if (err)
        return err;
    view_sign_in(view_object(desk->view, "sign_in"), &known, session->created_ms);
    return ERR_OK;
}

enum err api_desk_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct desk_counts counts;
    struct desk desk = {app, NULL, request, reply, view_new(reply->arena)};
    reply->view = desk.view.json;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    desk.conn = conn;
    if (!err)
        err = desk_count(conn, &counts);
    if (err)
        return err;
    view_time(desk.view, "as_of", request->now_ms);
    err = desk_show_notices(&desk, &counts);
    if (!err)
        err = desk_show_figures(&desk);
    if (!err)
        err = desk_show_lists(&desk);
    if (!err)
        err = desk_show_sign_in(&desk);
    return err ? err : desk_show_read(&desk);
}
