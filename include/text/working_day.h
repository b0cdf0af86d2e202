/* Working days of Vietnamese offices, and terms that are counted in them.
 *
 * The rule of a term (Civil Code 2015, articles 147 and 148): the day of receipt does not count; the term
 * ends with the last of its working days, at midnight. What comes on a day off, or when the office has closed
 * for the day, is received on the next working day. Days off are Saturdays, Sundays and the holidays of
 * holiday.def, or, for a year that nobody announced, those that follow from the law and the moon; then come a
 * portal's own days, which go before all others. Days are those of base/calendar.h. Thread: any, each
 * calendar by one at a time. */
#ifndef TEXT_WORKING_DAY_H
#define TEXT_WORKING_DAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum holiday_reason {
#define HOLIDAY_REASON(name, ...) HOLIDAY_##name,
#include "text/holiday.def"
    HOLIDAY_REASONS
};

/* A day that is not what its weekday says: closed, or a Saturday or Sunday on which offices work. A holiday
 * on a weekend is among them. */
struct holiday {
    int32_t day;
    enum holiday_reason reason;
};

/* "new-year" …; what it is called, in Vietnamese (0) or English (1). */
const char *holiday_code(enum holiday_reason reason);
const char *holiday_title(enum holiday_reason reason, int lang);

/* Whether offices work on a day with this reason. */
bool holiday_works(enum holiday_reason reason);

/* The most of a year: 11 by law, each of them made up for, and what is exchanged. */
enum { HOLIDAYS_MOST = 32 };

/* Those of a year, in the order of their days; the result is how many. Years before 1971 and behind 2199 have
 * those that need no moon. */
size_t holidays_of(int year, struct holiday list[static HOLIDAYS_MOST]);

/* Whether the year was announced, and not computed. */
bool holidays_are_announced(int year);

/* A day of one's own: closed, or worked on. */
struct own_day {
    int32_t day;
    bool works;
};

/* What terms are counted by. Years that were asked for are kept in it. */
struct working_calendar {
    const struct own_day *own; /* in the order of their days; the caller's */
    size_t own_count;
    struct working_year {
        int year; /* 0: none yet */
        size_t count;
        struct holiday days[HOLIDAYS_MOST];
    } years[4];
};

/* At this minute of the day offices have closed. */
enum { WORKING_DAY_END_MINUTE = 17 * 60 };

/* The longest term, in working days. */
enum { WORKING_TERM_MOST = 365 };

struct working_calendar working_calendar_of(const struct own_day *own, size_t count);

bool working_day_is(struct working_calendar *calendar, int32_t day);

/* The first working day behind a day. Where 400 days in a row are none, the last of them. */
int32_t working_day_next(struct working_calendar *calendar, int32_t day);

/* The day on which what came at a moment counts as received. */
int32_t working_day_received(struct working_calendar *calendar, int64_t at_ms);

/* The last day of a term of 1 to WORKING_TERM_MOST working days (asserted) for what came at a moment. It is
 * late from the next midnight on, day_start_ms(day_add(day, 1)). */
int32_t working_term_end(struct working_calendar *calendar, int64_t at_ms, int days);

/* How many working days lie behind `from`, up to `to` and with it; as many below 0 when `to` is the earlier
 * one. What is due today has 0 left. At most a thousand days are looked at either way. */
int working_days_between(struct working_calendar *calendar, int32_t from, int32_t to);

#endif
