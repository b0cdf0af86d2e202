/* Dates: the written forms of instants and days, without zone files or locale. What they are counted in is
 * base/calendar.h.
 *
 * Texts are written into a caller's array, always NUL-terminated. Thread: any. */
#ifndef TEXT_DATE_H
#define TEXT_DATE_H

#include "base/calendar.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Room for any text this module writes. */
enum { DATE_TEXT_SIZE = 64 };

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

/* The same within a sentence, behind "lúc" or "at": "14:30 ngày 09/10/2023" or "14:30 on 9 October 2023". */
const char *date_moment(int64_t ms, enum lang lang, char text[static DATE_TEXT_SIZE]);

/* The date alone: "09/10/2023" or "9 October 2023". */
const char *date_short(int64_t ms, enum lang lang, char text[static DATE_TEXT_SIZE]);

/* The date with the day of the week: "Thứ Hai, 09/10/2023" or "Monday, 9 October 2023". */
const char *date_day(int64_t ms, enum lang lang, char text[static DATE_TEXT_SIZE]);

/* The month alone, as it stands on the leaf of a calendar: "Tháng 11" or "November". */
const char *date_month(int64_t ms, enum lang lang, char text[static DATE_TEXT_SIZE]);

/* HTTP's date (RFC 9110 section 5.6.7, IMF-fixdate): "Tue, 24 Nov 2026 05:00:00 GMT". */
const char *date_http(int64_t ms, char text[static DATE_TEXT_SIZE]);

/* As letters bear it (RFC 5322): "Tue, 24 Nov 2026 12:00:00 +0700". */
const char *date_rfc5322(int64_t ms, char text[static DATE_TEXT_SIZE]);

/* Reads an IMF-fixdate; the two obsolete forms are refused. The weekday must be right. Errors: INPUT. */
enum err date_parse_http(const char *text, int64_t *ret_ms);

#endif
