/* /quan-tri: the desk, where one begins. What it shows is the API's (/api/desk); this only says it in words
 * and leads on. */
#include "page/page.h"
#include "staff_show.h"
#include "text/date.h"

#include <string.h>

/* Where something can be done about a notice. */
static const struct {
    const char *name, *pattern, *word;
} remedies[] = {
    {"review", "/duyet", "review"},         {"reports", "/bao-loi", "reports"},
    {"scheduled", "/bai", "scheduled"},     {"links", "/lien-ket", "links"},
    {"backup", "/sao-luu", "backups"},      {"certificate", "/suc-khoe", "check"},
    {"database", "/suc-khoe", "check"},     {"disk", "/suc-khoe", "check"},
    {"tokens", "/ma-truy-cap", "tokens"},   {"mail", "/suc-khoe", "check"},
    {"questions", "/hoi-dap", "questions"},
};

/* What a pen draws in 24 by 24. */
static const char tick[] = "m4.500 12.500 5 5 10-11",
                  hour[] = "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 7.500V12l3 2",
                  triangle[] = "M12 4 2.800 19.500h18.400zM12 10v4.500M12 17v.2";

static void desk_notice(const struct app *app, const struct request *request, struct view view,
                        const json_t *notice)
{
    const char *name = json_string_value(json_object_get(notice, "name"));
    const char *level = json_string_value(json_object_get(notice, "level"));
    staff_text(view, "text", json_object_get(notice, "text"));
    bool is_fine = strcmp(level, "fine") == 0, waits = strcmp(level, "waits") == 0;
    view_flag(view, "is_bad", !is_fine && !waits);
    view_text(view, "icon", is_fine ? tick : waits ? hour : triangle);
    view_text(view, "level", staff_named(app, request, "notice_level", json_object_get(notice, "level")));
    view_null(view, "url");
    view_null(view, "remedy");
    for (size_t i = 0; i < sizeof remedies / sizeof *remedies; i++) {
        if (strcmp(remedies[i].name, name) != 0)
            continue;
        staff_way(app, request, view, "url", remedies[i].pattern,
                  staff_path(request, "%s", remedies[i].pattern));
        view_text(view, "remedy",
                  staff_word(app, request, arena_printf(view.arena, "desk_do.%s", remedies[i].word)));
    }
}

/* How many things want somebody: each that waits, and each that is not as it should be. */
static int64_t desk_waiting(const json_t *notices)
{
    const json_t *notice;
    size_t index;
    int64_t sum = 0;
    json_array_foreach(notices, index, notice)
    {
        const char *level = json_string_value(json_object_get(notice, "level"));
        bool is_fine = strcmp(level, "fine") == 0, waits = strcmp(level, "waits") == 0;
        sum += is_fine ? 0 : waits ? json_integer_value(json_object_get(notice, "count")) : 1;
    }
    return sum;
}

/* A row of a table, with where it leads: to be written, to be judged, or to be read. */
static void desk_row(const struct app *app, const struct request *request, struct view view,
                     const json_t *row, const char *pattern)
{
    const json_t *status = json_object_get(row, "status");
    const char *name = json_string_value(status);
    long long id = json_integer_value(json_object_get(row, "id"));
    size_t length = strcspn(pattern, "{");
    staff_text(view, "title", json_object_get(row, "title"));
    staff_text(view, "category", json_object_get(json_object_get(row, "category"), "name"));
    view_text(view, "when", staff_moment(app, request, json_object_get(row, "updated_at")));
    view_text(view, "due", staff_moment(app, request, json_object_get(row, "due_at")));
    view_text(view, "sent", staff_moment(app, request, json_object_get(row, "sent_at")));
    staff_text(view, "sender", json_object_get(row, "sent_by"));
    view_text(view, "status", staff_named(app, request, "status", status));
    view_flag(view, "is_open", strcmp(name, "draft") == 0 || strcmp(name, "review") == 0);
    view_flag(view, "is_off", strcmp(name, "scheduled") == 0 || strcmp(name, "withdrawn") == 0);
    staff_way(app, request, view, "url", pattern, staff_path(request, "%.*s%lld", (int)length, pattern, id));
}

static void desk_rows(const struct app *app, const struct request *request, struct view view,
                      const json_t *desk, const char *name, const char *pattern)
{
    const json_t *rows = json_object_get(desk, name), *row;
    size_t index;
    struct view part = view_object(view, name), list = view_list(part, "rows");
    view_flag(part, "has_any", json_array_size(rows) > 0);
    json_array_foreach(rows, index, row)
    {
        desk_row(app, request, view_append(list), row, pattern);
    }
}

