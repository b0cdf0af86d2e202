/* /quan-tri/hoi-dap: what citizens ask. The list says nothing of who; one question is opened on its own page,
 * of which the audit has a line each time. A public answer is a draft made here of what the editor wrote, and
 * is given by publishing it. */
#include "page/page.h"
#include "question_draft.h"
#include "question_enclosed.h"
#include "staff_show.h"
#include "store/kind.h"
#include "store/petition.h"
#include "text/date.h"

#include <string.h>

/* The four acts. Fields that begin with "rieng-" may say who it was, and are kept nowhere when a session is
 * over. */
enum { TITLE_MAX = 200, EDITED_MAX = 40000 };
static const struct staff_field assign_fields[] = {
    {"don-vi", "/unit", STAFF_TEXT, "to_unit", true, 130, NULL}};
static const struct staff_field public_fields[] = {
    {"rieng-tieu-de", "/subject", STAFF_TEXT, "public_title", true, TITLE_MAX, NULL},
    {"rieng-cau-hoi", "/text", STAFF_AREA, "public_question", true, EDITED_MAX, NULL},
    {"tra-loi", NULL, STAFF_AREA, "public_answer", true, EDITED_MAX, NULL}};
static const struct staff_field reply_fields[] = {
    {"rieng-tra-loi", "/reply", STAFF_AREA, "reply", true, PETITION_REPLY_MAX / 3, NULL}};
static const struct staff_field refuse_fields[] = {
    {"rieng-ly-do", "/reply", STAFF_AREA, "reason", true, PETITION_REPLY_MAX / 3, NULL}};
static const struct staff_field forward_fields[] = {
    {"noi-nhan", "/unit", STAFF_TEXT, "to_other", true, 130, NULL}};

static const struct staff_form assign_form = {"questions", assign_fields, 1};
static const struct staff_form public_form = {"questions", public_fields, 3};
static const struct staff_form reply_form = {"questions", reply_fields, 1};
static const struct staff_form refuse_form = {"questions", refuse_fields, 1};
/* Of one whose asker was erased: nobody could read a reason. */
static const struct staff_form close_form = {"questions", NULL, 0};
static const struct staff_form forward_form = {"questions", forward_fields, 1};

static const json_t *question_member(const json_t *question, const char *name)
{
    return json_object_get(question, name);
}

static const char *question_text(const json_t *question, const char *name)
{
    const char *text = json_string_value(question_member(question, name));
    return text ? text : "";
}

/* Whether it is open behind its due day. */
static bool question_is_late(const struct request *request, const json_t *question)
{
    int64_t due_ms;
    return json_is_null(question_member(question, "closed_at")) &&
           !date_parse(question_text(question, "due_at"), &due_ms) && due_ms < request->now_ms;
}

/* The field as people call it. */
static const char *question_field_name(const struct request *request, const json_t *question)
{
    const struct fact_choice *choice =
        fact_choice_named(FACT_QUESTION_FIELD, question_text(question, "field"));
    return choice ? choice->titles[page_lang(request)] : "";
}

/* What a row and a page of one have in common. */
static void question_fill_state(const struct app *app, const struct request *request, struct view view,
                                const json_t *question)
{
    view_text(view, "state", staff_named(app, request, "question_state", question_member(question, "state")));
    view_text(view, "field", question_field_name(request, question));
    view_text(view, "received", staff_day(request, question_member(question, "received_at")));
    view_text(view, "due", staff_day(request, question_member(question, "due_at")));
    view_flag(view, "is_late", question_is_late(request, question));
    staff_text(view, "unit", question_member(question, "unit"));
}

/* How long there is, as people say it, and how urgent that is. */
static void question_fill_left(const struct app *app, const struct request *request, struct view view,
                               const json_t *question)
{
    const json_t *left = question_member(question, "days_left");
    int64_t days = json_integer_value(left);
    bool is_open = json_is_integer(left), is_late = question_is_late(request, question);
    view_flag(view, "is_today", is_open && !is_late && days <= 0);
    view_text(view, "left",
              !is_open || is_late ? NULL
              : days > 0          ? staff_counted(app, request, "questions.left", days)
                                  : staff_word(app, request, "questions.today"));
}

