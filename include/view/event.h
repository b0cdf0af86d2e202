/* An event as its facts say it: when it is, and how it repeats. And events for machines, as iCalendar (RFC
 * 5545). Memory is the arena given. Thread: one worker. */
#ifndef VIEW_EVENT_H
#define VIEW_EVENT_H

#include "base/buf.h"
#include "store/article.h"
#include "text/recurrence.h"

/* An event lasts so many days at most, and lies within these years, which pages go to. */
enum { EVENT_DAYS_MOST = 92, EVENT_YEAR_FIRST = 1990, EVENT_YEAR_LAST = 2100 };

struct event {
    const struct article *article;
    bool is_all_day;
    bool has_end;
    int64_t start_ms; /* of its first time; all day: the day's beginning */
    int64_t end_ms;   /* all day: the beginning of the day behind the last; without an end: the start */
    struct recurrence recurrence;
};

/* What the article's facts say. False: there is no start that can be read, and nothing is filled in. */
bool event_of(struct arena *arena, const struct article *article, struct event *ret_event);

/* Whether the moment lies within those years. */
bool event_is_within(int64_t ms);

/* How it repeats, in words ("Hằng tuần, đến 31/12/2026"); NULL when it does not. */
const char *event_repeats_words(struct arena *arena, const struct event *event, enum lang lang);

/* What a calendar says of itself. */
struct event_calendar {
    const char *portal; /* what the portal keeps for life: portal_id_read() */
    const char *base;   /* the portal's public address, or "" */
    const char *name;   /* of the calendar */
    const char *lang;   /* "vi" or "en" */
};

/* A whole calendar, of the first events that fit into `out`; the others are left out. Each event has one UID
 * for ever, of its id and the portal's, wherever the portal stands; SEQUENCE rises with its version. Errors:
 * MEMORY. */
enum err event_write_calendar(struct buf *out, struct arena *arena, const struct event_calendar *calendar,
                              const struct event *events, size_t count);

#endif
