/* /lich: the calendar by week, as offices print it, by month and as a list; and as iCalendar, whole, of a
 * category and of one event. */
#include "calendar.h"
#include "handler/handler.h"
#include "kind_page.h"
#include "page.h"
#include "store/backup.h"
#include "store/category.h"
#include "store/site.h"
#include "text/date.h"
#include "view/article.h"

#include <stdio.h>
#include <string.h>

/* Days of a list, and what a calendar file holds. */
enum {
    LIST_DAYS = 28,
    TURN_DAYS = 400, /* so far from today one turns away from it; further only back to it */
    FILE_DAYS_BEFORE = 366,
    FILE_DAYS_AFTER = 731,
    FILE_MOST = 8 * 1024 * 1024,
};

enum calendar_form { CALENDAR_WEEK, CALENDAR_MONTH, CALENDAR_LIST };

/* What is shown: days from the first on. */
struct span {
    enum calendar_form form;
    int32_t day;   /* the one that names it: the Monday, the month's first, the list's first */
    int32_t first; /* the first that is shown; of a month the Monday of its first week */
    int days;
    bool is_asked; /* by a parameter */
};

/* ---- which days */

static int32_t day_monday(int32_t day)
{
    int weekday = civil_local(day_start_ms(day)).weekday;
    return day_add(day, -((weekday + 6) % 7));
}

static int32_t month_after(int32_t day, int count)
{
    int months = day / 10000 * 12 + day / 100 % 100 - 1 + count;
    return months / 12 * 10000 + (months % 12 + 1) * 100 + 1;
}

static int days_between(int32_t from, int32_t to)
{
    return (int)((day_start_ms(to) - day_start_ms(from)) / DATE_DAY_MS);
}

static struct span span_of(enum calendar_form form, int32_t day)
{
    struct span span = {.form = form, .day = day, .first = day, .days = LIST_DAYS};
    if (form == CALENDAR_WEEK) {
        span.day = span.first = day_monday(day);
        span.days = 7;
    }
    if (form == CALENDAR_MONTH) {
        span.day = day / 100 * 100 + 1;
        span.first = day_monday(span.day);
        int days = days_between(span.first, month_after(span.day, 1));
        span.days = (days + 6) / 7 * 7;
    }
    return span;
}

/* The day that names the span beside it. */
static int32_t span_turn(const struct span *span, int direction)
{
    if (span->form == CALENDAR_MONTH)
        return month_after(span->day, direction);
    return day_add(span->day, direction * (span->form == CALENDAR_WEEK ? 7 : LIST_DAYS));
}

static const char *span_parameter(enum calendar_form form)
{
    static const char *const names[] = {"tuan", "thang", "tu"};
    return names[form];
}

/* The address of a span; the present week is that of the page. Weeks and lists are named by a Monday, so that
 * there are no more addresses than weeks. */
static const char *span_path(struct arena *arena, const char *path, enum calendar_form form, int32_t day,
                             int32_t today)
{
    char text[DATE_TEXT_SIZE];
    if (form == CALENDAR_WEEK && day_monday(day) == day_monday(today))
        return path;
    day_iso(form == CALENDAR_MONTH ? day : day_monday(day), text);
    return arena_printf(arena, "%s?%s=%.*s", path, span_parameter(form), form == CALENDAR_MONTH ? 7 : 10,
                        text);
}

/* What the parameters ask for. False: that is no day. */
static bool span_read(const struct request *request, struct span *ret_span)
{
    int32_t day = day_of(request->now_ms);
    *ret_span = span_of(CALENDAR_WEEK, day);
    for (enum calendar_form form = CALENDAR_WEEK; form <= CALENDAR_LIST; form++) {
        const char *text = request_parameter(request, span_parameter(form));
        if (!text)
            continue;
        if (form == CALENDAR_MONTH && strlen(text) == 7)
            text = arena_printf(request->arena, "%s-01", text);
        if (day_parse(text, &day) || !event_is_within(day_start_ms(day)))
            return false;
        *ret_span = span_of(form, day);
        ret_span->is_asked = true;
    }
    return true;
}

/* ---- the page */

/* Week 49 of 2026 by ISO 8601: that of its Thursday. */
static int week_number(int32_t monday)
{
    int32_t thursday = day_add(monday, 3);
    return days_between(thursday / 10000 * 10000 + 101, thursday) / 7 + 1;
}

