/* Events: facts as times, and times as iCalendar. Must not know how a page shows them. */
#include "view/event.h"

#include "store/roster.h"
#include "text/content_line.h"
#include "text/date.h"
#include "view/article.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The portal's zone, as iCalendar names it. */
#define EVENT_ZONE "Asia/Ho_Chi_Minh"

/* Bytes of one event, whose facts and lead have far less, and of the calendar's last line. */
enum { STAMP_SIZE = 32, EVENT_MOST = 1024 * 1024, END_SIZE = sizeof "END:VCALENDAR\r\n" - 1 };

/* ---- facts */

/* The days on which it is not. */
static void event_read_except(struct arena *arena, const struct article *article, struct recurrence *rule)
{
    int32_t *days = arena_zero(arena, article->fact_count + 1, sizeof *days);
    for (size_t i = 0; days && i < article->fact_count; i++)
        if (article->facts[i].fact == FACT_EVENT_EXCEPT &&
            !day_parse(article->facts[i].text, &days[rule->except_count]))
            rule->except_count++;
    rule->except = days;
}

/* The rule, when there is one. */
static void event_read_rule(struct arena *arena, const struct article *article, struct event *event)
{
    struct recurrence *rule = &event->recurrence;
    const char *every = article_fact(article, FACT_EVENT_EVERY),
               *until = article_fact(article, FACT_EVENT_UNTIL);
    rule->rule = recurrence_named(article_fact(article, FACT_EVENT_REPEATS));
    rule->start_ms = event->start_ms;
    rule->length_ms = event->end_ms - event->start_ms;
    if (rule->rule == RECURRENCE_COUNT)
        rule->rule = RECURRENCE_ONCE;
    if (rule->rule == RECURRENCE_ONCE)
        return;
    long number = every ? strtol(every, NULL, 10) : 1;
    rule->every = number >= 1 && number <= 99 ? (int)number : 1;
    if (until && day_parse(until, &rule->until))
        rule->until = 0;
    event_read_except(arena, article, rule);
}

bool event_of(struct arena *arena, const struct article *article, struct event *ret_event)
{
    const char *start = article_fact(article, FACT_EVENT_START), *end = article_fact(article, FACT_EVENT_END);
    int64_t start_ms, end_ms;
    if (!start || date_parse(start, &start_ms))
        return false;
    bool has_end = end && !date_parse(end, &end_ms) && end_ms >= start_ms;
    struct event event = {.article = article,
                          .is_all_day = article_fact(article, FACT_EVENT_ALL_DAY) != NULL,
                          .has_end = has_end,
                          .start_ms = start_ms,
                          .end_ms = has_end ? end_ms : start_ms};
    if (event.is_all_day) {
        event.end_ms = day_start_ms(day_add(day_of(event.end_ms), 1));
        event.start_ms = day_start_ms(day_of(event.start_ms));
    }
    event_read_rule(arena, article, &event);
    *ret_event = event;
    return true;
}

bool event_is_within(int64_t ms)
{
    int year = day_of(ms) / 10000;
    return year >= EVENT_YEAR_FIRST && year <= EVENT_YEAR_LAST;
}

const char *event_repeats_words(struct arena *arena, const struct event *event, enum lang lang)
{
    const char *name = article_fact(event->article, FACT_EVENT_REPEATS);
    const struct fact_choice *choice = name ? fact_choice_named(FACT_EVENT_REPEATS, name) : NULL;
    char text[DATE_TEXT_SIZE];
    if (!choice)
        return NULL;
    const char *words = choice->titles[lang];
    if (event->recurrence.every > 1)
        words = arena_printf(arena, "%s (%s: %d)", words, fact_of(FACT_EVENT_EVERY)->titles[lang],
                             event->recurrence.every);
    if (event->recurrence.until)
        words = arena_printf(arena, "%s. %s: %s", words, fact_of(FACT_EVENT_UNTIL)->titles[lang],
                             date_short(day_start_ms(event->recurrence.until), lang, text));
    for (size_t i = 0; i < event->recurrence.except_count; i++)
        words = arena_printf(arena, "%s%s %s", words,
                             i ? "," : arena_printf(arena, ". %s:", fact_of(FACT_EVENT_EXCEPT)->titles[lang]),
                             date_short(day_start_ms(event->recurrence.except[i]), lang, text));
    return words;
}

