/* Which backups are kept. A function of their times and states alone. */
#include "backup_inner.h"

#include "base/memory.h"
#include "text/date.h"

#include <string.h>

enum { PERIODS = 3, DAY_MS = 86400000, DAYS_MOST = 3660 };

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

/* ---- what will be */

struct foresight {
    struct backup_entry *entries; /* those to come, the newest first, and behind them those that there are */
    bool *keeps;
    size_t count; /* that there are */
    const struct backup_retention *retention;
};

/* Which are kept behind so many more days. */
static void foresee_day(struct foresight *foresight, int64_t days)
{
    size_t ahead = (size_t)(DAYS_MOST - days);
    backup_choose(foresight->entries + ahead, foresight->count + (size_t)days, foresight->retention,
                  foresight->keeps + ahead);
}

/* Once let go one stays so, since what comes is newer: so the first day is found by halving. */
static int64_t foresee_one(struct foresight *foresight, size_t index)
{
    int64_t low = 0, high = DAYS_MOST;
    foresee_day(foresight, high);
    if (foresight->keeps[DAYS_MOST + index])
        return -1;
    while (low < high) {
        int64_t middle = (low + high) / 2;
        foresee_day(foresight, middle);
        if (foresight->keeps[DAYS_MOST + index])
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* With none of a person's and a retention that keeps something all end some day. */
enum err backup_foresee(const struct backup_entry *entries, size_t count,
                        const struct backup_retention *retention, int64_t now_ms, int64_t *ret_until_ms)
{
    struct foresight foresight = {.count = count, .retention = retention};
    bool keeps_all = !retention->daily && !retention->weekly && !retention->monthly;
    foresight.entries = memory_new(DAYS_MOST + count, sizeof *foresight.entries);
    foresight.keeps = memory_new(DAYS_MOST + count, sizeof *foresight.keeps);
    bool has_room = foresight.entries && foresight.keeps;
    for (size_t i = 0; has_room && i < DAYS_MOST; i++)
        foresight.entries[i].at_ms = now_ms + (int64_t)(DAYS_MOST - i) * DAY_MS;
    if (has_room && count)
        memcpy(foresight.entries + DAYS_MOST, entries, count * sizeof *entries);
    for (size_t i = 0; has_room && i < count; i++) {
        int64_t days = keeps_all || entries[i].is_named ? -1 : foresee_one(&foresight, i);
        ret_until_ms[i] = days < 0 ? 0 : now_ms + days * DAY_MS;
    }
    free(foresight.entries);
    free(foresight.keeps);
    return has_room ? ERR_OK : ERR_MEMORY;
}
