/* /quan-tri/bai: every article, found by words, state, kind, category, person and time; each row says its
 * state, who has it open and which version it is. A page as any other: the filters are a form that is asked
 * for by GET. */
#include "page/page.h"
#include "staff_article.h"
#include "staff_show.h"

#include "http/url.h"
#include "text/date.h"

#include <string.h>

/* Rows of a page. */
static const char rows_a_page[] = "30";

/* What is asked for when no state is: all but the trash. */
static const char living[] = "draft,review,scheduled,published,withdrawn";

static const char *const states[] = {"draft", "review", "scheduled", "published", "withdrawn", "trashed"};

/* A filter as it was sent; "" and nothing are the same. */
static const char *asked_for(const struct request *request, const char *name)
{
    const char *value = request_parameter(request, name);
    return value && *value ? value : NULL;
}

static void ask_for(struct staff_question *question, const char *name, const char *value)
{
    if (value && question->parameter_count < STAFF_PARAMETERS_MAX)
        question->parameters[question->parameter_count++] = (struct field){name, value};
}

/* The question for the API; what nobody may ask is left out of the page's address by its own form. */
static struct staff_question articles_question(const struct request *request)
{
    static const char *const same[] = {"q", "kind", "category", "from", "to", "after"};
    struct staff_question question = {.handle = api_article_list, .method = METHOD_GET};
    const char *status = asked_for(request, "status"), *author = asked_for(request, "author");
    /* Eight are room for all: limit and include go with the two that are always said. */
    ask_for(&question, "status", status ? status : living);
    ask_for(&question, "created_by", author);
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        ask_for(&question, same[i], asked_for(request, same[i]));
    return question;
}

/* Whether any filter is set, which is then shown on a phone too. */
static bool articles_are_sifted(const struct request *request)
{
    static const char *const filters[] = {"q", "status", "kind", "category", "author", "from", "to"};
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
        if (asked_for(request, filters[i]))
            return true;
    return false;
}

/* One row, as the table has it. */
static void articles_row(const struct app *app, const struct request *request, struct view row,
                         const json_t *article)
{
    char text[DATE_TEXT_SIZE];
    const char *status = json_string_value(json_object_get(article, "status"));
    long long id = json_integer_value(json_object_get(article, "id"));
    bool is_due = status && strcmp(status, "scheduled") == 0;
    int64_t at_ms = writing_time(article, is_due ? "published_at" : "updated_at");
    const char *kind = json_string_value(json_object_get(article, "kind")), *names = "", *name;
    const json_t *item;
    size_t index;
    view_text(row, "id", arena_printf(row.arena, "%lld", id));
    view_text(row, "box_id", arena_printf(row.arena, "bai-%lld", id));
    view_text(row, "title", json_string_value(json_object_get(article, "title")));
    view_url(row, "url", safe_url_trusted(staff_path(request, "/bai/%lld", id)));
    view_url(row, "state_url", safe_url_trusted(staff_path(request, "/bai/%lld/trang-thai", id)));
    view_text(row, "status_text", writing_status(app, request, status));
    view_text(row, "status_mark", writing_status_mark(status));
    view_text(row, "category",
              json_string_value(json_object_get(json_object_get(article, "category"), "name")));
    bool is_usual = kind && strcmp(kind, "article") == 0;
    view_text(row, "kind",
              is_usual ? NULL : kind_of(kind_named(kind ? kind : ""))->titles[page_lang(request)]);
    view_text(row, "author", json_string_value(json_object_get(article, "author")));
    view_text(row, "at", at_ms ? date_rfc3339_local(at_ms, text) : NULL);
    view_text(row, "at_text",
              staff_moment(app, request, json_object_get(article, is_due ? "published_at" : "updated_at")));
    view_text(row, "version",
              staff_says(app, request, "articles.version",
                         arena_printf(row.arena, "%lld",
                                      (long long)json_integer_value(json_object_get(article, "version"))),
                         NULL));
    view_flag(row, "is_pinned", json_is_true(json_object_get(article, "pinned")));
    json_array_foreach(json_object_get(article, "open_by"), index, item)
    {
        name = json_string_value(item);
        names = arena_printf(row.arena, "%s%s%s", names, index ? ", " : "", name ? name : "");
    }
    view_text(row, "open_by", *names ? staff_says(app, request, "articles.open_by", names, NULL) : NULL);
}

