/* Telephone numbers as they stand in fields, as links. */
#include "view/portal.h"

#include "test.h"

/* What is written, and where it leads; NULL: nowhere. */
static void leads(const char *const cases[][2], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        auto_arena struct arena *arena = arena_new(4096);
        const char *url = phone_url(arena, cases[i][0]);
        if (cases[i][1])
            assert_string_equal(url ? url : "", cases[i][1]);
        else
            assert_null(url);
    }
}

#define LEADS(cases) leads(cases, sizeof(cases) / sizeof *(cases))

static void one_number_is_dialled_however_it_is_grouped(void **state)
{
    static const char *const cases[][2] = {
        {"0236 3822 123", "tel:02363822123"},
        {"(0236) 3822.123", "tel:02363822123"},
        {"0236-3822-123", "tel:02363822123"},
        {"0236–3822–012", "tel:02363822012"},
        {"+84 236 3822 123", "tel:+842363822123"},
        {"+84 (0)236 3822 123", "tel:+842363822123"},
        {"1900 1234", "tel:19001234"},
        {"113", "tel:113"},
        {"ĐT: 0905 111 222", "tel:0905111222"},
        {"0205.000.0001", "tel:02050000001"},
        {"chưa có", NULL},
        {"", NULL},
        {NULL, NULL},
    };
    (void)state;
    LEADS(cases);
}

static void of_two_numbers_the_first_is_dialled(void **state)
{
    static const char *const cases[][2] = {
        {"0236 3822 123, 0905 111 222", "tel:02363822123"},
        {"0236 3822 123/0905 111 222", "tel:02363822123"},
        {"0236 3822 123; 0905 111 222", "tel:02363822123"},
        {"0236 3822 123 - 0905 111 222", "tel:02363822123"},
        {"0236.3822.123-0905.111.222", "tel:02363822123"},
        {"0236 3822123 – 3822124", "tel:02363822123"},
        {"0236 3822123-124", "tel:02363822123"},
        {"0236 3822 123 (0905 111 222)", "tel:02363822123"},
        {"0236 3822 123 hoặc 0905 111 222", "tel:02363822123"},
        {"3822 123 - 3822 124", "tel:3822123"},
        {"0236-3822-123 - 0905-111-222", "tel:02363822123"},
        {"0236 3822 123 0905 111 222", "tel:02363822123"},
        {"1900 54 54 15 - 0236 3822 123", "tel:1900545415"},
        {"1900 1234 - 113", "tel:19001234"},
        {"+84 905 111 222 - 0236 3822 123", "tel:+84905111222"},
    };
    (void)state;
    LEADS(cases);
}

static void an_extension_is_said_apart(void **state)
{
    static const char *const cases[][2] = {
        {"0236 3822123 (máy lẻ 12)", "tel:02363822123;ext=12"},
        {"0236 3822123, Máy lẻ: 105", "tel:02363822123;ext=105"},
        {"0236 3822123 ext. 12", "tel:02363822123;ext=12"},
        {"0236 3822123 EXT12", "tel:02363822123;ext=12"},
        {"0236 3822123 (ext 12), 0905 111 222", "tel:02363822123;ext=12"},
        /* That of another number is none of the first. */
        {"0236 3822123, 0236 3822124 (máy lẻ 12)", "tel:02363822123"},
        {"0236 3822123 (máy bàn)", "tel:02363822123"},
        {"0236 3822123 (máy lẻ)", "tel:02363822123"},
    };
    (void)state;
    LEADS(cases);
}

static void what_nobody_can_dial_is_no_link(void **state)
{
    static const char *const cases[][2] = {
        {"1234567890123456", NULL},
        {"+1 555 123 4567 890 1234 567", NULL},
        {"+123456789012345", "tel:+123456789012345"},
    };
    (void)state;
    LEADS(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_number_is_dialled_however_it_is_grouped),
        cmocka_unit_test(of_two_numbers_the_first_is_dialled),
        cmocka_unit_test(an_extension_is_said_apart),
        cmocka_unit_test(what_nobody_can_dial_is_no_link),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
