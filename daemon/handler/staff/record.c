/* /quan-tri/nhat-ky and /quan-tri/thung-rac: who did what, and what was deleted. */
#include "http/url.h"
#include "page/page.h"
#include "staff_proof.h"
#include "staff_show.h"

#include <string.h>

/* What the filters of the audit are called in addresses, and by the API. */
static const struct {
    const char *name, *parameter;
} filters[] = {{"ai", "who"}, {"viec", "what"}, {"ve", "object"}, {"tu", "since"}, {"den", "until"}};
enum { FILTERS = sizeof filters / sizeof *filters };

/* What was done, as the filter offers it: a kind of thing, then what can be done to it. */
static const char *const acts[] = {
    "article",
    "article.create",
    "article.edit",
    "article.publish",
    "article.schedule",
    "article.withdraw",
    "article.trash",
    "article.restore",
    "article.revert",
    "article.expire",
    "article.unpin",
    "article.import",
    "article.purge",
    "article.erase",
    "article.force",
    "revision",
    "revision.redact",
    "media",
    "media.create",
    "media.edit",
    "media.replace",
    "media.delete",
    "category",
    "category.create",
    "category.edit",
    "category.merge",
    "category.delete",
    "tag",
    "tag.create",
    "tag.edit",
    "tag.merge",
    "tag.erase",
    "tag.delete",
    "box",
    "box.create",
    "box.edit",
    "box.delete",
    "home",
    "home.edit",
    "site",
    "site.edit",
    "alert",
    "alert.set",
    "alert.end",
    "abbreviation",
    "abbreviation.create",
    "abbreviation.edit",
    "abbreviation.delete",
    "address",
    "address.add",
    "address.remove",
    "report",
    "report.delete",
    "opinion",
    "opinion.receive",
    "opinion.read",
    "opinion.export",
    "opinion.accepted",
    "opinion.declined",
    "opinion.open",
    "opinion.erase",
    "office-day",
    "office-day.open",
    "office-day.close",
    "office-day.remove",
    "question-term",
    "question-term.edit",
    "question",
    "question.receive",
    "question.read",
    "question.file",
    "question.assign",
    "question.answer",
    "question.refuse",
    "question.forward",
    "question.erase",
    "person",
    "person.erase",
    "account",
    "account.create",
    "account.password",
    "account.mail",
    "mail",
    "mail.test",
    "session",
    "session.begin",
    "session.end",
    "token",
    "token.create",
    "token.rotate",
    "token.revoke",
    "key",
    "key.rotate",
    "backup",
    "backup.create",
    "backup.verify",
    "backup.download",
    "backup.forget",
    "doctor",
    "doctor.mend",
    "stats",
    "stats.adjust",
    "stats.bring",
};

/* The question that the page's own parameters ask. */
static struct staff_question audit_question(const struct request *request)
{
    struct staff_question question = {.handle = api_audit_list, .method = METHOD_GET};
    for (size_t i = 0; i < FILTERS; i++) {
        const char *value = request_parameter(request, filters[i].name);
        if (value && *value)
            question.parameters[question.parameter_count++] = (struct field){filters[i].parameter, value};
    }
    return question;
}

/* One choice of what was done. */
static void audit_act(const struct app *app, const struct request *request, struct view list, const char *act)
{
    const char *chosen = request_parameter(request, "viec");
    json_auto_t *name = json_string(act);
    struct view choice = view_append(list);
    view_text(choice, "value", act);
    view_text(choice, "label",
              strchr(act, '.') ? staff_named(app, request, "act", name)
                               : staff_word(app, request, "audit.all"));
    view_flag(choice, "is_chosen", chosen && strcmp(chosen, act) == 0);
}

/* A group for each kind of thing, whose first choice is everything of it. */
static void audit_acts(const struct app *app, const struct request *request, struct view view)
{
    struct view groups = view_list(view, "groups_of_acts"), list = {view.arena, NULL};
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        if (!strchr(acts[i], '.')) {
            json_auto_t *name = json_string(acts[i]);
            struct view group = view_append(groups);
            view_text(group, "label", staff_named(app, request, "thing", name));
            list = view_list(group, "choices");
        }
        audit_act(app, request, list, acts[i]);
    }
}

/* The filters as they were sent, which is what the form shows again. */
static void audit_filters(const struct app *app, const struct request *request, struct view view)
{
    for (size_t i = 0; i < FILTERS; i++) {
        const char *value = request_parameter(request, filters[i].name);
        view_text(view, filters[i].name, value ? value : "");
    }
    audit_acts(app, request, view);
}

