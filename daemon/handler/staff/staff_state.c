/* /quan-tri/bai/{id}/trang-thai: taking an article down and bringing it back, the pin, the trash, and which
 * versions there were. */
#include "page/page.h"
#include "staff_show.h"
#include "staff_write.h"

#include "text/date.h"

#include <stdlib.h>
#include <string.h>

/* Which buttons a state has, and what each asks of the API. */
static const struct state_act {
    const char *name;
    const char *from; /* states, between commas */
    const char *to;   /* the state behind it; NULL: it changes none */
    enum role role;
    handler *handle;
    enum method method;
    const char *notice;
} acts[] = {
    {"withdraw", "published", "withdrawn", ROLE_EDITOR, api_article_withdraw, METHOD_POST, "state_withdrawn"},
    {"publish", "withdrawn", "published", ROLE_EDITOR, api_article_publish, METHOD_POST, "state_published"},
    {"unschedule", "scheduled", "draft", ROLE_EDITOR, api_article_change, METHOD_PATCH, "state_draft"},
    {"pin", "draft,review,scheduled,published", NULL, ROLE_EDITOR, api_article_change, METHOD_PATCH,
     "state_pinned"},
    {"unpin", "draft,review,scheduled,published,withdrawn", NULL, ROLE_EDITOR, api_article_change,
     METHOD_PATCH, "state_unpinned"},
    {"trash", "draft,review,scheduled,published,withdrawn", "trashed", ROLE_AUTHOR, api_article_delete,
     METHOD_DELETE, "state_trashed"},
    {"restore", "trashed", "draft", ROLE_EDITOR, api_article_restore, METHOD_POST, "state_restored"},
    {"revert", "draft,review,scheduled,published,withdrawn", NULL, ROLE_AUTHOR, api_revision_revert,
     METHOD_POST, "state_reverted"},
};

/* Whether the act is one of this state, and of who asks. */
static bool state_has(const struct state_act *act, const struct request *request, const json_t *article)
{
    const char *status = json_string_value(json_object_get(article, "status"));
    bool is_pinned = json_is_true(json_object_get(article, "pinned"));
    size_t length = status ? strlen(status) : 0;
    const char *found = status ? strstr(act->from, status) : NULL;
    bool is_of_state = found && (found[length] == ',' || !found[length]);
    if (strcmp(act->name, "pin") == 0 && is_pinned)
        return false;
    if (strcmp(act->name, "unpin") == 0 && !is_pinned)
        return false;
    return is_of_state && request->actor.role >= act->role;
}

/* The versions, the newest first; the present one cannot be brought back. */
static enum err state_versions(struct app *app, const struct request *request, struct view view,
                               const char *id, int64_t present)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    char text[DATE_TEXT_SIZE];
    const json_t *item;
    size_t index;
    struct view list = view_list(view, "versions");
    enum err err = staff_read(app, request, api_revision_list, id, &answer);
    json_array_foreach(json_object_get(answer.view, "items"), index, item)
    {
        struct view row = view_append(list);
        const char *action = json_string_value(json_object_get(item, "action"));
        long long version = json_integer_value(json_object_get(item, "version"));
        view_text(row, "number", arena_printf(view.arena, "%lld", version));
        view_text(row, "at_text", date_long(writing_time(item, "at"), page_lang(request), text));
        view_text(row, "who", json_string_value(json_object_get(item, "actor")));
        view_text(row, "note", json_string_value(json_object_get(item, "change_note")));
        view_text(row, "what", staff_word(app, request, arena_printf(view.arena, "state.was_%s", action)));
        view_flag(row, "may_return",
                  index > 0 && version < present && json_is_null(json_object_get(item, "redacted_at")));
    }
    return err;
}

static enum err state_fill(struct app *app, const struct request *request, struct reply *reply,
                           const json_t *article, const char *id, const char *fault)
{
    const char *status = json_string_value(json_object_get(article, "status"));
    const char *title = json_string_value(json_object_get(article, "title"));
    const char *url = json_string_value(json_object_get(article, "url"));
    bool is_public = status && strcmp(status, "published") == 0;
    struct view view =
        staff_begin(request, reply, "staff/state.html", staff_says(app, request, "state.title", title, NULL));
    view_text(view, "status_text", writing_status(app, request, status));
    view_text(view, "status_mark", writing_status_mark(status));
    view_text(view, "withdrawn_reason", json_string_value(json_object_get(article, "withdrawn_reason")));
    view_text(view, "fault", fault);
    view_text(view, "reason", staff_sent(request, "reason") ? staff_sent(request, "reason") : "");
    int64_t version = json_integer_value(json_object_get(article, "version"));
    view_integer(view, "version", version);
    view_url(view, "action_url", safe_url_trusted(staff_path(request, "/bai/%s/trang-thai", id)));
    view_url(view, "write_url", safe_url_trusted(staff_path(request, "/bai/%s", id)));
    view_url(view, "list_url", safe_url_trusted(staff_path(request, "/bai")));
    staff_way(app, request, view, "take_back_url", "/bai/{id}/xoa-chu",
              staff_path(request, "/bai/%s/xoa-chu", id));
    view_url(view, "public_url", is_public ? safe_url_trusted(url) : (struct safe_url){NULL});
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
        view_flag(view, arena_printf(reply->arena, "has_%s", acts[i].name),
                  state_has(&acts[i], request, article));
    if (fault)
        reply->status = 422;
    return state_versions(app, request, view, id, version);
}

