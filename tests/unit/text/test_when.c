#include "text/when.h"

#include "test.h"
#include "text/date.h"

static int64_t moment(const char *text, bool at_end, bool is_day)
{
    int64_t ms = -1;
    bool was_day;
    assert_int_equal(when_read(text, at_end, &ms, &was_day), ERR_OK);
    assert_int_equal(was_day, is_day);
    return ms;
}

static void instants_days_and_lost_signs_are_read(void **state)
{
    (void)state;
    int64_t eight = moment("2026-11-29T08:00:00+07:00", false, false);
    assert_int_equal(moment("2026-11-29T08:00:00 07:00", false, false), eight);
    assert_int_equal(moment("2026-11-29T08:00:00.5 07:00", false, false), eight + 500);
    assert_int_equal(moment("2026-11-29T01:00:00Z", true, false), eight);
    int64_t midnight = moment("2026-11-29", false, true);
    assert_int_equal(midnight, eight - 8 * INT64_C(3600000));
    assert_int_equal(moment("2026-11-29", true, true), midnight + DATE_DAY_MS);
}

static void what_is_not_certain_is_refused_with_its_remedy(void **state)
{
    static const char *const pairs[][2] = {
        {"2026-11-29T08:00:00", "2026-11-29T08:00:00+07:00"},
        {"2026-11-29 08:00", "2026-11-29T08:00:00+07:00"},
        {"29/11/2026", "2026-11-29"},
        {"29-11-2026 14:30", "2026-11-29T14:30:00+07:00"},
        {"2.9.2026 7h15", "2026-09-02T07:15:00+07:00"},
        {"31/02/2026", "2026-12-01T08:00:00+07:00"},
        {"ngày mai", "2026-12-01T08:00:00+07:00"},
        {"", "2026-12-01T08:00:00+07:00"},
        {"2026-11-29 99:99", "2026-11-29"},
    };
    auto_arena struct arena *arena = arena_new(64 * 1024);
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        int64_t ms;
        bool is_day;
        assert_int_equal(when_read(pairs[i][0], false, &ms, &is_day), ERR_INPUT);
        assert_string_equal(when_remedy(pairs[i][0], arena), pairs[i][1]);
        assert_int_equal(when_read(pairs[i][1], false, &ms, &is_day), ERR_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(instants_days_and_lost_signs_are_read),
        cmocka_unit_test(what_is_not_certain_is_refused_with_its_remedy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
