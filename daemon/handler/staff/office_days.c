/* /quan-tri/cong/ngay-lam-viec and /quan-tri/cong/thoi-han: the office's calendar, and how many working days
 * a question of each field has. */
#include "page/page.h"
#include "staff_show.h"
#include "store/kind.h"
#include "store/office_day.h"
#include "text/date.h"
#include "text/number.h"

#include <stdlib.h>
#include <string.h>

/* ---- days */

static const struct staff_field day_fields[] = {
    {"ngay", "/day", STAFF_TEXT, "day", true, 0, "off"},
    {"lam-viec", "/works", STAFF_FLAG, "works", false, 0, NULL},
    {"can-cu", "/basis", STAFF_CHOICE, "basis", true, 0, NULL},
};
static const struct staff_form day_form = {"days", day_fields, sizeof day_fields / sizeof *day_fields};

/* A day of the list; one of the office's own that lies ahead can be taken back. */
static void office_day_row(const struct app *app, const struct request *request, struct view view,
                           const json_t *item)
{
    char text[DATE_TEXT_SIZE];
    int32_t day = 0;
    const char *iso = json_string_value(json_object_get(item, "day"));
    const char *source = json_string_value(json_object_get(item, "source"));
    if (!iso || day_parse(iso, &day))
        return;
    bool is_own = source && strcmp(source, "own") == 0;
    view_text(view, "day", date_day(day_start_ms(day), page_lang(request), text));
    staff_text(view, "reason", json_object_get(item, "title"));
    view_text(view, "source", staff_named(app, request, "days", json_object_get(item, "source")));
    view_text(view, "basis",
              is_own ? staff_word(app, request,
                                  arena_printf(view.arena, "days.basis_%s",
                                               json_string_value(json_object_get(item, "basis"))))
                     : NULL);
    view_flag(view, "works", json_is_true(json_object_get(item, "works")));
    view_url(view, "remove_url",
             is_own && day > day_of(request->now_ms)
                 ? safe_url_trusted(staff_path(request, "/cong/ngay-lam-viec/%s/bo", iso))
                 : (struct safe_url){NULL});
}

static const char *office_year_path(const struct request *request, long long year)
{
    return staff_path(request, "/cong/ngay-lam-viec?nam=%lld", year);
}

/* The list of a year, and the form for one more day. */
static enum err office_days_page(struct app *app, const struct request *request, struct reply *reply,
                                 const struct staff_answer *refusal)
{
    auto_answer struct staff_answer days = {.view = NULL};
    const char *year = request_parameter(request, "nam");
    const struct staff_question question = {.handle = api_working_days_show,
                                            .method = METHOD_GET,
                                            .parameters = {{"year", year}},
                                            .parameter_count = year && *year};
    const json_t *item;
    size_t index;
    enum err err = staff_ask(app, request, &question, &days);
    if (err)
        return reply->detail = days.detail, err;
    long long shown = json_integer_value(json_object_get(days.view, "year"));
    struct view view = staff_begin(
        request, reply, "staff/office-days.html",
        staff_says(app, request, "days.title", arena_printf(request->arena, "%lld", shown), NULL));
    view_flag(view, "is_announced", json_is_true(json_object_get(days.view, "announced")));
    view_url(view, "before_url", safe_url_trusted(office_year_path(request, shown - 1)));
    view_url(view, "after_url", safe_url_trusted(office_year_path(request, shown + 1)));
    view_text(view, "before", arena_printf(view.arena, "%lld", shown - 1));
    view_text(view, "after", arena_printf(view.arena, "%lld", shown + 1));
    view_url(view, "terms_url", safe_url_trusted(staff_path(request, "/cong/thoi-han")));
    view_url(view, "up_url", safe_url_trusted(staff_path(request, "/cong")));
    struct view list = view_list(view, "rows");
    json_array_foreach(json_object_get(days.view, "days"), index, item)
    {
        office_day_row(app, request, view_append(list), item);
    }
    struct view shown_form = staff_form_show(app, request, view, &day_form,
                                             staff_path(request, "/cong/ngay-lam-viec"), NULL, refusal);
    for (size_t i = 0; office_day_basis_names[i]; i++)
        staff_form_choice(
            shown_form, "can-cu", office_day_basis_names[i],
            staff_word(app, request, arena_printf(view.arena, "days.basis_%s", office_day_basis_names[i])));
    struct view day = {shown_form.arena, json_object_get(json_object_get(shown_form.json, "by"), "ngay")};
    view_text(day, "type", "date");
    staff_form_end(app, request, reply, shown_form);
    return ERR_OK;
}

