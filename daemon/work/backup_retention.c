/* Which backups are kept. A function of their times and states alone. */
#include "backup_inner.h"

#include "text/date.h"

#include <string.h>

enum { PERIODS = 3 };

/* The number of the day, week (from Monday) or month, in the portal's zone, in which an instant lies. */
static int32_t period_of(int period, int64_t at_ms)
{
    struct civil civil = civil_local(at_ms);
    int32_t day = days_from_civil(civil.year, civil.month, civil.day);
    /* 1970-01-01, day 0, was a Thursday. */
    return period == 0 ? day : period == 1 ? (day + 3) / 7 : civil.year * 12 + civil.month;
}

/* The newest of each of the last `most` periods that have one. */
static void keep_of_periods(const struct backup_entry *entries, size_t count, int period, int64_t most,
                            bool *keeps)
{
    int32_t last = -1;
    for (size_t i = 0; i < count && most > 0; i++) {
        int32_t number = period_of(period, entries[i].at_ms);
        /* A person's own is not counted: it stays whatever the others do. */
        if (entries[i].is_named || !backup_is_good(&entries[i]) || number == last)
            continue;
        keeps[i] = true;
        last = number;
        most--;
    }
}

/* Good ones are judged by their age; another is kept while nothing newer is good, for it is better than
 * nothing. */
void backup_choose(const struct backup_entry *entries, size_t count, const struct backup_retention *retention,
                   bool *ret_keeps)
{
    const int64_t most[PERIODS] = {retention->daily, retention->weekly, retention->monthly};
    bool keeps_all = !most[0] && !most[1] && !most[2], has_good = false;
    for (size_t i = 0; i < count; i++) {
        bool is_good = backup_is_good(&entries[i]);
        ret_keeps[i] = keeps_all || entries[i].is_named || !has_good;
        has_good |= is_good;
    }
    for (int period = 0; period < PERIODS; period++)
        keep_of_periods(entries, count, period, most[period], ret_keeps);
}
