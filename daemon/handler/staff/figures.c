/* /quan-tri/so-lieu: what is read and looked for, by months. Everything is the API's; this only lays it out.
 */
#include "figures.h"
#include "page/page.h"
#include "text/date.h"
#include "text/number.h"
#include "view/chart.h"

#include <string.h>

/* Days that a chart has room for (three months), beyond which its columns are months; rows shown. */
enum { HUNDRED = 100, CHART_DAYS = 93, ROWS_SHOWN = 20 };

/* ---- by day */

static int64_t figure(const json_t *row, const char *name)
{
    return json_integer_value(json_object_get(row, name));
}

static void add_figures(struct chart_row *row, const json_t *day)
{
    row->visits += figure(day, "visits");
    row->views += figure(day, "views");
    row->machines += figure(day, "machines");
}

/* What is shown, a column for each day or for each month. */
struct columns {
    const struct app *app;
    const struct request *request;
    struct chart_row *rows;
    size_t count;
    bool by_month;
};

/* Begins the column of a day, or of its month; some are named on the axis. */
static void column_begin(struct columns *columns, int32_t day)
{
    struct arena *arena = columns->request->arena;
    struct chart_row *row = &columns->rows[columns->count++];
    int month = (int)day_month(day), of_month = (int)(day % HUNDRED);
    char text[DATE_TEXT_SIZE];
    if (columns->by_month) {
        row->label = figures_month_text(columns->app, columns->request, month);
        if (columns->count % 4 == 1)
            row->mark = arena_printf(arena, "%02d/%d", month % HUNDRED, month / HUNDRED);
        return;
    }
    row->label = arena_text(arena, date_short(day_start_ms(day), page_lang(columns->request), text));
    if (of_month == 1 || of_month == 15)
        row->mark = arena_printf(arena, "%02d/%02d", of_month, month % HUNDRED);
}

/* All days of the months up to today, those on which nothing was counted too. `days` are ascending. */
static void columns_fill(struct columns *columns, const struct figures_span *span, const json_t *days)
{
    const struct month_span months = {span->first, span->last};
    int32_t tomorrow = day_add(day_of(columns->request->now_ms), 1), end = day_of(month_span_to_ms(&months)),
            month = 0;
    size_t at = 0;
    columns->by_month = month_before(span->last, 2) > span->first;
    end = end > tomorrow ? tomorrow : end;
    for (int32_t day = span->first * HUNDRED + 1; day < end; day = day_add(day, 1)) {
        char iso[DATE_TEXT_SIZE];
        const json_t *row = json_array_get(days, at);
        const char *own = json_string_value(json_object_get(row, "day"));
        if (!columns->by_month || day_month(day) != month)
            column_begin(columns, day);
        month = day_month(day);
        if (!own || strcmp(own, day_iso(day, iso)) != 0)
            continue;
        add_figures(&columns->rows[columns->count - 1], row);
        at++;
    }
}

static enum err show_days(struct app *app, const struct request *request, struct view view,
                          const struct figures_span *span)
{
    auto_answer struct staff_answer answer = {.status = 0};
    char last[DATE_TEXT_SIZE];
    const struct month_span months = {span->first, span->last};
    day_iso(day_add(day_of(month_span_to_ms(&months)), -1), last);
    const struct staff_question question = {
        .handle = api_stats_daily,
        .method = METHOD_GET,
        .parameters = {{"from", arena_printf(request->arena, "%s-01", span->from)}, {"to", last}},
        .parameter_count = 2};
    enum err err = staff_ask(app, request, &question, &answer);
    struct chart_row *rows = err ? NULL : arena_zero(view.arena, CHART_DAYS, sizeof *rows);
    if (!rows)
        return err ? err : ERR_MEMORY;
    struct columns columns = {.app = app, .request = request, .rows = rows};
    columns_fill(&columns, span, json_object_get(answer.view, "items"));
    view_chart(view, "days", rows, columns.count, page_lang(request));
    return ERR_OK;
}

/* ---- tables */

static enum err show_articles(struct app *app, const struct request *request, struct view view,
                              const struct figures_span *span)
{
    auto_answer struct staff_answer answer = {.status = 0};
    const struct staff_question question = figures_question(api_stats_articles, span);
    enum err err = staff_ask(app, request, &question, &answer);
    const json_t *items = json_object_get(answer.view, "items"), *item;
    size_t index;
    if (err)
        return err;
    struct view part = view_object(view, "articles"), list = view_list(part, "rows");
    view_flag(part, "has_any", json_array_size(items) > 0);
    view_url(part, "file_url", safe_url_trusted(figures_file_path(request, span, "bai")));
    json_array_foreach(items, index, item)
    {
        struct view row = view_append(list);
        staff_text(row, "title", json_object_get(item, "title"));
        view_url(row, "url", safe_url_trusted(json_string_value(json_object_get(item, "url"))));
        staff_text(row, "category", json_object_get(json_object_get(item, "category"), "name"));
        view_text(row, "published", staff_day(request, json_object_get(item, "published_at")));
        staff_number(request, row, "views", json_object_get(item, "views"));
    }
    return ERR_OK;
}

