/* What a press on a button of the write form does: a save, and then perhaps a preview, a word to the
 * reviewers or a publication. Whatever goes wrong, the form comes back with all that was typed. */
#include "staff_write.h"

#include "page/page.h"
#include "text/date.h"

#include <stdlib.h>
#include <string.h>

/* Whether this button was pressed. */
static bool save_does(const struct request *request, const char *what)
{
    const char *pressed = staff_sent(request, "do");
    return pressed && strcmp(pressed, what) == 0;
}

/* The form again, with what was typed and why it was not taken; nothing but a lack of memory loses it. */
static enum err save_refused(struct app *app, const struct request *request, struct reply *reply,
                             const struct write_page *page, struct staff_answer *refusal, enum err err)
{
    if (err == ERR_MEMORY || err == ERR_NOT_FOUND)
        return err;
    if (!refusal->detail && !refusal->fault_count)
        refusal->detail = staff_word(app, request, "write.not_saved");
    enum err shown = write_show(app, request, reply, page, refusal);
    reply->status = err_status(err);
    return shown;
}

/* Under which mark it was kept. */
static const char *write_kept_mark(const struct staff_answer *kept)
{
    const char *mark = json_string_value(json_object_get(kept->view, "writing"));
    return mark ? mark : "1";
}

/* Somebody saved it since: what was typed is kept, and both are shown side by side. */
static enum err save_meets(struct app *app, const struct request *request, struct reply *reply,
                           const struct write_page *page, const json_t *body)
{
    auto_answer struct staff_answer kept = {.view = NULL};
    enum err err = write_keep_copy(app, request, &page->writing, body, &kept);
    if (err)
        return save_refused(app, request, reply, page, &kept, err);
    return staff_done(
        request, reply,
        staff_path(request, "/bai/%lld/so-sanh?ban=%s", (long long)page->writing.id, write_kept_mark(&kept)),
        NULL);
}

/* The page that shows what was typed as readers would see it. */
static enum err save_preview(struct app *app, const struct request *request, struct reply *reply,
                             const struct write_page *page, const json_t *body)
{
    auto_answer struct staff_answer kept = {.view = NULL};
    enum err err = write_keep_copy(app, request, &page->writing, body, &kept);
    if (err)
        return save_refused(app, request, reply, page, &kept, err);
    const char *path = page->writing.id ? staff_path(request, "/bai/%lld/xem-truoc?ban=%s",
                                                     (long long)page->writing.id, write_kept_mark(&kept))
                                        : staff_path(request, "/bai/moi/xem-truoc?ban=%lld",
                                                     (long long)write_integer(kept.view, "id"));
    return staff_done(request, reply, path, NULL);
}

/* Asks for the save itself. */
static enum err save_ask(struct app *app, const struct request *request, const struct write_page *page,
                         const json_t *body, struct staff_answer *ret_saved)
{
    json_auto_t *operation = writing_operation(body);
    struct staff_question question = {.handle = api_article_create, .method = METHOD_POST, .body = operation};
    if (!operation)
        return ERR_MEMORY;
    if (page->writing.id) {
        question.handle = api_article_change;
        question.method = METHOD_PATCH;
        question.args[0] = arena_printf(request->arena, "%lld", (long long)page->writing.id);
        question.version = page->writing.version;
        write_name_writing(&question, &page->writing);
    } else {
        question.key = staff_press_key(request, operation);
    }
    if (!page->writing.id && page->writing.copy_id) {
        question.parameters[0] = (struct field){
            "working_copy", arena_printf(request->arena, "%lld", (long long)page->writing.copy_id)};
        question.parameter_count = 1;
    }
    return staff_ask(app, request, &question, ret_saved);
}

enum err write_publish(struct app *app, const struct request *request, int64_t id, int64_t version,
                       struct staff_answer *ret_answer)
{
    static const char *const reasons[] = {"check_reason", "force_reason"};
    char said[DATE_TEXT_SIZE];
    int64_t at_ms;
    json_auto_t *body = json_object();
    const char *day = staff_sent(request, "day"), *note = staff_sent(request, "change_note");
    if (day && *day && writing_moment(day, staff_sent(request, "time"), &at_ms))
        json_object_set_new(body, "at", json_string(date_rfc3339_local(at_ms, said)));
    if (note && *note)
        json_object_set_new(body, "change_note", json_string(note));
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        const char *reason = staff_sent(request, reasons[i]);
        if (reason && *reason)
            json_object_set_new(body, reasons[i], json_string(reason));
    }
    if (staff_sent(request, "force"))
        json_object_set_new(body, "force", json_true());
    const struct staff_question question = {
        .handle = api_article_publish,
        .method = METHOD_POST,
        .args = {arena_printf(request->arena, "%lld", (long long)id)},
        .body = body,
        .version = version,
    };
    return staff_ask(app, request, &question, ret_answer);
}