/* The figures in the order in which they stand. */
static void desk_figures(const struct app *app, const struct request *request, struct view view,
                         const json_t *desk)
{
    static const char *const names[] = {"online", "visits_today", "visits_month", "published_month"};
    const json_t *figures = json_object_get(desk, "figures");
    struct view list = view_list(view, "figures");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct view figure = view_append(list);
        view_text(figure, "label",
                  staff_word(app, request, arena_printf(view.arena, "desk_figure.%s", names[i])));
        staff_number(request, figure, "value", json_object_get(figures, names[i]));
    }
}

static void desk_read(const struct request *request, struct view view, const json_t *desk)
{
    const json_t *rows = json_object_get(desk, "most_read"), *row;
    size_t index;
    struct view list = view_list(view, "most_read");
    view_flag(view, "has_read", json_array_size(rows) > 0);
    json_array_foreach(rows, index, row)
    {
        struct view item = view_append(list);
        staff_text(item, "title", json_object_get(row, "title"));
        view_url(item, "url", safe_url_trusted(json_string_value(json_object_get(row, "url"))));
        staff_number(request, item, "views", json_object_get(row, "views"));
    }
}

/* What reviewers said of one's own drafts; readers write none. */
static enum err desk_comments(struct app *app, const struct request *request, struct view view)
{
    auto_answer struct staff_answer answer = {.status = 0};
    const struct staff_question question = {.handle = api_comment_list,
                                            .method = METHOD_GET,
                                            .parameters = {{"limit", "5"}},
                                            .parameter_count = 1};
    const json_t *item;
    size_t index;
    struct view part = view_object(view, "comments"), list = view_list(part, "rows");
    enum err err = request->actor.role >= ROLE_AUTHOR ? staff_ask(app, request, &question, &answer) : ERR_OK;
    const json_t *items = json_object_get(answer.view, "items");
    view_flag(part, "has_any", json_array_size(items) > 0);
    json_array_foreach(items, index, item)
    {
        struct view row = view_append(list);
        long long id = json_integer_value(json_object_get(item, "article_id"));
        staff_text(row, "title", json_object_get(item, "article_title"));
        staff_text(row, "by", json_object_get(item, "by"));
        view_text(row, "kind", staff_named(app, request, "comment_kind", json_object_get(item, "kind")));
        view_text(row, "when", staff_moment(app, request, json_object_get(item, "at")));
        staff_text(row, "text", json_object_get(item, "text"));
        view_url(row, "url", safe_url_trusted(staff_path(request, "/duyet/%lld", id)));
    }
    return err;
}

enum err staff_desk_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.status = 0};
    char day[DATE_TEXT_SIZE];
    const json_t *notice;
    size_t index;
    enum err err = staff_read(app, request, api_desk_show, NULL, &answer);
    if (err)
        return err;
    struct view view = staff_begin(request, reply, "staff/desk.html", staff_word(app, request, "desk.title"));
    const json_t *notices = json_object_get(answer.view, "notices");
    int64_t waiting = desk_waiting(notices);
    view_text(view, "today", date_day(request->now_ms, page_lang(request), day));
    view_text(view, "waiting",
              waiting ? staff_counted(app, request, "desk.waiting", waiting)
                      : staff_word(app, request, "desk.waiting_none"));
    staff_sign_in_said(app, request, view, json_object_get(answer.view, "sign_in"));
    staff_way(app, request, view, "me_url", "/toi", staff_path(request, "/toi"));
    staff_way(app, request, view, "write_url", "/bai/moi", staff_path(request, "/bai/moi"));
    staff_way(app, request, view, "docx_url", "/bai/tu-word", staff_path(request, "/bai/tu-word"));
    staff_way(app, request, view, "alert_url", "/cong/khan", staff_path(request, "/cong/khan"));
    staff_way(app, request, view, "articles_url", "/bai", staff_path(request, "/bai"));
    staff_way(app, request, view, "review_url", "/duyet", staff_path(request, "/duyet"));
    staff_way(app, request, view, "figures_url", "/so-lieu", staff_path(request, "/so-lieu"));
    desk_figures(app, request, view, answer.view);
    desk_rows(app, request, view, answer.view, "review",
              staff_leads(app, request, "/duyet/{id}") ? "/duyet/{id}" : "/bai/{id}");
    desk_rows(app, request, view, answer.view, "scheduled", "/bai/{id}");
    desk_rows(app, request, view, answer.view, "mine", "/bai/{id}");
    struct view list = view_list(view, "notices");
    json_array_foreach(notices, index, notice)
    {
        desk_notice(app, request, view_append(list), notice);
    }
    desk_read(request, view, answer.view);
    return desk_comments(app, request, view);
}
