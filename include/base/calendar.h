/* The calendar: days, civil dates, the portal's zone.
 *
 * Instants are int64_t milliseconds since 1970-01-01T00:00:00Z. The portal's days are those of
 * Asia/Ho_Chi_Minh, which is UTC+07:00 and has had no other offset since 1975; days before that are
 * counted with the same offset. The calendar is the proleptic Gregorian one. Thread: any. */
#ifndef BASE_CALENDAR_H
#define BASE_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#define DATE_ZONE_MS INT64_C(25200000) /* Asia/Ho_Chi_Minh ahead of UTC */
#define DATE_DAY_MS INT64_C(86400000)

/* Instants that can be read and written: 1970-01-01T00:00:00Z up to 9999-12-31T16:59:59.999Z, so that
 * the year keeps four digits in the portal's zone too. */
#define DATE_MS_MAX INT64_C(253402275599999)

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

#endif
