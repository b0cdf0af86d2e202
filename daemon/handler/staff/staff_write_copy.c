/* The working copy of who writes: kept while typing (an address for the script of the page), dropped, and
 * shown as readers would see it. */
#include "staff_write.h"

#include "page/page.h"
#include "text/date.h"

#include "core/presence.h"

#include <stdlib.h>
#include <string.h>

/* Keeps what was typed and says so in JSON, for a script: only what came of it, never the text again. */
static enum err copy_keep(struct app *app, const struct request *request, struct reply *reply,
                          struct write_page *page)
{
    auto_answer struct staff_answer refusal = {.view = NULL};
    auto_answer struct staff_answer kept = {.view = NULL};
    json_auto_t *body = NULL;
    char text[DATE_TEXT_SIZE];
    enum err err = writing_body(app, request, &page->writing, &body, &refusal);
    if (!err)
        err = write_keep_copy(app, request, &page->writing, body, &kept);
    struct view view = view_new(reply->arena);
    json_auto_t *owned = view.json;
    const struct staff_answer *said = kept.detail || kept.fault_count ? &kept : &refusal;
    int64_t saved_ms = writing_time(kept.view, "saved_at");
    view_flag(view, "is_saved", !err);
    view_text(view, "says",
              err ? (said->detail ? said->detail : staff_word(app, request, "write.not_saved"))
                  : staff_says(app, request, "write.copy_saved",
                               date_long(saved_ms, page_lang(request), text), NULL));
    view_integer(view, "copy_id", write_integer(kept.view, "id"));
    view_integer(view, "article_version", write_integer(kept.view, "article_version"));
    view_integer(view, "present_version", write_integer(kept.view, "present_version"));
    struct view names = view_list(view, "open_by");
    struct present_one *ones;
    size_t count = 0;
    if (page->writing.id) {
        presence_note(app->presence, page->writing.id, &request->actor, request->now_ms);
        if (presence_of(app->presence, page->writing.id, actor_number(&request->actor), request->now_ms,
                        reply->arena, &ones, &count))
            return ERR_MEMORY;
    }
    for (size_t i = 0; i < count; i++)
        view_append_text(names, ones[i].name);
    return staff_tell_script(reply, view.json, err ? err_status(err) : 200);
}

enum err staff_write_keep(struct app *app, const struct request *request, struct reply *reply)
{
    auto_write struct write_page page = {.values = NULL};
    const char *version = staff_sent(request, "version");
    enum err err = write_open(app, request, reply, &page);
    if (err)
        return err;
    long long began = version ? strtoll(version, NULL, 10) : 0;
    if (began > 0 && began < page.writing.version)
        page.writing.version = began;
    return copy_keep(app, request, reply, &page);
}

enum err staff_write_keep_new(struct app *app, const struct request *request, struct reply *reply)
{
    auto_write struct write_page page = {.values = NULL};
    enum err err = write_open_new(app, request, reply, &page);
    return err ? err : copy_keep(app, request, reply, &page);
}

enum err staff_write_drop(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    int64_t id;
    const char *name = writing_id(request, &id);
    if (!name)
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_PATH_UNKNOWN, MESSAGE_ARGS(request->path));
    struct staff_question question = {
        .handle = api_working_copy_drop, .method = METHOD_DELETE, .args = {name}};
    const char *mark = write_mark_sent(request);
    /* Of one form, or (where none is named) all of them. */
    if (mark)
        question.parameters[question.parameter_count++] = (struct field){"writing", mark};
    enum err err = staff_ask(app, request, &question, &answer);
    /* It went already. */
    if (err && err != ERR_NOT_FOUND)
        return err;
    return staff_done(request, reply, staff_path(request, "/bai/%lld", (long long)id), "write_dropped");
}

/* One of what is no article yet, from the list of them. */
enum err staff_write_drop_new(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    const char *id = staff_sent(request, "copy");
    const struct staff_question question = {
        .handle = api_working_copy_remove, .method = METHOD_DELETE, .args = {id ? id : ""}};
    enum err err = staff_ask(app, request, &question, &answer);
    if (err && err != ERR_NOT_FOUND)
        return err;
    return staff_done(request, reply, staff_path(request, "/bai"), "write_dropped");
}
