/* Dates written and read. The calendar itself is base/calendar.c. */
#include "text/date.h"

#include <stdio.h>
#include <string.h>

/* From Sunday, as civil.weekday counts. The English names serve HTTP's dates too, by their first three
 * letters. */
static const char *const weekdays_vi[] = {"Chủ Nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư",
                                          "Thứ Năm",  "Thứ Sáu", "Thứ Bảy"};
static const char *const weekdays_en[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                          "Thursday", "Friday", "Saturday"};
static const char *const months_en[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};

/* Whole seconds. The one form of the API, always UTC, so that texts sort as their instants do. */
const char *date_rfc3339(int64_t ms, char text[static DATE_TEXT_SIZE])
{
    struct civil at = civil_utc(ms);
    snprintf(text, DATE_TEXT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02dZ", at.year, at.month, at.day, at.hour,
             at.minute, at.second);
    return text;
}

/* The offset is written out as text, DATE_ZONE_MS being seven hours. */
const char *date_rfc3339_local(int64_t ms, char text[static DATE_TEXT_SIZE])
{
    struct civil at = civil_local(ms);
    snprintf(text, DATE_TEXT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d+07:00", at.year, at.month, at.day, at.hour,
             at.minute, at.second);
    return text;
}

/* What a row or a table has room for. English months are written out, since 9/10 is read in two ways
 * there. */
const char *date_short(int64_t ms, enum lang lang, char text[static DATE_TEXT_SIZE])
{
    struct civil at = civil_local(ms);
    if (lang == LANG_VI)
        snprintf(text, DATE_TEXT_SIZE, "%02d/%02d/%04d", at.day, at.month, at.year);
    else
        snprintf(text, DATE_TEXT_SIZE, "%d %s %04d", at.day, months_en[at.month - 1], at.year);
    return text;
}

const char *date_day(int64_t ms, enum lang lang, char text[static DATE_TEXT_SIZE])
{
    char date[DATE_TEXT_SIZE];
    /* The bound on the date tells the compiler that all fits. */
    snprintf(text, DATE_TEXT_SIZE, "%s, %.24s",
             (lang == LANG_VI ? weekdays_vi : weekdays_en)[civil_local(ms).weekday],
             date_short(ms, lang, date));
    return text;
}

const char *date_month(int64_t ms, enum lang lang, char text[static DATE_TEXT_SIZE])
{
    struct civil at = civil_local(ms);
    if (lang == LANG_VI)
        snprintf(text, DATE_TEXT_SIZE, "Tháng %d", at.month);
    else
        snprintf(text, DATE_TEXT_SIZE, "%s", months_en[at.month - 1]);
    return text;
}

const char *date_long(int64_t ms, enum lang lang, char text[static DATE_TEXT_SIZE])
{
    struct civil at = civil_local(ms);
    char day[DATE_TEXT_SIZE];
    snprintf(text, DATE_TEXT_SIZE, "%.40s %02d:%02d", date_day(ms, lang, day), at.hour, at.minute);
    return text;
}

const char *date_moment(int64_t ms, enum lang lang, char text[static DATE_TEXT_SIZE])
{
    struct civil at = civil_local(ms);
    char day[DATE_TEXT_SIZE];
    snprintf(text, DATE_TEXT_SIZE, "%02d:%02d %s %.40s", at.hour, at.minute, lang == LANG_EN ? "on" : "ngày",
             date_short(ms, lang, day));
    return text;
}

/* Not by strftime(), whose names follow the locale. */
const char *date_http(int64_t ms, char text[static DATE_TEXT_SIZE])
{
    struct civil at = civil_utc(ms);
    snprintf(text, DATE_TEXT_SIZE, "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT", weekdays_en[at.weekday], at.day,
             months_en[at.month - 1], at.year, at.hour, at.minute, at.second);
    return text;
}

/* Likewise, at the hours of here. */
const char *date_rfc5322(int64_t ms, char text[static DATE_TEXT_SIZE])
{
    struct civil at = civil_local(ms);
    snprintf(text, DATE_TEXT_SIZE, "%.3s, %02d %.3s %04d %02d:%02d:%02d +0700", weekdays_en[at.weekday],
             at.day, months_en[at.month - 1], at.year, at.hour, at.minute, at.second);
    return text;
}

/* Exactly `count` digits at *at, which moves behind them; -1 when they are not there. */
static int read_digits(const char **at, int count)
{
    int value = 0;
    for (int i = 0; i < count; i++, (*at)++) {
        if (**at < '0' || **at > '9')
            return -1;
        value = value * 10 + (**at - '0');
    }
    return value;
}

/* Steps over one character; false, and nothing moved, when another stands there. */
static bool read_char(const char **at, char c)
{
    if (**at != c)
        return false;
    (*at)++;
    return true;
}

/* YYYY-MM-DD of the calendar. */
static bool date_text_read_date(const char **at, int32_t *ret_days)
{
    /* Always four digits, two and two: a text has one reading only. */
    int year = read_digits(at, 4);
    if (year < 0 || !read_char(at, '-'))
        return false;
    int month = read_digits(at, 2);
    if (month < 0 || !read_char(at, '-'))
        return false;
    int day = read_digits(at, 2);
    /* days_from_civil() asserts what is asked here. */
    if (day < 0 || !civil_exists(year, month, day))
        return false;
    *ret_days = days_from_civil(year, month, day);
    return true;
}

