/* /quan-tri/bai/nhieu: one act for many articles. First a page that says what is to be done with which; then
 * each is done by itself, and told by itself on the page behind it: what worked, what did not and why. Of
 * what is to be published it shows what was found in each, and does what was confirmed; what could not be
 * looked at is held back. */
#include "core/warned.h"
#include "page/page.h"
#include "staff_article.h"
#include "staff_findings.h"

#include <stdlib.h>
#include <string.h>

/* So many at once, as a page of the list has; a longer act would keep its sender waiting. */
enum { BULK_MAX = 50 };

/* What can be done, and how the API calls it. */
static const struct bulk_act {
    const char *name;
    const char *to; /* the state behind it; NULL: it changes none */
    enum role role;
    handler *handle;
    enum method method;
    bool needs_reason, needs_category;
} acts[] = {
    {"publish", "published", ROLE_EDITOR, api_article_publish, METHOD_POST, false, false},
    {"withdraw", "withdrawn", ROLE_EDITOR, api_article_withdraw, METHOD_POST, true, false},
    {"category", NULL, ROLE_EDITOR, api_article_change, METHOD_PATCH, false, true},
    {"trash", "trashed", ROLE_AUTHOR, api_article_delete, METHOD_DELETE, false, false},
};

static const struct bulk_act *bulk_act_named(const struct request *request, const char *name)
{
    for (size_t i = 0; name && i < sizeof acts / sizeof *acts; i++)
        if (strcmp(acts[i].name, name) == 0 && request->actor.role >= acts[i].role)
            return &acts[i];
    return NULL;
}

/* The numbers that were ticked: of the address, or of the form. */
static size_t bulk_ids(const struct request *request, const char *ids[BULK_MAX])
{
    size_t count = 0;
    for (size_t i = 0; !request->form && i < request->parameter_count && count < BULK_MAX; i++)
        if (strcmp(request->parameters[i].name, "id") == 0)
            ids[count++] = request->parameters[i].value;
    const json_t *sent = request->form ? json_object_get(request->form->fields, "id") : NULL;
    size_t size = json_is_array(sent) ? json_array_size(sent) : sent ? 1 : 0;
    for (size_t i = 0; i < size && count < BULK_MAX; i++)
        ids[count++] = json_string_value(json_is_array(sent) ? json_array_get(sent, i) : sent);
    return count;
}

/* Categories to move to. */
static enum err bulk_categories(struct app *app, const struct request *request, struct view view)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    const json_t *item;
    size_t index;
    struct view list = view_list(view, "categories");
    enum err err = staff_read(app, request, api_category_list, NULL, &answer);
    json_array_foreach(json_object_get(answer.view, "items"), index, item)
    {
        struct view choice = view_append(list);
        view_text(choice, "value", json_string_value(json_object_get(item, "slug")));
        view_text(choice, "label", json_string_value(json_object_get(item, "name")));
    }
    return err;
}

/* What a refusal says; where it says nothing, the words of that key. */
static const char *bulk_why(const struct app *app, const struct request *request,
                            const struct staff_answer *refusal, const char *key)
{
    return refusal->fault_count ? refusal->faults[0].detail
           : refusal->detail    ? refusal->detail
                                : staff_word(app, request, key);
}

/* What was found in one that would become public: it is ticked already where nothing asks for an answer, and
 * who sends the form confirms what is ticked. One whose findings cannot be read is held back, and says why.
 */
static void bulk_found(struct app *app, const struct request *request, struct view row, const char *id,
                       const char *title)
{
    auto_answer struct staff_answer list = {.view = NULL};
    if (staff_read(app, request, api_article_check, id, &list)) {
        view_text(row, "held", bulk_why(app, request, &list, "bulk.not_looked"));
        view_null(row, "choice");
        return;
    }
    view_null(row, "held");
    struct view choice = view_object(row, "choice");
    view_text(choice, "label", staff_says(app, request, "bulk.confirm", title, NULL));
    view_flag(choice, "is_chosen", !staff_findings_need_answer(list.view));
    bool needs_reason = staff_findings_need_reason(list.view);
    view_text(choice, "reason_name", needs_reason ? arena_printf(row.arena, "check_reason_%s", id) : NULL);
    view_text(choice, "reason_label",
              needs_reason ? staff_says(app, request, "bulk.check_reason", title, NULL) : NULL);
    staff_findings_show(app, request, choice, list.view, NULL);
}

/* Whether the act would make it public now. */
static bool bulk_publishes(const struct bulk_act *act, const char *status)
{
    return act->handle == api_article_publish && status && strcmp(status, "published") != 0 &&
           strcmp(status, "trashed") != 0;
}

/* One that cannot be read: with its number, and why nothing will be done with it. */
static void bulk_row_unread(const struct app *app, const struct request *request, struct view list,
                            const char *id, const struct staff_answer *refusal)
{
    struct view row = view_append(list);
    view_text(row, "title", staff_says(app, request, "bulk.number", id, NULL));
    view_text(row, "held", bulk_why(app, request, refusal, "bulk.not_looked"));
    view_null(row, "choice");
    view_null(row, "url");
    view_null(row, "status_text");
}

