/* The times of events by day. Knows no request. */
#include "calendar.h"

#include "directory.h"
#include "text/date.h"
#include "view/article.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One event touches so many times of at most half a year; a page shows so many. */
enum { TIMES_OF_ONE = 400, TIMES_MOST = 4000, NOON = 12, CLOCK_SIZE = 16 };

size_t calendar_times(const struct event *event, int64_t from_ms, int64_t to_ms, int64_t *starts, size_t most)
{
    return recurrence_within(&event->recurrence, from_ms, to_ms, starts, most);
}

/* By start, longest first, then by name. */
static int compare_times(const void *a, const void *b)
{
    const struct occurrence *x = a, *y = b;
    if (x->start_ms != y->start_ms)
        return x->start_ms < y->start_ms ? -1 : 1;
    if (x->event->is_all_day != y->event->is_all_day)
        return x->event->is_all_day ? -1 : 1;
    return strcmp(x->event->article->title, y->event->article->title);
}

/* The articles as events. */
static enum err calendar_fill(struct arena *arena, const struct roster *roster, struct calendar *calendar)
{
    calendar->events = arena_zero(arena, roster->count + 1, sizeof *calendar->events);
    if (!calendar->events)
        return ERR_MEMORY;
    for (size_t i = 0; i < roster->count; i++)
        if (event_of(arena, &roster->items[i], &calendar->events[calendar->event_count]))
            calendar->event_count++;
    return ERR_OK;
}

/* The times of the events. */
static enum err calendar_expand(struct arena *arena, int64_t from_ms, int64_t to_ms,
                                struct calendar *calendar)
{
    int64_t *starts = arena_zero(arena, TIMES_OF_ONE, sizeof *starts);
    calendar->times = arena_zero(arena, TIMES_MOST, sizeof *calendar->times);
    if (!starts || !calendar->times)
        return ERR_MEMORY;
    for (size_t i = 0; i < calendar->event_count; i++) {
        const struct event *event = &calendar->events[i];
        size_t count = calendar_times(event, from_ms, to_ms, starts, TIMES_OF_ONE);
        for (size_t k = 0; k < count && calendar->count < TIMES_MOST; k++)
            calendar->times[calendar->count++] =
                (struct occurrence){event, starts[k], starts[k] + event->end_ms - event->start_ms};
    }
    if (calendar->count)
        qsort(calendar->times, calendar->count, sizeof *calendar->times, compare_times);
    return ERR_OK;
}

/* In English what is in Vietnamese alone stands behind the others. */
static enum err calendar_roster(struct conn *conn, const char *lang, const struct roster_span *span,
                                struct roster *roster)
{
    bool is_english = strcmp(lang, "en") == 0;
    enum err err = roster_read_events(conn, lang, span, roster);
    size_t english = roster->count;
    if (!err && is_english)
        err = roster_read_events(conn, "vi", span, roster);
    if (!err && is_english)
        err = roster_drop_translated(conn_arena(conn), roster, english, NULL);
    return err;
}

/* The events of a time; what began before may still be going on. */
static enum err calendar_begin(struct conn *conn, const char *lang, struct roster_span span,
                               struct calendar *ret_calendar)
{
    struct roster roster = {NULL, 0};
    span.from_ms -= (EVENT_DAYS_MOST + 1) * DATE_DAY_MS;
    *ret_calendar = (struct calendar){.events = NULL};
    enum err err = calendar_roster(conn, lang, &span, &roster);
    return err ? err : calendar_fill(conn_arena(conn), &roster, ret_calendar);
}

enum err calendar_read(struct conn *conn, const char *lang, int64_t category_id, int64_t from_ms,
                       int64_t to_ms, struct calendar *ret_calendar)
{
    const struct roster_span span = {.category_id = category_id, .from_ms = from_ms, .to_ms = to_ms};
    enum err err = calendar_begin(conn, lang, span, ret_calendar);
    return err ? err : calendar_expand(conn_arena(conn), from_ms, to_ms, ret_calendar);
}

enum err calendar_read_all(struct conn *conn, int64_t from_ms, int64_t to_ms, struct calendar *ret_calendar)
{
    struct roster roster = {NULL, 0};
    *ret_calendar = (struct calendar){.events = NULL};
    enum err err =
        roster_read_all_events(conn, from_ms - (EVENT_DAYS_MOST + 1) * DATE_DAY_MS, to_ms, &roster);
    if (!err)
        err = calendar_fill(conn_arena(conn), &roster, ret_calendar);
    return err ? err : calendar_expand(conn_arena(conn), from_ms, to_ms, ret_calendar);
}

/* When the last of its times begins. */
static int64_t event_last_ms(const struct event *event)
{
    if (event->recurrence.rule == RECURRENCE_ONCE)
        return event->start_ms;
    return event->recurrence.until ? day_start_ms(event->recurrence.until) : INT64_MAX;
}

/* By the last time, the latest first, then by id. */
static int compare_last(const void *a, const void *b)
{
    const struct event *x = a, *y = b;
    int64_t first = event_last_ms(x), second = event_last_ms(y);
    if (first != second)
        return first > second ? -1 : 1;
    return x->article->id < y->article->id ? -1 : x->article->id > y->article->id;
}

enum err calendar_read_events(struct conn *conn, const char *lang, int64_t category_id, int64_t from_ms,
                              int64_t to_ms, struct calendar *ret_calendar)
{
    const struct roster_span span = {category_id, from_ms, to_ms, .is_backwards = true};
    enum err err = calendar_begin(conn, lang, span, ret_calendar);
    if (!err && ret_calendar->event_count)
        qsort(ret_calendar->events, ret_calendar->event_count, sizeof *ret_calendar->events, compare_last);
    return err;
}