/* How many are due today and how many late, where there are any. */
static void questions_fill_urgent(const struct app *app, const struct request *request, struct view view,
                                  const json_t *answer)
{
    int64_t due = json_integer_value(question_member(answer, "due_today")),
            late = json_integer_value(question_member(answer, "late"));
    view_text(view, "due_today", due ? staff_counted(app, request, "questions.due_today", due) : NULL);
    view_text(view, "late_count", late ? staff_counted(app, request, "questions.late_count", late) : NULL);
    view_url(view, "board_url",
             safe_url_trusted(page_lang(request) == LANG_EN ? "/en/hoi-dap/bang-theo-doi"
                                                            : "/hoi-dap/bang-theo-doi"));
}

/* ---- the list */

/* Which part of them is looked at: open ones unless said otherwise. */
static const struct {
    const char *name, *state, *word;
    bool is_suspect;
} parts[] = {{"dang-mo", "open", "part_open", false},
             {"da-tra-loi", "answered", "part_answered", false},
             {"tu-choi", "refused", "part_refused", false},
             {"da-chuyen", "forwarded", "part_forwarded", false},
             {"nghi-ngo", "open", "part_suspect", true}};

static size_t part_chosen(const struct request *request)
{
    const char *name = request_parameter(request, "xem");
    for (size_t i = 0; name && i < sizeof parts / sizeof *parts; i++)
        if (strcmp(parts[i].name, name) == 0)
            return i;
    return 0;
}

static void questions_fill_parts(const struct app *app, const struct request *request, struct view view,
                                 const json_t *answer, size_t chosen)
{
    struct view list = view_list(view, "parts");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct view item = view_append(list);
        const char *word = staff_word(app, request, arena_printf(view.arena, "questions.%s", parts[i].word));
        const json_t *count = strcmp(parts[i].state, "open") != 0
                                  ? NULL
                                  : question_member(answer, parts[i].is_suspect ? "suspect" : "open");
        view_text(item, "name",
                  count ? arena_printf(view.arena, "%s (%lld)", word, (long long)json_integer_value(count))
                        : word);
        view_url(item, "url", safe_url_trusted(staff_path(request, "/hoi-dap?xem=%s", parts[i].name)));
        view_flag(item, "is_current", i == chosen);
    }
}

enum err staff_questions_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.status = 0};
    size_t chosen = part_chosen(request), index;
    const char *after = request_parameter(request, "sau");
    const struct staff_question question = {
        .handle = api_question_list,
        .method = METHOD_GET,
        .parameters = {{"limit", "50"},
                       {"state", parts[chosen].state},
                       {"suspect", parts[chosen].is_suspect ? "true" : "false"},
                       {"after", after ? after : ""}},
        .parameter_count = after ? 4 : 3};
    enum err err = staff_ask(app, request, &question, &answer);
    const json_t *items = question_member(answer.view, "items"), *item, *last = NULL;
    if (err)
        return reply->detail = answer.detail, err;
    struct view view =
        staff_begin(request, reply, "staff/questions.html", staff_word(app, request, "questions.title"));
    questions_fill_parts(app, request, view, answer.view, chosen);
    questions_fill_urgent(app, request, view, answer.view);
    struct view list = view_list(view, "rows");
    json_array_foreach(items, index, item)
    {
        struct view row = view_append(list);
        long long id = json_integer_value(question_member(item, "id"));
        view_text(row, "number", arena_printf(view.arena, "%lld", id));
        view_url(row, "url", safe_url_trusted(staff_path(request, "/hoi-dap/%lld", id)));
        question_fill_state(app, request, row, item);
        question_fill_left(app, request, row, item);
        last = item;
    }
    view_flag(view, "has_any", last != NULL);
    if (json_is_string(question_member(answer.view, "next")) && last)
        view_url(view, "more_url",
                 safe_url_trusted(staff_path(request, "/hoi-dap?xem=%s&sau=%lld", parts[chosen].name,
                                             (long long)json_integer_value(question_member(last, "id")))));
    else
        view_null(view, "more_url");
    return ERR_OK;
}

/* ---- one question */

/* A form that was refused, to be shown with what is wrong. */
struct refused_form {
    const struct staff_form *form;
    const struct staff_answer *refusal;
};

