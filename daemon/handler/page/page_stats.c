/* /thong-ke. Numbers come from the visits (folded or not) and from the database's sums; which counts
 * what is theirs. This file only lays them out, with periods that end today. */
#include "handler/handler.h"
#include "page.h"
#include "text/date.h"
#include "text/number.h"
#include "view/article.h"
#include "view/chart.h"
#include "view/portal.h"

#include <stdlib.h>
#include <string.h>

/* Periods in days. DAY_FIRST is the calendar's first, for "ever"; up to MONTHS_PLAIN months each fourth
 * is named on the axis, beyond that the years. */
enum { DAYS = 90, WEEK = 7, MONTH = 30, READ_MOST = 10, DAY_FIRST = 19700101, MONTHS_PLAIN = 24 };

/* What the parts of the page are made from. */
struct page {
    struct app *app;
    struct conn *conn;
    const struct request *request;
    struct view view;
    enum lang lang;
    int32_t today;
};

/* A word of the interface in the page's language. */
static const char *stats_page_word(const struct page *page, const char *key)
{
    return json_string_value(json_object_get(page->app->interface.words[page->lang], key));
}

/* A day as people write it, in the page's arena. */
static const char *day_text(const struct page *page, int32_t day)
{
    char text[DATE_TEXT_SIZE];
    return arena_text(page->view.arena, date_short(day_start_ms(day), page->lang, text));
}

/* MM/YYYY, which both languages read. */
static const char *month_text(const struct page *page, int32_t month)
{
    return arena_printf(page->view.arena, "%02d/%d", (int)(month % 100), (int)(month / 100));
}

/* Numbers are texts in views of pages, grouped as the language does it. */
static void stats_page_number(struct view view, const char *name, int64_t value, enum lang lang)
{
    char text[NUMBER_TEXT_SIZE];
    view_text(view, name, number_grouped(value, lang, text));
}

/* One line of the table: today, this month, all. */
static void numbers(struct view list, const char *label, const struct visit_counts *counts, enum lang lang)
{
    struct view row = view_append(list);
    view_text(row, "label", label);
    stats_page_number(row, "today", counts->today, lang);
    stats_page_number(row, "month", counts->month, lang);
    stats_page_number(row, "all", counts->all, lang);
}

static void fill_numbers(const struct page *page)
{
    struct stats stats;
    visits_stats(page->app->portal->visits, &stats);
    stats = stats_with_reader(&stats);
    struct view list = view_list(page->view, "numbers");
    numbers(list, stats_page_word(page, "stats_visits"), &stats.visits, page->lang);
    numbers(list, stats_page_word(page, "stats_views"), &stats.views, page->lang);
    numbers(list, stats_page_word(page, "stats_machines"), &stats.machines, page->lang);
    stats_page_number(page->view, "online", stats.online, page->lang);
    char text[DATE_TEXT_SIZE];
    view_text(page->view, "as_of", date_long(stats.as_of_ms, page->lang, text));
}

/* Adds a day to a column of a chart. */
static void stats_page_add(struct chart_row *row, const struct day_row *day)
{
    row->visits += day->visits;
    row->views += day->views;
    row->machines += day->machines;
}

/* The last 90 days, those without a view too; fewer where the calendar, by a clock that stands at its
 * beginning, has not as many. */
static enum err fill_days(const struct page *page)
{
    struct day_row *days;
    size_t count, at = 0, shown = 0;
    int32_t day = day_add(page->today, 1 - DAYS);
    struct chart_row *rows = arena_zero(page->view.arena, DAYS, sizeof *rows);
    enum err err = visits_daily(page->app->portal->visits, page->view.arena, day, page->today, &days, &count);
    if (err || !rows)
        return err ? err : ERR_MEMORY;
    /* Both are ascending, so one walk puts each day of the database into its column. */
    for (; shown < DAYS && day <= page->today; shown++, day = day_add(day, 1)) {
        rows[shown].label = day_text(page, day);
        /* The first of a month is named on the axis. */
        if (day % 100 == 1)
            rows[shown].mark = arena_printf(page->view.arena, "01/%02d", (int)(day / 100 % 100));
        if (at < count && days[at].day == day)
            stats_page_add(&rows[shown], &days[at++]);
    }
    view_chart(page->view, "days", rows, shown, page->lang);
    return ERR_OK;
}

/* From December (…12) to the next January (…101), 89 further. */
static int32_t next_month(int32_t month)
{
    return month % 100 == 12 ? month + 89 : month + 1;
}

/* All months since the first that counted anything. Years are marked; while there is hardly more than one,
 * months. */
