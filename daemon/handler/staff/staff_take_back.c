/* /quan-tri/bai/{id}/xoa-chu and /quan-tri/xoa-chu: words of an article taken back for ever, of all of it or
 * of a former version, and what was taken back so far. */
#include "page/page.h"
#include "staff_show.h"
#include "store/article.h"

#include <string.h>

static const struct staff_field fields[] = {
    {"ban", NULL, STAFF_CHOICE, "what", true, 0, NULL},
    {"ly-do", "/note", STAFF_AREA, "note", true, ARTICLE_NOTE_MAX, NULL},
};
static const struct staff_form form = {"take_back", fields, sizeof fields / sizeof *fields};

/* The article as a whole first, then each former version that has words still. */
static enum err take_back_choices(struct app *app, const struct request *request, struct view shown,
                                  int64_t present)
{
    auto_answer struct staff_answer versions = {.view = NULL};
    const json_t *item;
    size_t index;
    staff_form_choice(shown, "ban", "", staff_word(app, request, "take_back.choose"));
    enum err err = staff_read(app, request, api_revision_list, request->args[0], &versions);
    json_array_foreach(json_object_get(versions.view, "items"), index, item)
    {
        long long version = json_integer_value(json_object_get(item, "version"));
        const char *number = arena_printf(request->arena, "%lld", version);
        if (version < present && json_is_null(json_object_get(item, "redacted_at")))
            staff_form_choice(shown, "ban", number,
                              staff_says(app, request, "take_back.version", number,
                                         staff_instant(request, json_object_get(item, "at"))));
    }
    staff_form_choice(shown, "ban", "tat-ca", staff_word(app, request, "take_back.whole"));
    return err;
}

static enum err take_back_page(struct app *app, const struct request *request, struct reply *reply,
                               const struct staff_answer *refusal, const char *fault)
{
    auto_answer struct staff_answer article = {.view = NULL};
    enum err err = staff_read(app, request, api_article_show, request->args[0], &article);
    if (err)
        return reply->detail = article.detail, err;
    long long id = json_integer_value(json_object_get(article.view, "id"));
    int64_t present = json_integer_value(json_object_get(article.view, "version"));
    json_auto_t *values = json_object();
    struct view view =
        staff_begin(request, reply, "staff/take-back.html",
                    staff_says(app, request, "take_back.title",
                               json_string_value(json_object_get(article.view, "title")), NULL));
    view_url(view, "back_url", safe_url_trusted(staff_path(request, "/bai/%lld/trang-thai", id)));
    struct view shown = staff_form_show(app, request, view, &form,
                                        staff_path(request, "/bai/%lld/xoa-chu", id), values, refusal);
    err = take_back_choices(app, request, shown, present);
    if (fault)
        staff_form_fault(shown, "ban", fault);
    staff_form_end(app, request, reply, shown);
    return err;
}

enum err staff_take_back_show(struct app *app, const struct request *request, struct reply *reply)
{
    return take_back_page(app, request, reply, NULL, NULL);
}

enum err staff_take_back_send(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    const char *what = staff_sent(request, "ban");
    json_auto_t *body = staff_form_body(request, &form);
    bool is_whole = what && strcmp(what, "tat-ca") == 0;
    if (!body)
        return ERR_MEMORY;
    if (!what || !*what)
        return take_back_page(app, request, reply, NULL, staff_word(app, request, "take_back.choose_first"));
    const struct staff_question question = {.handle = is_whole ? api_article_erase : api_revision_redact,
                                            .method = METHOD_POST,
                                            .args = {request->args[0], is_whole ? NULL : what},
                                            .body = body};
    enum err err = staff_ask(app, request, &question, &answer);
    if (err && (staff_is_of_form(err) || (err == ERR_NOT_FOUND && !is_whole)))
        return take_back_page(app, request, reply, &answer, NULL);
    if (err)
        return reply->detail = answer.detail, err;
    return staff_done(request, reply, staff_path(request, "/xoa-chu"), "taken_back");
}

/* One that was taken back: what, when, and where the words are still until when. */
static void taken_row(const struct app *app, const struct request *request, struct view view,
                      const json_t *item)
{
    const json_t *version = json_object_get(item, "version"), *copies = json_object_get(item, "copies"),
                 *copy;
    size_t index;
    const char *article =
        arena_printf(view.arena, "%lld", (long long)json_integer_value(json_object_get(item, "article_id")));
    view_text(view, "what",
              json_is_integer(version)
                  ? staff_says(app, request, "take_back.of_version", article,
                               arena_printf(view.arena, "%lld", (long long)json_integer_value(version)))
                  : staff_says(app, request, "take_back.of_whole", article, NULL));
    view_text(view, "at", staff_instant(request, json_object_get(item, "at")));
    view_text(view, "state", staff_named(app, request, "taken_state", json_object_get(item, "state")));
    view_flag(view, "is_looked", json_is_array(copies));
    struct view list = view_list(view, "copies");
    json_array_foreach(copies, index, copy)
    {
        struct view row = view_append(list);
        staff_text(row, "name", json_object_get(copy, "name"));
        staff_text(row, "remedy", json_object_get(copy, "remedy"));
    }
}

enum err staff_taken_show(struct app *app, const struct request *request, struct reply *reply)
{
    static const struct staff_list page = {api_redaction_list, "staff/taken.html", "take_back.list",
                                           "/xoa-chu", taken_row};
    return staff_list_show(app, request, reply, &page);
}