/* One article that is to be changed, as it is now; one that is gone is left out. Whether it can be sent. */
static bool bulk_row(struct app *app, const struct request *request, struct view list,
                     const struct bulk_act *act, const char *id)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    enum err err = id ? staff_read(app, request, api_article_show, id, &answer) : ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND || err == ERR_GONE)
        return false;
    if (err) {
        bulk_row_unread(app, request, list, id, &answer);
        return false;
    }
    struct view row = view_append(list);
    const char *status = json_string_value(json_object_get(answer.view, "status"));
    json_int_t number = json_integer_value(json_object_get(answer.view, "id"));
    const char *name = arena_printf(list.arena, "%lld", (long long)number);
    const char *title = json_string_value(json_object_get(answer.view, "title"));
    view_text(row, "id", name);
    if (bulk_publishes(act, status)) {
        bulk_found(app, request, row, name, title);
    } else {
        view_null(row, "choice");
        view_null(row, "held");
    }
    view_text(row, "title", title);
    view_url(row, "url", safe_url_trusted(staff_path(request, "/bai/%s", name)));
    view_text(row, "version_name", arena_printf(list.arena, "version_%lld", (long long)number));
    view_json(row, "version", json_incref(json_object_get(answer.view, "version")));
    view_text(row, "status_text", writing_status(app, request, status));
    view_text(row, "status_mark", writing_status_mark(status));
    return json_is_null(json_object_get(row.json, "held"));
}

static struct view bulk_begin(const struct app *app, const struct request *request, struct reply *reply,
                              const struct bulk_act *act)
{
    const char *word = arena_printf(reply->arena, "bulk.%s", act ? act->name : "nothing");
    struct view view = staff_begin(request, reply, "staff/bulk.html", staff_word(app, request, word));
    view_url(view, "list_url", safe_url_trusted(staff_path(request, "/bai")));
    view_url(view, "action_url", safe_url_trusted(staff_path(request, "/bai/nhieu")));
    view_text(view, "act", act ? act->name : NULL);
    view_text(view, "act_text",
              act ? staff_word(app, request, arena_printf(reply->arena, "articles.do_%s", act->name)) : NULL);
    bool is_public = act && act->handle == api_article_publish;
    view_text(view, "ask", staff_word(app, request, is_public ? "bulk.ask_publish" : "bulk.ask"));
    view_flag(view, "needs_reason", act && act->needs_reason);
    view_flag(view, "needs_category", act && act->needs_category);
    view_text(view, "fault", NULL);
    view_list(view, "results");
    view_flag(view, "is_done", false);
    view_text(view, "summary", NULL);
    view_text(view, "undo", NULL);
    view_flag(view, "can_send", false);
    view_list(view, "categories");
    return view;
}

/* The page that asks whether it is meant so. */
static enum err bulk_ask(struct app *app, const struct request *request, struct reply *reply,
                         const struct bulk_act *act, const char *fault)
{
    const char *ids[BULK_MAX];
    size_t count = bulk_ids(request, ids);
    struct view view = bulk_begin(app, request, reply, act), list = view_list(view, "rows");
    size_t sendable = 0;
    for (size_t i = 0; act && i < count; i++)
        sendable += bulk_row(app, request, list, act, ids[i]);
    view_flag(view, "can_send", sendable > 0);
    bool is_empty = !json_array_size(list.json);
    view_flag(view, "has_rows", !is_empty);
    view_text(view, "fault", is_empty ? staff_word(app, request, "bulk.none_chosen") : fault);
    if (fault)
        reply->status = 422;
    return act && act->needs_category ? bulk_categories(app, request, view) : ERR_OK;
}

/* What the act says beside that article. */
static json_t *bulk_body(const struct request *request, const struct bulk_act *act, const char *id)
{
    json_t *body = json_object();
    const char *reason = staff_sent(request, "reason"), *category = staff_sent(request, "category");
    const char *check_reason = staff_sent(request, arena_printf(request->arena, "check_reason_%s", id));
    if (act->needs_reason && reason)
        json_object_set_new(body, "reason", json_string(reason));
    if (act->handle == api_article_publish && check_reason && *check_reason)
        json_object_set_new(body, "check_reason", json_string(check_reason));
    if (act->needs_category)
        json_object_set_new(body, "category", category && *category ? json_string(category) : json_null());
    return body;
}

/* Whether what was refused with `err` is done all the same: it was pressed twice, and the other press did it.
 */
static bool bulk_is_done(struct app *app, const struct request *request, const struct bulk_act *act,
                         const char *id, enum err err)
{
    auto_answer struct staff_answer now = {.view = NULL};
    if (!writing_may_be_done(app, request, id, err, &now))
        return false;
    if (act->to)
        return writing_has_status(now.view, act->to);
    const char *category = json_string_value(json_object_get(json_object_get(now.view, "category"), "slug"));
    const char *wanted = staff_sent(request, "category");
    return strcmp(category ? category : "", wanted ? wanted : "") == 0;
}