/* "08:00". */
static const char *clock_of(int64_t ms, char text[static CLOCK_SIZE])
{
    struct civil c = civil_local(ms);
    snprintf(text, CLOCK_SIZE, "%02d:%02d", c.hour, c.minute);
    return text;
}

/* When it is, as a line of that day says it: NULL where it is the whole day. */
static const char *time_words(struct arena *arena, const struct occurrence *time, int32_t day)
{
    char start[CLOCK_SIZE], end[CLOCK_SIZE];
    bool begins = day_of(time->start_ms) == day, ends = day_of(time->end_ms) == day;
    clock_of(time->start_ms, start);
    clock_of(time->end_ms, end);
    if (time->event->is_all_day || (!begins && !ends))
        return NULL;
    if (begins && ends && time->end_ms > time->start_ms)
        return arena_printf(arena, "%s–%s", start, end);
    return begins ? arena_text(arena, start) : arena_printf(arena, "–%s", end);
}

/* The values of a fact on one line. */
static const char *fact_line(struct arena *arena, const struct article *article, enum fact fact)
{
    const char *line = NULL;
    for (size_t i = 0; i < article->fact_count; i++)
        if (article->facts[i].fact == fact)
            line =
                line ? arena_printf(arena, "%s; %s", line, article->facts[i].text) : article->facts[i].text;
    return line;
}

static void view_meeting(struct view view, const struct occurrence *time, int32_t day, const char *lang)
{
    const struct article *article = time->event->article;
    char text[DATE_TEXT_SIZE];
    view_integer(view, "id", article->id);
    view_text(view, "status", article_status_name(article->status));
    view_flag(view, "is_staff", article->audience == AUDIENCE_STAFF);
    view_text(view, "time", time_words(view.arena, time, day));
    view_text(view, "start", date_rfc3339_local(time->start_ms, text));
    view_text(view, "title", article->title);
    view_text(view, "title_lang", strcmp(article->lang, lang) == 0 ? NULL : article->lang);
    view_url(view, "url", safe_url_trusted(article_path(view.arena, article)));
    view_text(view, "place", article_fact(article, FACT_EVENT_PLACE));
    view_text(view, "chair", article_fact(article, FACT_EVENT_CHAIR));
    view_text(view, "participants", fact_line(view.arena, article, FACT_EVENT_PARTICIPANTS));
    view_text(view, "unit", article_fact(article, FACT_EVENT_UNIT));
}

/* What is said of a day wherever something on it is. */
static void view_calendar_day(struct view view, int32_t day, int32_t today, enum lang lang)
{
    char text[DATE_TEXT_SIZE];
    date_day(day_start_ms(day), lang, text);
    view_text(view, "weekday", arena_copy(view.arena, text, strcspn(text, ",")));
    view_text(view, "iso", day_iso(day, text));
    view_integer(view, "number", day % 100);
    view_flag(view, "is_today", day == today);
}

void calendar_view_time(struct view view, const struct occurrence *time, int32_t day, int32_t today,
                        enum lang lang)
{
    view_calendar_day(view, day, today, lang);
    view_meeting(view, time, day, lang == LANG_EN ? "en" : "vi");
}

void calendar_view_day(struct view view, const struct calendar *calendar, int32_t day, int32_t today,
                       enum lang lang)
{
    char text[DATE_TEXT_SIZE];
    int64_t begin_ms = day_start_ms(day), end_ms = day_start_ms(day_add(day, 1));
    view_text(view, "name", date_day(begin_ms, lang, text));
    view_calendar_day(view, day, today, lang);
    struct view morning = view_list(view, "morning"), afternoon = view_list(view, "afternoon");
    for (size_t i = 0; i < calendar->count; i++) {
        const struct occurrence *time = &calendar->times[i];
        bool is_instant = time->start_ms == time->end_ms;
        if (time->start_ms >= end_ms || (is_instant ? time->start_ms < begin_ms : time->end_ms <= begin_ms))
            continue;
        bool is_late = time->start_ms >= begin_ms && civil_local(time->start_ms).hour >= NOON;
        view_meeting(view_append(is_late ? afternoon : morning), time, day, lang == LANG_EN ? "en" : "vi");
    }
    view_flag(view, "has_morning", json_array_size(morning.json) > 0);
    view_flag(view, "has_afternoon", json_array_size(afternoon.json) > 0);
    view_flag(view, "is_free", !json_array_size(morning.json) && !json_array_size(afternoon.json));
}

const char *calendar_when(struct arena *arena, const struct event *event, int64_t start_ms, enum lang lang)
{
    char first[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE], start[CLOCK_SIZE], end[CLOCK_SIZE];
    int64_t end_ms = start_ms + event->end_ms - event->start_ms;
    /* A whole day ends where the next begins. */
    int64_t last_ms = event->is_all_day ? end_ms - 1 : end_ms;
    bool is_one = day_of(start_ms) == day_of(last_ms);
    date_day(start_ms, lang, first);
    date_day(last_ms, lang, last);
    if (event->is_all_day)
        return is_one ? arena_text(arena, first) : arena_printf(arena, "%s – %s", first, last);
    clock_of(start_ms, start);
    clock_of(end_ms, end);
    if (end_ms <= start_ms)
        return arena_printf(arena, "%s, %s", first, start);
    return is_one ? arena_printf(arena, "%s, %s–%s", first, start, end)
                  : arena_printf(arena, "%s, %s – %s, %s", first, start, last, end);
}