bool write_moment_is_fine(const struct request *request)
{
    const char *day = staff_sent(request, "day"), *time = staff_sent(request, "time");
    int64_t at_ms;
    if (!day || !*day)
        return !time || !*time;
    return writing_moment(day, time, &at_ms);
}

/* Refuses with one fault that the page itself found. */
static enum err save_fault(struct app *app, const struct request *request, struct reply *reply,
                           const struct write_page *page, const char *pointer, const char *word)
{
    const struct fault fault = {.pointer = pointer, .detail = staff_word(app, request, word)};
    struct staff_answer refusal = {.faults = &fault, .fault_count = 1};
    return save_refused(app, request, reply, page, &refusal, ERR_INPUT);
}

enum err write_after(struct app *app, const struct request *request, struct reply *reply,
                     const struct staff_answer *done, const struct staff_answer *warned)
{
    int64_t id = write_integer(done->view, "id");
    const char *status = json_string_value(json_object_get(done->view, "status"));
    bool is_published = status && strcmp(status, "published") == 0;
    bool is_review = status && strcmp(status, "review") == 0;
    bool waits = status && strcmp(status, "scheduled") == 0;
    const char *notice = waits          ? "write_scheduled"
                         : is_published ? "write_published"
                         : is_review    ? "write_review"
                                        : "write_saved";
    if (warned)
        write_keep_warnings(app, request, done->view, warned);
    return staff_done(request, reply, staff_path(request, "/bai/%lld", (long long)id), notice);
}

/* What the first of two acts said, and then the second. */
static struct staff_answer save_said(const struct request *request, const struct staff_answer *first,
                                     const struct staff_answer *second)
{
    size_t count = first->warning_count + second->warning_count;
    struct fault *all = arena_zero(request->arena, count + 1, sizeof *all);
    if (!all)
        return *first;
    for (size_t i = 0; i < count; i++)
        all[i] = i < first->warning_count ? first->warnings[i] : second->warnings[i - first->warning_count];
    return (struct staff_answer){.warnings = all, .warning_count = count};
}

bool write_is_out(enum err err, const json_t *article)
{
    const char *status = json_string_value(json_object_get(article, "status"));
    return (err == ERR_PRECONDITION_FAILED || err == ERR_TRANSITION) && status &&
           (strcmp(status, "published") == 0 || strcmp(status, "scheduled") == 0);
}

/* Behind a publication that another press made: what that one kept is shown, or where it knew of none what
 * this one's save said. */
static enum err save_after_other(struct app *app, const struct request *request, struct reply *reply,
                                 const struct staff_answer *now, const struct staff_answer *saved)
{
    struct staff_answer kept = {.view = now->view};
    write_find_warnings(app, request, &kept);
    return write_after(app, request, reply, now, kept.warning_count || !saved->warning_count ? NULL : saved);
}

/* Publishes what was just saved, once what was found in it is answered. */
static enum err save_publish(struct app *app, const struct request *request, struct reply *reply,
                             const struct staff_answer *saved, bool is_there)
{
    auto_answer struct staff_answer published = {.view = NULL};
    bool is_asked = false;
    if (!is_there)
        write_keep_warnings(app, request, saved->view, saved);
    enum err err = write_before_public(app, request, reply, saved, &is_asked);
    if (err || is_asked)
        return err;
    err = write_publish(app, request, write_integer(saved->view, "id"), saved->version, &published);
    if (!err) {
        const struct staff_answer said = save_said(request, saved, &published);
        return write_after(app, request, reply, &published, &said);
    }
    /* It is saved, and not published: the form of what is there now says why. */
    auto_write struct write_page now = {.values = NULL};
    struct request anew = *request;
    anew.args[0] = arena_printf(request->arena, "%lld", (long long)write_integer(saved->view, "id"));
    enum err opened = write_open(app, &anew, reply, &now);
    /* Pressed twice: the other press has published it. */
    if (!opened && write_is_out(err, now.article.view))
        return save_after_other(app, request, reply, &now.article, saved);
    return opened ? opened : save_refused(app, &anew, reply, &now, &published, err);
}

/* Whether the article that somebody saved since reads as what was typed: the same press came twice. Its
 * answer is then that of the first. */
static bool save_is_there(struct app *app, const struct request *request, struct reply *reply, json_t *body,
                          struct staff_answer *saved)
{
    auto_write struct write_page now = {.values = NULL};
    const char *member;
    json_t *typed;
    bool is_same = !write_open(app, request, reply, &now);
    json_object_foreach(body, member, typed) is_same =
        is_same &&
        (strcmp(member, "change_note") == 0 ||
         writing_is_same(typed, strcmp(member, "status") == 0 ? json_object_get(now.article.view, member)
                                                              : json_object_get(now.values, member)));
    if (is_same) {
        saved->view = json_incref(now.article.view);
        saved->version = write_integer(now.article.view, "version");
        write_find_warnings(app, request, saved);
    }
    return is_same;
}