enum err staff_office_days_show(struct app *app, const struct request *request, struct reply *reply)
{
    return office_days_page(app, request, reply, NULL);
}

enum err staff_office_days_add(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    json_auto_t *body = staff_form_body(request, &day_form);
    if (!body)
        return ERR_MEMORY;
    const struct staff_question question = {
        .handle = api_office_day_add, .method = METHOD_POST, .body = body};
    enum err err = staff_ask(app, request, &question, &answer);
    if (err)
        return staff_is_of_form(err) ? office_days_page(app, request, reply, &answer) : err;
    long long year = 0;
    int32_t day = 0;
    const char *iso = json_string_value(json_object_get(answer.view, "day"));
    if (iso && !day_parse(iso, &day))
        year = day / 10000;
    return staff_done(request, reply, office_year_path(request, year), "day_set");
}

enum err staff_office_day_remove(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    const struct staff_question question = {
        .handle = api_office_day_remove, .method = METHOD_DELETE, .args = {request->args[0]}};
    enum err err = staff_ask(app, request, &question, &answer);
    if (err)
        return reply->detail = answer.detail, err;
    return staff_done(request, reply, office_year_path(request, strtol(request->args[0], NULL, 10)),
                      "day_removed");
}

/* ---- terms */

/* One field for all others, and one for each field of life. */
enum { TERM_FIELDS_MOST = 40 };

/* The form as the choices of the fact make it. Returns how many fields it has. */
static size_t term_fields_make(struct arena *arena, struct staff_field fields[static TERM_FIELDS_MOST])
{
    size_t count = 0;
    fields[count++] = (struct staff_field){"chung", "/usual", STAFF_NUMBER, "usual", false, 3, "off"};
    for (const struct fact_choice *choice = fact_choices(); choice->name && count < TERM_FIELDS_MOST;
         choice++)
        if (choice->fact == FACT_QUESTION_FIELD)
            fields[count++] =
                (struct staff_field){choice->name, arena_printf(arena, "/fields/%s", choice->name),
                                     STAFF_NUMBER, "field",
                                     false,        3,
                                     "off"};
    return count;
}

static enum err terms_page(struct app *app, const struct request *request, struct reply *reply,
                           const struct staff_answer *refusal)
{
    auto_answer struct staff_answer terms = {.view = NULL};
    struct staff_field fields[TERM_FIELDS_MOST];
    const struct staff_form form = {"terms", fields, term_fields_make(request->arena, fields)};
    enum err err = staff_read(app, request, api_question_terms_show, NULL, &terms);
    if (err)
        return err;
    struct view view =
        staff_begin(request, reply, "staff/question-terms.html", staff_word(app, request, "terms.title"));
    view_url(view, "days_url", safe_url_trusted(staff_path(request, "/cong/ngay-lam-viec")));
    view_url(view, "board_url",
             safe_url_trusted(page_lang(request) == LANG_EN ? "/en/hoi-dap/bang-theo-doi"
                                                            : "/hoi-dap/bang-theo-doi"));
    struct view shown = staff_form_show(app, request, view, &form, staff_path(request, "/cong/thoi-han"),
                                        terms.view, refusal);
    for (size_t i = 1; i < form.count; i++) {
        struct view field = {shown.arena, json_object_get(json_object_get(shown.json, "by"), fields[i].name)};
        const struct fact_choice *choice = fact_choice_named(FACT_QUESTION_FIELD, fields[i].name);
        view_text(field, "label", choice ? choice->titles[page_lang(request)] : fields[i].name);
    }
    staff_form_end(app, request, reply, shown);
    return ERR_OK;
}

enum err staff_terms_show(struct app *app, const struct request *request, struct reply *reply)
{
    return terms_page(app, request, reply, NULL);
}

enum err staff_terms_send(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    struct staff_field fields[TERM_FIELDS_MOST];
    const struct staff_form form = {"terms", fields, term_fields_make(request->arena, fields)};
    json_auto_t *body = staff_form_body(request, &form);
    if (!body)
        return ERR_MEMORY;
    const struct staff_question question = {
        .handle = api_question_terms_change, .method = METHOD_PATCH, .body = body};
    enum err err = staff_ask(app, request, &question, &answer);
    if (err)
        return staff_is_of_form(err) ? terms_page(app, request, reply, &answer) : err;
    return staff_done(request, reply, staff_path(request, "/cong/thoi-han"), "terms_set");
}
