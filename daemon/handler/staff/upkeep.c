/* /quan-tri/sao-luu, /suc-khoe, /lien-ket and /bao-loi: backups, how everything is, links that lead nowhere,
 * errors that readers reported. */
#include "page/page.h"
#include "staff_proof.h"
#include "staff_show.h"
#include "text/number.h"

#include <string.h>

/* ---- backups */

static void backup_row(const struct app *app, const struct request *request, struct view view,
                       const json_t *item)
{
    char size[NUMBER_TEXT_SIZE];
    const json_t *state = json_object_get(item, "state");
    const char *name = json_string_value(json_object_get(item, "name"));
    view_text(view, "name", name);
    view_text(view, "at", staff_instant(request, json_object_get(item, "at")));
    view_text(view, "verified", staff_moment(app, request, json_object_get(item, "verified_at")));
    view_text(view, "state", staff_named(app, request, "backup_state", state));
    view_flag(view, "is_good", strcmp(json_string_value(state), "good") == 0);
    view_text(view, "size",
              number_size(json_integer_value(json_object_get(item, "bytes")), page_lang(request), size));
    staff_number(request, view, "articles", json_object_get(item, "articles"));
    view_url(view, "verify_url", safe_url_trusted(staff_path(request, "/sao-luu/%s/kiem-tra", name)));
    view_url(view, "download_url", safe_url_trusted(staff_path(request, "/sao-luu/%s/tai-ve", name)));
}

/* The run that goes on, or was last. */
static void backup_run_row(const struct app *app, const struct request *request, struct view view,
                           const json_t *run)
{
    view_flag(view, "is_running", false);
    view_null(view, "run");
    if (!json_is_object(run))
        return;
    const char *state = json_string_value(json_object_get(run, "state"));
    const char *kind = json_string_value(json_object_get(run, "kind"));
    const char *error = json_string_value(json_object_get(run, "error"));
    int64_t done = json_integer_value(json_object_get(run, "bytes_done"));
    int64_t total = json_integer_value(json_object_get(run, "bytes_total"));
    bool is_running = strcmp(state, "running") == 0;
    struct view said = view_object(view, "run");
    view_flag(view, "is_running", is_running);
    view_text(said, "text", staff_word(app, request, arena_printf(view.arena, "run.%s_%s", kind, state)));
    view_text(said, "phase",
              is_running ? staff_named(app, request, "phase", json_object_get(run, "phase")) : NULL);
    view_text(said, "part",
              is_running && total > 0 ? arena_printf(view.arena, "%lld %%", (long long)(done * 100 / total))
                                      : NULL);
    view_text(said, "error", error);
    view_flag(said, "is_bad", strcmp(state, "failed") == 0);
}

enum err staff_backups_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.status = 0};
    enum err err = staff_read(app, request, api_backup_list, NULL, &answer);
    const json_t *items = json_object_get(answer.view, "items"), *item;
    size_t index;
    if (err)
        return err;
    struct view view =
        staff_begin(request, reply, "staff/backups.html", staff_word(app, request, "backups.title"));
    view_flag(view, "is_elsewhere", json_is_true(json_object_get(answer.view, "elsewhere")));
    const char *newest = json_string_value(json_object_get(json_array_get(items, 0), "name"));
    view_text(view, "commands",
              arena_printf(view.arena, "systemctl stop congd\ncongd restore %s/%s\nsystemctl start congd",
                           json_string_value(json_object_get(answer.view, "folder")),
                           newest ? newest : "TÊN"));
    backup_run_row(app, request, view, json_object_get(answer.view, "run"));
    view_flag(view, "has_any", json_array_size(items) > 0);
    view_url(view, "action_url", safe_url_trusted(staff_path(request, "/sao-luu")));
    struct view list = view_list(view, "rows");
    json_array_foreach(items, index, item)
    {
        backup_row(app, request, view_append(list), item);
    }
    return ERR_OK;
}

/* Asks for a run, and goes to where is said what becomes of it. */
static enum err backups_start(struct app *app, const struct request *request, struct reply *reply,
                              handler *handle, const char *notice)
{
    auto_answer struct staff_answer answer = {.status = 0};
    const struct staff_question question = {
        .handle = handle, .method = METHOD_POST, .args = {request->args[0]}};
    enum err err = staff_ask(app, request, &question, &answer);
    if (err)
        return reply->detail = answer.detail, err;
    return staff_done(request, reply, staff_path(request, "/sao-luu"), notice);
}

enum err staff_backups_make(struct app *app, const struct request *request, struct reply *reply)
{
    return backups_start(app, request, reply, api_backup_create, "backup_begun");
}

enum err staff_backups_verify(struct app *app, const struct request *request, struct reply *reply)
{
    return backups_start(app, request, reply, api_backup_verify, "verify_begun");
}

/* By a form and not by a link: it is on record, nobody is to be led to it, and it is everything the portal
 * has. */
enum err staff_backups_download(struct app *app, const struct request *request, struct reply *reply)
{
    const struct staff_question question = {
        .handle = api_backup_archive, .method = METHOD_GET, .args = {request->args[0]}};
    bool is_done;
    enum err err = staff_prove_again(app, request, reply, &is_done);
    return err || is_done ? err : staff_hand_on(app, request, &question, reply, NULL);
}

/* ---- how everything is */

static void check_rows(const struct app *app, const struct request *request, struct view view,
                       const json_t *answer)
{
    const json_t *row;
    size_t index;
    struct view list = view_list(view, "checks");
    json_array_foreach(json_object_get(answer, "checks"), index, row)
    {
        const json_t *level = json_object_get(row, "status");
        struct view shown = view_append(list);
        view_text(shown, "name", staff_named(app, request, "check", json_object_get(row, "name")));
        view_text(shown, "level", staff_named(app, request, "check_level", level));
        view_flag(shown, "is_fine", strcmp(json_string_value(level), "ok") == 0);
        staff_text(shown, "text", json_object_get(row, "text"));
    }
}

