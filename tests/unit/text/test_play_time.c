/* Lengths of recordings are read as people write them, and said as machines want them. */
#include "text/play_time.h"

#include "test.h"

static void lengths_are_read(void **state)
{
    (void)state;
    assert_int_equal(play_time_read("3:25"), 205);
    assert_int_equal(play_time_read("03:05"), 185);
    assert_int_equal(play_time_read("1:02:03"), 3723);
    assert_int_equal(play_time_read("0:00"), 0);
    for (const char *const *bad = (const char *const[]){"", "3", "3:5", "3:60", "1:60:00", "1:2:3:4", "a:00",
                                                        "3:25 ", "-1:00", "123:00", "3:", ":30", NULL};
         *bad; bad++)
        assert_int_equal(play_time_read(*bad), 0);
}

static void lengths_are_said_for_machines(void **state)
{
    char text[PLAY_TIME_SIZE];
    (void)state;
    assert_string_equal(play_time_iso(205, text), "PT3M25S");
    assert_string_equal(play_time_iso(3600, text), "PT1H");
    assert_string_equal(play_time_iso(359999, text), "PT99H59M59S");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(lengths_are_read),
                                       cmocka_unit_test(lengths_are_said_for_machines)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
