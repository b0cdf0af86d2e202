/* /quan-tri/gop-y: consultations, the comments on one, and what is decided of each. Opening a list of
 * comments is a line of the audit, and so is taking them along as a table. */
#include "page/page.h"
#include "staff_show.h"

#include <string.h>

static const struct staff_field fields[] = {
    {"ket-qua", "/decision", STAFF_CHOICE, "decision", true, 0, NULL},
    {"rieng-giai-trinh", "/reply", STAFF_AREA, "reply", false, 0, NULL},
};
static const struct staff_form form = {"opinions", fields, sizeof fields / sizeof *fields};

/* ---- consultations */

static void consultation_row(const struct app *app, const struct request *request, struct view view,
                             const json_t *item)
{
    long long id = json_integer_value(json_object_get(item, "id"));
    const json_t *facts = json_object_get(item, "facts");
    (void)app;
    staff_text(view, "title", json_object_get(item, "title"));
    view_text(view, "opens", staff_instant(request, json_object_get(facts, "opens")));
    view_text(view, "closes", staff_instant(request, json_object_get(facts, "closes")));
    view_url(view, "url", safe_url_trusted(staff_path(request, "/gop-y/%lld", id)));
}

enum err staff_consultations_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    static const char after_name[] = "after=";
    const char *after = request_parameter(request, "sau");
    const struct staff_question question = {.handle = api_article_list,
                                            .method = METHOD_GET,
                                            .parameters = {{"kind", "consultation"},
                                                           {"limit", "100"},
                                                           {"status", "all"},
                                                           {"after", after ? after : ""}},
                                            .parameter_count = after ? 4 : 3};
    const json_t *items, *item;
    size_t index;
    enum err err = staff_ask(app, request, &question, &answer);
    if (err)
        return reply->detail = answer.detail, err;
    items = json_object_get(answer.view, "items");
    struct view view = staff_begin(request, reply, "staff/consultations.html",
                                   staff_word(app, request, "opinions.all_title"));
    view_flag(view, "has_any", json_array_size(items) > 0);
    view_url(view, "add_url", safe_url_trusted(staff_path(request, "/bai/moi?kind=consultation")));
    const char *next = json_string_value(json_object_get(answer.view, "next")),
               *cursor = next ? strstr(next, after_name) : NULL;
    view_url(view, "next_url",
             cursor ? safe_url_trusted(staff_path(request, "/gop-y?sau=%s", cursor + sizeof after_name - 1))
                    : (struct safe_url){NULL});
    struct view list = view_list(view, "rows");
    json_array_foreach(items, index, item)
    {
        consultation_row(app, request, view_append(list), item);
    }
    return ERR_OK;
}

/* ---- comments */

/* "Điều 5", or the whole draft. */
static const char *opinion_about(const struct app *app, const struct request *request, const json_t *item)
{
    const char *part = json_string_value(json_object_get(item, "part"));
    return part && *part
               ? arena_printf(request->arena, "%s %s", page_word(app, request, "opinion_article"), part)
               : page_word(app, request, "opinion_whole");
}

/* One comment with its form; a refusal is of the one whose number it bears. */
static void opinion_row(const struct app *app, const struct request *request, struct view view,
                        const json_t *item)
{
    long long id = json_integer_value(json_object_get(item, "id"));
    view_text(view, "id", arena_printf(view.arena, "y%lld", id));
    view_text(view, "number", arena_printf(view.arena, "%lld", id));
    view_text(view, "about", opinion_about(app, request, item));
    view_text(view, "received", staff_instant(request, json_object_get(item, "received_at")));
    view_text(view, "decision", staff_named(app, request, "opinions", json_object_get(item, "decision")));
    view_flag(view, "is_erased", json_is_string(json_object_get(item, "erased_at")));
    staff_text(view, "text", json_object_get(item, "text"));
    staff_text(view, "name", json_object_get(item, "name"));
    staff_text(view, "mail", json_object_get(item, "email"));
    staff_text(view, "phone", json_object_get(item, "phone"));
    staff_text(view, "reply", json_object_get(item, "reply"));
    view_url(view, "decide_url",
             safe_url_trusted(staff_path(request, "/gop-y/%s/y-kien/%lld", request->args[0], id)));
}