/* The save and what is to follow it; `body` is what was typed. */
static enum err save_do(struct app *app, const struct request *request, struct reply *reply,
                        struct write_page *page, json_t *body)
{
    auto_answer struct staff_answer saved = {.view = NULL};
    if (save_does(request, "review"))
        json_object_set_new(body, "status", json_string("review"));
    enum err err = save_ask(app, request, page, body, &saved);
    bool is_there = err == ERR_PRECONDITION_FAILED && save_is_there(app, request, reply, body, &saved);
    if (err == ERR_PRECONDITION_FAILED && !is_there)
        return save_meets(app, request, reply, page, body);
    if (err && !is_there)
        return save_refused(app, request, reply, page, &saved, err);
    return save_does(request, "publish") ? save_publish(app, request, reply, &saved, is_there)
                                         : write_after(app, request, reply, &saved, is_there ? NULL : &saved);
}

/* Reads the form and does what its button says. */
static enum err save_send(struct app *app, const struct request *request, struct reply *reply,
                          struct write_page *page)
{
    auto_answer struct staff_answer refusal = {.view = NULL};
    json_auto_t *body = NULL;
    /* Told before anything is saved. */
    if (!write_moment_is_fine(request))
        return save_fault(app, request, reply, page, "/published_at", "write.moment_wrong");
    enum err err = writing_body(app, request, &page->writing, &body, &refusal);
    if (err)
        return save_refused(app, request, reply, page, &refusal, err);
    const char *unclear =
        writing_unclear_number(request->arena, body, page->writing.kind, page_lang(request));
    if (unclear)
        return save_fault(app, request, reply, page, unclear, "write.number_unclear");
    if (save_does(request, "preview"))
        return save_preview(app, request, reply, page, body);
    return save_do(app, request, reply, page, body);
}

/* The version that the form was made of, which a save names. */
static void save_version(const struct request *request, struct writing *writing)
{
    const char *version = staff_sent(request, "version");
    writing->version = version ? strtoll(version, NULL, 10) : 0;
    if (writing->version < 1)
        writing->version = 1;
}

enum err staff_write_save(struct app *app, const struct request *request, struct reply *reply)
{
    auto_write struct write_page page = {.values = NULL};
    enum err err = write_open(app, request, reply, &page);
    if (err)
        return err;
    save_version(request, &page.writing);
    return save_send(app, request, reply, &page);
}

/* Whether a value says anything: a text, a number, something chosen; and an object, whether one of its
 * members does. */
static bool save_says(json_t *value)
{
    const char *text = json_string_value(value), *name;
    json_t *inner;
    bool says = (text && *text) || json_array_size(value) || json_is_number(value) || json_is_true(value);
    json_object_foreach(value, name, inner) says = says || save_says(inner);
    return says;
}

/* Whether there is anything in the form that somebody would miss. */
static bool save_has_words(const json_t *body)
{
    static const char *const members[] = {"title", "lead", "body", "tags", "image", "attachments", "facts"};
    bool has_any = false;
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        has_any = has_any || save_says(json_object_get(body, members[i]));
    return has_any;
}

/* The form of another kind, with all that was typed in this one. */
static enum err save_as_kind(struct app *app, const struct request *request, struct reply *reply,
                             struct write_page *page, const char *kind)
{
    auto_answer struct staff_answer refusal = {.view = NULL}, kept = {.view = NULL};
    json_auto_t *body = NULL;
    enum err err = writing_body(app, request, &page->writing, &body, &refusal);
    if (err)
        return save_refused(app, request, reply, page, &refusal, err);
    if (!save_has_words(body))
        return staff_done(request, reply, staff_path(request, "/bai/moi?kind=%s", kind), NULL);
    err = write_keep_copy(app, request, &page->writing, body, &kept);
    if (err)
        return save_refused(app, request, reply, page, &kept, err);
    return staff_done(
        request, reply,
        staff_path(request, "/bai/moi?kind=%s&ban=%lld", kind, (long long)write_integer(kept.view, "id")),
        NULL);
}

enum err staff_write_create(struct app *app, const struct request *request, struct reply *reply)
{
    auto_write struct write_page page = {.values = NULL};
    const char *kind = staff_sent(request, "doi");
    enum err err = write_open_new(app, request, reply, &page);
    if (err)
        return err;
    enum article_kind named = kind ? kind_named(kind) : KIND_COUNT;
    return named < KIND_COUNT ? save_as_kind(app, request, reply, &page, kind_of(named)->name)
                              : save_send(app, request, reply, &page);
}
