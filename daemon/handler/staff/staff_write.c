/* /quan-tri/bai/moi and /quan-tri/bai/{id}: the form in which an article is written, a page as any other.
 * What a press on its buttons does is staff_write_save.c's. */
#include "staff_write.h"
#include "staff_findings.h"

#include "core/presence.h"
#include "core/warned.h"
#include "page/page.h"
#include "text/date.h"
#include "text/number.h"

#include <stdlib.h>
#include <string.h>

void write_done(struct write_page *page)
{
    staff_answer_done(&page->article);
    staff_answer_done(&page->copy);
    json_decref(page->values);
    page->values = NULL;
}

int64_t write_integer(const json_t *view, const char *name)
{
    return json_integer_value(json_object_get(view, name));
}

/* The working copy's fields in place of the article's, which has to be asked for. */
static void write_take_copy(const struct request *request, struct write_page *page)
{
    const char *asked = request_parameter(request, "ban");
    json_t *fields = json_object_get(page->copy.view, "fields");
    const char *mark = json_string_value(json_object_get(page->copy.view, "writing"));
    /* One that went is not another; "1" is whatever was kept last. */
    bool is_asked =
        asked && (!page->writing.id || strcmp(asked, "1") == 0 || (mark && strcmp(asked, mark) == 0));
    if (!is_asked || !fields)
        return;
    page->of_copy = true;
    page->writing.values = fields;
    /* What it began on, so that a save meets what came since; and it goes on under its own mark. */
    if (page->writing.id) {
        page->writing.version = write_integer(page->copy.view, "article_version");
        page->writing.mark = mark;
    }
}

enum err write_open(struct app *app, const struct request *request, struct reply *reply,
                    struct write_page *page)
{
    int64_t id;
    const char *name = writing_id(request, &id);
    if (!name)
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_PATH_UNKNOWN, MESSAGE_ARGS(request->path));
    enum err err = staff_read(app, request, api_article_show, name, &page->article);
    if (err)
        return reply->detail = page->article.detail, err;
    err = write_read_copy(app, request, name, page);
    if (err)
        return err;
    const json_t *view = page->article.view;
    page->values = writing_values(reply->arena, view);
    page->writing = (struct writing){
        .kind = kind_named(json_string_value(json_object_get(view, "kind"))),
        .id = id,
        .version = write_integer(view, "version"),
        .mark = request->form ? write_mark_sent(request) : staff_press_mark(reply->arena),
        .status = json_string_value(json_object_get(view, "status")),
        .values = page->values,
    };
    write_take_copy(request, page);
    return writing_form(request, &page->writing);
}

/* Of a new event the day that the address names ("ngay"), from eight o'clock on. */
static void write_take_day(const struct request *request, json_t *values)
{
    enum { EIGHT_MS = 8 * 3600 * 1000 };
    const char *asked = request_parameter(request, "ngay");
    char text[DATE_TEXT_SIZE];
    int32_t day;
    if (asked && !day_parse(asked, &day))
        json_object_set_new(
            values, "facts",
            json_pack("{s:s}", "start", date_rfc3339_local(day_start_ms(day) + EIGHT_MS, text)));
}

/* What a new one begins with: its language, and of what it is the translation. */
static json_t *write_blank(const struct request *request)
{
    const char *lang = request_parameter(request, "lang"), *of = request_parameter(request, "of");
    json_t *values = json_object();
    json_object_set_new(values, "lang", json_string(lang && strcmp(lang, "en") == 0 ? "en" : "vi"));
    json_object_set_new(values, "body_format", json_string("markdown"));
    write_take_day(request, values);
    if (of && strtoll(of, NULL, 10) > 0)
        json_object_set_new(values, "translation_of", json_integer(strtoll(of, NULL, 10)));
    return values;
}

