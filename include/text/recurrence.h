/* What repeats by a rule: on which days it is. Days and times are those of the portal's zone, which has one
 * offset. The rules are those of RFC 5545 that an office uses; what it says of them holds: a day that a month
 * or year does not have is passed over, and the first time is one of the rule's (the caller's duty: Monday to
 * Friday begins on none of the other days). Thread: any. */
#ifndef TEXT_RECURRENCE_H
#define TEXT_RECURRENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum recurrence_rule {
    RECURRENCE_ONCE,
    RECURRENCE_DAILY,
    RECURRENCE_WORKDAYS, /* Monday to Friday; of every nth week, weeks beginning with Monday */
    RECURRENCE_WEEKLY,
    RECURRENCE_MONTHLY,         /* on the same day */
    RECURRENCE_MONTHLY_WEEKDAY, /* on the same weekday of the same week: the second Tuesday */
    RECURRENCE_YEARLY,
    RECURRENCE_COUNT
};

struct recurrence {
    enum recurrence_rule rule;
    int every;             /* 1 to 99: each, each second …; 0 is 1 */
    int64_t start_ms;      /* of the first time */
    int64_t length_ms;     /* of each; 0 or more */
    int32_t until;         /* the last day (20261124); 0: for ever */
    const int32_t *except; /* days on which it is not, in any order */
    size_t except_count;
};

/* "daily", "workdays" …, as facts name them; RECURRENCE_COUNT for none. "" and NULL are ONCE. */
enum recurrence_rule recurrence_named(const char *name);

/* The starts, in milliseconds and rising, of those that touch [from_ms, to_ms): that begin before its end,
 * and end behind its beginning or begin within it. Writes at most `most`; the result is how many. */
size_t recurrence_within(const struct recurrence *recurrence, int64_t from_ms, int64_t to_ms, int64_t *starts,
                         size_t most);

#endif
