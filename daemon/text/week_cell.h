/* What stands at the beginning of a cell of a week's table: a day, a half of the day, a time. Private to this
 * floor. Each gives how many bytes it took, with the signs behind it; 0: there is none. Thread: any. */
#ifndef TEXT_WEEK_CELL_H
#define TEXT_WEEK_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum week_half { HALF_NONE, HALF_MORNING, HALF_AFTERNOON, HALF_EVENING, HALF_DAY };

struct week_day {
    int weekday;          /* 0 Monday to 6 Sunday; -1 not said */
    int day, month, year; /* 0 not said */
};

struct week_time {
    int start, end; /* minutes of the day; end -1 not said */
};

/* Bytes of blanks, signs of lists and brackets. */
size_t week_signs(const char *text);

size_t week_read_day(const char *text, struct week_day *ret_day);
size_t week_read_half(const char *text, enum week_half *ret_half);
/* In an afternoon or evening "2h" is 14:00. */
size_t week_read_time(const char *text, enum week_half half, struct week_time *ret_time);

/* The day in the calendar: by its date, of the year nearest to the week of `monday`, else by its weekday in
 * that week; 0 for none that is there. *ret_is_odd: date and weekday do not fit. */
int32_t week_day_of(const struct week_day *day, int32_t monday, bool *ret_is_odd);

/* The Monday on or before a day. */
int32_t week_monday(int32_t day);

#endif