static void question_add_form(const struct app *app, const struct request *request, struct reply *reply,
                              struct view list, const struct staff_form *form, const char *way,
                              const char *word, const json_t *values, const struct refused_form *refused)
{
    struct view item = view_append(list);
    bool is_refused = refused && refused->form == form;
    view_text(item, "id", word);
    view_text(item, "heading", staff_word(app, request, arena_printf(list.arena, "questions.%s", word)));
    view_text(item, "about", staff_word(app, request, arena_printf(list.arena, "questions.%s_about", word)));
    view_text(item, "do", staff_word(app, request, arena_printf(list.arena, "questions.%s_do", word)));
    view_flag(item, "is_main", strcmp(word, "answer") == 0);
    view_flag(item, "names_version", false);
    struct view shown = staff_form_show(app, request, item, form,
                                        staff_path(request, "/hoi-dap/%s/%s", request->args[0], way), values,
                                        is_refused ? refused->refusal : NULL);
    if (is_refused)
        staff_form_end(app, request, reply, shown);
}

/* What may be done with it still. */
static void question_fill_forms(const struct app *app, const struct request *request, struct reply *reply,
                                struct view view, const json_t *question, const struct refused_form *refused)
{
    struct view list = view_list(view, "forms");
    bool is_open = json_is_null(question_member(question, "closed_at"));
    if (!is_open)
        return;
    const json_t *person = question_member(question, "person");
    if (json_is_string(question_member(question, "erased_at"))) {
        question_add_form(app, request, reply, list, &close_form, "tu-choi", "close", NULL, refused);
        return;
    }
    if (json_is_true(question_member(question, "may_publish")) &&
        json_is_null(question_member(question, "article_id")))
        question_add_form(app, request, reply, list, &public_form, "tra-loi", "answer", person, refused);
    question_add_form(app, request, reply, list, &reply_form, "tra-loi", "reply_only", NULL, refused);
    question_add_form(app, request, reply, list, &assign_form, "giao", "assign", question, refused);
    question_add_form(app, request, reply, list, &forward_form, "chuyen", "forward", NULL, refused);
    question_add_form(app, request, reply, list, &refuse_form, "tu-choi", "refuse", NULL, refused);
}

/* The page; `refused` is NULL unless a form was. */
static enum err question_page(struct app *app, const struct request *request, struct reply *reply,
                              const struct refused_form *refused)
{
    auto_answer struct staff_answer answer = {.status = 0};
    enum err err = staff_read(app, request, api_question_show, request->args[0], &answer);
    const json_t *question = answer.view, *person = question_member(answer.view, "person");
    if (err)
        return reply->detail = answer.detail, err;
    struct view view = staff_begin(request, reply, "staff/question.html",
                                   staff_says(app, request, "questions.one", request->args[0], NULL));
    bool is_erased = !json_is_string(question_member(person, "text"));
    view_url(view, "list_url", safe_url_trusted(staff_path(request, "/hoi-dap")));
    question_fill_state(app, request, view, question);
    view_flag(view, "is_erased", is_erased);
    staff_text(view, "subject", question_member(person, "subject"));
    staff_text(view, "text", question_member(person, "text"));
    staff_text(view, "name", question_member(person, "name"));
    staff_text(view, "mail", question_member(person, "email"));
    staff_text(view, "phone", question_member(person, "phone"));
    staff_text(view, "reply", question_member(person, "reply"));
    question_enclosed_fill(request, view, json_object_get(person, "files"));
    view_text(view, "wish",
              staff_word(app, request,
                         json_is_true(question_member(question, "may_publish"))
                             ? "questions.may_publish"
                             : "questions.may_not_publish"));
    long long article = json_integer_value(question_member(question, "article_id"));
    if (article)
        staff_way(app, request, view, "answer_url", "/bai/{id}", staff_path(request, "/bai/%lld", article));
    else
        view_null(view, "answer_url");
    question_fill_forms(app, request, reply, view, question, refused);
    return ERR_OK;
}

enum err staff_question_show(struct app *app, const struct request *request, struct reply *reply)
{
    return question_page(app, request, reply, NULL);
}

/* ---- acts */

/* Asks the API for what a form says; a refusal is shown on the page as it is now. */
static enum err question_act(struct app *app, const struct request *request, struct reply *reply,
                             const struct staff_form *form, const char *act, json_t *body)
{
    auto_answer struct staff_answer done = {.status = 0};
    json_auto_t *asked = body;
    if (!asked)
        return ERR_MEMORY;
    json_object_set_new(asked, "act", json_string(act));
    const struct staff_question question = {
        .handle = api_question_act, .method = METHOD_POST, .args = {request->args[0]}, .body = asked};
    enum err err = staff_ask(app, request, &question, &done);
    if (!err)
        return staff_done(request, reply, staff_path(request, "/hoi-dap/%s", request->args[0]),
                          arena_printf(reply->arena, "question_%s", act));
    if (!staff_is_of_form(err) && err != ERR_TRANSITION)
        return reply->detail = done.detail, err;
    return question_page(app, request, reply, &(struct refused_form){form, &done});
}

