/* A name or number is found however it was typed, and nothing beside it. */
#include "text/mention.h"

#include "base/arena.h"
#include "test.h"

static void masked_is(const char *find, const char *text, const char *expected)
{
    auto_arena struct arena *arena = arena_new(1 << 16);
    struct mention mention;
    assert_int_equal(mention_of(find, &mention), ERR_OK);
    assert_string_equal(mention_masked(&mention, text, arena), expected);
}

static void name_is_found_in_capitals_and_with_its_tone_elsewhere(void **state)
{
    (void)state;
    masked_is("Nguyễn Thị Hoà", "Bà NGUYỄN  THỊ HÒA, và nguyễn thị hoà.", "Bà […], và […].");
    masked_is("Nguyễn Văn Ất", "Nguyễn Văn Át, Nguyễn Văn", "Nguyễn Văn Át, Nguyễn Văn");
    masked_is("Văn Ất", "Nguyễn Văn Văn Ất", "Nguyễn Văn […]");
}

static void number_is_found_however_it_is_divided(void **state)
{
    (void)state;
    masked_is("0912 345 678", "gọi 0912345678, 0912.345.678 hoặc 0912-345-678", "gọi […], […] hoặc […]");
    masked_is("0912345678", "10912345678 và 09123456789", "10912345678 và 09123456789");
}

static void what_would_be_everywhere_is_refused(void **state)
{
    struct mention mention;
    (void)state;
    const char *const unfit[] = {"", "a", "An", "...", "a b c d e f g h i k l m n"};
    for (size_t i = 0; i < sizeof unfit / sizeof *unfit; i++)
        assert_int_equal(mention_of(unfit[i], &mention), ERR_INPUT);
    assert_false(mention_is_in(&mention, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(name_is_found_in_capitals_and_with_its_tone_elsewhere),
        cmocka_unit_test(number_is_found_however_it_is_divided),
        cmocka_unit_test(what_would_be_everywhere_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
