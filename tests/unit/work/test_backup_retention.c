/* Which backups are kept: a matter of their times and states. */
#include "text/date.h"
#include "work/backup.h"

#include "test.h"

#include <stdio.h>
#include <string.h>

enum { MOST = 1200 };

static struct backup_entry entries[MOST];
static bool keeps[MOST];

static int64_t at(const char *text)
{
    int64_t ms = 0;
    assert_int_equal(date_parse(text, &ms), ERR_OK);
    return ms;
}

static struct backup_entry entry(const char *name, const char *time)
{
    struct backup_entry made = {.at_ms = at(time)};
    snprintf(made.name, sizeof made.name, "%s", name);
    return made;
}

static size_t kept(size_t count, int64_t daily, int64_t weekly, int64_t monthly)
{
    const struct backup_retention retention = {daily, weekly, monthly};
    size_t sum = 0;
    memset(keeps, 0, sizeof keeps);
    backup_choose(entries, count, &retention, keeps);
    for (size_t i = 0; i < count; i++)
        sum += keeps[i];
    return sum;
}

/* One at 02:00 in the portal's zone of each day back from a Sunday. */
static void fill_days(size_t count)
{
    for (size_t i = 0; i < count; i++) {
        entries[i] = entry("x", "2026-11-29T02:00:00+07:00");
        entries[i].at_ms -= (int64_t)i * DATE_DAY_MS;
    }
}

static void a_year_of_days_leaves_days_weeks_and_months(void **state)
{
    (void)state;
    fill_days(400);
    /* Days 29 to 23; the weeks' last days 29, 22, 15, 8; the months' 29 November and the last of eleven more.
     */
    assert_int_equal(kept(400, 7, 4, 12), 7 + 3 + 11);
    for (size_t i = 0; i < 7; i++)
        assert_true(keeps[i]);
    assert_true(keeps[7] && keeps[14] && keeps[21]); /* 22, 15, 8 */
    assert_false(keeps[8]);
    assert_true(keeps[29]); /* 31 October */
    assert_false(keeps[28]);
}

static void a_gap_is_no_reason_to_keep_fewer(void **state)
{
    (void)state;
    entries[0] = entry("a", "2026-11-29T02:00:00+07:00");
    entries[1] = entry("b", "2026-09-01T02:00:00+07:00");
    entries[2] = entry("c", "2026-03-01T02:00:00+07:00");
    assert_int_equal(kept(3, 3, 0, 0), 3);
    assert_int_equal(kept(3, 2, 0, 0), 2);
}

static void of_one_day_the_last_is_kept_by_the_portals_midnight(void **state)
{
    (void)state;
    entries[0] = entry("c", "2026-11-29T23:59:00+07:00");
    entries[1] = entry("b", "2026-11-29T00:00:00+07:00");
    entries[2] = entry("a", "2026-11-28T23:59:59+07:00");
    assert_int_equal(kept(3, 7, 4, 12), 2);
    assert_true(keeps[0] && !keeps[1] && keeps[2]);
}

static void a_week_begins_on_monday(void **state)
{
    (void)state;
    entries[0] = entry("c", "2026-11-30T02:00:00+07:00"); /* a Monday */
    entries[1] = entry("b", "2026-11-29T02:00:00+07:00");
    entries[2] = entry("a", "2026-11-23T02:00:00+07:00");
    assert_int_equal(kept(3, 0, 5, 0), 2);
    assert_true(keeps[0] && keeps[1]);
}

static void what_a_person_named_stays_and_counts_for_nothing(void **state)
{
    (void)state;
    fill_days(30);
    entries[0].is_named = entries[20].is_named = true;
    assert_int_equal(kept(30, 3, 0, 0), 3 + 2);
    assert_true(keeps[0] && keeps[1] && keeps[2] && keeps[3] && keeps[20]);
}

static void what_is_not_good_stays_only_while_nothing_newer_is(void **state)
{
    (void)state;
    fill_days(10);
    entries[0].is_bad = true;
    entries[1].missing = 2;
    entries[4].is_bad = true;
    assert_int_equal(kept(10, 3, 0, 0), 2 + 3);
    assert_true(keeps[0] && keeps[1]);
    /* The days of the damaged one are not counted: 2, 3 and 5. */
    assert_true(keeps[2] && keeps[3] && !keeps[4] && keeps[5] && !keeps[6]);
}