enum err staff_question_assign(struct app *app, const struct request *request, struct reply *reply)
{
    return question_act(app, request, reply, &assign_form, "assign", staff_form_body(request, &assign_form));
}

enum err staff_question_refuse(struct app *app, const struct request *request, struct reply *reply)
{
    const struct staff_form *form = staff_sent(request, "rieng-ly-do") ? &refuse_form : &close_form;
    return question_act(app, request, reply, form, "refuse", staff_form_body(request, form));
}

enum err staff_question_forward(struct app *app, const struct request *request, struct reply *reply)
{
    return question_act(app, request, reply, &forward_form, "forward",
                        staff_form_body(request, &forward_form));
}

/* Makes the draft; a refusal is shown at the form. Leaves the id in *ret_id. */
static enum err question_make_draft(struct app *app, const struct request *request, struct reply *reply,
                                    const json_t *question, int64_t *ret_id)
{
    auto_answer struct staff_answer made = {.status = 0};
    const char *title = staff_sent(request, "rieng-tieu-de"), *text = staff_sent(request, "rieng-cau-hoi"),
               *answer = staff_sent(request, "tra-loi");
    json_auto_t *body =
        question_draft(app, request, question, title ? title : "", text ? text : "", answer ? answer : "");
    if (!body)
        return ERR_MEMORY;
    const struct staff_question create = {.handle = api_article_create, .method = METHOD_POST, .body = body};
    enum err err = staff_ask(app, request, &create, &made);
    if (!err)
        *ret_id = json_integer_value(question_member(made.view, "id"));
    if (!err || !staff_is_of_form(err))
        return err;
    err = question_page(app, request, reply, &(struct refused_form){&public_form, &made});
    return err ? err : ERR_INPUT;
}

/* Whether all of the public answer was typed: the page asks for it, as no operation does. */
static bool question_is_whole(const struct request *request)
{
    for (size_t i = 0; i < public_form.count; i++) {
        const char *typed = staff_sent(request, public_fields[i].name);
        if (!typed || !typed[strspn(typed, " \t\r\n")])
            return false;
    }
    return true;
}

/* A draft of what was written, which the question then waits for: publishing it answers. */
static enum err question_answer_publicly(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer shown = {.status = 0}, done = {.status = 0};
    int64_t id = 0;
    enum err err = staff_read(app, request, api_question_show, request->args[0], &shown);
    if (err)
        return reply->detail = shown.detail, err;
    if (!question_is_whole(request)) {
        const struct staff_answer missing = {
            .detail = message_text(reply->arena, page_lang(request), MESSAGE_FIELD_MISSING, NULL)};
        return question_page(app, request, reply, &(struct refused_form){&public_form, &missing});
    }
    /* A second press on the same form leads to what the first made. */
    id = json_integer_value(question_member(shown.view, "article_id"));
    if (id)
        return staff_done(request, reply, staff_path(request, "/bai/%lld", (long long)id), NULL);
    err = question_make_draft(app, request, reply, shown.view, &id);
    if (err == ERR_INPUT && reply->view)
        return ERR_OK;
    if (err)
        return err;
    json_auto_t *body = json_pack("{s:s, s:I}", "act", "answer", "article_id", (json_int_t)id);
    const struct staff_question act = {
        .handle = api_question_act, .method = METHOD_POST, .args = {request->args[0]}, .body = body};
    err = body ? staff_ask(app, request, &act, &done) : ERR_MEMORY;
    return err ? (reply->detail = done.detail, err)
               : staff_done(request, reply, staff_path(request, "/bai/%lld", (long long)id),
                            "question_draft");
}

enum err staff_question_answer(struct app *app, const struct request *request, struct reply *reply)
{
    if (staff_sent(request, "rieng-tra-loi"))
        return question_act(app, request, reply, &reply_form, "answer",
                            staff_form_body(request, &reply_form));
    return question_answer_publicly(app, request, reply);
}