/* "Tuần 49 (30/11/2026 – 06/12/2026)", "Tháng 11/2026", "30/11/2026 – 29/12/2026". */
static const char *span_name(const struct app *app, const struct request *request, const struct span *span)
{
    char first[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE];
    enum lang lang = page_lang(request);
    date_short(day_start_ms(span->day), lang, first);
    date_short(day_start_ms(day_add(span->day, span->days - 1)), lang, last);
    if (span->form == CALENDAR_LIST)
        return arena_printf(request->arena, "%s – %s", first, last);
    if (span->form == CALENDAR_WEEK)
        return arena_printf(request->arena, "%s %d (%s – %s)", page_word(app, request, "calendar_week"),
                            week_number(span->day), first, last);
    return lang == LANG_EN
               ? arena_printf(request->arena, "%s %d", date_month(day_start_ms(span->day), lang, first),
                              span->day / 10000)
               : arena_printf(request->arena, "%s/%d", date_month(day_start_ms(span->day), lang, first),
                              span->day / 10000);
}

/* The address of the span beside it; none where pages go no further. Who follows every link, as search
 * engines do, comes to an end: beyond TURN_DAYS there are the events' own links, the month that is asked for,
 * and the way back. */
static struct safe_url span_turn_url(struct arena *arena, const char *path, const struct span *span,
                                     int direction, int32_t today)
{
    int32_t day = span_turn(span, direction);
    struct safe_url none = {NULL};
    int away = direction * days_between(today, day);
    return event_is_within(day_start_ms(day)) && away <= TURN_DAYS
               ? safe_url_trusted(span_path(arena, path, span->form, day, today))
               : none;
}

/* The ways on: before, behind, back to today, and the other forms. */
static void calendar_fill_ways(const struct app *app, const struct request *request, struct view view,
                               const struct span *span, const char *path)
{
    static const char *const before[] = {"calendar_week_before", "calendar_month_before",
                                         "calendar_list_before"};
    static const char *const behind[] = {"calendar_week_after", "calendar_month_after",
                                         "calendar_list_after"};
    static const char *const forms[] = {"calendar_by_week", "calendar_by_month", "calendar_by_list"};
    int32_t today = day_of(request->now_ms), now = span->is_asked ? span->day : today;
    struct arena *arena = view.arena;
    view_text(view, "before", page_word(app, request, before[span->form]));
    view_url(view, "before_url", span_turn_url(arena, path, span, -1, today));
    view_text(view, "behind", page_word(app, request, behind[span->form]));
    view_url(view, "behind_url", span_turn_url(arena, path, span, 1, today));
    bool is_now = span->first <= today && today < day_add(span->first, span->days);
    struct safe_url none = {NULL};
    view_url(view, "today_url",
             is_now ? none : safe_url_trusted(span_path(arena, path, span->form, today, today)));
    struct view list = view_list(view, "forms");
    for (enum calendar_form form = CALENDAR_WEEK; form <= CALENDAR_LIST; form++) {
        struct view item = view_append(list);
        view_text(item, "name", page_word(app, request, forms[form]));
        view_url(item, "url", safe_url_trusted(span_path(arena, path, form, now, today)));
        view_flag(item, "is_current", form == span->form);
    }
    view_url(view, "ics_url", safe_url_trusted(arena_printf(arena, "%s.ics", path)));
}

/* The days; a list leaves out those on which nothing is. */
static void calendar_fill_days(const struct request *request, struct view view, const struct span *span,
                               const struct calendar *calendar)
{
    int32_t today = day_of(request->now_ms);
    struct view days = view_list(view, "days");
    bool is_empty = true;
    for (int i = 0; i < span->days; i++) {
        int32_t day = day_add(span->first, i);
        struct view item = view_append(days);
        calendar_view_day(item, calendar, day, today, page_lang(request));
        bool is_outside = span->form == CALENDAR_MONTH && day / 100 != span->day / 100;
        bool is_free = json_is_true(json_object_get(item.json, "is_free"));
        view_flag(item, "is_outside", is_outside);
        is_empty = is_empty && (is_free || is_outside);
        if (is_free && span->form == CALENDAR_LIST)
            json_array_remove(days.json, json_array_size(days.json) - 1);
    }
    view_flag(view, "is_empty", is_empty);
    view_flag(view, "is_week", span->form == CALENDAR_WEEK);
    view_flag(view, "is_month", span->form == CALENDAR_MONTH);
    view_flag(view, "is_list", span->form == CALENDAR_LIST);
}