/* One choice of a filter. */
static void filter_choice(struct view list, const char *value, const char *label, const char *chosen)
{
    struct view item = view_append(list);
    view_text(item, "value", value);
    view_text(item, "label", label);
    view_flag(item, "is_chosen", chosen && strcmp(chosen, value) == 0);
}

static enum err filter_categories(struct app *app, const struct request *request, struct view view)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    const json_t *item;
    size_t index;
    struct view list = view_list(view, "categories");
    enum err err = staff_read(app, request, api_category_list, NULL, &answer);
    json_array_foreach(json_object_get(answer.view, "items"), index, item)
        filter_choice(list, json_string_value(json_object_get(item, "slug")),
                      json_string_value(json_object_get(item, "name")), asked_for(request, "category"));
    return err;
}

/* Oneself, and for who may see them everybody else who writes. */
static void filter_people(struct app *app, const struct request *request, struct view view)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    const json_t *item;
    size_t index;
    const char *chosen = asked_for(request, "author");
    struct view list = view_list(view, "people");
    filter_choice(list, "me", staff_word(app, request, "articles.me"), chosen);
    if (request->actor.role < ROLE_ADMIN || staff_read(app, request, api_account_list, NULL, &answer))
        return;
    json_array_foreach(json_object_get(answer.view, "items"), index, item)
    {
        const char *number =
            arena_printf(view.arena, "-%lld", (long long)json_integer_value(json_object_get(item, "id")));
        filter_choice(list, number, json_string_value(json_object_get(item, "display_name")), chosen);
    }
}

/* What stands in the form of the filters. */
static enum err articles_filters(struct app *app, const struct request *request, struct view view)
{
    static const char *const texts[] = {"q", "from", "to"};
    struct view kinds = view_list(view, "kinds"), list = view_list(view, "states");
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        filter_choice(list, states[i], writing_status(app, request, states[i]), asked_for(request, "status"));
    for (enum article_kind kind = 0; kind < KIND_COUNT; kind++)
        filter_choice(kinds, kind_of(kind)->name, kind_of(kind)->titles[page_lang(request)],
                      asked_for(request, "kind"));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *value = asked_for(request, texts[i]);
        view_text(view, texts[i], value ? value : "");
    }
    filter_people(app, request, view);
    return filter_categories(app, request, view);
}

/* What one that has no title yet is known by: how its lead or body begins. */
static const char *untitled_words(struct app *app, const struct request *request, long long id)
{
    enum { SHOWN = 60 };
    static const char *const members[] = {"lead", "body"};
    auto_answer struct staff_answer copy = {.view = NULL};
    if (staff_read(app, request, api_working_copy_show, arena_printf(request->arena, "%lld", id), &copy))
        return staff_word(app, request, "articles.no_title");
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        const char *text =
            json_string_value(json_object_get(json_object_get(copy.view, "fields"), members[i]));
        size_t from = text ? strspn(text, " \t\r\n#>*-") : 0;
        size_t length = text ? strcspn(text + from, "\r\n") : 0;
        if (!length)
            continue;
        bool is_cut = length > SHOWN;
        for (length = is_cut ? SHOWN : length; ((unsigned char)text[from + length] & 0xC0) == 0x80;)
            length--;
        return arena_printf(request->arena, "%.*s%s", (int)length, text + from, is_cut ? "…" : "");
    }
    return staff_word(app, request, "articles.no_title");
}

/* Where it is written on: what others saved since is compared first. */
static const char *articles_copy_path(const struct request *request, const json_t *item, long long id,
                                      long long article)
{
    const char *mark = json_string_value(json_object_get(item, "writing"));
    bool is_behind = json_integer_value(json_object_get(item, "article_version")) <
                     json_integer_value(json_object_get(item, "present_version"));
    return !article ? staff_path(request, "/bai/moi?ban=%lld", id)
                    : staff_path(request, "/bai/%lld%s?ban=%s", article, is_behind ? "/so-sanh" : "",
                                 mark ? mark : "1");
}

