/* The numbers of pages and the names of months. Knows addresses, not rows; how many there are the store
 * counts. */
#include "page_place.h"

#include "base/calendar.h"
#include "text/date.h"
#include "text/number.h"

#include <string.h>

/* Numbers beside the present page, and the most that a page may have, which is beyond every list. */
enum { NEIGHBOURS = 1, PAGE_MOST = 1000000000, MONTH_SIZE = 8 };

/* "2026-11", the one way in which an address says a month. */
static const char *month_value(const struct list_month *month, char text[static MONTH_SIZE])
{
    snprintf(text, MONTH_SIZE, "%04u-%02u", (unsigned)month->year % 10000, (unsigned)month->month % 100);
    return text;
}

/* The address of a page of the list, of a month (or NULL). */
static const char *place_path(struct arena *arena, const char *path, const struct list_month *month,
                              int64_t page)
{
    char text[MONTH_SIZE];
    const char *begin = month ? arena_printf(arena, "%s?thang=%s", path, month_value(month, text)) : path;
    /* A list that is filtered has parameters of its own. */
    return page > 1
               ? arena_printf(arena, "%s%ctrang=%lld", begin, strchr(begin, '?') ? '&' : '?', (long long)page)
               : begin;
}

static int64_t place_pages(const struct place *place)
{
    return place->total ? (place->total + place->rows - 1) / place->rows : 1;
}

/* A word with its hole filled. */
static const char *place_word(const struct app *app, const struct request *request, const char *key,
                              const char *text)
{
    const char *word = page_word(app, request, key), *hole = strstr(word, "{0}");
    return hole ? arena_printf(request->arena, "%.*s%s%s", (int)(hole - word), word, text, hole + 3) : word;
}

/* "Tháng 11/2026", "November 2026": of an English date the last two words. */
static const char *month_name(const struct app *app, const struct request *request,
                              const struct list_month *month)
{
    char text[DATE_TEXT_SIZE];
    if (page_lang(request) != LANG_EN)
        return place_word(app, request, "month_name",
                          arena_printf(request->arena, "%d/%04d", month->month, month->year));
    date_short(day_start_ms(month->year * 10000 + month->month * 100 + 1), LANG_EN, text);
    char *year = strrchr(text, ' ');
    if (year)
        *year = '\0';
    const char *name = strrchr(text, ' ');
    return place_word(app, request, "month_name",
                      arena_printf(request->arena, "%s %04d", name ? name + 1 : text, month->year));
}

/* "Trang 3" */
static const char *page_name(const struct app *app, const struct request *request, int64_t page)
{
    char number[NUMBER_TEXT_SIZE];
    return place_word(app, request, "page_number", number_grouped(page, page_lang(request), number));
}

/* The month that the address names; false when it is none that the list has. */
static bool place_find_month(struct place *place, const char *value)
{
    char text[MONTH_SIZE];
    for (size_t i = 0; i < place->month_count; i++) {
        if (strcmp(month_value(&place->months[i], text), value) != 0)
            continue;
        place->month = &place->months[i];
        place->total = place->month->count;
        return true;
    }
    return false;
}

/* Whether it has the form of a month, so that somebody may have meant one. */
static bool is_month(const char *value)
{
    return strlen(value) == 7 && strspn(value, "0123456789") == 4 && value[4] == '-' &&
           strspn(value + 5, "0123456789") == 2;
}

/* There is no such page; the last that there is may have what was looked for. */
static enum err place_beyond(struct app *app, const struct request *request, struct reply *reply,
                             const struct place *place)
{
    int64_t last = place_pages(place);
    reply->way_path = place_path(reply->arena, place->path, place->month, last);
    reply->way_title = place->month
                           ? arena_printf(reply->arena, "%s, %s", month_name(app, request, place->month),
                                          page_name(app, request, last))
                           : page_name(app, request, last);
    return ERR_NOT_FOUND;
}

