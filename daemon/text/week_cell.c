/* Words are compared by their fold keys, so that marks and capitals do not matter. Knows no table. */
#include "week_cell.h"

#include "base/calendar.h"
#include "text/word.h"

#include <string.h>

enum { HOUR = 60, DAY_HOURS = 24, YEAR_FIRST = 1990, YEAR_LAST = 2100, NOON = 12 };

size_t week_signs(const char *text)
{
    static const char *const signs[] = {" ", "\t", "\n", "-", "+", "*", "(", ")", "[", "]",
                                        ":", ",",  ".",  ";", "•", "–", "—", "·", "▪", "\u00a0"};
    size_t at = 0, i = 0, count = sizeof signs / sizeof *signs;
    while (i < count) {
        for (i = 0; i < count && strncmp(text + at, signs[i], strlen(signs[i])) != 0; i++)
            ;
        at += i < count ? strlen(signs[i]) : 0;
    }
    return at;
}

/* Whether the next word, behind signs, is this one, by its fold key; *at goes behind it. */
static bool week_word(const char *text, size_t *at, const char *fold)
{
    struct word word;
    size_t from = *at + week_signs(text + *at), next = from;
    if (!word_next(text, strlen(text), &next, &word) || word.start != from || strcmp(word.fold, fold) != 0)
        return false;
    *at = word.end;
    return true;
}

/* Digits at *at, which goes behind them; -1 for none or more than `most`. */
static int week_digits(const char *text, size_t *at, size_t most)
{
    size_t count = strspn(text + *at, "0123456789");
    int number = 0;
    if (!count || count > most)
        return -1;
    for (; count; count--)
        number = number * 10 + text[(*at)++] - '0';
    return number;
}

/* ---- days */

/* "Thứ Hai", "Thứ 2", "T2", "Chủ nhật", "CN"; -1 for none. */
static int read_weekday(const char *text, size_t *at)
{
    static const char *const names[][2] = {{"hai", "2"}, {"ba", "3"},  {"tu", "4"},
                                           {"nam", "5"}, {"sau", "6"}, {"bay", "7"}};
    static const char *const short_names[] = {"t2", "t3", "t4", "t5", "t6", "t7"};
    enum { SUNDAY = 6 };
    size_t from = *at;
    if ((week_word(text, at, "chu") && week_word(text, at, "nhat")) ||
        (*at = from, week_word(text, at, "cn")))
        return SUNDAY;
    for (int i = 0; i < SUNDAY; i++) {
        for (int form = 0; form < 2; form++) {
            *at = from;
            if (week_word(text, at, "thu") && week_word(text, at, names[i][form]))
                return i;
        }
        *at = from;
        if (week_word(text, at, short_names[i]))
            return i;
    }
    *at = from;
    return -1;
}

/* "30/11", "30-11-2026", "ngày 30 tháng 11 năm 2026"; false for none. */
static bool read_date(const char *text, size_t *at, struct week_day *day)
{
    size_t now = *at;
    week_word(text, &now, "ngay");
    now += week_signs(text + now);
    int number = week_digits(text, &now, 2), month, year = 0;
    size_t sign = now;
    bool is_long = number > 0 && week_word(text, &now, "thang");
    if (!is_long && (number <= 0 || !text[sign] || !strchr("/-.", text[sign])))
        return false;
    now = is_long ? now + week_signs(text + now) : sign + 1;
    month = week_digits(text, &now, 2);
    size_t behind = now;
    if (month < 1 || month > 12 || number > 31)
        return false;
    if (is_long ? week_word(text, &now, "nam") : text[now] == text[sign] && ++now) {
        now += is_long ? week_signs(text + now) : 0;
        year = week_digits(text, &now, 4);
    }
    if (year < YEAR_FIRST || year > YEAR_LAST) {
        year = 0;
        now = behind;
    }
    *day = (struct week_day){day->weekday, number, month, year};
    *at = now;
    return true;
}

size_t week_read_day(const char *text, struct week_day *ret_day)
{
    size_t at = week_signs(text);
    *ret_day = (struct week_day){.weekday = -1};
    ret_day->weekday = read_weekday(text, &at);
    bool is_dated = read_date(text, &at, ret_day);
    if (ret_day->weekday < 0 && !is_dated)
        return 0;
    return at + week_signs(text + at);
}

int32_t week_monday(int32_t day)
{
    return day_add(day, -((civil_local(day_start_ms(day)).weekday + 6) % 7));
}