enum err staff_state_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    int64_t number;
    const char *id = writing_id(request, &number);
    if (!id)
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_PATH_UNKNOWN, MESSAGE_ARGS(request->path));
    enum err err = staff_read(app, request, api_article_show, id, &answer);
    return err ? err : state_fill(app, request, reply, answer.view, id, NULL);
}

/* What an act says to the API. */
static json_t *state_body(const struct request *request, const struct state_act *act)
{
    json_t *body = json_object();
    const char *reason = staff_sent(request, "reason");
    if (strcmp(act->name, "withdraw") == 0 && reason && reason[strspn(reason, " \t\r\n")])
        json_object_set_new(body, "reason", json_string(reason));
    if (strcmp(act->name, "unschedule") == 0)
        json_object_set_new(body, "status", json_string("draft"));
    if (strcmp(act->name, "pin") == 0 || strcmp(act->name, "unpin") == 0)
        json_object_set_new(body, "pinned", json_boolean(strcmp(act->name, "pin") == 0));
    const char *until = staff_sent(request, "pinned_until");
    if (strcmp(act->name, "pin") == 0 && until && *until)
        json_object_set_new(body, "pinned_until", json_string(until));
    json_t *operation = writing_operation(body);
    json_decref(body);
    body = operation;
    return body;
}

/* Whether what was refused with `err` is done all the same: it was pressed twice, and the other press did it.
 */
static bool state_is_done(struct app *app, const struct request *request, const struct state_act *act,
                          const char *id, enum err err)
{
    auto_answer struct staff_answer now = {.view = NULL};
    if (!writing_may_be_done(app, request, id, err, &now))
        return false;
    bool is_pinned = json_is_true(json_object_get(now.view, "pinned"));
    if (act->to)
        return writing_has_status(now.view, act->to);
    return strcmp(act->name, "pin") == 0 ? is_pinned : strcmp(act->name, "unpin") == 0 && !is_pinned;
}

enum err staff_state_send(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer before = {.view = NULL};
    auto_answer struct staff_answer answer = {.view = NULL};
    const struct state_act *act = NULL;
    const char *pressed = staff_sent(request, "do"), *version = staff_sent(request, "version");
    int64_t number;
    const char *id = writing_id(request, &number);
    if (!id)
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_PATH_UNKNOWN, MESSAGE_ARGS(request->path));
    enum err err = staff_read(app, request, api_article_show, id, &before);
    for (size_t i = 0; pressed && i < sizeof acts / sizeof *acts; i++)
        if (strcmp(acts[i].name, pressed) == 0)
            act = &acts[i];
    if (err)
        return err;
    if (!act)
        return state_fill(app, request, reply, before.view, id, staff_word(app, request, "state.changed"));
    json_auto_t *body = state_body(request, act);
    bool has_body = act->method != METHOD_DELETE && json_object_size(body);
    const struct staff_question question = {.handle = act->handle,
                                            .method = act->method,
                                            .args = {id, staff_sent(request, "number")},
                                            .body = has_body ? body : NULL,
                                            .version = version ? strtoll(version, NULL, 10) : 0};
    err = staff_ask(app, request, &question, &answer);
    if (!err || state_is_done(app, request, act, id, err))
        return staff_done(request, reply, staff_path(request, "/bai/%s/trang-thai", id), act->notice);
    if (err == ERR_MEMORY)
        return err;
    /* What it asks for, a reason say, is asked there. */
    if (strcmp(act->name, "publish") == 0 && staff_is_of_form(err))
        return staff_done(request, reply, write_public_path(request, number, NULL, NULL), NULL);
    const char *why = err == ERR_PRECONDITION_FAILED ? staff_word(app, request, "state.changed")
                      : answer.fault_count           ? answer.faults[0].detail
                                                     : answer.detail;
    enum err shown = state_fill(app, request, reply, before.view, id,
                                why ? why : staff_word(app, request, "write.not_saved"));
    reply->status = err_status(err);
    return shown;
}
