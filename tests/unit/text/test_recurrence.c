#include "text/recurrence.h"

#include "base/calendar.h"
#include "test.h"

#define HOUR_MS INT64_C(3600000)
enum { MOST = 64 };

/* Days (20261130) on which it is between two days, the second left out, ended by 0. */
static void is_on(const struct recurrence *r, int32_t from, int32_t to, const int32_t *expected)
{
    int64_t starts[MOST];
    size_t count = recurrence_within(r, day_start_ms(from), day_start_ms(to), starts, MOST), i = 0;
    for (; expected[i]; i++) {
        assert_true(i < count);
        assert_int_equal(day_of(starts[i]), expected[i]);
        assert_int_equal(starts[i] - day_start_ms(expected[i]),
                         r->start_ms - day_start_ms(day_of(r->start_ms)));
    }
    assert_int_equal(count, i);
}
#define DAYS(...) ((const int32_t[]){__VA_ARGS__ __VA_OPT__(, ) 0})

/* From six in the morning on, when it is still the day before in UTC. */
static struct recurrence rule_of(enum recurrence_rule rule, int32_t day, int every)
{
    return (struct recurrence){
        .rule = rule, .every = every, .start_ms = day_start_ms(day) + 6 * HOUR_MS, .length_ms = 2 * HOUR_MS};
}

static void each_rule_has_the_days_that_rfc_5545_gives_it(void **state)
{
    (void)state;
    struct recurrence r = rule_of(RECURRENCE_ONCE, 20261130, 0);
    is_on(&r, 20261101, 20270101, DAYS(20261130));
    is_on(&r, 20261201, 20270101, DAYS());
    r = rule_of(RECURRENCE_DAILY, 20261130, 3);
    is_on(&r, 20261201, 20261210, DAYS(20261203, 20261206, 20261209));
    r = rule_of(RECURRENCE_WEEKLY, 20261130, 2);
    is_on(&r, 20261101, 20270101, DAYS(20261130, 20261214, 20261228));
    is_on(&r, 20360101, 20360201, DAYS(20360114, 20360128));
    /* Begun on a Wednesday: not on the Monday and Tuesday before. */
    r = rule_of(RECURRENCE_WORKDAYS, 20261202, 1);
    is_on(&r, 20261129, 20261210, DAYS(20261202, 20261203, 20261204, 20261207, 20261208, 20261209));
    r = rule_of(RECURRENCE_WORKDAYS, 20261202, 2);
    is_on(&r, 20261129, 20261217, DAYS(20261202, 20261203, 20261204, 20261214, 20261215, 20261216));
    /* Months without the day are passed over. */
    r = rule_of(RECURRENCE_MONTHLY, 20270131, 1);
    is_on(&r, 20270101, 20270801, DAYS(20270131, 20270331, 20270531, 20270731));
    r = rule_of(RECURRENCE_MONTHLY, 20270101, 1);
    is_on(&r, 20300101, 20300302, DAYS(20300101, 20300201, 20300301));
    r = rule_of(RECURRENCE_MONTHLY_WEEKDAY, 20261208, 1);
    is_on(&r, 20261201, 20270401, DAYS(20261208, 20270112, 20270209, 20270309));
    /* The fifth Monday is in few months. */
    r = rule_of(RECURRENCE_MONTHLY_WEEKDAY, 20261130, 1);
    is_on(&r, 20261201, 20270701, DAYS(20270329, 20270531));
    r = rule_of(RECURRENCE_YEARLY, 20240229, 1);
    is_on(&r, 20240101, 20330101, DAYS(20240229, 20280229, 20320229));
}

static void it_ends_leaves_days_out_and_counts_while_it_goes_on(void **state)
{
    (void)state;
    static const int32_t except[] = {20261214, 20261207};
    struct recurrence r = rule_of(RECURRENCE_WEEKLY, 20261130, 1);
    r.until = 20261221;
    r.except = except;
    r.except_count = 2;
    is_on(&r, 20261101, 20280101, DAYS(20261130, 20261221));
    /* Three days long: it touches the days behind its first. */
    r = rule_of(RECURRENCE_WEEKLY, 20261130, 1);
    r.length_ms = 72 * HOUR_MS;
    is_on(&r, 20261203, 20261204, DAYS(20261130));
    is_on(&r, 20261204, 20261205, DAYS());
    /* What ends as a day begins is not on that day. */
    r.length_ms = 18 * HOUR_MS;
    is_on(&r, 20261130, 20261201, DAYS(20261130));
    is_on(&r, 20261201, 20261202, DAYS());
}

static void the_end_of_the_calendar_ends_every_rule(void **state)
{
    (void)state;
    for (enum recurrence_rule rule = 0; rule < RECURRENCE_COUNT; rule++) {
        int64_t starts[MOST];
        struct recurrence r = rule_of(rule, 99991231, 99);
        r.start_ms = DATE_MS_MAX - HOUR_MS;
        assert_true(recurrence_within(&r, DATE_MS_MAX - DATE_DAY_MS, INT64_MAX / 2, starts, MOST) <= 1);
        r = rule_of(rule, 19700105, 99);
        recurrence_within(&r, DATE_MS_MAX - DATE_DAY_MS, DATE_MS_MAX, starts, MOST);
    }
}

static void rules_are_known_by_name(void **state)
{
    (void)state;
    assert_int_equal(recurrence_named("monthly-weekday"), RECURRENCE_MONTHLY_WEEKDAY);
    assert_int_equal(recurrence_named(NULL), RECURRENCE_ONCE);
    assert_int_equal(recurrence_named("hourly"), RECURRENCE_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rule_has_the_days_that_rfc_5545_gives_it),
        cmocka_unit_test(it_ends_leaves_days_out_and_counts_while_it_goes_on),
        cmocka_unit_test(the_end_of_the_calendar_ends_every_rule),
        cmocka_unit_test(rules_are_known_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