static enum err stats_page_fill_months(const struct page *page)
{
    struct day_row *days;
    size_t count, at = 0, months = 0;
    enum err err =
        visits_daily(page->app->portal->visits, page->view.arena, DAY_FIRST, page->today, &days, &count);
    if (err)
        return err;
    int32_t first = day_month(count ? days[0].day : page->today), last = day_month(page->today);
    for (int32_t month = first; month <= last; month = next_month(month))
        months++;
    /* One more, so that no months make no empty allocation. */
    struct chart_row *rows = arena_zero(page->view.arena, months + 1, sizeof *rows);
    if (!rows)
        return ERR_MEMORY;
    int32_t month = first;
    for (size_t i = 0; i < months; i++, month = next_month(month)) {
        rows[i].label = month_text(page, month);
        /* Marks are few enough to stand beside each other on a telephone. */
        if (months <= MONTHS_PLAIN ? i % 4 == 0 : month % 100 == 1)
            rows[i].mark = months <= MONTHS_PLAIN ? rows[i].label
                                                  : arena_printf(page->view.arena, "%d", (int)(month / 100));
        for (; at < count && day_month(days[at].day) == month; at++)
            stats_page_add(&rows[i], &days[at]);
    }
    view_chart(page->view, "months", rows, months, page->lang);
    return ERR_OK;
}

/* The most read articles of the last days, of this language. From the database alone, so what is not
 * folded yet is missing. */
static enum err fill_read(const struct page *page, const char *name, int days)
{
    struct read_row *rows;
    size_t count;
    enum err err =
        visit_rows_most_read(page->conn, page_lang_name(page->request), day_add(page->today, 1 - days),
                             page->today, READ_MOST, &rows, &count);
    if (err)
        return err;
    struct view read = view_object(page->view, name), items = view_list(read, "items");
    for (size_t i = 0; i < count; i++) {
        const struct article article = {.lang = page_lang_name(page->request), .slug = rows[i].slug};
        struct view item = view_append(items);
        view_text(item, "title", rows[i].title);
        view_url(item, "url", safe_url_trusted(article_path(page->view.arena, &article)));
        stats_page_number(item, "views", rows[i].views, page->lang);
    }
    /* A portal that is new has no such list. */
    view_flag(read, "is_empty", !count);
    return ERR_OK;
}

/* They are no machines, but views that the section on the method tells of. */
static void fill_merged(const struct page *page, const struct visit_counts *merged)
{
    struct view view = view_object(page->view, "merged");
    stats_page_number(view, "today", merged->today, page->lang);
    stats_page_number(view, "month", merged->month, page->lang);
    stats_page_number(view, "all", merged->all, page->lang);
}

static enum err fill_machines(const struct page *page)
{
    struct machine_row *rows;
    size_t count;
    enum err err = visit_rows_machines(page->conn, &rows, &count);
    if (err)
        return err;
    struct view list = view_list(page->view, "machines");
    struct visit_counts merged = {0};
    size_t shown = 0;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rows[i].kind, machine_kind_name(MACHINE_MERGED)) == 0) {
            merged = rows[i].requests;
            continue;
        }
        shown++;
        const char *label = stats_page_word(page, arena_printf(page->view.arena, "machine_%s", rows[i].kind));
        /* Machines that say who they are have a line each; the others are counted by kind. */
        if (*rows[i].name)
            label =
                arena_printf(page->view.arena, "%s %s", stats_page_word(page, "machine_named"), rows[i].name);
        /* A kind without a word in this language is named as it is kept. */
        numbers(list, label ? label : rows[i].kind, &rows[i].requests, page->lang);
    }
    view_flag(page->view, "has_machines", shown > 0);
    fill_merged(page, &merged);
    return ERR_OK;
}

/* Shown in full, as the sum of all visits has them in it and a citizen may ask why. */
static enum err fill_ledger(const struct page *page)
{
    struct ledger_entry *rows;
    size_t count;
    enum err err = ledger_list(page->conn, &rows, &count);
    if (err)
        return err;
    struct view list = view_list(page->view, "ledger");
    for (size_t i = 0; i < count; i++) {
        struct view row = view_append(list);
        view_text(row, "day", day_text(page, day_of(rows[i].at_ms)));
        stats_page_number(row, "visits", rows[i].visits, page->lang);
        view_text(row, "note", rows[i].note);
        view_text(row, "author", rows[i].author);
    }
    view_flag(page->view, "has_ledger", count > 0);
    return ERR_OK;
}

enum err page_stats_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct page page = {
        .app = app, .request = request, .lang = page_lang(request), .today = day_of(request->now_ms)};
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (err)
        return err;
    page.conn = conn;
    page.view = page_begin(request, reply, "pages/stats.html", stats_page_word(&page, "stats_title"),
                           stats_page_word(&page, "stats_description"));
    view_url(page.view, "sheet_url", safe_url_trusted(app->interface.figures_url));
    reply->other_path = page_other_path(request);
    view_url(page.view, "csv_url",
             safe_url_trusted(page.lang == LANG_EN ? "/en/thong-ke.csv" : "/thong-ke.csv"));
    /* From memory, so it cannot fail. */
    fill_numbers(&page);
    err = fill_days(&page);
    if (!err)
        err = stats_page_fill_months(&page);
    if (!err)
        err = fill_read(&page, "week", WEEK);
    if (!err)
        err = fill_read(&page, "month", MONTH);
    if (!err)
        err = fill_machines(&page);
    return err ? err : fill_ledger(&page);
}
