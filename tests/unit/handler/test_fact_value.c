/* Numbers of facts: one form for each, and none for what no fact can be. */
#include "article/fact_value.h"

#include "test.h"

static void a_number_has_one_form(void **state)
{
    static const struct {
        const char *typed, *kept;
    } rows[] = {{"12", "12"},       {"0012", "12"},
                {"2.50", "2.5"},    {"2.0", "2"},
                {"-0", "0"},        {"-0.000", "0"},
                {"-00.50", "-0.5"}, {"0.000001", "0.000001"},
                {"0", "0"},         {"999999999999999", "999999999999999"},
                {"-7", "-7"}};
    auto_arena struct arena *arena = arena_new(1 << 16);
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(fact_number(arena, rows[i].typed), rows[i].kept);
}

static void what_is_no_number_has_none(void **state)
{
    static const char *const texts[] = {"",    "-",   ".5",  "5.",  "1,5",       "1e3",
                                        "0x1", "1 2", "--1", "+1",  "1.2.3",     "1000000000000000",
                                        "nan", "inf", " 1",  "1\n", "0.1234567", "12345678901.23456"};
    auto_arena struct arena *arena = arena_new(1 << 16);
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (fact_number(arena, texts[i]))
            fail_msg("“%s” is no number", texts[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_has_one_form),
        cmocka_unit_test(what_is_no_number_has_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
