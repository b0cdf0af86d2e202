/* Dates: the calendar and the written forms of instants, without zone files or locale.
 *
 * Instants are int64_t milliseconds since 1970-01-01T00:00:00Z. The portal's days are those of
 * Asia/Ho_Chi_Minh, which is UTC+07:00 and has had no other offset since 1975; days before that are
 * counted with the same offset. The calendar is the proleptic Gregorian one.
 * Texts are written into a caller's array, always NUL-terminated. Thread: any. */
#ifndef TEXT_DATE_H
#define TEXT_DATE_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DATE_ZONE_MS INT64_C(25200000) /* Asia/Ho_Chi_Minh ahead of UTC */
#define DATE_DAY_MS INT64_C(86400000)

/* Instants that can be read and written: 1970-01-01T00:00:00Z up to 9999-12-31T16:59:59.999Z, so that
 * the year keeps four digits in the portal's zone too. */
#define DATE_MS_MAX INT64_C(253402275599999)

/* Room for any text this module writes. */
enum { DATE_TEXT_SIZE = 64 };

struct civil {
    int year;    /* 1970 to 9999 */
    int month;   /* 1 to 12 */
    int day;     /* 1 to 31 */
    int weekday; /* 0 Sunday to 6 Saturday */
    int hour, minute, second, millisecond;
};

/* The calendar in the portal's zone, and in UTC. Instants and days before its beginning or behind its end, as
 * clocks and sums give them, are taken for its first or last, here and below. */
struct civil civil_local(int64_t ms);
struct civil civil_utc(int64_t ms);

/* Days since 1970-01-01 of a calendar date, and back (hour and below 0). The date must exist
 * (asserted); any number of days will do. */
int32_t days_from_civil(int year, int month, int day);
struct civil civil_from_days(int32_t days);

/* Whether the calendar has this date; years 1970 to 9999. */
bool civil_exists(int year, int month, int day);

/* A day of the portal is a number like 20261124, which sorts and reads well. */

/* The day of an instant. */
int32_t day_of(int64_t ms);
/* The instant at which a day begins (its midnight in the portal's zone). */
int64_t day_start_ms(int32_t day);
/* The day `count` days later (or earlier, when negative); at most 100,000,000 either way. */
int32_t day_add(int32_t day, int count);
/* Its month, like 202611. */
int32_t day_month(int32_t day);
/* Whether the number is a day of the calendar. */
bool day_valid(int64_t day);

/* "2026-11-24" to a day. Errors: INPUT. */
enum err day_parse(const char *text, int32_t *ret_day);
/* A day as "2026-11-24". */
const char *day_iso(int32_t day, char text[static DATE_TEXT_SIZE]);

/* Reads an RFC 3339 date-time: full date, `T` or `t`, time, optional fraction of 1 to 9 digits (cut to
 * milliseconds), `Z`, `z` or an offset up to ±23:59. Second 60 is refused. Nothing may stand around it.
 * Errors: INPUT, also when the instant is outside the range above. */
enum err date_parse(const char *text, int64_t *ret_ms);

/* RFC 3339 in UTC to the second, as the API writes it: "2026-11-24T05:00:00Z". Milliseconds are dropped;
 * who must keep them keeps the integer. Returns `text`, as do the following. */
const char *date_rfc3339(int64_t ms, char text[static DATE_TEXT_SIZE]);

/* RFC 3339 in the portal's zone, for <time datetime>: "2026-11-24T12:00:00+07:00". */
const char *date_rfc3339_local(int64_t ms, char text[static DATE_TEXT_SIZE]);

/* For people, in the portal's zone: "Thứ Hai, 09/10/2023 14:30" or "Monday, 9 October 2023 14:30". */
const char *date_long(int64_t ms, enum lang lang, char text[static DATE_TEXT_SIZE]);

/* The date alone: "09/10/2023" or "9 October 2023". */
const char *date_short(int64_t ms, enum lang lang, char text[static DATE_TEXT_SIZE]);

/* HTTP's date (RFC 9110 section 5.6.7, IMF-fixdate): "Tue, 24 Nov 2026 05:00:00 GMT". */
const char *date_http(int64_t ms, char text[static DATE_TEXT_SIZE]);

/* Reads an IMF-fixdate; the two obsolete forms are refused. The weekday must be right. Errors: INPUT. */
enum err date_parse_http(const char *text, int64_t *ret_ms);

#endif