enum err page_calendar_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct calendar calendar;
    struct span span;
    struct site site;
    const char *path = kind_path(reply->arena, KIND_EVENT, page_lang_name(request));
    if (!span_read(request, &span))
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_PATH_UNKNOWN, MESSAGE_ARGS(request->path));
    int64_t to_ms = day_start_ms(day_add(span.first, span.days));
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = calendar_read(conn, page_lang_name(request), 0, day_start_ms(span.first), to_ms, &calendar);
    if (!err)
        err = page_site(conn, reply, &site);
    if (err)
        return err;
    const char *title = kind_of(KIND_EVENT)->titles[page_lang(request)],
               *name = span_name(app, request, &span);
    struct view view = page_begin(request, reply, "pages/calendar.html",
                                  arena_printf(reply->arena, "%s – %s", title, name), NULL);
    view_url(view, "sheet_url", safe_url_trusted(app->interface.kinds_url));
    view_text(view, "kind_title", title);
    view_text(view, "span_name", name);
    /* One address of many that say what the present one leads to. */
    if (span.is_asked)
        view_text(view, "robots", "noindex");
    reply->other_path = span.is_asked ? NULL : page_other_path(request);
    calendar_fill_ways(app, request, view, &span, path);
    calendar_fill_days(request, view, &span, &calendar);
    page_describe_list(app, request, view, &site, title, path);
    return ERR_OK;
}

/* ---- files */

/* The events as a file that calendars subscribe to. */
static enum err calendar_send(const struct app *app, struct conn *conn, struct reply *reply, const char *lang,
                              const char *name, const struct event *events, size_t count)
{
    auto_buf struct buf out = BUF(FILE_MOST);
    struct event_calendar calendar = {NULL, app->portal->base_url, name, lang};
    enum err err = portal_id_read(conn, &calendar.portal);
    if (!err)
        err = event_write_calendar(&out, reply->arena, &calendar, events, count);
    if (err)
        return err;
    return kind_send_file(reply, &out, "text/calendar; charset=utf-8", "inline; filename=\"lich.ics\"");
}

/* A year back and two ahead, of one category or all; `title` NULL is the portal's own name for the kind. */
static enum err calendar_file(struct app *app, struct conn *conn, const struct request *request,
                              struct reply *reply, const struct category *category, const char *lang)
{
    struct calendar calendar;
    struct site site;
    int32_t today = day_of(request->now_ms);
    int64_t from_ms = day_start_ms(day_add(today, -FILE_DAYS_BEFORE)),
            to_ms = day_start_ms(day_add(today, FILE_DAYS_AFTER));
    enum lang words = strcmp(lang, "en") == 0 ? LANG_EN : LANG_VI;
    enum err err = calendar_read_events(conn, lang, category ? category->id : 0, from_ms, to_ms, &calendar);
    if (!err)
        err = page_site(conn, reply, &site);
    if (err)
        return err;
    const char *name = category ? category->name : kind_of(KIND_EVENT)->titles[words];
    name = arena_printf(reply->arena, "%s – %s", name, site_name_in(&site, lang, NULL));
    /* Each day other events are within. */
    reply->until_ms = day_start_ms(day_add(today, 1));
    return calendar_send(app, conn, reply, lang, name, calendar.events, calendar.event_count);
}

enum err file_calendar(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    return err ? err : calendar_file(app, conn, request, reply, NULL, page_lang_name(request));
}

enum err file_calendar_category(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct category category;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    /* What subscribed to a former slug finds the present one. */
    if (!err)
        err = page_category_find(conn, request, reply, "/lich.ics", &category);
    if (err || reply->location)
        return err;
    return calendar_file(app, conn, request, reply, &category, category.lang);
}

enum err file_calendar_event(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct article article;
    struct event event;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = page_article_find(conn, request, reply, "/su-kien.ics", &article);
    if (err || reply->location)
        return err;
    if (!event_of(reply->arena, &article, &event))
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_ARTICLE_UNKNOWN, NULL);
    return calendar_send(app, conn, reply, article.lang, article.title, &event, 1);
}
