/* /quan-tri/so-lieu/nhuan-but: who wrote what in some months; and every table of figures as a file. */
#include "figures.h"

#include <string.h>

/* Of single articles; a page of more is none for a phone. */
enum { ROWS_SHOWN = 100 };

/* ---- who wrote what */

static void show_authors(const struct app *app, const struct request *request, struct view view,
                         const json_t *answer)
{
    const json_t *sums = json_object_get(answer, "authors"), *sum;
    size_t index;
    struct view list = view_list(view, "authors");
    json_array_foreach(sums, index, sum)
    {
        struct view row = view_append(list);
        const char *name = json_string_value(json_object_get(sum, "author"));
        view_text(row, "author", name ? name : staff_word(app, request, "figures.no_author"));
        staff_number(request, row, "articles", json_object_get(sum, "articles"));
        staff_number(request, row, "words", json_object_get(sum, "words"));
        staff_number(request, row, "pictures", json_object_get(sum, "pictures"));
    }
}

static void show_bylines(const struct app *app, const struct request *request, struct view view,
                         const json_t *answer)
{
    const json_t *item;
    size_t index;
    struct view list = view_list(view, "rows");
    json_array_foreach(json_object_get(answer, "items"), index, item)
    {
        /* The whole is in the file. */
        if (index == ROWS_SHOWN)
            break;
        struct view row = view_append(list);
        const char *name = json_string_value(json_object_get(item, "author"));
        bool is_public = strcmp(json_string_value(json_object_get(item, "status")), "published") == 0;
        view_text(row, "author", name ? name : staff_word(app, request, "figures.no_author"));
        staff_text(row, "title", json_object_get(item, "title"));
        view_url(row, "url",
                 is_public ? safe_url_trusted(json_string_value(json_object_get(item, "url")))
                           : (struct safe_url){NULL});
        view_text(row, "published", staff_day(request, json_object_get(item, "published_at")));
        staff_number(request, row, "words", json_object_get(item, "words"));
        staff_number(request, row, "pictures", json_object_get(item, "pictures"));
    }
}

enum err staff_authors_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.status = 0};
    struct figures_span span;
    figures_span_read(request, &span);
    struct staff_question question = figures_question(api_stats_authors, &span);
    /* One more, by which it is known that there are more. */
    question.parameters[question.parameter_count++] =
        (struct field){"limit", arena_printf(request->arena, "%d", ROWS_SHOWN + 1)};
    enum err err = staff_ask(app, request, &question, &answer);
    if (err)
        return err;
    struct view view =
        staff_begin(request, reply, "staff/authors.html", staff_word(app, request, "figures.authors_title"));
    figures_span_show(app, request, view, &span, "/so-lieu/nhuan-but");
    view_url(view, "figures_url",
             safe_url_trusted(staff_path(request, "/so-lieu?tu=%s&den=%s", span.from, span.to)));
    view_url(view, "file_url", safe_url_trusted(figures_file_path(request, &span, "nhuan-but")));
    view_flag(view, "is_own", request->actor.role < ROLE_EDITOR);
    view_flag(view, "is_cut", json_is_true(json_object_get(answer.view, "cut")));
    view_flag(view, "has_more", json_array_size(json_object_get(answer.view, "items")) > ROWS_SHOWN);
    view_flag(view, "has_any", json_array_size(json_object_get(answer.view, "items")) > 0);
    show_authors(app, request, view, answer.view);
    show_bylines(app, request, view, answer.view);
    return ERR_OK;
}

/* ---- as files */

enum err staff_figures_file(struct app *app, const struct request *request, struct reply *reply)
{
    /* By the names that addresses have. */
    static const struct {
        const char *name;
        handler *handle;
    } tables[] = {
        {"bai", api_stats_articles}, {"chuyen-muc", api_stats_categories}, {"nhuan-but", api_stats_authors},
        {"cau-tim", api_miss_list},  {"danh-gia", api_stats_ratings},
    };
    struct figures_span span;
    const char *name = request_parameter(request, "bang");
    figures_span_read(request, &span);
    for (size_t i = 0; name && i < sizeof tables / sizeof *tables; i++) {
        if (strcmp(tables[i].name, name) != 0)
            continue;
        struct staff_question question = figures_question(tables[i].handle, &span);
        question.parameters[question.parameter_count++] = (struct field){"format", "csv"};
        if (tables[i].handle != api_stats_categories && tables[i].handle != api_stats_authors)
            question.parameters[question.parameter_count++] = (struct field){"limit", "1000"};
        return staff_hand_on(app, request, &question, reply,
                             arena_printf(reply->arena, "%s-%s.csv", name, span.from));
    }
    if (!name || strcmp(name, "ngay") != 0)
        return ERR_NOT_FOUND;
    reply->disposition = "attachment; filename=\"luot-truy-cap.csv\"";
    return file_stats_csv(app, request, reply);
}
