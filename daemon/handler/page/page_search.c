/* /tim-kiem. The search as a form without a script. What is found is article/search.h's; a page forgives
 * what the API refuses, since people edit addresses and follow old links. */
#include "article/search.h"
#include "core/access.h"
#include "core/cursor.h"
#include "core/query.h"
#include "handler/handler.h"
#include "http/url.h"
#include "page.h"
#include "page_search_links.h"
#include "store/category.h"
#include "store/visit_rows.h"
#include "text/date.h"
#include "text/number.h"
#include "view/article.h"

#include <string.h>

/* A query of eighty bytes or more stays out of the page's title. */
enum {
    PAGE_ROWS = 20,
    SUGGESTED_TITLES = 8,
    LATEST_SHOWN = 8,
    TITLE_QUERY_LENGTH = 80,
    READ_DAYS = 30,
    READ_SHOWN = 5
};

/* A day as the form's field gives it; anything else counts as empty. */
static const char *day_or_null(const struct request *request, const char *name)
{
    const char *text = request_parameter(request, name);
    int32_t day;
    return text && *text && day_parse(text, &day) == ERR_OK ? text : NULL;
}

/* The instant of the day's beginning, or of the next day's with `later` 1; 0 without one, which the
 * query takes for no bound. */
static int64_t day_start(const char *text, int later)
{
    int32_t day;
    return text && day_parse(text, &day) == ERR_OK ? day_start_ms(day_add(day, later)) : 0;
}

static enum err search_page_read_form(struct conn *conn, const struct request *request, struct reply *reply,
                                      struct search_form *form)
{
    const char *slug = request_parameter(request, "category"), *sort = request_parameter(request, "sort");
    struct category category;
    *form = (struct search_form){.from = day_or_null(request, "from"), .to = day_or_null(request, "to")};
    form->query = (struct article_query){.limit = PAGE_ROWS, .lang = page_lang_name(request)};
    const char *kind = request_parameter(request, "kind");
    if (kind && kind_named(kind) != KIND_COUNT) {
        form->kind = kind_of(kind_named(kind))->name;
        form->query.kinds = 1u << kind_named(kind);
    }
    /* 0 where the field was empty. */
    form->query.from_ms = day_start(form->from, 0);
    form->query.to_ms = day_start(form->to, 1);
    enum err err = search_ask_read(request, reply, &form->ask);
    if (err)
        return err;
    /* Decided anew, for search_ask_read() notes a fault of an unknown order, which a page leaves out. */
    form->ask.sort = sort && strcmp(sort, "newest") == 0 ? SEARCH_BY_TIME : SEARCH_BY_RELEVANCE;
    /* An empty field of the form is no category; an unknown one is left out. */
    err = slug && *slug ? category_named(conn, request, slug, &category) : ERR_NOT_FOUND;
    if (!err) {
        form->category = category.slug;
        form->category_name = category.name;
        form->query.category_id = category.id;
    }
    err = err == ERR_NOT_FOUND ? ERR_OK : err;
    struct article_query *query = &form->query;
    return err ? err : query_cursor(request, reply, &query->after, &query->after_ms, &query->after_id);
}

/* The choice of categories, with the present one marked. */
static enum err search_page_fill_categories(struct conn *conn, const struct request *request,
                                            struct view view, const struct search_form *form)
{
    struct category *categories;
    size_t count;
    enum err err = category_list(conn, page_lang_name(request), CATEGORIES_PUBLIC, &categories, &count);
    if (err)
        return err;
    struct view list = view_list(view, "categories");
    for (size_t i = 0; i < count; i++) {
        struct view item = view_append(list);
        view_text(item, "slug", categories[i].slug);
        view_text(item, "name", categories[i].name);
        view_url(item, "url",
                 safe_url_trusted(category_path(item.arena, categories[i].slug, categories[i].lang)));
        view_flag(item, "is_chosen", form->category && strcmp(form->category, categories[i].slug) == 0);
    }
    view_flag(view, "has_categories", count > 0);
    return ERR_OK;
}

/* The fields as they were sent, so that the form comes back as it was left. */
static void fill_form(const struct app *app, struct view view, const struct request *request,
                      const struct search_form *form)
{
    view_text(view, "query", form->ask.text ? form->ask.text : "");
    view_text(view, "from", form->from ? form->from : "");
    view_text(view, "to", form->to ? form->to : "");
    bool is_by_time = form->ask.sort == SEARCH_BY_TIME;
    view_flag(view, "is_by_time", is_by_time);
    search_view_filters(app, view, request, form);
    view_text(view, "kind", form->kind);
    view_url(view, "search_url", safe_url_trusted(search_path(request)));
    view_flag(view, "is_shortened", form->ask.is_shortened);
}