/* What is asked of the API for a page or a table. */
static struct staff_question opinions_question(const struct request *request)
{
    const char *part = request_parameter(request, "xem"), *after = request_parameter(request, "sau");
    struct staff_question question = {.handle = api_opinion_list,
                                      .method = METHOD_GET,
                                      .parameters = {{"consultation", request->args[0]}},
                                      .parameter_count = 1};
    if (part && strcmp(part, "nghi-ngo") == 0)
        question.parameters[question.parameter_count++] = (struct field){"suspect", "true"};
    if (after && *after)
        question.parameters[question.parameter_count++] = (struct field){"after", after};
    return question;
}

/* The lists: comments, and what looks like none. */
static void opinions_fill_ways(const struct app *app, const struct request *request, struct view view,
                               const json_t *answer, size_t count)
{
    enum { A_PAGE = 50 };
    const char *part = request_parameter(request, "xem");
    bool is_suspect = part && strcmp(part, "nghi-ngo") == 0;
    const char *own = staff_path(request, "/gop-y/%s", request->args[0]),
               *parts = is_suspect ? "?xem=nghi-ngo&" : "?";
    struct view list = view_list(view, "parts");
    for (int i = 0; i < 2; i++) {
        struct view item = view_append(list);
        view_text(item, "name", staff_word(app, request, i ? "opinions.suspect" : "opinions.title"));
        view_url(item, "url", safe_url_trusted(i ? arena_printf(view.arena, "%s?xem=nghi-ngo", own) : own));
        view_flag(item, "is_current", is_suspect == (i == 1));
    }
    const json_t *last = count ? json_array_get(json_object_get(answer, "items"), count - 1) : NULL;
    long long after = json_integer_value(json_object_get(last, "id"));
    view_url(view, "more_url",
             count == A_PAGE ? safe_url_trusted(arena_printf(view.arena, "%s%ssau=%lld", own, parts, after))
                             : (struct safe_url){NULL});
    view_url(view, "file_url",
             page_link(request,
                       arena_printf(view.arena, "%s/y-kien.csv%s", own, is_suspect ? "?xem=nghi-ngo" : "")));
    view_url(view, "all_url", safe_url_trusted(staff_path(request, "/gop-y")));
}

/* The page, with what is wrong with a decision above the list. */
static enum err opinions_page(struct app *app, const struct request *request, struct reply *reply,
                              const struct staff_answer *refusal)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    const struct staff_question question = opinions_question(request);
    const json_t *items, *item;
    size_t index;
    enum err err = staff_ask(app, request, &question, &answer);
    if (err)
        return reply->detail = answer.detail, err;
    items = json_object_get(answer.view, "items");
    struct view view =
        staff_begin(request, reply, "staff/opinions.html", staff_word(app, request, "opinions.title"));
    opinions_fill_ways(app, request, view, answer.view, json_array_size(items));
    view_flag(view, "has_any", json_array_size(items) > 0);
    view_text(view, "refusal",
              refusal && refusal->fault_count ? refusal->faults[0].detail
              : refusal                       ? refusal->detail
                                              : NULL);
    struct view list = view_list(view, "rows");
    json_array_foreach(items, index, item)
    {
        opinion_row(app, request, view_append(list), item);
    }
    if (refusal)
        reply->status = refusal->status;
    return ERR_OK;
}

enum err staff_opinions_show(struct app *app, const struct request *request, struct reply *reply)
{
    return opinions_page(app, request, reply, NULL);
}

enum err staff_opinion_decide(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    json_auto_t *body = staff_form_body(request, &form);
    if (!body)
        return ERR_MEMORY;
    const struct staff_question question = {
        .handle = api_opinion_decide, .method = METHOD_PATCH, .args = {request->args[1]}, .body = body};
    enum err err = staff_ask(app, request, &question, &answer);
    if (err)
        return staff_is_of_form(err) ? opinions_page(app, request, reply, &answer) : err;
    return staff_done(request, reply, staff_path(request, "/gop-y/%s", request->args[0]), "opinion_decided");
}

enum err staff_opinions_file(struct app *app, const struct request *request, struct reply *reply)
{
    struct staff_question question = opinions_question(request);
    question.parameters[question.parameter_count++] = (struct field){"format", "csv"};
    return staff_hand_on(app, request, &question, reply, "y-kien.csv");
}