/* ---- iCalendar */

/* "20261130T080000" in the portal's zone, "20261130" of a whole day, "20261130T010000Z" in UTC. */
static const char *stamp_local(int64_t ms, char text[static STAMP_SIZE])
{
    struct civil c = civil_local(ms);
    snprintf(text, STAMP_SIZE, "%04d%02d%02dT%02d%02d%02d", c.year, c.month, c.day, c.hour, c.minute,
             c.second);
    return text;
}

static const char *stamp_day(int32_t day, char text[static STAMP_SIZE])
{
    snprintf(text, STAMP_SIZE, "%08d", (int)day);
    return text;
}

static const char *stamp_utc(int64_t ms, char text[static STAMP_SIZE])
{
    struct civil c = civil_utc(ms);
    snprintf(text, STAMP_SIZE, "%04d%02d%02dT%02d%02d%02dZ", c.year, c.month, c.day, c.hour, c.minute,
             c.second);
    return text;
}

/* A moment of the event under a name, as its kind of event says moments. */
static void ics_moment(struct buf *out, const char *name, const struct event *event, int64_t ms)
{
    char text[STAMP_SIZE], head[64];
    snprintf(head, sizeof head, "%s;%s", name, event->is_all_day ? "VALUE=DATE" : "TZID=" EVENT_ZONE);
    content_line(out, head, event->is_all_day ? stamp_day(day_of(ms), text) : stamp_local(ms, text));
}

/* The rule, and the days on which it is not. Without a last day it goes on. */
static void ics_rule(struct buf *out, struct arena *arena, const struct event *event)
{
    static const char *const frequencies[RECURRENCE_COUNT] = {
        [RECURRENCE_DAILY] = "DAILY",   [RECURRENCE_WORKDAYS] = "WEEKLY",
        [RECURRENCE_WEEKLY] = "WEEKLY", [RECURRENCE_MONTHLY] = "MONTHLY",
        [RECURRENCE_YEARLY] = "YEARLY", [RECURRENCE_MONTHLY_WEEKDAY] = "MONTHLY"};
    static const char *const weekdays[] = {"SU", "MO", "TU", "WE", "TH", "FR", "SA"};
    const struct recurrence *rule = &event->recurrence;
    struct civil first = civil_local(event->start_ms);
    char text[STAMP_SIZE];
    if (rule->rule == RECURRENCE_ONCE)
        return;
    const char *value = arena_printf(arena, "FREQ=%s", frequencies[rule->rule]);
    if (rule->every > 1)
        value = arena_printf(arena, "%s;INTERVAL=%d", value, rule->every);
    if (rule->rule == RECURRENCE_WORKDAYS)
        value = arena_printf(arena, "%s;WKST=MO;BYDAY=MO,TU,WE,TH,FR", value);
    if (rule->rule == RECURRENCE_MONTHLY_WEEKDAY)
        value = arena_printf(arena, "%s;BYDAY=%d%s", value, (first.day - 1) / 7 + 1, weekdays[first.weekday]);
    /* In UTC where times have a zone (section 3.3.10), to the end of the day. */
    if (rule->until)
        value =
            arena_printf(arena, "%s;UNTIL=%s", value,
                         event->is_all_day ? stamp_day(rule->until, text)
                                           : stamp_utc(day_start_ms(day_add(rule->until, 1)) - 1000, text));
    content_line(out, "RRULE", value);
    int64_t time_ms = event->start_ms - day_start_ms(day_of(event->start_ms));
    for (size_t i = 0; i < rule->except_count; i++)
        ics_moment(out, "EXDATE", event, day_start_ms(rule->except[i]) + time_ms);
}

/* What there is to know beside place and title, one thing a line. */
static void event_describe(struct buf *out, const struct article *article, enum lang lang)
{
    static const enum fact told[] = {FACT_EVENT_CHAIR, FACT_EVENT_PARTICIPANTS, FACT_EVENT_UNIT};
    buf_text(out, article->lead ? article->lead : "");
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        bool is_first = true;
        for (size_t k = 0; k < article->fact_count; k++) {
            if (article->facts[k].fact != told[i])
                continue;
            if (is_first)
                buf_printf(out, "%s%s: ", out->length ? "\n" : "", fact_of(told[i])->titles[lang]);
            buf_printf(out, "%s%s", is_first ? "" : "; ", article->facts[k].text);
            is_first = false;
        }
    }
}