enum err place_read(struct app *app, struct conn *conn, const struct request *request, struct reply *reply,
                    const struct article_query *query, struct place *place)
{
    const char *month = request_parameter(request, "thang"), *page = request_parameter(request, "trang");
    bool is_odd = false;
    enum err err = list_months(conn, query, &place->months, &place->month_count, &place->total);
    if (err)
        return err;
    place->page = 1;
    if (month && is_month(month) && !place_find_month(place, month))
        return place_beyond(app, request, reply, place);
    is_odd = month && !place->month;
    err = page ? number_parse(page, 2, PAGE_MOST, &place->page) : ERR_OK;
    if (err || is_odd) {
        /* The address that is meant, so that each page has one. */
        bool is_large = err == ERR_RANGE && strcmp(page, "0") != 0 && strcmp(page, "1") != 0;
        if (is_large && !is_odd)
            return place_beyond(app, request, reply, place);
        return page_moved(reply, place_path(reply->arena, place->path, place->month, err ? 1 : place->page));
    }
    return place->page > place_pages(place) ? place_beyond(app, request, reply, place) : ERR_OK;
}

const char *place_title(struct app *app, const struct request *request, struct arena *arena,
                        const struct place *place, const char *title)
{
    if (place->month)
        title = arena_printf(arena, "%s – %s", title, month_name(app, request, place->month));
    if (place->page > 1)
        title = arena_printf(arena, "%s – %s", title, page_name(app, request, place->page));
    return title;
}

/* The first, the last, and those around the present one, with gaps between. */
static void place_view_pages(struct view view, const struct place *place, enum lang lang)
{
    struct view list = view_list(view, "pages");
    int64_t last = place_pages(place), before = 0;
    for (int64_t page = 1; page <= last; page++) {
        char number[NUMBER_TEXT_SIZE];
        bool is_near = page >= place->page - NEIGHBOURS && page <= place->page + NEIGHBOURS;
        if (page != 1 && page != last && !is_near) {
            /* Nothing is shown up to the neighbours, or to the last. */
            page = page < place->page ? place->page - NEIGHBOURS - 1 : last - 1;
            continue;
        }
        struct view item = view_append(list);
        view_flag(item, "is_gap", page > before + 1);
        view_flag(item, "is_current", page == place->page);
        view_text(item, "number", number_grouped(page, lang, number));
        view_url(item, "url", safe_url_trusted(place_path(view.arena, place->path, place->month, page)));
        before = page;
    }
}

/* The neighbour under two names: for readers, and for machines in the head. */
static void place_view_way(struct view view, const char *name, const char *rel, const struct place *place,
                           int64_t page)
{
    bool is_there = page >= 1 && page <= place_pages(place);
    const char *path = place_path(view.arena, place->path, place->month, page);
    if (!is_there) {
        view_null(view, name);
        return;
    }
    view_url(view, name, safe_url_trusted(path));
    view_url(view, rel, safe_url_trusted(path));
}

/* The months as choices of a form. */
static void place_view_months(struct app *app, const struct request *request, struct view view,
                              const struct place *place)
{
    struct view list = view_list(view, "months");
    int64_t all = 0;
    for (size_t i = 0; i < place->month_count; i++)
        all += place->months[i].count;
    /* What stands on one page needs no choice. */
    bool is_shown = place->month_count > 1 && all > place->rows;
    view_flag(view, "has_months", is_shown);
    for (size_t i = 0; is_shown && i < place->month_count; i++) {
        char number[NUMBER_TEXT_SIZE], value[MONTH_SIZE];
        struct view item = view_append(list);
        view_text(item, "value", month_value(&place->months[i], value));
        view_text(item, "name", month_name(app, request, &place->months[i]));
        view_text(item, "count", number_grouped(place->months[i].count, page_lang(request), number));
        view_flag(item, "is_chosen", place->month == &place->months[i]);
    }
}

void place_view(struct app *app, const struct request *request, struct view view, const struct place *place)
{
    struct arena *arena = view.arena;
    int64_t pages = place_pages(place);
    const char *text = page_count(app, arena, page_lang(request), "count_articles", place->total);
    char number[NUMBER_TEXT_SIZE];
    if (place->month)
        text = arena_printf(arena, "%s: %s", month_name(app, request, place->month), text);
    if (pages > 1)
        text = arena_printf(arena, "%s · %s/%s", text, page_name(app, request, place->page),
                            number_grouped(pages, page_lang(request), number));
    view_text(view, "place", place->total ? text : NULL);
    view_url(view, "list_url", safe_url_trusted(place->path));
    view_flag(view, "is_first", place->page == 1 && !place->month);
    view_flag(view, "has_pager", pages > 1);
    place_view_pages(view, place, page_lang(request));
    place_view_way(view, "newer_url", "rel_prev_url", place, place->page - 1);
    place_view_way(view, "older_url", "rel_next_url", place, place->page + 1);
    place_view_months(app, request, view, place);
}