/* The page's own parameters with something behind them, as an address. */
static const char *audit_path(const struct request *request, const char *page, const char *name,
                              const char *value)
{
    auto_buf struct buf out = BUF(8192);
    char mark = '?';
    buf_text(&out, staff_path(request, "%s", page));
    for (size_t i = 0; i < FILTERS; i++) {
        const char *sent = request_parameter(request, filters[i].name);
        if (!sent || !*sent)
            continue;
        buf_printf(&out, "%c%s=", mark, filters[i].name);
        url_escape(&out, sent, "");
        mark = '&';
    }
    if (name)
        buf_printf(&out, "%c%s=%s", mark, name, value);
    return arena_copy(request->arena, buf_str(&out), out.length);
}

static void audit_row(const struct app *app, const struct request *request, struct view view,
                      const json_t *line)
{
    const json_t *title = json_object_get(line, "title");
    long long id = json_integer_value(json_object_get(line, "object_id"));
    const char *object = json_string_value(json_object_get(line, "object"));
    view_text(view, "at", staff_instant(request, json_object_get(line, "at")));
    staff_text(view, "who", json_object_get(line, "who"));
    view_text(view, "what", staff_named(app, request, "act", json_object_get(line, "what")));
    view_text(view, "object", staff_named(app, request, "thing", json_object_get(line, "object")));
    view_url(view, "object_url",
             id && object ? safe_url_trusted(staff_path(request, "/nhat-ky?ve=%s:%lld", object, id))
                          : (struct safe_url){NULL});
    view_text(view, "title",
              json_is_string(title) ? json_string_value(title)
              : id                  ? arena_printf(view.arena, "%lld", id)
                                    : NULL);
    staff_text(view, "note", json_object_get(line, "note"));
    view_flag(view, "is_note_removed", json_is_true(json_object_get(line, "note_removed")));
    staff_text(view, "from", json_object_get(line, "from"));
}

/* What the API says of filters that it cannot read, at their fields' own names. */
static void audit_faults(struct view view, const struct staff_answer *answer)
{
    struct view list = view_list(view, "faults");
    for (size_t i = 0; i < answer->fault_count; i++)
        for (size_t k = 0; k < FILTERS; k++)
            if (answer->faults[i].parameter &&
                strcmp(answer->faults[i].parameter, filters[k].parameter) == 0) {
                struct view fault = view_append(list);
                view_text(fault, "detail", answer->faults[i].detail);
                view_url(fault, "url", safe_url_trusted(arena_printf(view.arena, "#%s", filters[k].name)));
            }
}

/* Of one thing alone: which, and the way back to all. */
static void audit_object(const struct app *app, const struct request *request, struct view view)
{
    const char *object = request_parameter(request, "ve"), *mark = object ? strchr(object, ':') : NULL;
    view_null(view, "only");
    if (!object || !*object)
        return;
    json_auto_t *kind = json_stringn(object, mark ? (size_t)(mark - object) : strlen(object));
    struct view only = view_object(view, "only");
    view_text(only, "thing", staff_named(app, request, "thing", kind));
    view_text(only, "number", mark ? mark + 1 : NULL);
    bool is_article = mark && strncmp(object, "article:", mark + 1 - object) == 0 &&
                      strspn(mark + 1, "0123456789") == strlen(mark + 1);
    view_null(only, "open_url");
    if (is_article)
        staff_way(app, request, only, "open_url", "/bai/{id}", staff_path(request, "/bai/%s", mark + 1));
    view_url(only, "all_url", safe_url_trusted(staff_path(request, "/nhat-ky")));
}

