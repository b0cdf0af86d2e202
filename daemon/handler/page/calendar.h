/* Times of events between two days, for pages that show them by day. */
#ifndef HANDLER_CALENDAR_H
#define HANDLER_CALENDAR_H

#include "store/roster.h"
#include "view/event.h"
#include "view/view.h"

/* One time of an event. */
struct occurrence {
    const struct event *event;
    int64_t start_ms, end_ms;
};

struct calendar {
    struct event *events;
    size_t event_count;
    struct occurrence *times; /* by start, then by title */
    size_t count;
};

/* All public events in the language that touch [from_ms, to_ms), in English those in Vietnamese that are not
 * translated too. `category_id` is with all below it, 0 is any. Errors: the store's. */
enum err calendar_read(struct conn *conn, const char *lang, int64_t category_id, int64_t from_ms,
                       int64_t to_ms, struct calendar *ret_calendar);

/* Those of the staff's calendar: in either language, also drafts and what only staff may see. */
enum err calendar_read_all(struct conn *conn, int64_t from_ms, int64_t to_ms, struct calendar *ret_calendar);

/* The events alone, without their times, for a file: those first that go on longest, so that of too many the
 * oldest are left out. */
enum err calendar_read_events(struct conn *conn, const char *lang, int64_t category_id, int64_t from_ms,
                              int64_t to_ms, struct calendar *ret_calendar);

/* The times of one event within, rising, at most `most`; the result is how many. */
size_t calendar_times(const struct event *event, int64_t from_ms, int64_t to_ms, int64_t *starts,
                      size_t most);

/* Members of one day (20261130): name ("Thứ Hai, 30/11/2026"), weekday, iso, number, is_today, and of what is
 * on it `morning` and `afternoon` (from noon on) with has_…, and is_free. Of each: id, status, is_staff,
 * time, start, title, title_lang, url, place, chair, participants, unit. */
void calendar_view_day(struct view view, const struct calendar *calendar, int32_t day, int32_t today,
                       enum lang lang);

/* One time as that day has it: what calendar_view_day() says of each, and of the day weekday, iso, number,
 * is_today. */
void calendar_view_time(struct view view, const struct occurrence *time, int32_t day, int32_t today,
                        enum lang lang);

/* "Thứ Hai, 30/11/2026, 08:00–11:30", "30/11/2026 – 02/12/2026": when a time of an event is; in the arena. */
const char *calendar_when(struct arena *arena, const struct event *event, int64_t start_ms, enum lang lang);

#endif