/* Titles for the list behind the field, which works without a script: those like what was typed, or the
 * newest. */
static enum err search_page_fill_titles(struct conn *conn, const struct request *request, struct view view,
                                        const struct search_form *form)
{
    const struct article_query filter = {.limit = SUGGESTED_TITLES, .lang = page_lang_name(request)};
    struct article_list list = {.count = 0};
    enum err err = ERR_OK;
    if (form->ask.text && *form->ask.text)
        err = search_suggest(conn, form->ask.text, &filter, &list.items, &list.count, NULL);
    /* The list is a convenience; the page goes on without it. */
    if (err == ERR_SEARCH_CUT)
        err = ERR_OK;
    if (!err && !list.count)
        err = page_latest(conn, page_lang_name(request), SUGGESTED_TITLES, &list);
    struct view titles = view_list(view, "titles");
    for (size_t i = 0; !err && i < list.count; i++)
        view_text(view_append(titles), "title", list.items[i].title);
    return err;
}

/* A hit with its snippet, whose marks become elements. */
static void fill_rows(struct view view, const struct search_result *result, enum lang lang)
{
    struct view list = view_list(view, "items");
    for (size_t i = 0; i < result->count; i++) {
        struct view row = view_append(list);
        const struct search_hit *hit = &result->hits[i];
        view_page_row(row, &hit->article, lang);
        struct safe_html html = {NULL, 0};
        if (hit->snippet)
            html = safe_html_marked(view.arena, hit->snippet, SEARCH_MARK_BEGIN, SEARCH_MARK_END);
        view_html(row, "snippet_html", html);
        search_view_file(row, hit);
    }
}

/* By relevance the cursor is a rank and not a time, which makes no difference here. */
static void fill_next(struct view view, const struct request *request, const struct search_result *result)
{
    if (!result->more) {
        view_null(view, "next_url");
        return;
    }
    const char *cursor = cursor_write(view.arena, result->next_ms, result->next_id);
    view_url(view, "next_url", page_link(request, query_next(request, view.arena, cursor, 0)));
}

/* What most people read in the last month: how many, which the statistics say, matters nothing here. */
static enum err fill_most_read(struct conn *conn, const struct request *request, struct view view)
{
    struct read_row *rows;
    size_t count;
    int32_t today = day_of(request->now_ms);
    enum err err = visit_rows_most_read(conn, page_lang_name(request), day_add(today, 1 - READ_DAYS), today,
                                        READ_SHOWN, &rows, &count);
    if (err || !count) {
        view_null(view, "read");
        return err;
    }
    struct view items = view_list(view_object(view, "read"), "items");
    for (size_t i = 0; i < count; i++) {
        const struct article article = {.lang = page_lang_name(request), .slug = rows[i].slug};
        struct view item = view_append(items);
        view_text(item, "title", rows[i].title);
        view_url(item, "url", safe_url_trusted(article_path(view.arena, &article)));
    }
    return ERR_OK;
}

/* A way on for who found nothing: the search without its filters, which may be why, and the newest articles.
 */
static enum err fill_ways_on(struct conn *conn, const struct request *request, struct view view,
                             const struct search_form *form, bool is_found)
{
    struct article_list list = {.count = 0};
    enum err err = is_found ? ERR_OK : page_latest(conn, page_lang_name(request), LATEST_SHOWN, &list);
    if (err)
        return err;
    page_rows(view, "latest", list.items, list.count, page_lang(request));
    view_flag(view, "has_latest", list.count > 0);
    err = page_popular(conn, request, view);
    if (!err && !form->ask.text)
        err = fill_most_read(conn, request, view);
    else
        view_null(view, "read");
    if (err)
        return err;
    if (!is_found && form->ask.text && (form->kind || form->category || form->from || form->to))
        search_link_view(view, "unfiltered_url", request, &(struct search_link){.text = form->ask.text});
    else
        view_null(view, "unfiltered_url");
    return ERR_OK;
}

/* What the same search finds with another filter, to say where else there is something. */
static enum err count_elsewhere(struct conn *conn, const struct search_form *form,
                                struct article_query filter, struct search_facets *ret_facets)
{
    struct search_result result;
    filter.after = false;
    filter.limit = 1;
    enum err err = search_articles(conn, form->ask.text, &filter, form->ask.sort, &result);
    return err ? err : search_facets(&result, ret_facets);
}