enum err write_open_new(struct app *app, const struct request *request, struct reply *reply,
                        struct write_page *page)
{
    const char *kind = request->form ? staff_sent(request, "kind") : request_parameter(request, "kind");
    const char *copy = request->form ? staff_sent(request, "copy") : request_parameter(request, "ban");
    int64_t copy_id = 0;
    enum article_kind named = kind ? kind_named(kind) : KIND_ARTICLE;
    if (copy && !number_parse(copy, 1, INT64_MAX, &copy_id) &&
        !staff_read(app, request, api_working_copy_show, copy, &page->copy))
        page->writing.copy_id = copy_id;
    page->values = write_blank(request);
    const json_t *fields = json_object_get(page->copy.view, "fields");
    const char *of_copy = json_string_value(json_object_get(fields, "kind"));
    if (!kind && of_copy)
        named = kind_named(of_copy);
    page->writing.kind = named < KIND_COUNT && !kind_has(named, KIND_IS_RETIRED) ? named : KIND_ARTICLE;
    page->writing.values = page->values;
    if (!request->form)
        write_take_copy(request, page);
    (void)reply;
    return page->values ? writing_form(request, &page->writing) : ERR_MEMORY;
}

enum err write_keep_copy(struct app *app, const struct request *request, const struct writing *writing,
                         const json_t *body, struct staff_answer *ret_answer)
{
    json_auto_t *sent = json_object();
    const char *id =
        arena_printf(request->arena, "%lld", (long long)(writing->id ? writing->id : writing->copy_id));
    bool is_again = writing->id || writing->copy_id;
    json_object_set_new(sent, "fields", json_deep_copy(body));
    if (writing->id && writing->version)
        json_object_set_new(sent, "article_version", json_integer(writing->version));
    struct staff_question question = {
        .handle = writing->id        ? api_working_copy_keep
                  : writing->copy_id ? api_working_copy_replace
                                     : api_working_copy_create,
        .method = is_again ? METHOD_PUT : METHOD_POST,
        .args = {is_again ? id : NULL},
        .body = sent,
    };
    write_name_writing(&question, writing);
    return staff_ask(app, request, &question, ret_answer);
}

/* ---- showing */

/* Who else has it open, in one sentence; and this person has it open from now on. */
static enum err write_show_presence(struct app *app, const struct request *request, struct view view,
                                    const struct write_page *page)
{
    struct present_one *ones;
    size_t count;
    const char *names = "";
    view_null(view, "open_by");
    if (!page->writing.id)
        return ERR_OK;
    int64_t own = actor_number(&request->actor);
    /* Of a page that a browser fetches ahead nobody knows whether it is opened. */
    if (!request_is_speculative(request))
        presence_note(app->presence, page->writing.id, &request->actor, request->now_ms);
    enum err err =
        presence_of(app->presence, page->writing.id, own, request->now_ms, request->arena, &ones, &count);
    for (size_t i = 0; !err && i < count; i++)
        names = arena_printf(request->arena, "%s%s%s", names, i ? ", " : "", ones[i].name);
    if (!err && count)
        view_text(view, "open_by", staff_says(app, request, "write.open_by", names, NULL));
    return err;
}

/* Whose they are: nobody else is told, and only while it reads so. */
static struct warned_of warnings_of(const struct request *request, const json_t *article)
{
    return (struct warned_of){actor_number(&request->actor), write_integer(article, "id"),
                              write_integer(article, "version")};
}

void write_keep_warnings(struct app *app, const struct request *request, const json_t *article,
                         const struct staff_answer *saved)
{
    const struct warned_of of = warnings_of(request, article);
    warned_keep(app->warned, &of, saved->warnings, saved->warning_count, request->now_ms);
}

void write_find_warnings(struct app *app, const struct request *request, struct staff_answer *ret_saved)
{
    const struct warned_of of = warnings_of(request, ret_saved->view);
    const char *const *sentences;
    size_t count = warned_find(app->warned, &of, request->now_ms, request->arena, &sentences);
    struct fault *all = count ? arena_zero(request->arena, count, sizeof *all) : NULL;
    for (size_t i = 0; all && i < count; i++)
        all[i].detail = sentences[i];
    ret_saved->warnings = all;
    ret_saved->warning_count = all ? count : 0;
}