static void ics_event(struct buf *out, struct arena *arena, const struct event_calendar *calendar,
                      const struct event *event)
{
    auto_buf struct buf description = BUF(EVENT_MOST);
    const struct article *article = event->article;
    char text[STAMP_SIZE];
    enum lang lang = strcmp(calendar->lang, "en") == 0 ? LANG_EN : LANG_VI;
    content_begin(out, "VEVENT");
    content_line(out, "UID", arena_printf(arena, "event-%lld@%s", (long long)article->id, calendar->portal));
    content_line(out, "DTSTAMP", stamp_utc(article->updated_ms, text));
    content_line(out, "LAST-MODIFIED", stamp_utc(article->updated_ms, text));
    content_line(out, "SEQUENCE", arena_printf(arena, "%lld", (long long)article->version - 1));
    ics_moment(out, "DTSTART", event, event->start_ms);
    if (event->is_all_day || event->end_ms > event->start_ms)
        ics_moment(out, "DTEND", event, event->end_ms);
    ics_rule(out, arena, event);
    content_line_text(out, "SUMMARY", article->title);
    content_line_text(out, "LOCATION", article_fact(article, FACT_EVENT_PLACE));
    event_describe(&description, article, lang);
    if (buf_failed(&description))
        arena_fail(arena);
    content_line_text(out, "DESCRIPTION", buf_str(&description));
    if (*calendar->base)
        content_line(out, "URL", arena_printf(arena, "%s%s", calendar->base, article_path(arena, article)));
    content_end(out, "VEVENT");
}

/* Those that fit, in their order. */
static enum err ics_events(struct buf *out, struct arena *arena, const struct event_calendar *calendar,
                           const struct event *events, size_t count)
{
    auto_buf struct buf one = BUF(EVENT_MOST);
    for (size_t i = 0; i < count; i++) {
        buf_cut(&one, 0);
        ics_event(&one, arena, calendar, &events[i]);
        if (buf_failed(&one) || arena_failed(arena))
            return ERR_MEMORY;
        if (out->length + one.length + END_SIZE > out->limit)
            break;
        buf_add(out, buf_str(&one), one.length);
    }
    return ERR_OK;
}

/* The head, and the zone in which times are. */
static void ics_begin(struct buf *out, const struct event_calendar *calendar)
{
    /* Constant lines: the zone has had one offset since 1975. How often a reader should look is said twice,
     * by RFC 7986 and as older programs know it. */
    static const char *const head[][2] = {
        {"VERSION", "2.0"},
        {"PRODID", "-//congd//VI"},
        {"CALSCALE", "GREGORIAN"},
        {"METHOD", "PUBLISH"},
        {"REFRESH-INTERVAL;VALUE=DURATION", "PT1H"},
        {"X-PUBLISHED-TTL", "PT1H"},
        {"X-WR-TIMEZONE", EVENT_ZONE},
    };
    static const char *const zone[][2] = {
        {"DTSTART", "19750613T000000"},
        {"TZOFFSETFROM", "+0700"},
        {"TZOFFSETTO", "+0700"},
        {"TZNAME", "+07"},
    };
    content_begin(out, "VCALENDAR");
    for (size_t i = 0; i < sizeof head / sizeof *head; i++)
        content_line(out, head[i][0], head[i][1]);
    content_line_text(out, "NAME", calendar->name);
    content_line_text(out, "X-WR-CALNAME", calendar->name);
    content_begin(out, "VTIMEZONE");
    content_line(out, "TZID", EVENT_ZONE);
    content_begin(out, "STANDARD");
    for (size_t i = 0; i < sizeof zone / sizeof *zone; i++)
        content_line(out, zone[i][0], zone[i][1]);
    content_end(out, "STANDARD");
    content_end(out, "VTIMEZONE");
}

enum err event_write_calendar(struct buf *out, struct arena *arena, const struct event_calendar *calendar,
                              const struct event *events, size_t count)
{
    ics_begin(out, calendar);
    enum err err = ics_events(out, arena, calendar, events, count);
    content_end(out, "VCALENDAR");
    return err ? err : buf_failed(out) ? ERR_MEMORY : ERR_OK;
}