enum err staff_check_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.status = 0};
    enum err err = staff_read(app, request, api_condition_show, NULL, &answer);
    if (err)
        return err;
    struct view view =
        staff_begin(request, reply, "staff/check.html", staff_word(app, request, "health.title"));
    const char *status = json_string_value(json_object_get(answer.view, "status"));
    view_text(view, "whole", staff_word(app, request, arena_printf(view.arena, "health.whole_%s", status)));
    view_flag(view, "is_fine", strcmp(status, "ok") == 0);
    staff_text(view, "version", json_object_get(answer.view, "version"));
    view_url(view, "action_url", safe_url_trusted(staff_path(request, "/suc-khoe")));
    check_rows(app, request, view, answer.view);
    return ERR_OK;
}

enum err staff_check_mend(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.status = 0};
    const struct staff_question question = {.handle = api_doctor_run, .method = METHOD_POST};
    enum err err = staff_ask(app, request, &question, &answer);
    if (err)
        return reply->detail = answer.detail, err;
    bool has_any = json_array_size(json_object_get(answer.view, "findings")) > 0;
    return staff_done(request, reply, staff_path(request, "/suc-khoe"),
                      has_any ? "mended" : "nothing_to_mend");
}

/* ---- links that lead nowhere */

static void link_place(const struct app *app, const struct request *request, struct view view,
                       const json_t *place)
{
    const char *kind = json_string_value(json_object_get(place, "kind"));
    const char *title = json_string_value(json_object_get(place, "title"));
    long long id = json_integer_value(json_object_get(place, "id"));
    bool is_article = strcmp(kind, "article") == 0;
    view_text(view, "kind", staff_named(app, request, "place", json_object_get(place, "kind")));
    view_text(view, "title", title);
    const char *pattern = is_article                  ? "/bai/{id}"
                          : strcmp(kind, "box") == 0  ? "/cong/khoi"
                          : strcmp(kind, "menu") == 0 ? "/cong/menu"
                                                      : "/cong/trang-chu";
    staff_way(app, request, view, "url", pattern,
              is_article ? staff_path(request, "/bai/%lld", id) : staff_path(request, "%s", pattern));
}

enum err staff_links_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.status = 0};
    const struct staff_question question = {.handle = api_link_list_dead,
                                            .method = METHOD_GET,
                                            .parameters = {{"limit", "100"}},
                                            .parameter_count = 1};
    enum err err = staff_ask(app, request, &question, &answer);
    const json_t *items = json_object_get(answer.view, "items"), *item, *place;
    size_t index, inner;
    if (err)
        return err;
    struct view view =
        staff_begin(request, reply, "staff/links.html", staff_word(app, request, "links.title"));
    view_flag(view, "are_checked", json_is_true(json_object_get(answer.view, "are_checked")));
    view_flag(view, "has_any", json_array_size(items) > 0);
    struct view list = view_list(view, "rows");
    json_array_foreach(items, index, item)
    {
        struct view row = view_append(list), places = view_list(row, "places");
        int64_t status = json_integer_value(json_object_get(item, "status"));
        staff_text(row, "address", json_object_get(item, "url"));
        view_text(row, "reason", staff_named(app, request, "link", json_object_get(item, "reason")));
        view_text(row, "status", status ? arena_printf(view.arena, "%lld", (long long)status) : NULL);
        view_text(row, "since", staff_moment(app, request, json_object_get(item, "failing_since")));
        json_array_foreach(json_object_get(item, "places"), inner, place)
        {
            link_place(app, request, view_append(places), place);
        }
    }
    return ERR_OK;
}

/* ---- what readers reported */

enum err staff_reports_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.status = 0};
    const struct staff_question question = {.handle = api_report_list,
                                            .method = METHOD_GET,
                                            .parameters = {{"limit", "50"}},
                                            .parameter_count = 1};
    enum err err = staff_ask(app, request, &question, &answer);
    const json_t *items = json_object_get(answer.view, "items"), *item;
    size_t index;
    if (err)
        return err;
    struct view view =
        staff_begin(request, reply, "staff/reports.html", staff_word(app, request, "reports.title"));
    view_flag(view, "has_any", json_array_size(items) > 0);
    struct view list = view_list(view, "rows");
    json_array_foreach(items, index, item)
    {
        struct view row = view_append(list);
        long long id = json_integer_value(json_object_get(item, "article_id"));
        staff_text(row, "text", json_object_get(item, "text"));
        staff_text(row, "contact", json_object_get(item, "contact"));
        staff_text(row, "title", json_object_get(item, "article_title"));
        view_text(row, "at", staff_moment(app, request, json_object_get(item, "at")));
        staff_way(app, request, row, "url", "/bai/{id}", staff_path(request, "/bai/%lld", id));
        view_url(row, "done_url",
                 safe_url_trusted(staff_path(request, "/bao-loi/%lld/xong",
                                             (long long)json_integer_value(json_object_get(item, "id")))));
    }
    return ERR_OK;
}

enum err staff_reports_end(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.status = 0};
    const struct staff_question question = {
        .handle = api_report_remove, .method = METHOD_DELETE, .args = {request->args[0]}};
    enum err err = staff_ask(app, request, &question, &answer);
    if (err)
        return reply->detail = answer.detail, err;
    return staff_done(request, reply, staff_path(request, "/bao-loi"), "report_done");
}
