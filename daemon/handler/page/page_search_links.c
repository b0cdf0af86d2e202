/* Addresses of the search and the words on them. Knows nothing of how it finds. */
#include "page_search_links.h"

#include "http/url.h"
#include "text/date.h"
#include "text/number.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Months beyond the twelfth are seldom what is looked for; of categories the first are enough to choose. */
enum { MONTHS_SHOWN = 12, CATEGORIES_SHOWN = 8, FOUND_FEW = 5, FILTERS_MAX = 1024 };

const char *search_path(const struct request *request)
{
    return page_lang(request) == LANG_EN ? "/en/tim-kiem" : "/tim-kiem";
}

/* The present search as a link. */
static struct search_link search_link_of(const struct search_form *form)
{
    return (struct search_link){form->ask.text, form->kind, form->category,
                                form->from,     form->to,   form->ask.sort == SEARCH_BY_TIME};
}

/* The same search with other words, or with another filter put behind. */
void search_link_view(struct view view, const char *name, const struct request *request,
                      const struct search_link *link)
{
    auto_buf struct buf out = BUF(16 * 1024);
    buf_printf(&out, "%s?q=", search_path(request));
    /* Categories and days have been judged, and need no escaping. */
    url_escape(&out, link->text, "");
    if (link->kind)
        buf_printf(&out, "&kind=%s", link->kind);
    if (link->category)
        buf_printf(&out, "&category=%s", link->category);
    if (link->from)
        buf_printf(&out, "&from=%s", link->from);
    if (link->to)
        buf_printf(&out, "&to=%s", link->to);
    if (link->is_by_time)
        buf_text(&out, "&sort=newest");
    view_url(view, name, page_link(request, arena_copy(view.arena, buf_str(&out), out.length)));
}

void search_view_suggestion(struct view view, const struct request *request, const char *suggestion)
{
    if (!suggestion) {
        view_null(view, "suggestion");
        return;
    }
    struct view object = view_object(view, "suggestion");
    view_text(object, "text", suggestion);
    search_link_view(object, "url", request, &(struct search_link){.text = suggestion});
}

/* One way to narrow the search, or to widen it again, at the end of `chips`. */
static void search_add_chip(json_t *chips, const struct request *request, const struct search_link *link,
                            const char *name, int64_t count, bool is_chosen)
{
    char number[NUMBER_TEXT_SIZE];
    struct view item = view_append((struct view){request->arena, chips});
    view_text(item, "name", name);
    view_text(item, "count", number_grouped(count, page_lang(request), number));
    view_flag(item, "is_chosen", is_chosen);
    search_link_view(item, "url", request, link);
}

/* The chips under a name, for part/chips.html; null where there is nothing to choose. */
static void search_view_chips(struct view view, const char *name, json_t *chips)
{
    if (json_array_size(chips) == 0)
        view_null(view, name);
    else
        view_json(view_object(view, name), "chips", json_incref(chips));
}

/* Months as links: the form's two dates are hard to fill in by hand. */
void search_view_months(struct view view, const struct request *request, const struct search_form *form,
                        const struct search_facets *facets)
{
    json_auto_t *chips = json_array();
    /* One month, or a period that was chosen already, leaves nothing to choose. */
    size_t shown = facets->month_count > 1 && !form->from && !form->to ? facets->month_count : 0;
    for (size_t i = 0; i < shown && i < MONTHS_SHOWN; i++) {
        int year = 0, month = 0;
        if (sscanf(facets->months[i].key, "%4d-%2d", &year, &month) != 2 || !civil_exists(year, month, 1))
            continue;
        /* The day before the first of the next month. */
        const struct civil last = civil_from_days(
            days_from_civil(month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1) - 1);
        struct search_link link = search_link_of(form);
        link.from = arena_printf(view.arena, "%04d-%02d-01", year, month);
        link.to = arena_printf(view.arena, "%04d-%02d-%02d", year, month, last.day);
        search_add_chip(chips, request, &link, arena_printf(view.arena, "%02d/%04d", month, year),
                        facets->months[i].count, false);
    }
    search_view_chips(view, "by_month", chips);
}

/* Kinds: one alone is no choice. */
static void search_view_kinds(struct view view, const struct request *request, const struct search_form *form,
                              const struct search_facets *facets)
{
    json_auto_t *chips = json_array();
    for (size_t i = 0; facets->kind_count > 1 && i < facets->kind_count; i++) {
        long number = strtol(facets->kinds[i].key, NULL, 10);
        struct search_link link = search_link_of(form);
        if (number < 0 || number >= KIND_COUNT)
            continue;
        const struct kind *kind = kind_of((enum article_kind)number);
        bool is_chosen = form->kind && strcmp(form->kind, kind->name) == 0;
        /* The chosen one leads back to all. */
        link.kind = is_chosen ? NULL : kind->name;
        search_add_chip(chips, request, &link, kind->titles[page_lang(request)], facets->kinds[i].count,
                        is_chosen);
    }
    search_view_chips(view, "by_kind", chips);
}

void search_view_narrower(struct view view, const struct request *request, const struct search_form *form,
                          const struct search_facets *facets)
{
    json_auto_t *chips = json_array();
    int64_t found = 0;
    for (size_t i = 0; i < facets->kind_count; i++)
        found += facets->kinds[i].count;
    /* What is seen at a glance needs no choice either; but one that was made can be taken back. */
    bool is_choice = form->category || (found > FOUND_FEW && facets->category_count > 1);
    size_t shown = is_choice ? facets->category_count : 0;
    for (size_t i = 0; i < shown && json_array_size(chips) < CATEGORIES_SHOWN; i++) {
        const struct search_facet *facet = &facets->categories[i];
        /* One above that holds all that was found narrows nothing. */
        if (!form->category && !form->kind && facet->count >= found)
            continue;
        struct search_link link = search_link_of(form);
        bool is_chosen = form->category && strcmp(form->category, facet->key) == 0;
        link.category = is_chosen ? NULL : facet->key;
        search_add_chip(chips, request, &link, facet->name, facet->count, is_chosen);
    }
    search_view_kinds(view, request, form, facets);
    search_view_chips(view, "by_category", chips);
}

/* A day as people of the page's language write it. */
static const char *filter_day(const struct request *request, const char *day)
{
    char text[DATE_TEXT_SIZE];
    int32_t number;
    if (day_parse(day, &number))
        return day;
    return arena_text(request->arena, date_short(day_start_ms(number), page_lang(request), text));
}

void search_view_filters(const struct app *app, struct view view, const struct request *request,
                         const struct search_form *form)
{
    auto_buf struct buf out = BUF(FILTERS_MAX);
    if (form->category_name)
        buf_printf(&out, "%s · ", form->category_name);
    if (form->from)
        buf_printf(&out, "%s %s · ", page_word(app, request, "filter_from"), filter_day(request, form->from));
    if (form->to)
        buf_printf(&out, "%s %s · ", page_word(app, request, "filter_to"), filter_day(request, form->to));
    buf_text(&out, page_word(app, request,
                             form->ask.sort == SEARCH_BY_TIME ? "search_by_time" : "search_by_relevance"));
    /* A name that is too long for it stays out with all others. */
    view_text(view, "filters", buf_failed(&out) ? "…" : arena_copy(view.arena, buf_str(&out), out.length));
}