/* Those in which nothing was published and nothing read say nothing. */
static enum err show_categories(struct app *app, const struct request *request, struct view view,
                                const struct figures_span *span)
{
    auto_answer struct staff_answer answer = {.status = 0};
    const struct staff_question question = figures_question(api_stats_categories, span);
    enum err err = staff_ask(app, request, &question, &answer);
    const json_t *item;
    size_t index, count = 0;
    if (err)
        return err;
    struct view part = view_object(view, "categories"), list = view_list(part, "rows");
    json_array_foreach(json_object_get(answer.view, "items"), index, item)
    {
        const json_t *category = json_object_get(item, "category");
        if (!figure(item, "views") && !figure(item, "articles"))
            continue;
        struct view row = view_append(list);
        const char *name = json_string_value(json_object_get(category, "name"));
        view_text(row, "name", name ? name : staff_word(app, request, "figures.no_category"));
        staff_number(request, row, "articles", json_object_get(item, "articles"));
        staff_number(request, row, "views", json_object_get(item, "views"));
        count++;
    }
    view_flag(part, "has_any", count > 0);
    view_url(part, "file_url", safe_url_trusted(figures_file_path(request, span, "chuyen-muc")));
    return ERR_OK;
}

/* Which articles readers are not satisfied with, where they are asked. */
static enum err show_ratings(struct app *app, const struct request *request, struct view view,
                             const struct figures_span *span)
{
    auto_answer struct staff_answer answer = {.status = 0};
    const struct staff_question question = figures_question(api_stats_ratings, span);
    const json_t *items, *item;
    size_t index;
    view_null(view, "ratings");
    if (!app->rated_kinds)
        return ERR_OK;
    enum err err = staff_ask(app, request, &question, &answer);
    if (err)
        return err;
    items = json_object_get(answer.view, "items");
    struct view part = view_object(view, "ratings"), list = view_list(part, "rows");
    view_flag(part, "has_any", json_array_size(items) > 0);
    view_url(part, "file_url", safe_url_trusted(figures_file_path(request, span, "danh-gia")));
    json_array_foreach(items, index, item)
    {
        struct view row = view_append(list);
        staff_text(row, "title", json_object_get(item, "title"));
        view_url(row, "url", safe_url_trusted(json_string_value(json_object_get(item, "url"))));
        staff_number(request, row, "good", json_object_get(item, "good"));
        staff_number(request, row, "fair", json_object_get(item, "fair"));
        staff_number(request, row, "bad", json_object_get(item, "bad"));
    }
    return ERR_OK;
}

/* For those who may mend it: what people looked for is not everybody's. */
static enum err show_misses(struct app *app, const struct request *request, struct view view,
                            const struct figures_span *span)
{
    auto_answer struct staff_answer answer = {.status = 0};
    char most[NUMBER_TEXT_SIZE];
    const json_t *items, *item;
    size_t index;
    view_null(view, "misses");
    if (request->actor.role < ROLE_EDITOR)
        return ERR_OK;
    snprintf(most, sizeof most, "%d", ROWS_SHOWN);
    const struct staff_question question = {
        .handle = api_miss_list, .method = METHOD_GET, .parameters = {{"limit", most}}, .parameter_count = 1};
    enum err err = staff_ask(app, request, &question, &answer);
    if (err)
        return err;
    items = json_object_get(answer.view, "items");
    struct view part = view_object(view, "misses"), list = view_list(part, "rows");
    view_flag(part, "has_any", json_array_size(items) > 0);
    view_url(part, "file_url", safe_url_trusted(figures_file_path(request, span, "cau-tim")));
    json_array_foreach(items, index, item)
    {
        const char *day = json_string_value(json_object_get(item, "last_day"));
        struct view row = view_append(list);
        staff_text(row, "query", json_object_get(item, "query"));
        staff_number(request, row, "times", json_object_get(item, "times"));
        bool is_day = day && strlen(day) == strlen("2026-11-24");
        view_text(row, "day",
                  is_day ? arena_printf(view.arena, "%.2s/%.2s/%.4s", day + 8, day + 5, day) : NULL);
    }
    return ERR_OK;
}

/* The numbers that the public page has too. */
static enum err show_totals(struct app *app, const struct request *request, struct view view)
{
    static const char *const names[] = {"online", "today", "month", "all"};
    auto_answer struct staff_answer answer = {.status = 0};
    enum err err = staff_read(app, request, api_stats_show, NULL, &answer);
    struct view list = view_list(view, "totals");
    for (size_t i = 0; !err && i < sizeof names / sizeof *names; i++) {
        struct view total = view_append(list);
        view_text(total, "label", page_word(app, request, arena_printf(view.arena, "stats_%s", names[i])));
        staff_number(request, total, "value", json_object_get(answer.view, names[i]));
    }
    return err;
}

enum err staff_figures_show(struct app *app, const struct request *request, struct reply *reply)
{
    struct figures_span span;
    figures_span_read(request, &span);
    struct view view =
        staff_begin(request, reply, "staff/figures.html", staff_word(app, request, "figures.title"));
    view_url(view, "sheet_url", safe_url_trusted(app->interface.figures_url));
    figures_span_show(app, request, view, &span, "/so-lieu");
    staff_way(app, request, view, "authors_url", "/so-lieu/nhuan-but",
              staff_path(request, "/so-lieu/nhuan-but?tu=%s&den=%s", span.from, span.to));
    view_url(view, "days_url", safe_url_trusted(figures_file_path(request, &span, "ngay")));
    enum err err = show_totals(app, request, view);
    if (!err)
        err = show_days(app, request, view, &span);
    if (!err)
        err = show_articles(app, request, view, &span);
    if (!err)
        err = show_categories(app, request, view, &span);
    if (!err)
        err = show_ratings(app, request, view, &span);
    return err ? err : show_misses(app, request, view, &span);
}
