#include "view/consultation.h"

#include "test.h"

#include <string.h>

/* A draft of so many articles; 0: nobody said how many. */
static const char *part(int articles, const char *typed)
{
    static char read[CONSULTATION_PART_SIZE];
    const struct consultation consultation = {.articles = articles};
    return consultation_part_read(&consultation, typed, read) ? read : NULL;
}

static void an_article_of_a_draft_is_known_however_it_is_typed(void **state)
{
    static const char *const fives[] = {"5", " 5 ", "Điều 5", "điều 5.", "DIEU 05", "Article 5", "Điều 5:"};
    (void)state;
    for (size_t i = 0; i < sizeof fives / sizeof *fives; i++) {
        assert_non_null(part(0, fives[i]));
        assert_string_equal(part(0, fives[i]), "5");
    }
    assert_string_equal(part(12, "Điều 12a"), "12a");
    assert_string_equal(part(0, NULL), "");
    assert_string_equal(part(0, "  "), "");
    assert_string_equal(part(0, "999"), "999");
}

/* Nothing but a number is kept where it can be read: a name that was typed there is told, and not taken. */
static void what_names_no_article_is_refused(void **state)
{
    static const char *const none[] = {"0",  "Điều", "chương 2",  "5 và 6", "1234",        "5abc",
                                       "-5", "<b>",  "Nguyễn An", "năm",    "5 Nguyễn An", "Điều 0"};
    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        if (part(0, none[i]) && strcmp(none[i], "-5") != 0)
            fail_msg("«%s» is taken for «%s»", none[i], part(0, none[i]));
    assert_null(part(12, "13"));
    assert_null(part(12, "13a"));
}

/* The second of the end is the first at which nothing is taken. */
static void the_phase_turns_at_the_very_instant(void **state)
{
    const struct consultation consultation = {.opens_ms = 1000, .closes_ms = 5000};
    (void)state;
    assert_int_equal(consultation_phase_at(&consultation, 999), CONSULTATION_AHEAD);
    assert_int_equal(consultation_phase_at(&consultation, 1000), CONSULTATION_OPEN);
    assert_int_equal(consultation_phase_at(&consultation, 4999), CONSULTATION_OPEN);
    assert_int_equal(consultation_phase_at(&consultation, 5000), CONSULTATION_CLOSED);
    assert_int_equal(consultation_turn_ms(&consultation, 0), 1000);
    assert_int_equal(consultation_turn_ms(&consultation, 1000), 5000);
    assert_int_equal(consultation_turn_ms(&consultation, 5000), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_article_of_a_draft_is_known_however_it_is_typed),
        cmocka_unit_test(what_names_no_article_is_refused),
        cmocka_unit_test(the_phase_turns_at_the_very_instant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