int32_t week_day_of(const struct week_day *day, int32_t monday, bool *ret_is_odd)
{
    int32_t best = 0;
    int64_t nearest = INT64_MAX;
    *ret_is_odd = false;
    if (!day->day)
        return day->weekday < 0 ? 0 : day_add(monday, day->weekday);
    int year = day->year ? day->year : monday / 10000;
    for (int other = day->year ? year : year - 1; other <= (day->year ? year : year + 1); other++) {
        if (!civil_exists(other, day->month, day->day))
            continue;
        int32_t found = other * 10000 + day->month * 100 + day->day;
        int64_t away = day_start_ms(found) - day_start_ms(monday);
        away = away < 0 ? -away : away;
        best = away < nearest ? found : best;
        nearest = away < nearest ? away : nearest;
    }
    if (best && day->weekday >= 0)
        *ret_is_odd = day_add(week_monday(best), day->weekday) != best;
    return best;
}

/* ---- times */

size_t week_read_half(const char *text, enum week_half *ret_half)
{
    static const struct {
        const char *words[2];
        enum week_half half;
    } names[] = {{{"sang", NULL}, HALF_MORNING},
                 {{"chieu", NULL}, HALF_AFTERNOON},
                 {{"toi", NULL}, HALF_EVENING},
                 {{"ca", "ngay"}, HALF_DAY}};
    size_t begin = 0;
    week_word(text, &begin, "buoi");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t at = begin;
        if (!week_word(text, &at, names[i].words[0]) ||
            (names[i].words[1] && !week_word(text, &at, names[i].words[1])))
            continue;
        *ret_half = names[i].half;
        return at + week_signs(text + at);
    }
    /* A column of the halves alone may have but their first letters. */
    if ((*text == 'S' || *text == 'C') && !text[1]) {
        *ret_half = *text == 'S' ? HALF_MORNING : HALF_AFTERNOON;
        return 1;
    }
    return 0;
}

/* Bytes of a sign for minutes. */
static size_t minute_sign(const char *text)
{
    static const char *const signs[] = {"'", "’", "′", "‘"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strncmp(text, signs[i], strlen(signs[i])) == 0)
            return strlen(signs[i]);
    return 0;
}

/* "8h", "08h30'", "8 giờ 30 phút", "14g15", "08:00", each with "chiều" behind it where it is; -1 for none. */
static int week_read_clock(const char *text, size_t *at, enum week_half half)
{
    static const char *const marks[] = {"giờ", "Giờ", "GIỜ", "h", "H", "g", "G", ":"};
    size_t now = *at + strspn(text + *at, " \t\n"), i = 0, blanks;
    int hour = week_digits(text, &now, 2), minute = 0;
    now += strspn(text + now, " ");
    while (i < sizeof marks / sizeof *marks && strncmp(text + now, marks[i], strlen(marks[i])) != 0)
        i++;
    if (hour < 0 || i == sizeof marks / sizeof *marks)
        return -1;
    now += strlen(marks[i]);
    blanks = strspn(text + now, " ");
    size_t digits = now + blanks;
    minute = week_digits(text, &digits, 2);
    if (minute < 0 && *marks[i] == ':')
        return -1;
    if (minute >= 0) {
        now = digits;
        week_word(text, &now, "phut");
        now += minute_sign(text + now);
    }
    minute = minute < 0 ? 0 : minute;
    size_t spoken = now;
    enum week_half said = HALF_NONE;
    size_t took = strchr(" ", text[spoken]) && text[spoken] ? week_read_half(text + spoken, &said) : 0;
    half = took && said != HALF_DAY ? said : half;
    now = took && said != HALF_DAY ? spoken + took : now;
    bool is_late = half == HALF_AFTERNOON || half == HALF_EVENING;
    hour += is_late && hour > 0 && hour < NOON && !(half == HALF_AFTERNOON && hour > 7) ? NOON : 0;
    if (hour >= DAY_HOURS || minute >= HOUR)
        return -1;
    *at = now;
    return hour * HOUR + minute;
}

/* What stands between the two times of a span; 0 for nothing. */
static size_t span_sign(const char *text)
{
    static const char *const signs[] = {"-", "–", "—", "→", "đến", "Đến", "tới"};
    size_t at = strspn(text, " ");
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strncmp(text + at, signs[i], strlen(signs[i])) == 0)
            return at + strlen(signs[i]);
    return 0;
}

size_t week_read_time(const char *text, enum week_half half, struct week_time *ret_time)
{
    size_t at = 0;
    week_word(text, &at, "vao");
    week_word(text, &at, "tu");
    week_word(text, &at, "luc");
    at += week_signs(text + at);
    int start = week_read_clock(text, &at, half);
    if (start < 0)
        return 0;
    *ret_time = (struct week_time){start, -1};
    size_t sign = span_sign(text + at), behind = at + sign;
    int end = sign ? week_read_clock(text, &behind, half) : -1;
    if (end > start) {
        ret_time->end = end;
        at = behind;
    }
    return at + week_signs(text + at);
}