void write_show_warnings(struct app *app, const struct request *request, struct view view,
                         const json_t *article)
{
    const struct warned_of of = warnings_of(request, article);
    const char *const *sentences;
    size_t count = article ? warned_find(app->warned, &of, request->now_ms, view.arena, &sentences) : 0;
    struct view list = view_list(view, "warnings");
    for (size_t i = 0; i < count; i++)
        view_text(view_append(list), "detail", sentences[i]);
    view_flag(view, "has_warnings", count > 0);
}

/* Where else the article is. */
static void write_show_links(const struct app *app, const struct request *request, struct view view,
                             const struct write_page *page)
{
    long long id = page->writing.id;
    const json_t *article = page->article.view;
    const char *url = json_string_value(json_object_get(article, "url"));
    const char *lang = json_string_value(json_object_get(article, "lang"));
    const char *status = page->writing.status;
    bool is_public = status && strcmp(status, "published") == 0;
    bool has_history = is_public && kind_has(page->writing.kind, KIND_HAS_TOOLS);
    bool has_look = id && app->routes.role_at &&
                    app->routes.role_at("/quan-tri/bai/{id}/kiem-tra") <= request->actor.role;
    const struct safe_url none = {NULL};
    view_url(view, "public_url", is_public ? safe_url_trusted(url) : none);
    view_url(view, "history_url",
             has_history ? safe_url_trusted(arena_printf(request->arena, "%s/lich-su", url)) : none);
    const char *slug = json_string_value(json_object_get(article, "slug"));
    bool is_rated = is_public && slug && app->rated_kinds & 1u << page->writing.kind;
    const char *prefix = lang && strcmp(lang, "en") == 0 ? "/en" : "";
    view_url(view, "rated_url",
             is_rated ? safe_url_trusted(arena_printf(request->arena, "%s/danh-gia/%s", prefix, slug))
                      : none);
    bool is_shared = status && (strcmp(status, "draft") == 0 || strcmp(status, "review") == 0 ||
                                strcmp(status, "scheduled") == 0);
    view_url(view, "share_url",
             id && is_shared ? safe_url_trusted(staff_path(request, "/bai/%lld/xem-thu", id)) : none);
    view_url(view, "state_url",
             id ? safe_url_trusted(staff_path(request, "/bai/%lld/trang-thai", id)) : none);
    /* Where the list of what to look at before publishing is. */
    view_url(view, "look_url",
             has_look ? safe_url_trusted(staff_path(request, "/bai/%lld/kiem-tra", id)) : none);
    view_url(view, "album_url",
             page->writing.kind == KIND_ALBUM && page->writing.id
                 ? safe_url_trusted(staff_path(request, "/bai/%lld/anh", (long long)page->writing.id))
                 : none);
    view_url(view, "list_url", safe_url_trusted(staff_path(request, "/bai")));
    bool is_vietnamese = lang && strcmp(lang, "vi") == 0;
    view_url(view, "translate_url",
             is_vietnamese ? safe_url_trusted(staff_path(request, "/bai/moi?lang=en&of=%lld", id)) : none);
}

/* Of a new one: the kinds, each with its own facts; a press on another takes along what was typed. */
static void write_show_kinds(const struct request *request, struct view view, const struct write_page *page)
{
    struct view list = view_list(view, "kinds");
    for (enum article_kind kind = 0; !page->writing.id && kind < KIND_COUNT; kind++) {
        if (kind_has(kind, KIND_IS_RETIRED))
            continue;
        struct view item = view_append(list);
        view_text(item, "title", kind_of(kind)->titles[page_lang(request)]);
        view_text(item, "name", kind_of(kind)->name);
        view_flag(item, "is_chosen", kind == page->writing.kind);
    }
    view_flag(view, "has_kinds", json_array_size(list.json) > 1);
}