static void the_newest_good_one_always_stays(void **state)
{
    (void)state;
    fill_days(5);
    for (size_t i = 1; i < 5; i++)
        entries[i].is_bad = true;
    assert_int_equal(kept(5, 0, 0, 1), 1);
    assert_true(keeps[0]);
    for (size_t i = 0; i < 5; i++)
        entries[i].is_bad = true;
    assert_int_equal(kept(5, 1, 1, 1), 5);
}

static void without_any_number_all_are_kept(void **state)
{
    (void)state;
    fill_days(MOST);
    assert_int_equal(kept(MOST, 0, 0, 0), MOST);
    assert_int_equal(kept(0, 7, 4, 12), 0);
}

static void names_lead_nowhere(void **state)
{
    (void)state;
    assert_true(backup_name_is_sound("2026-11-29-130502"));
    assert_true(backup_name_is_sound("truoc_nang-cap.1"));
    static const char *const wrong[] = {"", ".", "..", ".x", "-x", "_x", "a/b", "a b", "ảnh", "a\n"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(backup_name_is_sound(wrong[i]));
    char name[BACKUP_NAME_SIZE + 1];
    memset(name, 'x', sizeof name);
    name[BACKUP_NAME_SIZE - 1] = '\0';
    assert_true(backup_name_is_sound(name));
    name[BACKUP_NAME_SIZE - 1] = 'x';
    name[BACKUP_NAME_SIZE] = '\0';
    assert_false(backup_name_is_sound(name));
}

static int64_t until[MOST];

static void foresee(size_t count, int64_t daily, int64_t weekly, int64_t monthly, const char *now)
{
    const struct backup_retention retention = {daily, weekly, monthly};
    assert_int_equal(backup_foresee(entries, count, &retention, at(now), until), 0);
}

/* Judged by choosing on each day to come. */
static void what_is_foreseen_is_what_choosing_does_on_that_day(void **state)
{
    (void)state;
    enum { DAYS = 30 };
    const struct backup_retention retention = {7, 4, 12};
    const char *now = "2026-11-29T03:00:00+07:00";
    fill_days(DAYS);
    foresee(DAYS, 7, 4, 12, now);
    for (size_t i = 0; i < DAYS; i++) {
        int64_t days = (until[i] - at(now)) / DATE_DAY_MS;
        assert_in_range(days, 0, 400);
        for (int64_t day = days ? days - 1 : 0; day <= days; day++) {
            memmove(entries + day, entries, DAYS * sizeof *entries);
            for (int64_t k = 0; k < day; k++)
                entries[k] = (struct backup_entry){.at_ms = at(now) + (day - k) * DATE_DAY_MS};
            backup_choose(entries, DAYS + (size_t)day, &retention, keeps);
            assert_int_equal(keeps[(size_t)day + i], day < days);
            fill_days(DAYS);
        }
    }
}

static void who_is_named_or_all_that_is_kept_has_no_end(void **state)
{
    (void)state;
    fill_days(3);
    entries[1].is_named = true;
    foresee(3, 2, 0, 0, "2026-11-29T03:00:00+07:00");
    assert_int_equal(until[0], at("2026-12-01T03:00:00+07:00"));
    assert_int_equal(until[1], 0);
    assert_int_equal(until[2], at("2026-11-30T03:00:00+07:00"));
    foresee(3, 0, 0, 0, "2026-11-29T03:00:00+07:00");
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(until[i], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_foreseen_is_what_choosing_does_on_that_day),
        cmocka_unit_test(who_is_named_or_all_that_is_kept_has_no_end),
        cmocka_unit_test(a_year_of_days_leaves_days_weeks_and_months),
        cmocka_unit_test(a_gap_is_no_reason_to_keep_fewer),
        cmocka_unit_test(of_one_day_the_last_is_kept_by_the_portals_midnight),
        cmocka_unit_test(a_week_begins_on_monday),
        cmocka_unit_test(what_a_person_named_stays_and_counts_for_nothing),
        cmocka_unit_test(what_is_not_good_stays_only_while_nothing_newer_is),
        cmocka_unit_test(the_newest_good_one_always_stays),
        cmocka_unit_test(without_any_number_all_are_kept),
        cmocka_unit_test(names_lead_nowhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