/* What this person writes that is no article yet, or is not saved. */
static enum err articles_copies(struct app *app, const struct request *request, struct view view)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    const json_t *item;
    size_t index;
    struct view list = view_list(view, "copies");
    enum err err = staff_read(app, request, api_working_copy_list, NULL, &answer);
    json_array_foreach(json_object_get(answer.view, "items"), index, item)
    {
        long long id = json_integer_value(json_object_get(item, "id"));
        long long article = json_integer_value(json_object_get(item, "article_id"));
        const char *title = json_string_value(json_object_get(item, "title"));
        struct view row = view_append(list);
        view_text(row, "title", title && *title ? title : untitled_words(app, request, id));
        view_text(row, "at_text", staff_moment(app, request, json_object_get(item, "saved_at")));
        view_url(row, "url", safe_url_trusted(articles_copy_path(request, item, id, article)));
        view_text(row, "copy", article ? NULL : arena_printf(view.arena, "%lld", id));
    }
    view_flag(view, "has_copies", json_array_size(list.json) > 0);
    view_url(view, "drop_url", safe_url_trusted(staff_path(request, "/bai/moi/bo-ban")));
    return err;
}

/* The next page: the filters as they are, and where it begins. */
static const char *articles_next(const struct request *request, const char *api_next)
{
    const char *after = api_next ? strstr(api_next, "after=") : NULL;
    if (!after)
        return NULL;
    auto_buf struct buf out = BUF(32 * 1024);
    buf_text(&out, request->path);
    const char *mark = "?";
    for (size_t i = 0; i < request->parameter_count; i++) {
        const struct field *field = &request->parameters[i];
        if (strcmp(field->name, "after") == 0 || !*field->value)
            continue;
        buf_text(&out, mark);
        url_escape(&out, field->name, "");
        buf_char(&out, '=');
        url_escape(&out, field->value, "");
        mark = "&";
    }
    buf_printf(&out, "%s%.*s", mark, (int)strcspn(after, "&"), after);
    return arena_copy(request->arena, buf_str(&out), out.length);
}

/* Which actions the rows can be given to, by role. */
static void articles_actions(const struct app *app, const struct request *request, struct view view)
{
    static const char *const all[] = {"publish", "withdraw", "category", "trash"};
    struct view list = view_list(view, "actions");
    bool is_editor = request->actor.role >= ROLE_EDITOR;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (is_editor || strcmp(all[i], "trash") == 0)
            filter_choice(list, all[i],
                          staff_word(app, request, arena_printf(view.arena, "articles.do_%s", all[i])), NULL);
    view_url(view, "bulk_url", safe_url_trusted(staff_path(request, "/bai/nhieu")));
}

enum err staff_article_list(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    struct staff_question question = articles_question(request);
    struct view view =
        staff_begin(request, reply, "staff/articles.html", staff_word(app, request, "articles.title"));
    ask_for(&question, "limit", rows_a_page);
    ask_for(&question, "include", "presence");
    enum err err = staff_ask(app, request, &question, &answer);
    /* What cannot be asked for is said above an empty list, with the filters as they were. */
    bool is_refused = err == ERR_PARAMETER || err == ERR_INPUT || err == ERR_CURSOR;
    if (err && !is_refused)
        return err;
    view_text(view, "fault",
              is_refused ? (answer.fault_count ? answer.faults[0].detail : answer.detail) : NULL);
    const json_t *item;
    size_t index;
    struct view rows = view_list(view, "rows");
    json_array_foreach(json_object_get(answer.view, "items"), index, item)
        articles_row(app, request, view_append(rows), item);
    view_flag(view, "has_rows", json_array_size(rows.json) > 0);
    const char *next = articles_next(request, json_string_value(json_object_get(answer.view, "next")));
    view_url(view, "next_url", next ? safe_url_trusted(next) : (struct safe_url){NULL});
    view_url(view, "first_url",
             asked_for(request, "after") ? safe_url_trusted(staff_path(request, "/bai"))
                                         : (struct safe_url){NULL});
    view_flag(view, "has_pages", next || asked_for(request, "after"));
    view_url(view, "list_url", safe_url_trusted(staff_path(request, "/bai")));
    view_url(view, "new_url", safe_url_trusted(staff_path(request, "/bai/moi")));
    view_flag(view, "is_sifted", articles_are_sifted(request));
    view_url(view, "docx_url", safe_url_trusted(staff_path(request, "/bai/tu-word")));
    articles_actions(app, request, view);
    err = articles_filters(app, request, view);
    return err ? err : articles_copies(app, request, view);
}