/* In which state it is, and since when it reads so. */
static void write_show_state(const struct app *app, const struct request *request, struct view view,
                             const struct write_page *page)
{
    char text[DATE_TEXT_SIZE];
    const json_t *article = page->article.view;
    const char *status = page->writing.status;
    bool waits = status && strcmp(status, "scheduled") == 0;
    int64_t updated_ms = writing_time(article, "updated_at"), due_ms = writing_time(article, "published_at");
    view_text(view, "status_text", status ? writing_status(app, request, status) : NULL);
    view_text(view, "status_mark", writing_status_mark(status));
    view_text(view, "saved_text",
              updated_ms ? staff_says(app, request, "write.saved_at",
                                      date_long(updated_ms, page_lang(request), text), NULL)
                         : NULL);
    view_text(view, "due_text",
              waits ? staff_says(app, request, "write.due", writing_moment_said(app, request, due_ms), NULL)
                    : NULL);
    view_text(view, "withdrawn_reason", json_string_value(json_object_get(article, "withdrawn_reason")));
    view_flag(view, "is_new", !page->writing.id);
    view_flag(view, "of_copy", page->of_copy);
    bool may_review = !status || strcmp(status, "draft") == 0;
    bool may_publish = !status || (strcmp(status, "published") != 0 && strcmp(status, "trashed") != 0);
    view_flag(view, "shows_review", may_review);
    view_flag(view, "shows_publish", may_publish && request->actor.role >= ROLE_EDITOR);
    view_flag(view, "is_draft", may_review);
}

/* What it is looked over for before it is published, as it is kept; of one that is public, or no article yet,
 * nothing. The reason for personal data is asked for where there are some, or where it was missed. */
static enum err write_show_findings(struct app *app, const struct request *request, struct view view,
                                    const struct write_page *page, const struct staff_answer *refusal)
{
    auto_answer struct staff_answer list = {.view = NULL};
    const char *status = page->writing.status;
    bool waits = status && strcmp(status, "published") != 0 && strcmp(status, "trashed") != 0;
    const char *id = arena_printf(request->arena, "%lld", (long long)page->writing.id);
    enum err err = waits ? staff_read(app, request, api_article_check, id, &list) : ERR_OK;
    bool is_needed = staff_findings_need_reason(list.view);
    for (size_t i = 0; refusal && i < refusal->fault_count; i++)
        is_needed |= refusal->faults[i].pointer && strcmp(refusal->faults[i].pointer, "/check_reason") == 0;
    view_flag(view, "needs_reason", is_needed);
    if (list.view)
        staff_findings_show(app, request, view, list.view, NULL);
    else
        view_null(view, "looked");
    return err;
}

enum err write_show(struct app *app, const struct request *request, struct reply *reply,
                    const struct write_page *page, const struct staff_answer *refusal)
{
    const char *name = json_string_value(json_object_get(page->article.view, "title"));
    const char *title = page->writing.id ? staff_says(app, request, "write.title_of", name, NULL)
                                         : staff_word(app, request, "write.title_new");
    struct view view = staff_begin(request, reply, "staff/write.html", title);
    /* By which what is typed in it is kept, and of one that is new two presses are known as one. */
    view_text(view, "mark", page->writing.id ? page->writing.mark : staff_press_mark(view.arena));
    write_show_state(app, request, view, page);
    write_show_links(app, request, view, page);
    write_show_kinds(request, view, page);
    write_show_warnings(app, request, view, page->article.view);
    write_show_editor(app, request, view, &page->writing);
    enum err err = write_show_presence(app, request, view, page);
    if (!err)
        err = write_show_copies(app, request, view, page);
    if (!err)
        err = write_show_findings(app, request, view, page, refusal);
    return err ? err : writing_show(app, request, reply, view, &page->writing, refusal);
}

enum err staff_write_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_write struct write_page page = {.values = NULL};
    enum err err = write_open(app, request, reply, &page);
    return err ? err : write_show(app, request, reply, &page, NULL);
}

enum err staff_write_new(struct app *app, const struct request *request, struct reply *reply)
{
    auto_write struct write_page page = {.values = NULL};
    enum err err = write_open_new(app, request, reply, &page);
    return err ? err : write_show(app, request, reply, &page, NULL);
}