enum err staff_audit_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.status = 0};
    struct staff_question question = audit_question(request);
    const char *after = request_parameter(request, "sau");
    const json_t *line;
    size_t index;
    question.parameters[question.parameter_count++] = (struct field){"limit", "50"};
    if (after)
        question.parameters[question.parameter_count++] = (struct field){"after", after};
    enum err err = staff_ask(app, request, &question, &answer);
    if (err && err != ERR_PARAMETER)
        return err;
    struct view view =
        staff_begin(request, reply, "staff/audit.html", staff_word(app, request, "audit.title"));
    reply->status = err ? 422 : 0;
    audit_filters(app, request, view);
    audit_faults(view, &answer);
    audit_object(app, request, view);
    view_url(view, "action_url", safe_url_trusted(staff_path(request, "/nhat-ky")));
    view_url(view, "file_url", page_link(request, audit_path(request, "/nhat-ky.csv", NULL, NULL)));
    const json_t *items = json_object_get(answer.view, "items");
    view_flag(view, "has_any", json_array_size(items) > 0);
    struct view list = view_list(view, "rows");
    json_array_foreach(items, index, line)
    {
        audit_row(app, request, view_append(list), line);
    }

    const json_t *last = json_array_get(items, json_array_size(items) - 1);
    bool has_more = json_is_string(json_object_get(answer.view, "next"));
    const char *number =
        arena_printf(view.arena, "%lld", (long long)json_integer_value(json_object_get(last, "number")));
    view_url(view, "next_url",
             has_more ? page_link(request, audit_path(request, "/nhat-ky", "sau", number))
                      : (struct safe_url){NULL});
    return ERR_OK;
}

enum err staff_audit_file(struct app *app, const struct request *request, struct reply *reply)
{
    struct staff_question question = audit_question(request);
    question.parameters[question.parameter_count++] = (struct field){"limit", "1000"};
    question.parameters[question.parameter_count++] = (struct field){"format", "csv"};
    return staff_hand_on(app, request, &question, reply, "nhat-ky.csv");
}

/* ---- the trash */

static void trash_row(const struct app *app, const struct request *request, struct view view,
                      const json_t *item)
{
    long long id = json_integer_value(json_object_get(item, "id"));
    staff_text(view, "title", json_object_get(item, "title"));
    staff_text(view, "category", json_object_get(json_object_get(item, "category"), "name"));
    staff_text(view, "who", json_object_get(item, "deleted_by"));
    view_text(view, "deleted", staff_moment(app, request, json_object_get(item, "deleted_at")));
    view_text(view, "until", staff_day(request, json_object_get(item, "purge_at")));
    view_url(view, "restore_url", safe_url_trusted(staff_path(request, "/thung-rac/%lld/lay-lai", id)));
    staff_way(app, request, view, "purge_url", "/thung-rac/{id}/xoa-han",
              staff_path(request, "/thung-rac/%lld/xoa-han", id));
}

enum err staff_trash_show(struct app *app, const struct request *request, struct reply *reply)
{
    static const struct staff_list page = {api_trash_list, "staff/trash.html", "trash.title", "/thung-rac",
                                           trash_row};
    return staff_list_show(app, request, reply, &page);
}

enum err staff_trash_restore(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.status = 0};
    const struct staff_question question = {
        .handle = api_article_restore, .method = METHOD_POST, .args = {request->args[0]}};
    enum err err = staff_ask(app, request, &question, &answer);
    if (err)
        return reply->detail = answer.detail, err;
    return staff_done(request, reply, staff_path(request, "/thung-rac"), "restored");
}

/* What is about to go for good, and that somebody asks again. */
enum err staff_trash_purge_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.status = 0};
    enum err err = staff_read(app, request, api_article_show, request->args[0], &answer);
    if (err)
        return err;
    struct view view =
        staff_begin(request, reply, "staff/trash-purge.html", staff_word(app, request, "trash.purge_title"));
    bool is_trashed = json_is_string(json_object_get(answer.view, "deleted_at"));
    staff_text(view, "title_of", json_object_get(answer.view, "title"));
    view_flag(view, "is_trashed", is_trashed);
    view_url(view, "action_url",
             safe_url_trusted(staff_path(request, "/thung-rac/%s/xoa-han", request->args[0])));
    view_url(view, "back_url", safe_url_trusted(staff_path(request, "/thung-rac")));
    return ERR_OK;
}

/* Nothing brings it back, so who it is has to be sure. */
enum err staff_trash_purge(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.status = 0};
    const struct staff_question question = {.handle = api_article_delete,
                                            .method = METHOD_DELETE,
                                            .args = {request->args[0]},
                                            .parameters = {{"permanent", "true"}},
                                            .parameter_count = 1};
    bool is_done;
    enum err err = staff_prove_again(app, request, reply, &is_done);
    if (err || is_done)
        return err;
    err = staff_ask(app, request, &question, &answer);
    if (err)
        return reply->detail = answer.detail, err;
    return staff_done(request, reply, staff_path(request, "/thung-rac"), "purged");
}