/* The chip that is chosen says what the page says: within its bounds a search may look for looser things. */
static void agree(struct search_facet *facets, size_t count, const char *chosen, int64_t total)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(facets[i].key, chosen) == 0)
            facets[i].count = total;
}

/* Kinds where a kind is chosen already, counted as if it were not; categories likewise. */
static enum err count_narrower(struct conn *conn, const struct request *request,
                               const struct search_form *form, int64_t total, struct search_facets *facets)
{
    struct search_facets other;
    struct article_query filter = form->query;
    filter.kinds = 0;
    enum err err = form->kind ? count_elsewhere(conn, form, filter, &other) : ERR_OK;
    if (!err && form->kind) {
        facets->kinds = other.kinds;
        facets->kind_count = other.kind_count;
        agree(facets->kinds, facets->kind_count,
              arena_printf(request->arena, "%d", (int)kind_named(form->kind)), total);
    }
    filter = form->query;
    filter.category_id = 0;
    if (!err && form->category)
        err = count_elsewhere(conn, form, filter, &other);
    if (!err && form->category) {
        facets->categories = other.categories;
        facets->category_count = other.category_count;
        agree(facets->categories, facets->category_count, form->category, total);
    }
    return err;
}

/* The total, and where it lies: months add up to it, and so do kinds and categories of which none is chosen;
 * false in *ret_known when the limit of time cut them. */
static enum err count_found(struct conn *conn, const struct request *request, const struct search_form *form,
                            const struct search_result *result, int64_t *ret_total,
                            struct search_facets *ret_facets, bool *ret_known)
{
    /* More questions of the same query; each has its own limit of time. */
    enum err err = search_total(result, ret_total);
    if (!err)
        err = search_facets(result, ret_facets);
    if (!err)
        err = count_narrower(conn, request, form, *ret_total, ret_facets);
    *ret_known = err != ERR_SEARCH_CUT;
    return *ret_known ? err : ERR_OK;
}

/* The results with their numbers. Nothing asked is no error; the page then shows the form alone. */
static enum err fill_found(struct app *app, struct conn *conn, const struct request *request,
                           struct view view, const struct search_form *form)
{
    struct search_result result = {.count = 0};
    struct search_facets facets = {.month_count = 0};
    bool is_asked = form->ask.text && *form->ask.text, is_counted = true;
    int64_t total = 0;
    char number[NUMBER_TEXT_SIZE];
    enum err err = is_asked ? search_run(app, conn, request, &form->ask, &form->query, &result) : ERR_OK;
    if (!err && is_asked)
        err = count_found(conn, request, form, &result, &total, &facets, &is_counted);
    if (err)
        return err;
    view_flag(view, "is_asked", is_asked);
    view_flag(view, "is_found", result.count > 0);
    view_flag(view, "is_cut", result.is_cut || !is_counted);
    /* Nothing has all that was asked for, so whatever is shown is only near it. */
    view_flag(view, "is_near", result.is_near);
    view_text(view, "unread", result.unread);
    view_text(view, "total", total ? number_grouped(total, page_lang(request), number) : NULL);
    fill_rows(view, &result, page_lang(request));
    search_view_months(view, request, form, &facets);
    search_view_narrower(view, request, form, &facets);
    search_view_suggestion(view, request, result.suggestion);
    fill_next(view, request, &result);
    return fill_ways_on(conn, request, view, form, result.count > 0);
}

/* The query in the title tells tabs and the history apart, as long as it is short. */
static const char *title_of(struct app *app, const struct request *request, struct arena *arena)
{
    const char *name = json_string_value(json_object_get(app->interface.words[page_lang(request)], "search"));
    const char *text = request_parameter(request, "q");
    return text && *text && strlen(text) < TITLE_QUERY_LENGTH ? arena_printf(arena, "%s: %s", name, text)
                                                              : name;
}

enum err page_search_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct search_form form;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = search_page_read_form(conn, request, reply, &form);
    if (err)
        return err;
    struct view view =
        page_begin(request, reply, "pages/search.html", title_of(app, request, reply->arena), NULL);
    /* Results are no content, but the articles they lead to are. */
    view_text(view, "robots", "noindex, follow");
    reply->other_path = page_other_path(request);
    /* The frame leaves its own search box out. */
    view_flag(view, "is_search", true);
    fill_form(app, view, request, &form);
    err = search_page_fill_categories(conn, request, view, &form);
    if (!err)
        err = fill_found(app, conn, request, view, &form);
    return err ? err : search_page_fill_titles(conn, request, view, &form);
}