/* HH:MM in minutes. */
static bool read_minutes(const char **at, int *ret_minutes)
{
    int hour = read_digits(at, 2);
    if (hour < 0 || hour > 23 || !read_char(at, ':'))
        return false;
    int minute = read_digits(at, 2);
    if (minute < 0 || minute > 59)
        return false;
    *ret_minutes = hour * 60 + minute;
    return true;
}

/* HH:MM:SS in seconds. */
static bool read_clock(const char **at, int *ret_seconds)
{
    int minutes;
    if (!read_minutes(at, &minutes) || !read_char(at, ':'))
        return false;
    int second = read_digits(at, 2);
    /* Leap seconds (60) are refused: POSIX time has no place for them. */
    if (second < 0 || second > 59)
        return false;
    *ret_seconds = minutes * 60 + second;
    return true;
}

/* An optional fraction of a second; digits behind the third are read and dropped. */
static bool read_fraction(const char **at, int *ret_ms)
{
    *ret_ms = 0;
    if (!read_char(at, '.'))
        return true;
    int count = 0;
    /* From the fourth digit on the weight is 0. */
    for (int weight = 100; **at >= '0' && **at <= '9'; (*at)++, weight /= 10, count++)
        *ret_ms += (**at - '0') * weight;
    return count >= 1 && count <= 9;
}

/* "Z" or ±HH:MM (RFC 3339 section 5.6), as minutes ahead of UTC. "-00:00" is read as UTC. */
static bool read_offset(const char **at, int *ret_minutes)
{
    *ret_minutes = 0;
    if (read_char(at, 'Z') || read_char(at, 'z'))
        return true;
    int sign = **at == '-' ? -1 : 1;
    if (!read_char(at, '+') && !read_char(at, '-'))
        return false;
    if (!read_minutes(at, ret_minutes))
        return false;
    *ret_minutes *= sign;
    return true;
}

/* Of query strings such as ?from=; no time and no zone, as a day of the portal has none. */
enum err day_parse(const char *text, int32_t *ret_day)
{
    int32_t days;
    if (!date_text_read_date(&text, &days) || *text)
        return ERR_INPUT;
    struct civil at = civil_from_days(days);
    *ret_day = at.year * 10000 + at.month * 100 + at.day;
    return ERR_OK;
}

enum err date_parse(const char *text, int64_t *ret_ms)
{
    int32_t days;
    int seconds, fraction_ms, offset_minutes;
    /* The space that RFC 3339 lets stand for the T is refused. */
    if (!date_text_read_date(&text, &days) || (!read_char(&text, 'T') && !read_char(&text, 't')))
        return ERR_INPUT;
    if (!read_clock(&text, &seconds) || !read_fraction(&text, &fraction_ms))
        return ERR_INPUT;
    if (!read_offset(&text, &offset_minutes) || *text)
        return ERR_INPUT;
    /* An offset can move the instant over the edge of the range, so the range is asked for only behind
     * this. */
    int64_t ms = days * DATE_DAY_MS + (seconds - offset_minutes * 60) * INT64_C(1000) + fraction_ms;
    if (ms < 0 || ms > DATE_MS_MAX)
        return ERR_INPUT;
    *ret_ms = ms;
    return ERR_OK;
}

/* A name of the list, three letters long; its index, or -1. */
static int date_text_read_name(const char **at, const char *const *names, int count)
{
    for (int i = 0; i < count; i++) {
        if (strncmp(*at, names[i], 3) == 0) {
            *at += 3;
            return i;
        }
    }
    return -1;
}

/* The IMF-fixdate of RFC 9110 section 5.6.7 and nothing else. A date that is not understood makes a
 * condition be ignored, which costs one full answer and is never wrong. */
enum err date_parse_http(const char *text, int64_t *ret_ms)
{
    int weekday = date_text_read_name(&text, weekdays_en, 7);
    if (weekday < 0 || !read_char(&text, ',') || !read_char(&text, ' '))
        return ERR_INPUT;
    int day = read_digits(&text, 2);
    if (day < 0 || !read_char(&text, ' '))
        return ERR_INPUT;
    /* -1 becomes 0, which is no month. */
    int month = date_text_read_name(&text, months_en, 12) + 1;
    if (month < 1 || !read_char(&text, ' '))
        return ERR_INPUT;
    int year = read_digits(&text, 4), seconds;
    if (!civil_exists(year, month, day) || !read_char(&text, ' ') || !read_clock(&text, &seconds))
        return ERR_INPUT;
    int32_t days = days_from_civil(year, month, day);
    int64_t ms = days * DATE_DAY_MS + seconds * INT64_C(1000);
    /* A wrong weekday shows that no date was meant, or another. */
    if (strcmp(text, " GMT") != 0 || civil_from_days(days).weekday != weekday || ms > DATE_MS_MAX)
        return ERR_INPUT;
    *ret_ms = ms;
    return ERR_OK;
}

const char *day_iso(int32_t day, char text[static DATE_TEXT_SIZE])
{
    snprintf(text, DATE_TEXT_SIZE, "%04d-%02d-%02d", day / 10000, day / 100 % 100, day % 100);
    return text;
}