/* Does it with one article. Why it is not done, or "". */
static const char *bulk_do(struct app *app, const struct request *request, const struct bulk_act *act,
                           const char *id)
{
    json_auto_t *body = act->method == METHOD_DELETE ? NULL : bulk_body(request, act, id);
    auto_answer struct staff_answer answer = {.view = NULL};
    const char *version = staff_sent(request, arena_printf(request->arena, "version_%s", id));
    const struct staff_question question = {.handle = act->handle,
                                            .method = act->method,
                                            .args = {id},
                                            .body = body,
                                            .version = version ? strtoll(version, NULL, 10) : 0};
    enum err err = staff_ask(app, request, &question, &answer);
    return !err || bulk_is_done(app, request, act, id, err)
               ? ""
               : bulk_why(app, request, &answer, "write.not_saved");
}

/* Whose what came of an act is: that person's, of that moment. */
static struct warned_of bulk_told(const struct request *request, int64_t moment_ms)
{
    return (struct warned_of){actor_number(&request->actor), WARNED_MANY, moment_ms};
}

/* What came of it with one article: its title as it is now, or its number where it is not there any more;
 * `place` is the article's page to which it leads. */
static void bulk_result(struct app *app, const struct request *request, struct view list, const char *place,
                        const char *id, const char *why)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    enum err err = staff_read(app, request, api_article_show, id, &answer);
    const char *title = err ? NULL : json_string_value(json_object_get(answer.view, "title"));
    struct view row = view_append(list);
    view_text(row, "title", title ? title : staff_says(app, request, "bulk.number", id, NULL));
    struct safe_url url = {NULL};
    if (!err)
        url = safe_url_trusted(staff_path(request, "/bai/%lld%s", strtoll(id, NULL, 10), place));
    view_url(row, "url", url);
    view_flag(row, "is_done", !*why);
    view_text(row, "why", *why ? why : NULL);
}

/* The page behind an act: what came of it with each article; loading it anew sends nothing. */
static enum err bulk_results(struct app *app, const struct request *request, struct reply *reply,
                             const struct bulk_act *act, int64_t moment_ms)
{
    const struct warned_of of = bulk_told(request, moment_ms);
    const char *const *told;
    size_t count = warned_find(app->warned, &of, request->now_ms, reply->arena, &told), done = 0;
    struct view view = bulk_begin(app, request, reply, act);
    struct view list = {reply->arena, json_object_get(view.json, "results")};
    /* It is undone where the article's state is changed. */
    bool undoes = act && act->handle != api_article_change;
    view_text(view, "undo",
              undoes && count
                  ? staff_word(app, request, arena_printf(reply->arena, "bulk.undo_%s", act->name))
                  : NULL);
    for (size_t i = 0; i + 1 < count; i += 2) {
        bulk_result(app, request, list, undoes ? "/trang-thai" : "", told[i], told[i + 1]);
        done += !*told[i + 1];
    }
    view_list(view, "rows");
    view_flag(view, "has_rows", false);
    view_flag(view, "is_done", true);
    view_text(view, "summary",
              count ? staff_says(app, request, "bulk.summary", arena_printf(reply->arena, "%zu", done),
                                 arena_printf(reply->arena, "%zu", count / 2))
                    : staff_word(app, request, "bulk.told_before"));
    return ERR_OK;
}

enum err staff_bulk_show(struct app *app, const struct request *request, struct reply *reply)
{
    const struct bulk_act *act = bulk_act_named(request, request_parameter(request, "do"));
    const char *moment = request_parameter(request, "lan");
    return moment ? bulk_results(app, request, reply, act, strtoll(moment, NULL, 10))
                  : bulk_ask(app, request, reply, act, NULL);
}

enum err staff_bulk_send(struct app *app, const struct request *request, struct reply *reply)
{
    const struct bulk_act *act = bulk_act_named(request, staff_sent(request, "do"));
    const char *ids[BULK_MAX], *reason = staff_sent(request, "reason");
    size_t count = bulk_ids(request, ids);
    if (!act || !count)
        return bulk_ask(app, request, reply, act, NULL);
    if (act->needs_reason && (!reason || !reason[strspn(reason, " \t\r\n")]))
        return bulk_ask(app, request, reply, act, staff_word(app, request, "bulk.reason_missing"));
    struct fault *told = arena_zero(reply->arena, 2 * count, sizeof *told);
    if (!told)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        told[2 * i].detail = ids[i] ? ids[i] : "";
        told[2 * i + 1].detail = bulk_do(app, request, act, told[2 * i].detail);
    }
    const struct warned_of of = bulk_told(request, request->now_ms);
    warned_keep(app->warned, &of, told, 2 * count, request->now_ms);
    return staff_done(request, reply,
                      staff_path(request, "/bai/nhieu?do=%s&lan=%lld", act->name, (long long)of.version),
                      NULL);
}
